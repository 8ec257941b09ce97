import type { Lane } from '../../core/ids.js';
import { answerOf, type DecidedEntity, decidePage, rowsBehind } from '../decided-page.js';
import type { PageToStage, StagedPage } from '../store.js';
import { compress, decompress } from './compressed.js';
import type { DynamoDatabase } from './database.js';
import { type KnownRows, readHeads, rowId } from './heads.js';
import type { HeadItem, PageItem, PlannedItem, RowItem } from './items.js';
import { keyPart, ordered, stagingKeys } from './keys.js';
import { knownTask, readProgress } from './known-task.js';
import { type Place, refuseTooLarge, writePacks } from './packs.js';
import type { Plan, RouteWrites } from './route-writes.js';
import { keptText } from './texts.js';

/** Pages of a retry begin so: their entities were read from the task's own rows, not from the source. */
const retryPrefix = 'retry/';

export async function readPage(database: DynamoDatabase, taskNo: number, pageKey: string): Promise<StagedPage | undefined> {
  const item = await database.get<PageItem>('staging', stagingKeys.page(taskNo, pageKey));
  return item && (await answerOfItem(item));
}

/** See `Staging.endingPages`. */
export async function readEndingPages(database: DynamoDatabase, taskNo: number): Promise<readonly StagedPage[]> {
  const items = await database.query<PageItem>('staging', {
    KeyConditionExpression: 'pk = :pk',
    FilterExpression: 'isEnding = :yes',
    ExpressionAttributeValues: { ':pk': stagingKeys.pages(taskNo), ':yes': true },
  });
  const pages = await Promise.all(items.map(async (item) => await answerOfItem(item)));
  return pages.toSorted((a, b) => a.first - b.first);
}

async function answerOfItem({ answer }: PageItem): Promise<StagedPage> {
  return JSON.parse(await decompress(Buffer.from(answer, 'base64'))) as StagedPage;
}

/** See `Staging.stage`. */
export async function stagePage(database: DynamoDatabase, writes: RouteWrites, page: PageToStage): Promise<StagedPage> {
  const { lane } = await knownTask(database, page.taskNo);
  const entities = await refuseTooLarge(page.entities);
  return writes.write(lane, () => planPage(database, lane, { ...page, entities }));
}

async function planPage(database: DynamoDatabase, lane: Lane, page: PageToStage): Promise<Plan<StagedPage>> {
  const before = await readPage(database, page.taskNo, page.pageKey);
  if (before !== undefined) return { items: [], answer: before };
  const progress = await readProgress(database, page.taskNo);
  const first = progress.lastSeq + 1;
  const keys = page.entities.map((entity) => keyPart(entity.srcId));
  const known = await readHeads(database, lane, keys);
  const decided = decidePage(page, { first, keys, heads: known.heads, claims: progress.openClaims });
  const kept = decided.filter(({ decision }) => decision.status !== 'I');
  const places = await writePacks(
    database,
    page.taskNo,
    kept.map(({ entity }) => entity),
  );
  const placeOf = new Map(kept.map(({ seq }, index) => [seq, places[index]]));
  const answer = answerOf(page, first, decided);
  const items: PlannedItem[] = [
    ...superseded(page, decided, known),
    ...decided.map((one) => newRow(page, lane, { ...one, place: placeOf.get(one.seq) })),
    ...movedHeads(page.taskNo, lane, decided),
    { ...stagingKeys.progress(page.taskNo), ...progress, lastSeq: progress.lastSeq + decided.length },
    await pageItem(page, answer),
  ];
  return { items, answer };
}

/** The rows that give way: pending ones become ignored, failed and unknown ones keep their outcome. */
function superseded(page: PageToStage, decided: readonly DecidedEntity[], { rows }: KnownRows): RowItem[] {
  const old = decided.flatMap(({ decision, head }) => (decision.replacesHead && head !== undefined ? rowsBehind(head, page.taskNo) : []));
  return old.flatMap(({ taskNo, seq }) => {
    const row = rows.get(rowId(taskNo, seq));
    if (row === undefined || row.status === 'S' || row.status === 'I') return [];
    if (row.status !== 'N') return [{ ...row, isSuperseded: true }];
    return [{ ...row, isSuperseded: true, status: 'I', reason: 'superseded', settledAt: page.at }];
  });
}

type PlacedEntity = DecidedEntity & { readonly place: Place | undefined };

function newRow(page: PageToStage, lane: Lane, { seq, entity, decision, place }: PlacedEntity): RowItem {
  const failure = decision.status === 'F' ? entity.failure : undefined;
  return {
    ...stagingKeys.row(page.taskNo, seq),
    taskNo: page.taskNo,
    seq,
    srcId: keptText(entity.srcId),
    entity: stagingKeys.entity(lane, entity.srcId),
    entityNo: `${ordered(page.taskNo)}/${ordered(seq)}`,
    updatedAt: entity.updatedAt,
    createdAt: decision.status === 'I' ? undefined : entity.createdAt,
    hash: entity.hash,
    status: decision.status,
    reason: decision.reason ?? undefined,
    code: failure && keptText(failure.code),
    message: failure && keptText(failure.message),
    tgtId: decision.tgtId ?? undefined,
    attempt: decision.attempt,
    mustLookUp: decision.mustLookUp || undefined,
    isResend: decision.isResend || undefined,
    waitsForSeq: decision.waitsForSeq ?? undefined,
    isSuperseded: decision.isSuperseded || undefined,
    stagedAt: page.at,
    settledAt: decision.status === 'N' ? undefined : page.at,
    ...place,
  };
}

function movedHeads(taskNo: number, lane: Lane, decided: readonly DecidedEntity[]): HeadItem[] {
  return decided.flatMap(({ seq, key, entity, decision, head }) => {
    if (decision.head === 'kept') return [];
    const updatedAt = head !== undefined && head.updatedAt > entity.updatedAt ? head.updatedAt : entity.updatedAt;
    const row = decision.head === 'noted' && head !== undefined ? { taskNo: head.taskNo, seq: head.seq } : { taskNo, seq };
    return [{ ...stagingKeys.head(lane, key), updatedAt, ...row }];
  });
}

async function pageItem(page: PageToStage, answer: StagedPage): Promise<PageItem> {
  return {
    ...stagingKeys.page(page.taskNo, page.pageKey),
    isRetry: page.pageKey.startsWith(retryPrefix),
    read: answer.read,
    isEnding: answer.bookmark.ends === undefined ? undefined : true,
    answer: Buffer.from(await compress(JSON.stringify(answer))).toString('base64'),
  };
}
