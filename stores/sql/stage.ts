import { sql, type Transaction } from 'kysely';
import { cutIntoRanges } from '../../core/chunking.js';
import type { EntityToStage, PageToStage, StagedPage } from '../store.js';
import { type OpenClaim, readOpenClaims } from './claim-rows.js';
import type { SqlDatabase } from './database.js';
import type { SqlDialect } from './dialect.js';
import { type Decision, decide, type Head, supersededInPage } from './head-decision.js';
import { lockTask } from './locked-task.js';
import { writePacks } from './packs.js';
import { readPage, writePage } from './pages.js';
import { type DecidedEntity, moveHeads, supersede, writeVersions } from './staged-rows.js';
import type { Tables } from './tables.js';
import { indexKey } from './text.js';

/** See `Staging.stage`. */
export function stagePage(database: SqlDatabase, page: PageToStage): Promise<StagedPage> {
  const { dialect } = database;
  return database.write(async (trx) => {
    const { routeNo } = await lockTask(trx, dialect, page.taskNo);
    const before = await readPage(trx, page.taskNo, page.pageKey);
    if (before !== undefined) return before;
    const first = (await takeNumbers(trx, page.taskNo, page.entities.length)) + 1;
    const keys = page.entities.map((entity) => indexKey(entity.srcId));
    const heads = await readHeads(trx, dialect, { routeNo, keys });
    const decided = decideAll(page, { first, keys, heads, claims: await readOpenClaims(trx, page.taskNo) });
    const write = { trx, dialect, taskNo: page.taskNo, routeNo, at: page.at };
    await supersede(write, decided);
    await writeVersions(write, decided);
    await moveHeads(write, decided);
    await writePacks(
      trx,
      page.taskNo,
      decided.filter(({ decision }) => decision.status !== 'I'),
    );
    const answer = answerOf(page, first, decided);
    await writePage(trx, page, answer);
    return answer;
  });
}

/** Gives the next `count` numbers to this page; returns the last one given before. */
async function takeNumbers(trx: Transaction<Tables>, taskNo: number, count: number): Promise<number> {
  const { rows } = await sql<{ last_seq: number }>`
    update tasks set last_seq = last_seq + ${count} where task_no = ${taskNo} returning last_seq`.execute(trx);
  return (rows[0]?.last_seq ?? 0) - count;
}

type KeyedHead = Head & { readonly key: string };

const headColumns = {
  key: sql.ref('h.src_key'),
  taskNo: sql.ref('h.task_no'),
  seq: sql.ref('h.seq'),
  updatedAt: sql.ref('h.updated_at'),
  rowUpdatedAt: sql.ref('v.updated_at'),
  hash: sql.ref('v.hash'),
  status: sql.ref('v.status'),
  tgtId: sql.ref('v.tgt_id'),
  attempt: sql.ref('v.attempt'),
  mustLookUp: sql.ref('v.must_look_up'),
  waitsForSeq: sql.ref('v.waits_for_seq'),
};

interface HeadsRequest {
  readonly routeNo: number;
  readonly keys: readonly string[];
}

async function readHeads(trx: Transaction<Tables>, dialect: SqlDialect, { routeNo, keys }: HeadsRequest) {
  const wanted = dialect.rows(
    { src_key: 'text' },
    keys.map((key) => ({ src_key: key })),
  );
  const rows = await dialect.select<KeyedHead>(
    trx,
    headColumns,
    sql`from ${wanted} as k cross join heads as h cross join versions as v
      where h.route_no = ${routeNo} and h.src_key = k.src_key and v.task_no = h.task_no and v.seq = h.seq`,
  );
  return new Map<string, Head>(rows.map((row) => [row.key, row]));
}

interface KnownHeads {
  readonly first: number;
  readonly keys: readonly string[];
  readonly heads: ReadonlyMap<string, Head>;
  readonly claims: readonly OpenClaim[];
}

function decideAll(page: PageToStage, { first, keys, heads, claims }: KnownHeads): DecidedEntity[] {
  const winners = newestPerKey(page.entities, keys);
  const isHeld = (seq: number) => claims.some((claim) => claim.first <= seq && seq <= claim.last);
  const staging = { taskNo: page.taskNo, isForced: page.isForced, isHeld };
  return page.entities.map((entity, index) => {
    const key = keys[index] ?? entity.srcId;
    const head = heads.get(key);
    const decision = winners.get(key) === index ? decide(entity, head, staging) : supersededInPage;
    return { seq: first + index, key, entity, decision, head };
  });
}

/** The position of the newest of each entity; of equally new ones, the last. */
function newestPerKey(entities: readonly EntityToStage[], keys: readonly string[]): Map<string, number> {
  const newest = new Map<string, number>();
  entities.forEach((entity, index) => {
    const key = keys[index] ?? entity.srcId;
    const rival = entities[newest.get(key) ?? -1];
    if (rival === undefined || rival.updatedAt <= entity.updatedAt) newest.set(key, index);
  });
  return newest;
}

function answerOf(page: PageToStage, first: number, decided: readonly DecidedEntity[]): StagedPage {
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
