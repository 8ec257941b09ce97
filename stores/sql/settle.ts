import { sql } from 'kysely';
import type { Instant } from '../../core/instant.js';
import { outcomeColumns } from '../outcome-columns.js';
import type { ClaimKey, SettledEntity } from '../store.js';
import { assertHolds, countOff } from './claim-rows.js';
import type { SqlDatabase } from './database.js';
import { lockTask } from './locked-task.js';

export interface Settlement {
  readonly claim: ClaimKey;
  readonly outcomes: readonly SettledEntity[];
  readonly at: Instant;
}

const columns = {
  seq: 'integer',
  status: 'text',
  reason: 'text',
  code: 'text',
  message: 'text',
  tgt_id: 'text',
  change: 'text',
} as const;

/** See `Staging.settle`. */
export function settleClaim(database: SqlDatabase, { claim, outcomes, at }: Settlement): Promise<void> {
  const rows = outcomes.map(({ seq, outcome }) => ({ seq, ...outcomeColumns(outcome) }));
  return database.write(async (trx) => {
    const task = await lockTask(trx, database.dialect, claim.taskNo);
    await assertHolds(trx, task, claim);
    if (rows.length === 0) return;
    const { numAffectedRows } = await sql`
      with o as materialized (
        select cast(${claim.taskNo} as integer) as task_no, j.* from ${database.dialect.rows(columns, rows)} as j)
      update versions as v set status = o.status, reason = o.reason, code = o.code, message = o.message, change = o.change,
        tgt_id = coalesce(o.tgt_id, v.tgt_id), settled_at = ${at}
      from o
      where v.task_no = o.task_no and v.seq = o.seq and v.status = 'N' and v.waits_for_seq is null
        and v.seq between ${claim.first} and ${claim.last}`.execute(trx);
    await countOff(trx, claim, Number(numAffectedRows ?? 0));
  });
}
