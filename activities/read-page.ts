import type { Page, Source } from '../connectors/connector.js';
import { type Cursor, cursorKey, laterCursor } from '../core/cursor.js';
import type { SourceEntity, UnreadableEntity } from '../core/entity.js';
import { ConnectorError, DataWaldError } from '../core/errors.js';
import { isInvented } from '../core/invented-id.js';
import type { JsonObject } from '../core/json.js';
import { isJsonObject } from '../core/json.js';
import type { Task } from '../core/task.js';
import type { PageBookmark, ReadPosition } from '../core/transfer.js';
import type { RetryableEntity, Store } from '../stores/store.js';
import { digest } from './digest.js';
import { readAbsent, sweepsForDeletions } from './read-absent.js';
import { readInbox } from './read-inbox.js';
import { behindWindow, windowOf } from './read-window.js';
import type { ResolvedSync } from './sync-runtime.js';

/** One page, wherever it came from, before it is mapped. */
export interface PageToMap {
  /** Equal for every attempt to read it, within its task. */
  readonly key: string;
  readonly entities: readonly SourceEntity[];
  readonly problems: readonly UnreadableEntity[];
  /** Ids of records that are gone from the source. */
  readonly gone?: readonly string[];
  readonly bookmark: PageBookmark;
}

export interface PageReading {
  readonly store: Store;
  readonly source: Source;
  readonly task: Task;
  readonly sync: ResolvedSync;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** What names the page that begins at a position. */
export function pageKeyOf(position: ReadPosition): string {
  if (position.kind === 'source') return `source/${cursorKey(position.cursor)}`;
  if (position.kind === 'ids') return `ids/${position.after}`;
  if (position.kind === 'absent') return `absent/${position.after ?? ''}`;
  if (position.kind === 'inbox') return `inbox/${position.after}`;
  return `retry/${position.round}/${position.afterSeq}`;
}

/** Reads the page that begins at a position. */
export async function readPage(position: ReadPosition, reading: PageReading): Promise<PageToMap> {
  if (position.kind === 'source') return await readFromSource(position, reading);
  if (position.kind === 'absent') return await readAbsent(position, reading);
  if (position.kind === 'inbox') return await readInbox(position, reading);
  return position.kind === 'ids' ? await readNamed(position, reading) : await readFailed(position, reading);
}

async function readFromSource(position: ReadPosition & { kind: 'source' }, reading: PageReading): Promise<PageToMap> {
  const { source, sync, signal } = reading;
  const { until } = position;
  if (reading.task.trigger === 'backfill' && source.order === 'none') throw cannotBeReadByTime(sync);
  const cursor = source.order === 'none' && position.page === 0 ? undefined : position.cursor;
  const hours = sync.config.windowHours;
  const window = windowOf(position, { order: source.order, hours });
  const page = await source.read({
    txType: sync.lane.txType,
    until: window?.end ?? until,
    limit: sync.config.pageSize,
    signal,
    ...(cursor !== undefined && { cursor }),
    ...(sync.config.filter !== undefined && { filter: sync.config.filter as JsonObject }),
  });
  const before = lookBack(page, position);
  if (!page.isDone) guardAgainstLoop(page, { ...reading, cursor, isRepeated: (before?.times ?? 0) > mostRepetitions });
  const next = { kind: 'source', page: position.page + 1, until, ...(before !== undefined && { before }) } as const;
  const isSwept = page.isDone && sweepsForDeletions(reading);
  const place = window === undefined ? placeBehind(page) : behindWindow(page, window, { position, hours: hours ?? window.hours });
  return {
    key: pageKeyOf(position),
    entities: page.entities,
    problems: page.problems,
    bookmark: {
      ...latestOf(page, source.order),
      ...(page.ends !== undefined && page.ends.length > 0 && source.finish !== undefined && { ends: page.ends }),
      ...(place !== undefined && { next: { ...next, ...place } }),
      ...(isSwept && { next: { kind: 'absent' } }),
    },
  };
}

function placeBehind({ isDone, next }: Page): { readonly cursor: Cursor } | undefined {
  return isDone || next === undefined ? undefined : { cursor: next };
}

/** A page may come twice, by a retry on the side of the source; the same page a third time in a row is no accident. */
const mostRepetitions = 2;

/** What the next page is compared with; nothing behind an empty page. */
function lookBack({ entities, problems }: Page, { before }: ReadPosition & { kind: 'source' }) {
  if (entities.length + problems.length === 0) return undefined;
  const content = digest(JSON.stringify([entities.map(({ srcId, updatedAt }) => [srcId, updatedAt]), problems]));
  return { content, times: content === before?.content ? before.times + 1 : 1 };
}

/**
 * The cursor behind a page; where the source gives none, or is not read in the order of time, the time of its latest
 * entity, to be read again inclusively.
 */
function latestOf(page: Page, order: Source['order']): { latest?: Cursor } {
  if (order === 'updatedAt' && page.next !== undefined) return { latest: page.next };
  let latest: Cursor | undefined;
  for (const { updatedAt } of page.entities) latest = laterCursor(latest, { updatedAt });
  return latest === undefined ? {} : { latest };
}

interface Leading extends PageReading {
  readonly cursor: Cursor | undefined;
  readonly isRepeated: boolean;
}

/** A page that is not the last must lead on: reading it again, or going back, would never end. */
function guardAgainstLoop(page: Page, { source, sync, cursor, isRepeated }: Leading): void {
  const { next } = page;
  const isOnward = next !== undefined && cursorKey(next) !== cursorKey(cursor);
  const isBackward = source.order === 'updatedAt' && cursor !== undefined && next !== undefined && next.updatedAt < cursor.updatedAt;
  if (isOnward && !isBackward && !isRepeated) return;
  if (next === undefined) throw loop(sync, 'gave no cursor although more is to come');
  if (isRepeated) throw loop(sync, `at ${cursorKey(cursor)} holds the same records as the two before`);
  throw loop(sync, `leads from ${cursorKey(cursor)} to ${cursorKey(next)}`);
}

/**
 * A page that is known already, from an attempt whose answer was lost, leads to where this reading leads. If it does not,
 * the source has led back to a page of this same reading.
 */
export function guardAgainstReturn(position: ReadPosition, { next }: PageBookmark, sync: ResolvedSync): void {
  if (position.kind !== 'source' || next?.kind !== 'source' || next.page === position.page + 1) return;
  throw loop(sync, `at ${cursorKey(position.cursor)} was read before by this task`);
}

function cannotBeReadByTime({ lane }: ResolvedSync): ConnectorError {
  const message = `${lane.txType} is read as a whole here, not by time: each run of the sync reads all of it. Backfill by ids instead, and dismiss this task.`;
  return new ConnectorError('Refused', message, { endpoint: lane.source });
}

function loop({ lane }: ResolvedSync, where: string): ConnectorError {
  const message = `Reading ${lane.txType} would never end: the page ${where}. Nothing is lost; the cut date has not moved.`;
  return new ConnectorError('SourceLoop', message, { endpoint: lane.source });
}

/** Records that were asked for by id. One that the source does not have is a failure of its own. */
async function readNamed(position: ReadPosition & { kind: 'ids' }, reading: PageReading): Promise<PageToMap> {
  const { source, sync, signal } = reading;
  const { txType, source: endpoint } = sync.lane;
  if (source.readByIds === undefined) {
    throw new ConnectorError('Refused', `${txType} cannot be read by id here. Backfill a stretch of time instead.`, { endpoint });
  }
  const after = position.after + sync.config.pageSize;
  const srcIds = position.srcIds.slice(position.after, after);
  const page = await source.readByIds({ txType, srcIds, signal });
  const found = new Set([...page.entities, ...page.problems].map(({ srcId }) => srcId));
  const missing = srcIds.filter((srcId) => !found.has(srcId)).map((srcId) => ({ srcId, raw: null, ...notThere }));
  return {
    key: pageKeyOf(position),
    entities: page.entities,
    problems: [...page.problems, ...missing],
    bookmark: after < position.srcIds.length ? { next: { ...position, after } } : {},
  };
}

/**
 * Failed entities are read anew where the source can do that, so that what was mended there is sent; otherwise, and
 * for records that never had an id, their kept raw record is mapped again.
 */
async function readFailed(position: ReadPosition & { kind: 'failed' }, reading: PageReading): Promise<PageToMap> {
  const { store, source, task, sync, signal } = reading;
  const { afterSeq, untilSeq, srcIds } = position;
  const limit = sync.config.pageSize;
  const request = { taskNo: task.taskNo, afterSeq, untilSeq, limit, withRecords: source.readByIds === undefined };
  const rows = await store.staging.retryable({ ...request, ...(srcIds !== undefined && { srcIds }) });
  const last = rows.at(-1);
  const bookmark: PageBookmark = rows.length < limit || last === undefined ? {} : { next: { ...position, afterSeq: last.seq } };
  const key = pageKeyOf(position);
  if (source.readByIds === undefined) return { key, bookmark, ...fromKept(rows) };
  const ids = rows.map((row) => row.srcId).filter((srcId) => !isInvented(srcId));
  const page = ids.length === 0 ? noRecords : await source.readByIds({ txType: sync.lane.txType, srcIds: ids, signal });
  const found = new Set([...page.entities, ...page.problems].map((record) => record.srcId));
  const gone = rows.map((row) => row.srcId).filter((srcId) => !found.has(srcId));
  const kept = fromKept(gone.length === 0 ? [] : await store.staging.retryable({ ...request, srcIds: gone, withRecords: true }));
  const entities = inOrderOf(rows, [...page.entities, ...kept.entities]);
  return { key, bookmark, entities, problems: [...page.problems, ...kept.problems] };
}

/** As they were staged: a source answers in an order of its own when it is asked for ids. */
function inOrderOf(rows: readonly RetryableEntity[], entities: readonly SourceEntity[]): SourceEntity[] {
  const places = new Map(rows.map(({ srcId }, index) => [srcId, index]));
  return entities.toSorted((a, b) => (places.get(a.srcId) ?? 0) - (places.get(b.srcId) ?? 0));
}

const noRecords: Page = { entities: [], problems: [], isDone: true };

function fromKept(rows: readonly RetryableEntity[]): Pick<PageToMap, 'entities' | 'problems'> {
  const entities: SourceEntity[] = [];
  const problems: UnreadableEntity[] = [];
  for (const { srcId, updatedAt, createdAt, isDeleted, raw } of rows) {
    if (isDeleted) entities.push({ srcId, updatedAt, data: {}, isDeleted });
    else if (isJsonObject(raw) && !isInvented(srcId))
      entities.push({ srcId, updatedAt, data: raw, ...(createdAt !== undefined && { createdAt }) });
    else problems.push({ srcId, updatedAt, raw: raw ?? null, ...(raw === undefined ? gone : unreadable) });
  }
  return { entities, problems };
}

const gone = { code: 'gone', message: 'The source no longer has this record, and its raw record was not kept (keepRaw: failed).' };
const notThere = { code: 'gone', message: 'The source has no record with this id.' };
const unreadable = { code: 'unreadable', message: 'The source gave this record without an id, so it cannot be read anew.' };

/** The source of an endpoint, for a tx type that it reads. */
export function sourceOf(source: Source | undefined, sync: ResolvedSync): Source {
  const { lane } = sync;
  if (source?.txTypes.includes(lane.txType) === true) return source;
  throw new DataWaldError('Config', `[${lane.source}] This endpoint cannot be read for ${lane.txType}.`);
}
