import { type Amount, boundless, type EndpointLimits, type Lease, type Ledger, type Pace, type Renewal, type Share } from './budget.js';
import { factorAt, fullPace, slowDown } from './budget-pace.js';
import { fairSharesInTurn } from './fair-shares.js';
import type { Instant } from './instant.js';

const measures = ['slots', 'requests'] as const;
const nothing: Amount = { slots: 0, requests: 0 };

/**
 * Enters a renewal into the books. What all holders hold is never more than the limits: a share grows only by what
 * others have given back, or can no longer use. A renewal that is entered twice, or late, changes nothing.
 *
 * @param silentMs for how long a lease has certainly not been renewed, by one's own clock
 */
export function renewLease(
  known: Ledger | undefined,
  renewal: Renewal,
  silentMs: (lease: Lease) => number,
): { readonly ledger: Ledger; readonly share: Share } {
  const { budget, holder, limits, at } = renewal;
  const own = known?.leases.find((lease) => lease.holder === holder);
  if (known !== undefined && own !== undefined && own.no >= renewal.no) return { ledger: known, share: shareIn(own, known.pace, at) };
  const round = (known?.round ?? 0) + 1;
  const before = known?.pace ?? fullPace(at);
  const pace = renewal.throttled === undefined ? before : slowDown(before, { at, waitMs: renewal.throttled.waitMs });
  const limit = limitOf(limits, factorAt(pace, at));
  const others = (known?.leases ?? []).flatMap((lease) => (lease.holder === holder ? [] : stillThere(lease, silentMs(lease))));
  const deal: Deal = { renewal, round, blockedSince: own?.blockedSince, others, limit };
  const lease = leaseOf(deal, shareOf(deal));
  const leases = [...others.map((other) => other.lease), ...(isOver(lease) ? [] : [lease])];
  return { ledger: { budget, round, limits, pace, leases }, share: shareIn(lease, pace, at) };
}

function shareIn(lease: Lease, { pausedUntil }: Pace, at: Instant): Share {
  const wanted = wantedBy(lease);
  const isShort = measures.some((measure) => lease.share[measure] < wanted[measure]);
  return { ...lease.share, isShort, ...(pausedUntil !== undefined && pausedUntil > at && { pausedUntil }) };
}

/** What all holders together may have at a moment. */
export function limitAt({ limits, pace }: Ledger, at: Instant): Amount {
  return limitOf(limits, factorAt(pace, at));
}

function limitOf({ concurrency, requests }: EndpointLimits, factor: number): Amount {
  const part = (limit: number | undefined) => (limit === undefined ? boundless : Math.max(1, Math.floor(limit * factor)));
  return { slots: part(concurrency), requests: part(requests?.count) };
}

interface Other {
  readonly lease: Lease;
  /** What the vendor may still see of it. */
  readonly held: Amount;
  /** False where it can send nothing more, and asks for nothing. */
  readonly isAlive: boolean;
}

/** Empty where a lease is over and nothing of it counts any more. */
function stillThere(lease: Lease, silentMs: number): readonly Other[] {
  const isAlive = silentMs <= lease.leaseMs;
  const held = {
    slots: silentMs <= lease.endsAfterMs.slots ? lease.held.slots : 0,
    requests: silentMs <= lease.endsAfterMs.requests ? lease.held.requests : 0,
  };
  return !isAlive && held.slots === 0 && held.requests === 0 ? [] : [{ lease, held, isAlive }];
}

interface Deal {
  readonly renewal: Renewal;
  readonly round: number;
  readonly blockedSince: number | undefined;
  readonly others: readonly Other[];
  readonly limit: Amount;
}

/** The fair share of this holder, as far as it is free already and nobody has waited for it longer. */
function shareOf({ renewal, blockedSince, others, limit }: Deal): Amount {
  const own: Claimant = { holder: renewal.holder, wants: renewal.wants, held: renewal.keeps, blockedSince };
  const alive = others.flatMap(({ lease, held, isAlive }): Claimant[] => (isAlive ? [{ ...lease, held }] : []));
  const claimants = [...alive, own].sort(longestBlockedFirst);
  const place = claimants.indexOf(own);
  const inMeasure = (measure: keyof Amount): number => {
    const heldBy = (holders: readonly { readonly held: Amount }[]) => holders.reduce((sum, { held }) => sum + held[measure], 0);
    const free = limit[measure] - heldBy(others);
    const toDeal = limit[measure] - heldBy(others.filter(({ isAlive }) => !isAlive));
    const demands = claimants.map(({ wants }) => ({ first: wants.live[measure], second: wants.backfill[measure] }));
    const fair = fairSharesInTurn(toDeal, demands);
    const ahead = claimants.slice(0, place).map((other, index) => (isBlocked(other) ? (fair[index] ?? 0) - other.held[measure] : 0));
    const promised = ahead.reduce((sum, lacking) => sum + Math.max(0, lacking), 0);
    return Math.max(0, Math.min(fair[place] ?? 0, free, Math.max(own.held[measure], free - promised)));
  };
  return { slots: inMeasure('slots'), requests: inMeasure('requests') };
}

interface Claimant extends Pick<Lease, 'holder' | 'wants' | 'held'> {
  readonly blockedSince?: number | undefined;
}

function isBlocked({ blockedSince }: Claimant): boolean {
  return blockedSince !== undefined;
}

/** Where there is less than one for each, who has waited longest comes first; the others in an order that stays. */
function longestBlockedFirst(a: Claimant, b: Claimant): number {
  const [blockedA, blockedB] = [a.blockedSince ?? boundless, b.blockedSince ?? boundless];
  if (blockedA !== blockedB) return blockedA - blockedB;
  return a.holder < b.holder ? -1 : 1;
}

function leaseOf({ renewal, round, blockedSince }: Deal, share: Amount): Lease {
  const { holder, no, keeps, wants, leaseMs, limits, at } = renewal;
  const wanted = wantedBy(renewal);
  const cannotSend = measures.some((measure) => wanted[measure] > 0 && share[measure] === 0);
  return {
    holder,
    no,
    round,
    held: { slots: Math.max(keeps.slots, share.slots), requests: Math.max(keeps.requests, share.requests) },
    share,
    wants,
    leaseMs,
    endsAfterMs: endsAfterMs(leaseMs, limits),
    ...(cannotSend && { blockedSince: blockedSince ?? round }),
    renewedAt: at,
  };
}

/**
 * A request that was under way when the lease ended has as long as the lease again. One that was sent counts until its
 * window is over; a fifth of the lease more is for clocks that do not run alike, and for the way to the vendor.
 */
function endsAfterMs(leaseMs: number, { requests }: EndpointLimits): Amount {
  return { slots: 2 * leaseMs, requests: 1.2 * leaseMs + (requests?.perSeconds ?? 0) * 1000 };
}

/** What a holder has under way and would send, in both lanes. */
export function wantedBy({ wants }: Pick<Lease, 'wants'>): Amount {
  const { live, backfill } = wants;
  return { slots: live.slots + backfill.slots, requests: live.requests + backfill.requests };
}

function isOver(lease: Lease): boolean {
  const wanted = wantedBy(lease);
  return [lease.held, wanted].every(({ slots, requests }) => slots === nothing.slots && requests === nothing.requests);
}
