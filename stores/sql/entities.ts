import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ChunkRange } from '../../core/chunking.js';
import { deletionHash } from '../../core/deletion.js';
import type { EntityStatus, IgnoredReason } from '../../core/entity.js';
import type { Lane } from '../../core/ids.js';
import type { Instant } from '../../core/instant.js';
import type { EntitiesRequest, RecordsRequest, RetryableEntity, RetryableRequest, StagedRecord, StagedRow } from '../store.js';
import { storable } from '../text.js';
import type { SqlDialect } from './dialect.js';
import { oneOf } from './one-of.js';
import { readRaw } from './packs.js';
import { findRoute } from './routes.js';
import type { Tables } from './tables.js';

/** See `Staging.entities`. */
export function readEntities(db: Kysely<Tables>, request: EntitiesRequest): Promise<readonly StagedRow[]> {
  const { taskNo, statuses, srcId, afterSeq = 0, limit } = request;
  const inStatus = statuses === undefined ? sql`` : sql`and v.status in (${oneOf(statuses)})`;
  const ofEntity = srcId === undefined ? sql`` : sql`and v.src_id = ${storable(srcId)}`;
  return selectRows(db, sql`and v.task_no = ${taskNo} and v.seq > ${afterSeq} ${inStatus} ${ofEntity} order by v.seq limit ${limit}`);
}

/**
 * See `Staging.entityHistory`. Looks through all rows of the flow: an index on srcIds would cost every staged row more
 * than the row itself (README, "What was measured").
 */
export async function readHistory(db: Kysely<Tables>, flow: Lane, srcId: string): Promise<readonly StagedRow[]> {
  const routeNo = await findRoute(db, flow);
  if (routeNo === undefined) return [];
  return selectRows(db, sql`and t.route_no = ${routeNo} and v.src_id = ${storable(srcId)} order by v.task_no desc, v.seq desc`);
}

interface RowOfVersion {
  readonly task_id: string;
  readonly task_no: number;
  readonly seq: number;
  readonly src_id: string;
  readonly updated_at: Instant;
  readonly status: EntityStatus;
  readonly reason: IgnoredReason | null;
  readonly superseded: number;
  readonly tgt_id: string | null;
  readonly change: 'created' | 'updated' | 'deleted' | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly attempt: number;
  readonly staged_at: Instant;
  readonly settled_at: Instant | null;
}

async function selectRows(db: Kysely<Tables>, condition: RawBuilder<unknown>): Promise<readonly StagedRow[]> {
  const { rows } = await sql<RowOfVersion>`
    select t.task_id, v.task_no, v.seq, v.src_id, v.updated_at, v.status, v.reason, v.superseded, v.tgt_id, v.change, v.code, v.message,
      v.attempt, v.staged_at, v.settled_at
    from tasks as t cross join versions as v where v.task_no = t.task_no ${condition}`.execute(db);
  return rows.map(toStagedRow);
}

function toStagedRow(row: RowOfVersion): StagedRow {
  return {
    taskId: row.task_id,
    taskNo: row.task_no,
    seq: row.seq,
    srcId: row.src_id,
    updatedAt: row.updated_at,
    status: row.status,
    ...(row.reason !== null && { reason: row.reason }),
    isSuperseded: row.superseded === 1,
    ...(row.tgt_id !== null && { tgtId: row.tgt_id }),
    ...(row.change !== null && { change: row.change }),
    ...(row.code !== null && { code: row.code }),
    ...(row.message !== null && { message: row.message }),
    attempt: row.attempt,
    stagedAt: row.staged_at,
    ...(row.settled_at !== null && { settledAt: row.settled_at }),
  };
}

/** See `Staging.pendingRanges`. */
export async function readPendingRanges(db: Kysely<Tables>, taskNo: number, size: number): Promise<readonly ChunkRange[]> {
  const { rows } = await sql<{ first: number; last: number; count: number }>`
    select min(seq) as first, max(seq) as last, count(*) as count
    from (
      select seq, (row_number() over (order by seq) - 1) / cast(${size} as integer) as chunk
      from versions where task_no = ${taskNo} and status = 'N'
    ) as numbered group by chunk order by chunk`.execute(db);
  return rows.map(({ first, last, count }) => ({ first, last, count }));
}

interface RetryableRow {
  readonly hash: string | null;
  readonly seq: number;
  readonly src_id: string;
  readonly updated_at: Instant;
  readonly status: EntityStatus;
}

/** See `Staging.retryable`. */
export async function readRetryable(
  db: Kysely<Tables>,
  dialect: SqlDialect,
  request: RetryableRequest,
): Promise<readonly RetryableEntity[]> {
  const { taskNo, afterSeq, untilSeq, limit, srcIds, withRecords } = request;
  const wanted = srcIds?.map((srcId) => ({ src_id: storable(srcId) }));
  const amongThese =
    wanted === undefined ? sql`` : sql`and src_id in (select j.src_id from ${dialect.rows({ src_id: 'text' }, wanted)} as j)`;
  const { rows } = await sql<RetryableRow>`
    select seq, src_id, updated_at, status, hash from versions
    where task_no = ${taskNo} and seq > ${afterSeq} and seq <= ${untilSeq} and status in ('F', '?') and superseded = 0 ${amongThese}
    order by seq limit ${limit}`.execute(db);
  const seqs = withRecords ? rows.map((row) => row.seq) : [];
  const records = await readRaw(db, taskNo, seqs);
  return rows.map((row) => ({
    seq: row.seq,
    srcId: row.src_id,
    updatedAt: row.updated_at,
    status: row.status,
    ...(row.hash === deletionHash && { isDeleted: true }),
    ...records.get(row.seq),
  }));
}

/** See `Staging.records`. Rows that can become a head have a hash. */
export async function readRecords(db: Kysely<Tables>, { taskNo, beforeSeq, limit }: RecordsRequest): Promise<readonly StagedRecord[]> {
  const before = beforeSeq === undefined ? sql`` : sql`and seq < ${beforeSeq}`;
  const { rows } = await sql<Omit<RetryableRow, 'hash'>>`
    select seq, src_id, updated_at, status from versions
    where task_no = ${taskNo} and hash is not null ${before} order by seq desc limit ${limit}`.execute(db);
  const records = await readRaw(
    db,
    taskNo,
    rows.map((row) => row.seq),
  );
  return rows.map(({ seq, src_id, updated_at, status }) => {
    const raw = records.get(seq)?.raw;
    return { taskNo, seq, srcId: src_id, updatedAt: updated_at, status, ...(raw !== undefined && { raw }) };
  });
}
