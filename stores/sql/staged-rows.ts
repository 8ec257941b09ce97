import { sql, type Transaction } from 'kysely';
import type { Instant } from '../../core/instant.js';
import { type DecidedEntity, rowsBehind } from '../decided-page.js';
import { storable } from '../text.js';
import type { SqlDialect } from './dialect.js';
import { resend, type Tables } from './tables.js';

/** Where a page is written to. */
export interface PageWrite {
  readonly trx: Transaction<Tables>;
  readonly dialect: SqlDialect;
  readonly taskNo: number;
  readonly routeNo: number;
  readonly at: Instant;
}

/** Takes the place of the rows that gave way: pending ones become ignored, failed and unknown ones keep their outcome. */
export async function supersede({ trx, dialect, taskNo, at }: PageWrite, decided: readonly DecidedEntity[]): Promise<void> {
  const old = decided
    .flatMap(({ decision, head }) => (decision.replacesHead && head !== undefined ? rowsBehind(head, taskNo) : []))
    .map(({ taskNo: task_no, seq }) => ({ task_no, seq }));
  if (old.length === 0) return;
  await sql`
    with old as materialized (select * from ${dialect.rows({ task_no: 'integer', seq: 'integer' }, old)} as j)
    update versions as v set
      superseded = 1,
      status = case when v.status = 'N' then 'I' else v.status end,
      reason = case when v.status = 'N' then 'superseded' else v.reason end,
      settled_at = case when v.status = 'N' then cast(${at} as text) else v.settled_at end
    from old where v.task_no = old.task_no and v.seq = old.seq and v.status in ('N', 'F', '?')`.execute(trx);
}

/** Rows that say nothing out of the ordinary go in with few columns, which costs half as much; the rest in full. */
export async function writeVersions(write: PageWrite, decided: readonly DecidedEntity[]): Promise<void> {
  const plain = new Map<string, DecidedEntity[]>();
  const full: DecidedEntity[] = [];
  for (const one of decided) {
    const { decision } = one;
    if (decision.status === 'F' || decision.attempt > 1 || decision.mustLookUp || decision.waitsForSeq !== null) {
      full.push(one);
    } else {
      const alike = plain.get(decision.reason ?? '');
      if (alike === undefined) plain.set(decision.reason ?? '', [one]);
      else alike.push(one);
    }
  }
  for (const alike of plain.values()) await writePlain(write, alike);
  if (full.length > 0) await writeFull(write, full);
}

const plainColumns = { seq: 'integer', src_id: 'text', updated_at: 'text', hash: 'text', tgt_id: 'text' } as const;

async function writePlain({ trx, dialect, taskNo, at }: PageWrite, alike: readonly DecidedEntity[]): Promise<void> {
  const [one] = alike;
  if (one === undefined) return;
  const { status, reason, isSuperseded } = one.decision;
  const rows = alike.map(({ seq, entity, decision }) => ({
    seq,
    src_id: storable(entity.srcId),
    updated_at: entity.updatedAt,
    hash: status === 'N' ? entity.hash : null,
    tgt_id: decision.tgtId,
  }));
  await sql`
    insert into versions (task_no, seq, src_id, updated_at, hash, tgt_id, status, reason, superseded, staged_at, settled_at)
    select cast(${taskNo} as integer), r.seq, r.src_id, r.updated_at, r.hash, r.tgt_id, ${status}, ${reason},
      cast(${isSuperseded ? 1 : 0} as integer), ${at}, ${status === 'N' ? null : at}
    from ${dialect.rows(plainColumns, rows)} as r`.execute(trx);
}

const fullColumns = {
  ...plainColumns,
  status: 'text',
  code: 'text',
  message: 'text',
  attempt: 'integer',
  must_look_up: 'integer',
  waits_for_seq: 'integer',
  settled_at: 'text',
} as const;

async function writeFull({ trx, dialect, taskNo, at }: PageWrite, decided: readonly DecidedEntity[]): Promise<void> {
  const rows = decided.map(({ seq, entity, decision }) => ({
    seq,
    src_id: storable(entity.srcId),
    updated_at: entity.updatedAt,
    hash: entity.hash,
    tgt_id: decision.tgtId,
    status: decision.status,
    code: decision.status === 'F' && entity.failure !== undefined ? storable(entity.failure.code) : null,
    message: decision.status === 'F' && entity.failure !== undefined ? storable(entity.failure.message) : null,
    attempt: decision.attempt,
    must_look_up: decision.isResend ? resend : decision.mustLookUp ? 1 : 0,
    waits_for_seq: decision.waitsForSeq,
    settled_at: decision.status === 'N' ? null : at,
  }));
  await sql`
    insert into versions (task_no, seq, src_id, updated_at, hash, tgt_id, status, code, message, attempt, must_look_up,
      waits_for_seq, staged_at, settled_at)
    select cast(${taskNo} as integer), r.seq, r.src_id, r.updated_at, r.hash, r.tgt_id, r.status, r.code, r.message, r.attempt,
      r.must_look_up, r.waits_for_seq, ${at}, r.settled_at
    from ${dialect.rows(fullColumns, rows)} as r`.execute(trx);
}

const headColumns = { src_key: 'text', updated_at: 'text', task_no: 'integer', seq: 'integer' } as const;

export async function moveHeads({ trx, dialect, taskNo, routeNo }: PageWrite, decided: readonly DecidedEntity[]): Promise<void> {
  const rows = decided.flatMap(({ seq, key, entity, decision, head }) => {
    if (decision.head === 'kept') return [];
    const isLaterKnown = head !== undefined && head.updatedAt > entity.updatedAt;
    const updated_at = isLaterKnown ? head.updatedAt : entity.updatedAt;
    const row = decision.head === 'noted' && head !== undefined ? { task_no: head.taskNo, seq: head.seq } : { task_no: taskNo, seq };
    return [{ src_key: key, updated_at, ...row }];
  });
  if (rows.length === 0) return;
  await sql`
    insert into heads (route_no, src_key, updated_at, task_no, seq)
    select cast(${routeNo} as integer), r.src_key, r.updated_at, r.task_no, r.seq
    from ${dialect.rows(headColumns, rows)} as r where true
    on conflict (route_no, src_key) do update set updated_at = excluded.updated_at, task_no = excluded.task_no, seq = excluded.seq`.execute(
    trx,
  );
}
