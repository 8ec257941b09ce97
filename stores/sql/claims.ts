import { sql, type Transaction } from 'kysely';
import type { EntityStatus } from '../../core/entity.js';
import type { Instant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import type { ClaimedEntity, ClaimKey, ClaimRequest } from '../store.js';
import { storable } from '../text.js';
import { overlapping, readOpenClaims, setRemaining, takeOver } from './claim-rows.js';
import type { SqlDatabase } from './database.js';
import type { SqlDialect } from './dialect.js';
import { lockTask } from './locked-task.js';
import { readData, type Stretch } from './packs.js';
import { resend, type Tables } from './tables.js';

/** See `Staging.claim`. */
export function claimRange(database: SqlDatabase, request: ClaimRequest): Promise<readonly ClaimedEntity[]> {
  return database.write(async (trx) => {
    const task = await lockTask(trx, database.dialect, request.taskNo);
    await takeOver(trx, task, request);
    const pending = await readPending(trx, database.dialect, request);
    const free = pending.filter((row) => row.waitsForSeq === null || row.waitedStatus !== 'N');
    await inherit(trx, database.dialect, { taskNo: request.taskNo, rows: free });
    await setRemaining(trx, request, free.length);
    if (free.length === 0) return [];
    const seqs = free.map((row) => row.seq);
    const data = await readData(trx, request.taskNo, seqs);
    return free.map((row) => toClaimed(row, data.get(row.seq) ?? {}));
  });
}

interface PendingRow {
  readonly seq: number;
  readonly srcId: string;
  readonly updatedAt: Instant;
  readonly hash: string;
  readonly tgtId: string | null;
  readonly lookUp: number;
  readonly waitsForSeq: number | null;
  readonly waitedStatus: EntityStatus | null;
  readonly waitedTgtId: string | null;
  readonly waitedLookUp: number | null;
}

const pendingColumns = {
  seq: sql.ref('v.seq'),
  srcId: sql.ref('v.src_id'),
  updatedAt: sql.ref('v.updated_at'),
  hash: sql.ref('v.hash'),
  tgtId: sql.ref('v.tgt_id'),
  lookUp: sql.ref('v.must_look_up'),
  waitsForSeq: sql.ref('v.waits_for_seq'),
  waitedStatus: sql.ref('w.status'),
  waitedTgtId: sql.ref('w.tgt_id'),
  waitedLookUp: sql.ref('w.must_look_up'),
};

async function readPending(
  trx: Transaction<Tables>,
  dialect: SqlDialect,
  { taskNo, first, last }: Stretch,
): Promise<readonly PendingRow[]> {
  const rows = await dialect.select<PendingRow>(
    trx,
    pendingColumns,
    sql`from versions as v left join versions as w on w.task_no = v.task_no and w.seq = v.waits_for_seq
      where v.task_no = ${taskNo} and v.seq between ${first} and ${last} and v.status = 'N'`,
  );
  return rows.toSorted((a, b) => a.seq - b.seq);
}

function tgtIdOf(row: PendingRow): string | null {
  return row.waitedTgtId ?? row.tgtId;
}

function mustLookUp(row: PendingRow): boolean {
  const isWaitedUnclear = row.waitedStatus === '?' || ((row.waitedLookUp ?? 0) > 0 && row.waitedStatus !== 'S');
  return row.lookUp > 0 || isWaitedUnclear;
}

function toClaimed(row: PendingRow, data: JsonObject): ClaimedEntity {
  const { seq, srcId, updatedAt, hash } = row;
  const tgtId = tgtIdOf(row);
  return {
    seq,
    srcId,
    updatedAt,
    hash,
    ...(tgtId !== null && { tgtId }),
    data,
    mustLookUp: mustLookUp(row),
    isResend: row.lookUp === resend,
  };
}

const inheritedColumns = { seq: 'integer', tgt_id: 'text', must_look_up: 'integer' } as const;

/** Rows that have waited take over what the older row left behind, and wait no more. */
async function inherit(
  trx: Transaction<Tables>,
  dialect: SqlDialect,
  { taskNo, rows }: { readonly taskNo: number; readonly rows: readonly PendingRow[] },
): Promise<void> {
  const waited = rows
    .filter((row) => row.waitsForSeq !== null)
    .map((row) => ({ seq: row.seq, tgt_id: tgtIdOf(row), must_look_up: mustLookUp(row) ? 1 : 0 }));
  if (waited.length === 0) return;
  await sql`
    with freed as materialized (select * from ${dialect.rows(inheritedColumns, waited)} as j)
    update versions as v set waits_for_seq = null, tgt_id = freed.tgt_id, must_look_up = freed.must_look_up
    from freed where v.task_no = ${taskNo} and v.seq = freed.seq`.execute(trx);
}

/** See `Staging.release`. */
export function releaseClaim(database: SqlDatabase, claim: ClaimKey): Promise<void> {
  return database.write(async (trx) => {
    await lockTask(trx, database.dialect, claim.taskNo);
    await sql`
      update claims set state = 'released'
      where task_no = ${claim.taskNo} and token = ${claim.token} and state = 'open'`.execute(trx);
  });
}

export interface GiveUp extends Stretch {
  readonly message: string;
  readonly at: Instant;
}

/** See `Staging.giveUp`. */
export function giveUpRange(database: SqlDatabase, range: GiveUp): Promise<number> {
  const { taskNo, at } = range;
  const message = storable(range.message);
  return database.write(async (trx) => {
    await lockTask(trx, database.dialect, taskNo);
    const claims = overlapping(await readOpenClaims(trx, taskNo), range);
    const held = claims.map((claim) => sql`or seq between ${claim.first} and ${claim.last}`);
    await sql`
      update versions set status = '?', code = 'UnknownOutcome', message = ${message}, settled_at = ${at}
      where task_no = ${taskNo} and seq between ${range.first} and ${range.last} and status = 'N' and waits_for_seq is null
        and (must_look_up > 0 ${sql.join(held, sql` `)})`.execute(trx);
    await sql`
      update claims set state = 'lost'
      where task_no = ${taskNo} and state = 'open' and first_seq >= ${range.first} and last_seq <= ${range.last}`.execute(trx);
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from versions
      where task_no = ${taskNo} and seq between ${range.first} and ${range.last} and status = '?' and message = ${message}`.execute(trx);
    return rows[0]?.count ?? 0;
  });
}
