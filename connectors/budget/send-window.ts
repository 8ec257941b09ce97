import type { RequestLane } from '../../core/budget.js';

/** One request that was sent. */
export interface Sent {
  readonly lane: RequestLane;
  /** The latest moment at which the vendor may have counted it. */
  countedMs: number;
}

/** How long a request may take to reach the vendor, as a part of the window, and at the most. */
const onTheWay = { part: 0.04, mostMs: 1000 } as const;
/** Clocks of two machines run alike to a thousandth. */
const drift = 1.001;

/**
 * The requests of one holder that any window of the vendor may still hold. A request counts from the moment at which its
 * answer came, since that is surely after the vendor has counted it; but no later than 4 % of the window (a second at
 * the most) after it was sent, so that slow answers cost no more than that.
 */
export class SendWindow {
  readonly #lengthMs: number;
  readonly #onTheWayMs: number;
  readonly #counts: Record<RequestLane, number> = { live: 0, backfill: 0 };
  #sent: Sent[] = [];
  #first = 0;

  constructor(perSeconds: number) {
    this.#lengthMs = perSeconds * 1000 * drift;
    this.#onTheWayMs = Math.min(perSeconds * 1000 * onTheWay.part, onTheWay.mostMs);
  }

  send(lane: RequestLane, nowMs: number): Sent {
    const sent = { lane, countedMs: nowMs + this.#onTheWayMs };
    this.#sent.push(sent);
    this.#counts[lane] += 1;
    return sent;
  }

  /** How many of a lane count now. */
  count(lane: RequestLane, nowMs: number): number {
    this.#forget(nowMs);
    return this.#counts[lane];
  }

  /** When the next one counts no more; undefined where none does. */
  get nextFreeMs(): number | undefined {
    const oldest = this.#sent[this.#first];
    return oldest && oldest.countedMs + this.#lengthMs;
  }

  /** In the order of sending: one that waits behind a slower one counts a little longer than it must. */
  #forget(nowMs: number): void {
    for (let oldest = this.#sent[this.#first]; oldest !== undefined; oldest = this.#sent[this.#first]) {
      if (oldest.countedMs + this.#lengthMs > nowMs) break;
      this.#counts[oldest.lane] -= 1;
      this.#first += 1;
    }
    if (this.#first < 1000 || this.#first * 2 < this.#sent.length) return;
    this.#sent = this.#sent.slice(this.#first);
    this.#first = 0;
  }
}

/** Notes that a request was answered, or broke. */
export function noteAnswer(sent: Sent, nowMs: number): void {
  sent.countedMs = Math.min(sent.countedMs, nowMs);
}
