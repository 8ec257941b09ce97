import { cutIntoRanges } from '../core/chunking.js';
import { toInstant } from '../core/instant.js';
import { type DatedEntity, type Decision, decide, type Head, supersededInPage } from './head-decision.js';
import type { PageToStage, StagedPage } from './store.js';

export interface DecidedEntity {
  readonly seq: number;
  /** The entity's key among the heads. */
  readonly key: string;
  readonly entity: DatedEntity;
  readonly decision: Decision;
  readonly head: Head | undefined;
}

export interface KnownHeads {
  readonly first: number;
  /** The key of each entity among the heads, in the order of the page. */
  readonly keys: readonly string[];
  readonly heads: ReadonlyMap<string, Head>;
  /** The open claims of the page's task. */
  readonly claims: readonly { readonly first: number; readonly last: number }[];
}

/** What becomes of every entity of a page. */
export function decidePage(page: PageToStage, { first, keys, heads, claims }: KnownHeads): DecidedEntity[] {
  const dated = page.entities.map((entity, index): DatedEntity => {
    return { ...entity, updatedAt: entity.updatedAt ?? heads.get(keys[index] ?? entity.srcId)?.updatedAt ?? longAgo };
  });
  const winners = newestPerKey(dated, keys);
  const isHeld = (seq: number) => claims.some((claim) => claim.first <= seq && seq <= claim.last);
  const { taskNo, isForced, isRetry } = page;
  const staging = { taskNo, isForced, isRetry, isHeld };
  return dated.map((entity, index) => {
    const key = keys[index] ?? entity.srcId;
    const head = heads.get(key);
    const decision = winners.get(key) === index ? decide(entity, head, staging) : supersededInPage;
    return { seq: first + index, key, entity, decision, head };
  });
}

/** The date of an entity without one, of which nothing else is known. */
const longAgo = toInstant(0);

/** The position of the newest of each entity; of equally new ones, the last. */
function newestPerKey(entities: readonly DatedEntity[], keys: readonly string[]): Map<string, number> {
  const newest = new Map<string, number>();
  entities.forEach((entity, index) => {
    const key = keys[index] ?? entity.srcId;
    const rival = entities[newest.get(key) ?? -1];
    if (rival === undefined || rival.updatedAt <= entity.updatedAt) newest.set(key, index);
  });
  return newest;
}

/** The row that a head names; in another task also the one that it waits for, so that no older version is left on its way. */
export function rowsBehind(head: Head, taskNo: number): { readonly taskNo: number; readonly seq: number }[] {
  const seqs = head.waitsForSeq !== null && head.taskNo !== taskNo ? [head.seq, head.waitsForSeq] : [head.seq];
  return seqs.map((seq) => ({ taskNo: head.taskNo, seq }));
}

export function answerOf(page: PageToStage, first: number, decided: readonly DecidedEntity[]): StagedPage {
  const pending = decided.filter(({ decision }) => decision.status === 'N').map(({ seq }) => seq);
  const count = (test: (decision: Decision) => boolean) => decided.filter(({ decision }) => test(decision)).length;
  return {
    first,
    last: first + decided.length - 1,
    read: decided.length,
    pending: pending.length,
    unchanged: count((decision) => decision.reason === 'unchanged'),
    ignored: count((decision) => decision.status === 'I' && decision.reason !== 'unchanged'),
    failed: count((decision) => decision.status === 'F'),
    ranges: cutIntoRanges(pending, page.chunkSize),
    bookmark: page.bookmark,
  };
}
