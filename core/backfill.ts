import { type Instant, parseInstant, toInstant } from './instant.js';

/** What a backfill reads anew: what changed in a stretch of time, both ends included, or records by their ids. */
export type Backfill = { readonly from: Instant; readonly to: Instant } | { readonly srcIds: readonly string[] };

/** The same as people and other services ask for it: dates with their zone. Without `to`: up to now. */
export type BackfillRequest = StretchRequest | { readonly srcIds: readonly string[] };

interface StretchRequest {
  readonly from: string | Date;
  readonly to?: string | Date;
}

/** So many characters of ids, as JSON, travel in one task; more go in several. */
const mostCharacters = 30_000;
const mostIds = 1000;

/** The backfill that is asked for, or why there can be none, for people. */
export function readBackfill(request: BackfillRequest, now: Date): Backfill | { readonly refusal: string } {
  return 'srcIds' in request ? readIds(request.srcIds) : readStretch(request, now);
}

function readStretch({ from, to }: StretchRequest, now: Date): Backfill | { readonly refusal: string } {
  const [first, last] = [instantOf(from), to === undefined ? toInstant(now) : instantOf(to)];
  if (first === undefined) return { refusal: notADate('begins', from) };
  if (last === undefined) return { refusal: notADate('ends', to ?? now) };
  return first <= last ? { from: first, to: last } : { refusal: `A backfill from ${first} to ${last} ends before it begins.` };
}

function instantOf(moment: string | Date): Instant | undefined {
  if (typeof moment === 'string') return parseInstant(moment);
  return Number.isNaN(moment.getTime()) ? undefined : toInstant(moment);
}

function notADate(what: string, found: string | Date): string {
  return `A backfill ${what} at a date and time with its zone, such as 2026-01-31T09:30:00Z, not "${String(found)}".`;
}

function readIds(given: readonly string[]): Backfill | { readonly refusal: string } {
  const srcIds = [...new Set(given)];
  if (srcIds.length === 0 || srcIds.includes('')) return { refusal: 'A backfill by ids needs at least one id, and none of them empty.' };
  const characters = JSON.stringify(srcIds).length;
  if (srcIds.length <= mostIds && characters <= mostCharacters) return { srcIds };
  return {
    refusal: `A backfill takes at most ${mostIds} ids of ${mostCharacters} characters together; these are ${srcIds.length} of ${characters}. Start several, one after the other.`,
  };
}

export function describeBackfill(backfill: Backfill): string {
  if ('from' in backfill) return `backfill of what changed from \`${backfill.from}\` to \`${backfill.to}\``;
  const [first = '', ...others] = backfill.srcIds;
  return `backfill of \`${first}\`${others.length === 0 ? '' : ` and ${others.length} more`}`;
}
