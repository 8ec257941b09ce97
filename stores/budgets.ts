import type { Ledger, Renewal, Share } from '../core/budget.js';

/**
 * Who may press how hard on an endpoint: one ledger per budget, with a lease for every process that sends. Deals out
 * what `core/budget-ledger.ts` decides.
 *
 * Times. No two clocks are compared where it matters: a holder counts its lease from the moment at which it *sent* the
 * last renewal that was answered, and everybody else counts from the moment at which they *saw* it, each with a clock
 * of its own that only goes forward. So the holder has stopped before another one can have its share, whatever their
 * clocks show; they need to run alike to a thousandth. `Renewal.at` paces recovery after complaints, and is shown to people: there, clocks
 * should agree within seconds.
 */
export interface Budgets {
  /**
   * Takes or renews a lease, in one transaction: notes what the holder wants, drops leases that are over, and answers
   * with the holder's share. A holder whose lease has ended starts from nothing: it keeps
   * only what is under way or still counts. One that wants nothing leaves, and what it keeps is held until its end.
   */
  renew(renewal: Renewal): Promise<Share>;
  /** Every budget, as it stands; by id. From here on this process knows which leases are not renewed any more. */
  list(): Promise<readonly Ledger[]>;
}
