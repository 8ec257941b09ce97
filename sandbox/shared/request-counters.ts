/** How often a stand-in was asked, since it started or was reset. */
export interface RequestCounts {
  readonly total: number;
  readonly reads: number;
  readonly writes: number;
  /** Keyed by method and route, such as `GET /rest/V1/orders/:id`; what has no route counts under `GET (unknown)`. */
  readonly byRoute: Readonly<Record<string, number>>;
}

/** Counts requests by route, and reads apart from writes. */
export class RequestCounters {
  #byRoute = new Map<string, number>();
  #reads = 0;
  #writes = 0;

  count(request: { readonly route: string; readonly isRead: boolean }): void {
    this.#byRoute.set(request.route, (this.#byRoute.get(request.route) ?? 0) + 1);
    if (request.isRead) this.#reads += 1;
    else this.#writes += 1;
  }

  reset(): void {
    this.#byRoute = new Map();
    this.#reads = 0;
    this.#writes = 0;
  }

  counts(): RequestCounts {
    return {
      total: this.#reads + this.#writes,
      reads: this.#reads,
      writes: this.#writes,
      byRoute: Object.fromEntries([...this.#byRoute].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}
