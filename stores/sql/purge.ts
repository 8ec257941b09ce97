import { sql, type Transaction } from 'kysely';
import type { Instant } from '../../core/instant.js';
import type { PurgeRequest, PurgeStep } from '../retention.js';
import { indexKey } from '../text.js';
import type { SqlDatabase } from './database.js';
import type { SqlDialect } from './dialect.js';
import type { Stretch } from './packs.js';
import type { Tables } from './tables.js';

/** See `Retention.purge`. */
export async function purge(database: SqlDatabase, request: PurgeRequest): Promise<PurgeStep> {
  const task = await findTask(database, request);
  if (task === undefined) return { tasks: 0, rows: 0, packs: 0 };
  const { after, limit } = request;
  const begun = after?.taskNo === task.task_no ? after.seq : 0;
  const stretch: Stretch = { taskNo: task.task_no, first: begun + 1, last: begun + limit };
  const isDone = stretch.last >= task.last_seq;
  return await database.write(async (trx) => {
    const packs = await deletePacks(trx, stretch);
    const isOld = task.closed_at < request.tasksBefore;
    const rows = isOld ? await deleteRows(trx, database.dialect, { ...stretch, routeNo: task.route_no }) : 0;
    const tasks = isOld && isDone ? await deleteTask(trx, task.task_no) : 0;
    const next = isDone ? { taskNo: task.task_no + 1, seq: 0 } : { taskNo: task.task_no, seq: stretch.last };
    return { tasks, rows, packs, next };
  });
}

interface OldTask {
  readonly task_no: number;
  readonly route_no: number;
  readonly last_seq: number;
  readonly closed_at: Instant;
}

async function findTask(database: SqlDatabase, { payloadsBefore, after }: PurgeRequest): Promise<OldTask | undefined> {
  const { rows } = await database.read((db) =>
    sql<OldTask>`
      select task_no, route_no, last_seq, closed_at from tasks
      where task_no >= ${after?.taskNo ?? 0} and closed_at < ${payloadsBefore} order by task_no limit 1`.execute(db),
  );
  return rows[0];
}

/** What waits for a person: the failed and unknown rows that nothing has taken the place of. */
const isUnresolved = sql`v.superseded = 0 and v.status in ('F', '?')`;

async function deletePacks(trx: Transaction<Tables>, { taskNo, first, last }: Stretch): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from packs where task_no = ${taskNo} and first_seq between ${first} and ${last} and not exists (
      select 1 from versions as v
      where v.task_no = packs.task_no and v.seq between packs.first_seq and packs.last_seq and ${isUnresolved})`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

interface OldRow {
  readonly seq: number;
  readonly src_id: string;
}

async function deleteRows(trx: Transaction<Tables>, dialect: SqlDialect, stretch: Stretch & { readonly routeNo: number }): Promise<number> {
  const { taskNo, first, last, routeNo } = stretch;
  const { rows } = await sql<OldRow>`
    select v.seq, v.src_id from versions as v
    where v.task_no = ${taskNo} and v.seq between ${first} and ${last} and not (${isUnresolved})`.execute(trx);
  const newest = await newestOf(trx, dialect, { taskNo, routeNo, rows });
  const old = rows.filter(({ seq }) => !newest.has(seq)).map(({ seq }) => ({ seq }));
  if (old.length === 0) return 0;
  const { numAffectedRows } = await sql`
    delete from versions where task_no = ${taskNo} and seq in (select r.seq from ${dialect.rows({ seq: 'integer' }, old)} as r)`.execute(
    trx,
  );
  return Number(numAffectedRows ?? 0);
}

interface Candidates {
  readonly taskNo: number;
  readonly routeNo: number;
  readonly rows: readonly OldRow[];
}

/** Those of the rows that heads name: what the next version of their entity is compared with. */
async function newestOf(
  trx: Transaction<Tables>,
  dialect: SqlDialect,
  { taskNo, routeNo, rows }: Candidates,
): Promise<ReadonlySet<number>> {
  const keys = dialect.rows(
    { src_key: 'text' },
    rows.map(({ src_id }) => ({ src_key: indexKey(src_id) })),
  );
  const heads = await dialect.select<{ seq: number }>(
    trx,
    { seq: sql.ref('h.seq') },
    sql`from ${keys} as k cross join heads as h where h.route_no = ${routeNo} and h.src_key = k.src_key and h.task_no = ${taskNo}`,
  );
  return new Set(heads.map(({ seq }) => seq));
}

/** The task goes with its last row; what only a running task needs goes in any case. */
async function deleteTask(trx: Transaction<Tables>, taskNo: number): Promise<number> {
  await sql`delete from claims where task_no = ${taskNo}`.execute(trx);
  const { numAffectedRows } = await sql`
    delete from tasks where task_no = ${taskNo} and not exists (select 1 from versions as v where v.task_no = ${taskNo})`.execute(trx);
  if (numAffectedRows !== 0n) await sql`delete from pages where task_no = ${taskNo}`.execute(trx);
  return Number(numAffectedRows ?? 0);
}
