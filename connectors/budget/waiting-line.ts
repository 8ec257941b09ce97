import { type RequestLane, requestLanes } from '../../core/budget.js';

/** What is waited for. */
export interface Turn {
  readonly lane: RequestLane;
  /** False for a request that counts in another window than this one: it needs a slot alone. */
  readonly isCounted: boolean;
}

interface Waiting<Permit> extends Turn {
  readonly enter: (permit: Permit) => void;
  readonly turnAway: (reason: unknown) => void;
}

/** Who waits for a turn: first come, first served within a lane, and live before backfill. */
export class WaitingLine<Permit> {
  readonly #lanes: Record<RequestLane, Set<Waiting<Permit>>> = { live: new Set(), backfill: new Set() };

  count(lane: RequestLane): number {
    return this.#lanes[lane].size;
  }

  /** Whose turn is next; undefined where nobody waits. */
  get next(): Turn | undefined {
    const lane = requestLanes.find((each) => this.#lanes[each].size > 0);
    if (lane === undefined) return undefined;
    const [first] = this.#lanes[lane];
    return first;
  }

  /** Resolves when `admit` comes to it; rejects with the signal's reason, or with that of `turnAway`. */
  async wait({ lane, isCounted }: Turn, signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    let leave = () => {};
    const turn = new Promise<Permit>((enter, turnAway) => {
      const waiting: Waiting<Permit> = { lane, isCounted, enter, turnAway };
      this.#lanes[lane].add(waiting);
      leave = () => {
        this.#lanes[lane].delete(waiting);
        turnAway(signal.reason);
      };
    });
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await turn;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Lets the first one of a lane in. */
  admit(lane: RequestLane, permit: Permit): void {
    const [first] = this.#lanes[lane];
    if (first === undefined) return;
    this.#lanes[lane].delete(first);
    first.enter(permit);
  }

  /** Nobody waits any more. */
  turnAway(reason: unknown): void {
    for (const lane of requestLanes) {
      for (const { turnAway } of this.#lanes[lane]) turnAway(reason);
      this.#lanes[lane].clear();
    }
  }
}
