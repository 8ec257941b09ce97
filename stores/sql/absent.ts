import { type Kysely, sql } from 'kysely';
import { deletionHash } from '../../core/deletion.js';
import { isInvented } from '../../core/invented-id.js';
import type { AbsentEntities, AbsentRequest } from '../store.js';
import type { Tables } from './tables.js';

/** See `Staging.absent`. The task's rows are looked through once for each call. */
export async function readAbsent(db: Kysely<Tables>, { taskNo, after = '', limit }: AbsentRequest): Promise<AbsentEntities> {
  const live = sql`
    from tasks as t cross join heads as h cross join versions as v
    where t.task_no = ${taskNo} and h.route_no = t.route_no and v.task_no = h.task_no and v.seq = h.seq
      and v.tgt_id is not null and v.hash <> ${deletionHash}`;
  const unseen = sql`and h.task_no <> ${taskNo} and v.src_id not in (select src_id from versions where task_no = ${taskNo})`;
  const { rows } = await sql<{ src_key: string; src_id: string }>`
    select h.src_key, v.src_id ${live} and h.src_key > ${after} ${unseen} order by h.src_key limit ${limit}`.execute(db);
  const counted = await sql<{ known: number; absent: number }>`
    select (select count(*) ${live}) as known, (select count(*) ${live} ${unseen}) as absent`.execute(db);
  const failed = await sql<{ src_id: string }>`
    select src_id from versions where task_no = ${taskNo} and status = 'F' and superseded = 0`.execute(db);
  const next = rows.length < limit ? undefined : rows.at(-1)?.src_key;
  return {
    srcIds: rows.map(({ src_id }) => src_id),
    known: counted.rows[0]?.known ?? 0,
    absent: counted.rows[0]?.absent ?? 0,
    unidentified: failed.rows.filter(({ src_id }) => isInvented(src_id)).length,
    ...(next !== undefined && { next }),
  };
}
