import { sql, type Transaction } from 'kysely';
import { answerOf, decidePage } from '../decided-page.js';
import type { Head } from '../head-decision.js';
import type { PageToStage, StagedPage } from '../store.js';
import { indexKey } from '../text.js';
import { readOpenClaims } from './claim-rows.js';
import type { SqlDatabase } from './database.js';
import type { SqlDialect } from './dialect.js';
import { lockTask } from './locked-task.js';
import { writePacks } from './packs.js';
import { readPage, writePage } from './pages.js';
import { moveHeads, supersede, writeVersions } from './staged-rows.js';
import type { Tables } from './tables.js';

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
    const decided = decidePage(page, { first, keys, heads, claims: await readOpenClaims(trx, page.taskNo) });
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
