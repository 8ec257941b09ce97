import { type Amount, boundless, type EndpointLimits, type Lease, type Ledger, type Pace, type Renewal, type Share } from './budget.js';
import { factorAt, fullPace, slowDown } from './budget-pace.js';
import { fairSharesInTurn } from './fair-shares.js';
import type { Instant } from './instant.js';

const measures = ['slots', 'requests'] as const;

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
  const deal: Deal = { renewal, round, own, others, limit };
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
  /** As it stood before. */
  readonly own: Lease | undefined;
  readonly others: readonly Other[];
  readonly limit: Amount;
}

/** The fair share of this holder, as far as it is free already and nobody has waited for it longer. */
function shareOf({ renewal, own: before, others, limit }: Deal): Amount {
  const { holder, wants: asked, keeps } = renewal;
  const own: Claimant = { holder, wants: asked, held: keeps, turns: before?.turns ?? 0, blockedSince: before?.blockedSince };
  const alive = others.flatMap(({ lease, held, isAlive }): Claimant[] => (isAlive ? [{ ...lease, held }] : []));
  const claimants = [...alive, own].sort(inTurn);
  const deal = (measure: keyof Amount, mayHave: (place: number) => boolean) => {
    const toDeal =
      limit[measure] -
      heldIn(
        measure,
        others.filter(({ isAlive }) => !isAlive),
      );
    const demands = claimants.map(({ wants: { live, backfill } }, place) =>
      mayHave(place) ? { first: live[measure], second: backfill[measure] } : { first: 0, second: 0 },
    );
    const fair = fairSharesInTurn(toDeal, demands);
    return { fair, amount: freeFor(own, { measure, fair, claimants, free: limit[measure] - heldIn(measure, others) }) };
  };
  const slots = deal('slots', () => true);
  // Requests are of no use to those for whom there is no slot.
  const requests = deal('requests', (place) => (slots.fair[place] ?? 0) > 0);
  return { slots: slots.amount, requests: requests.amount };
}

function heldIn(measure: keyof Amount, holders: readonly { readonly held: Amount }[]): number {
  return holders.reduce((sum, { held }) => sum + held[measure], 0);
}

/** What of its fair share a claimant can have now: what is free, less what those before it still wait for. */
function freeFor(
  own: Claimant,
  deal: {
    readonly measure: keyof Amount;
    readonly fair: readonly number[];
    readonly claimants: readonly Claimant[];
    readonly free: number;
  },
): number {
  const { measure, fair, claimants, free } = deal;
  const place = claimants.indexOf(own);
  const ahead = claimants.slice(0, place).map((other, index) => (isBlocked(other) ? (fair[index] ?? 0) - other.held[measure] : 0));
  const promised = ahead.reduce((sum, lacking) => sum + Math.max(0, lacking), 0);
  return Math.max(0, Math.min(fair[place] ?? 0, free, Math.max(own.held[measure], free - promised)));
}

interface Claimant extends Pick<Lease, 'holder' | 'wants' | 'held' | 'turns'> {
  readonly blockedSince?: number | undefined;
}

function isBlocked({ blockedSince }: Claimant): boolean {
  return blockedSince !== undefined;
}

/** Where there is less than one for each, a turn lasts so many renewals: handing over costs a part of one. */
const turnLength = 4;

/** Who has just got a turn keeps it, who has waited longest is next; the others in an order that stays. */
function inTurn(a: Claimant, b: Claimant): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) return rankA - rankB;
  return a.holder < b.holder ? -1 : 1;
}

function rankOf({ turns, blockedSince }: Claimant): number {
  if (blockedSince !== undefined) return blockedSince;
  return turns > 0 && turns < turnLength ? 0 : boundless;
}

function leaseOf({ renewal, round, own }: Deal, share: Amount): Lease {
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
    ...(cannotSend && { blockedSince: own?.blockedSince ?? round }),
    turns: cannotSend || isIdle(wanted) ? 0 : (own?.turns ?? 0) + 1,
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
  return isIdle(lease.held) && isIdle(wantedBy(lease));
}

function isIdle({ slots, requests }: Amount): boolean {
  return slots === 0 && requests === 0;
}
