import type { Instant } from './instant.js';

/** How hard all worker processes together may press on an endpoint. An absent measure has no limit. */
export interface EndpointLimits {
  /** Requests at the same time. */
  readonly concurrency?: number;
  /** At most `count` requests in any `perSeconds` seconds. */
  readonly requests?: { readonly count: number; readonly perSeconds: number };
}

/** What may send first: `live` goes before `backfill` wherever there is not enough for both. */
export const requestLanes = ['live', 'backfill'] as const;
export type RequestLane = (typeof requestLanes)[number];

/** A quantity in the two measures of a budget: requests at the same time, and requests within a window. */
export interface Amount {
  readonly slots: number;
  readonly requests: number;
}

/** Stands in for the limit of a measure that has none. */
export const boundless = 1_000_000_000;

/** What the holder of a lease tells when it takes or renews it. */
export interface Renewal {
  /** The id of the endpoint; `endpoint/name` where a system has further limits of its own. */
  readonly budget: string;
  /** One opened budget of one process. Never used again by another. */
  readonly holder: string;
  /** Counts the holder's renewals: one that arrives late, behind a newer one, changes nothing. */
  readonly no: number;
  /** Without what is reserved for others; at least 1 each. */
  readonly limits: EndpointLimits;
  /** What it holds on to whatever the answer is, and also when none comes: at least all that is under way or still counts. */
  readonly keeps: Amount;
  /** What it has under way and what it would send besides, by lane. All zero: it leaves. */
  readonly wants: Readonly<Record<RequestLane, Amount>>;
  /** The vendor has answered 429, or its own word for it, since the last renewal. */
  readonly throttled?: { readonly waitMs: number };
  /** From the moment at which the renewal is sent, the holder sends nothing once so much time is over without a new one. */
  readonly leaseMs: number;
  readonly at: Instant;
}

/** What a holder may have under way, and may have sent within any window, until its lease ends. */
export interface Share extends Amount {
  /** True where it wants more: asking again at once would not help. */
  readonly isShort: boolean;
  /** Nothing is sent before. */
  readonly pausedUntil?: Instant;
}

/** What one holder has, as it stands in the ledger. */
export interface Lease {
  readonly holder: string;
  /** Of the last renewal that was entered. */
  readonly no: number;
  /** The ledger's round when it was last renewed: it has not been renewed as long as this stays the same. */
  readonly round: number;
  /** What the vendor may see of it at the most, until `endsAfterMs` without a renewal. */
  readonly held: Amount;
  readonly share: Amount;
  readonly wants: Readonly<Record<RequestLane, Amount>>;
  readonly leaseMs: number;
  readonly endsAfterMs: Amount;
  /** The round in which it first wanted to send and could not; absent where it can. */
  readonly blockedSince?: number;
  /** How many renewals in a row have left it able to send. */
  readonly turns: number;
  /** By the holder's clock, for people. */
  readonly renewedAt: Instant;
}

/** How much of the limits is used after the vendor has complained. */
export interface Pace {
  /** Above 0, at most 1. */
  readonly factor: number;
  /** From then on the factor grows. */
  readonly growsFrom: Instant;
  readonly shrunkAt?: Instant;
  readonly pausedUntil?: Instant;
}

/** The books of one budget. */
export interface Ledger {
  readonly budget: string;
  /** Counts renewals. */
  readonly round: number;
  readonly limits: EndpointLimits;
  readonly pace: Pace;
  readonly leases: readonly Lease[];
}
