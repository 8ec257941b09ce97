import type { Lease, Ledger } from '../core/budget.js';

interface Sight {
  readonly round: number;
  readonly sinceMs: number;
}

/** Remembers since when each lease has looked as it does now, by this process's own clock: nobody else's is asked. */
export class LeaseWatch {
  readonly #nowMs: () => number;
  readonly #budgets = new Map<string, ReadonlyMap<string, Sight>>();

  /** @param nowMs a clock that only goes forward */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Looks at the leases of a budget. @returns for how long each of them has certainly not been renewed, in milliseconds */
  observe(ledger: Ledger | undefined): (lease: Lease) => number {
    if (ledger === undefined) return () => 0;
    const nowMs = this.#nowMs();
    const before = this.#budgets.get(ledger.budget);
    const sights = new Map<string, Sight>();
    for (const { holder, round } of ledger.leases) {
      const known = before?.get(holder);
      sights.set(holder, known?.round === round ? known : { round, sinceMs: nowMs });
    }
    this.#budgets.set(ledger.budget, sights);
    return ({ holder }) => nowMs - (sights.get(holder)?.sinceMs ?? nowMs);
  }
}
