import { type Kysely, sql } from 'kysely';
import { noCounts, type TaskCounts } from '../../core/task.js';
import { type CountedRow, countName } from '../count-name.js';
import type { FailureReason } from '../tasks.js';
import type { Tables } from './tables.js';

type CountRow = CountedRow & { readonly count: number };

/** See `Tasks.counts`. */
export async function countEntities(db: Kysely<Tables>, taskNo: number): Promise<TaskCounts> {
  const { rows } = await sql<CountRow>`
    select status, reason, count(*) as count from versions where task_no = ${taskNo} and superseded = 0 group by status, reason
    union all
    select 'read', null, coalesce(sum(read_count), 0) from pages where task_no = ${taskNo} and is_retry = 0`.execute(db);
  const counts: { -readonly [Name in keyof TaskCounts]: number } = { ...noCounts };
  for (const row of rows) counts[countName(row)] += row.count;
  return counts;
}

/** See `Tasks.failureReasons`. */
export async function readFailureReasons(db: Kysely<Tables>, taskNo: number, limit: number): Promise<readonly FailureReason[]> {
  const { rows } = await sql<FailureReason>`
    select g.code, g.message, g.count, v.src_id as "exampleSrcId"
    from (
      select coalesce(code, '') as code, coalesce(message, '') as message, count(*) as count, min(seq) as example_seq
      from versions where task_no = ${taskNo} and status in ('F', '?') and superseded = 0
      group by coalesce(code, ''), coalesce(message, '')
      order by count(*) desc, min(seq) limit ${limit}
    ) as g join versions as v on v.task_no = ${taskNo} and v.seq = g.example_seq
    order by g.count desc, g.example_seq`.execute(db);
  return rows.map(({ code, message, count, exampleSrcId }) => ({ code, message, count, exampleSrcId }));
}
