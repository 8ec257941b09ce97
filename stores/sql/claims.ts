import { sql, type Transaction } from 'kysely';
import type { EntityStatus } from '../../core/entity.js';
import type { Instant } from '../../core/instant.js';
import type { ClaimedEntity, ClaimKey, ClaimRequest } from '../store.js';
import { readOpenClaims, overlapping, setRemaining, takeOver } from './claim-rows.js';
import type { SqlDatabase } from './database.js';
import type { SqlDialect } from './dialect.js';
import { lockTask } from './locked-task.js';
import { readData, type Stretch } from './packs.js';
import type { Tables } from './tables.js';
import { storable } from './text.js';

/** See `Staging.claim`. */
export function claimRange(database: SqlDatabase, request: ClaimRequest): Promise<readonly ClaimedEntity[]> {
  return database.write(async (trx) => {
    const task = await lockTask(trx, database.dialect, request.taskNo);
    await takeOver(trx, task, request);
    const free = (await readPending(trx, request)).filter((row) => row.waits_for_seq === null || row.waited_status !== 'N');
    await inherit(trx, database.dialect, { taskNo: request.taskNo, rows: free });
    await setRemaining(trx, request, free.length);
    if (free.length === 0) return [];
    const data = await readData(trx, request);
    return free.map((row) => ({
      seq: row.seq,
      srcId: row.src_id,
      updatedAt: row.updated_at,
      hash: row.hash,
      ...toTgtId(tgtIdOf(row)),
      data: data.get(row.seq) ?? {},
      mustLookUp: mustLookUp(row),
    }));
  });
}

interface PendingRow {
  readonly seq: number;
  readonly src_id: string;
  readonly updated_at: Instant;
  readonly hash: string;
  readonly tgt_id: string | null;
  readonly must_look_up: number;
  readonly waits_for_seq: number | null;
  readonly waited_status: EntityStatus | null;
  readonly waited_tgt_id: string | null;
  readonly waited_must_look_up: number | null;
}

async function readPending(trx: Transaction<Tables>, { taskNo, first, last }: Stretch): Promise<readonly PendingRow[]> {
  const { rows } = await sql<PendingRow>`
    select v.seq, v.src_id, v.updated_at, v.hash, v.tgt_id, v.must_look_up, v.waits_for_seq,
      w.status as waited_status, w.tgt_id as waited_tgt_id, w.must_look_up as waited_must_look_up
    from versions as v left join versions as w on w.task_no = v.task_no and w.seq = v.waits_for_seq
    where v.task_no = ${taskNo} and v.seq between ${first} and ${last} and v.status = 'N'
    order by v.seq`.execute(trx);
  return rows;
}

function tgtIdOf(row: PendingRow): string | null {
  return row.waited_tgt_id ?? row.tgt_id;
}

function mustLookUp(row: PendingRow): boolean {
  const isWaitedUnclear = row.waited_status === '?' || (row.waited_must_look_up === 1 && row.waited_status !== 'S');
  return row.must_look_up === 1 || isWaitedUnclear;
}

function toTgtId(tgtId: string | null): { readonly tgtId?: string } {
  return tgtId === null ? {} : { tgtId };
}

const inheritedColumns = { seq: 'integer', tgt_id: 'text', must_look_up: 'integer' } as const;

/** Rows that have waited take over what the older row left behind, and wait no more. */
async function inherit(
  trx: Transaction<Tables>,
  dialect: SqlDialect,
  { taskNo, rows }: { readonly taskNo: number; readonly rows: readonly PendingRow[] },
): Promise<void> {
  const waited = rows
    .filter((row) => row.waits_for_seq !== null)
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
        and (must_look_up = 1 ${sql.join(held, sql` `)})`.execute(trx);
    await sql`
      update claims set state = 'lost'
      where task_no = ${taskNo} and state = 'open' and first_seq >= ${range.first} and last_seq <= ${range.last}`.execute(trx);
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from versions
      where task_no = ${taskNo} and seq between ${range.first} and ${range.last} and status = '?' and message = ${message}`.execute(trx);
    return rows[0]?.count ?? 0;
  });
}
