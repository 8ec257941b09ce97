import { type Kysely, sql } from 'kysely';
import { indexKey } from '../text.js';
import type { Tables } from './tables.js';

interface OpenTask {
  readonly task_id: string;
  readonly task_no: number;
}

/** See `Tasks.resolvedBy`. */
export async function resolvedBy(db: Kysely<Tables>, taskNo: number): Promise<readonly string[]> {
  const { rows } = await sql<OpenTask>`
    select t.task_id, t.task_no from tasks as t join tasks as own on own.route_no = t.route_no and own.group_key = t.group_key
    where own.task_no = ${taskNo} and t.task_no <> own.task_no and t.closed_at is null and t.status in ('Fail', 'Incompleted')
    order by t.task_no`.execute(db);
  const resolved: string[] = [];
  for (const task of rows) {
    if (await isResolved(db, task.task_no)) resolved.push(task.task_id);
  }
  return resolved;
}

/**
 * Nothing of the task is left failed, unknown or pending; and what took the place of its failures has itself been brought
 * through. The failures are few and have an index; only where all of them are gone are the other rows looked at.
 */
async function isResolved(db: Kysely<Tables>, taskNo: number): Promise<boolean> {
  const troubled = await sql<{ src_id: string; superseded: number }>`
    select src_id, superseded from versions where task_no = ${taskNo} and status in ('F', '?') order by superseded, seq`.execute(db);
  if (troubled.rows.some((row) => row.superseded === 0)) return false;
  for (const { src_id } of troubled.rows) {
    if (!(await isBroughtThrough(db, taskNo, src_id))) return false;
  }
  const pending = await sql`select 1 from versions where task_no = ${taskNo} and status = 'N' limit 1`.execute(db);
  return pending.rows.length === 0;
}

async function isBroughtThrough(db: Kysely<Tables>, taskNo: number, srcId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from tasks as t
    join heads as h on h.route_no = t.route_no and h.src_key = ${indexKey(srcId)}
    join versions as v on v.task_no = h.task_no and v.seq = h.seq
    where t.task_no = ${taskNo} and v.status in ('S', 'I')`.execute(db);
  return rows.length > 0;
}
