import type { Instant } from './instant.js';

/** What a backfill reads anew: what changed in a stretch of time, both ends included, or records by their ids. */
export type Backfill = { readonly from: Instant; readonly to: Instant } | { readonly srcIds: readonly string[] };

/** So many characters of ids, as JSON, travel in one task; more go in several. */
const mostCharacters = 30_000;
const mostIds = 1000;

/** Why this cannot be asked for, for people; undefined when it can. */
export function refuseBackfill(backfill: Backfill): string | undefined {
  if ('from' in backfill) {
    return backfill.from <= backfill.to ? undefined : `A backfill from ${backfill.from} to ${backfill.to} ends before it begins.`;
  }
  const { srcIds } = backfill;
  if (srcIds.length === 0 || srcIds.some((srcId) => srcId === ''))
    return 'A backfill by ids needs at least one id, and none of them empty.';
  const characters = JSON.stringify(srcIds).length;
  if (srcIds.length <= mostIds && characters <= mostCharacters) return undefined;
  return `A backfill takes at most ${mostIds} ids of ${mostCharacters} characters together; these are ${srcIds.length} of ${characters}. Start several, one after the other.`;
}

export function describeBackfill(backfill: Backfill): string {
  if ('from' in backfill) return `backfill of what changed from \`${backfill.from}\` to \`${backfill.to}\``;
  const [first = '', ...others] = backfill.srcIds;
  return `backfill of \`${first}\`${others.length === 0 ? '' : ` and ${others.length} more`}`;
}
