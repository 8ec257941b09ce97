import { sql, type Transaction } from 'kysely';
import { DataWaldError } from '../../core/errors.js';
import type { SqlDialect } from './dialect.js';
import type { Tables } from './tables.js';

export interface LockedTask {
  readonly taskNo: number;
  readonly taskId: string;
  readonly routeNo: number;
}

/**
 * Finds a task and holds back whoever else stages, claims or settles in its route until the transaction ends. Reads
 * only what never changes: under Postgres this statement may see the time before the lock was granted.
 */
export async function lockTask(trx: Transaction<Tables>, dialect: SqlDialect, taskNo: number): Promise<LockedTask> {
  const { rows } = await sql<{ task_id: string; route_no: number }>`
    select t.task_id, t.route_no from tasks as t join routes as r on r.route_no = t.route_no
    where t.task_no = ${taskNo} ${dialect.lock('r')}`.execute(trx);
  const [row] = rows;
  if (row === undefined) throw new DataWaldError('NotFound', `there is no task number ${taskNo}`);
  return { taskNo, taskId: row.task_id, routeNo: row.route_no };
}
