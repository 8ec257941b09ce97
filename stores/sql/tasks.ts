import { type RawBuilder, sql } from 'kysely';
import { DataWaldError } from '../../core/errors.js';
import type { Instant } from '../../core/instant.js';
import type { CutDate, Task, TaskCounts, TaskStatus, Trigger } from '../../core/task.js';
import type { TxType } from '../../core/tx-type.js';
import type { FailureReason, NewTask, TaskChange, TaskFilter, Tasks } from '../tasks.js';
import { storable } from '../text.js';
import { readCutDate } from './cut-dates.js';
import type { SqlDatabase } from './database.js';
import { oneOf } from './one-of.js';
import { writeMessages } from './outbox.js';
import { groupKey, takeRoute } from './routes.js';
import { countEntities, readFailureReasons } from './task-counts.js';
import { resolvedBy } from './task-resolution.js';

/** See `Tasks` in the contract. */
export class SqlTasks implements Tasks {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async open(task: NewTask): Promise<Task> {
    await this.#database.write(async (trx) => {
      const routeNo = await takeRoute(trx, task.lane);
      const cutDate = await readCutDate(trx, task.lane);
      await sql`
        insert into tasks (task_id, sync_id, route_no, group_key, trigger_kind, config_version, status, cut_date, until_at, opened_at)
        values (${task.taskId}, ${task.syncId}, ${routeNo}, ${groupKey(task.lane)}, ${task.trigger}, ${task.configVersion},
          'Processing', ${cutDate === undefined ? null : JSON.stringify(cutDate)}, ${task.until}, ${task.openedAt})
        on conflict (task_id) do nothing`.execute(trx);
    });
    const opened = await this.get(task.taskId);
    if (opened === undefined) throw noSuchTask(task.taskId);
    return opened;
  }

  async get(taskId: string): Promise<Task | undefined> {
    return (await this.#select(sql`where t.task_id = ${taskId}`))[0];
  }

  list(filter: TaskFilter): Promise<readonly Task[]> {
    const ofSync = filter.syncId === undefined ? sql`` : sql`and t.sync_id = ${filter.syncId}`;
    const inStatus = filter.statuses === undefined ? sql`` : sql`and t.status in (${oneOf(filter.statuses)})`;
    return this.#select(sql`where true ${ofSync} ${inStatus} order by t.task_no desc limit ${filter.limit}`);
  }

  update(taskId: string, change: TaskChange): Promise<void> {
    const { status, note, configVersion, at } = change;
    const closes = change.isClosed === true || status === 'Completed' || status === 'Cancelled';
    const sets = [
      ...(status === undefined ? [] : [sql`status = ${status}`]),
      ...(note === undefined ? [] : [sql`note = ${note === '' ? null : storable(note)}`]),
      ...(configVersion === undefined ? [] : [sql`config_version = ${configVersion}`]),
      ...(closes ? [sql`closed_at = coalesce(closed_at, ${at})`] : []),
    ];
    return this.#database.write(async (trx) => {
      const assignments = sets.length === 0 ? sql`task_id = task_id` : sql.join(sets);
      const { numAffectedRows } = await sql`update tasks set ${assignments} where task_id = ${taskId}`.execute(trx);
      if (numAffectedRows === 0n) throw noSuchTask(taskId);
      await writeMessages(trx, taskId, change);
    });
  }

  counts(taskNo: number): Promise<TaskCounts> {
    return this.#database.read((db) => countEntities(db, taskNo));
  }

  failureReasons(taskNo: number, limit: number): Promise<readonly FailureReason[]> {
    return this.#database.read((db) => readFailureReasons(db, taskNo, limit));
  }

  resolvedBy(taskNo: number): Promise<readonly string[]> {
    return this.#database.read((db) => resolvedBy(db, taskNo));
  }

  #select(condition: RawBuilder<unknown>): Promise<readonly Task[]> {
    return this.#database.read(async (db) => {
      const { rows } = await sql<TaskRow>`
        select t.task_id, t.task_no, t.sync_id, r.source, r.target, r.tx_type, t.group_key, t.trigger_kind, t.config_version,
          t.status, t.note, t.cut_date, t.until_at, t.opened_at, t.closed_at, t.last_seq
        from tasks as t join routes as r on r.route_no = t.route_no ${condition}`.execute(db);
      return rows.map(toTask);
    });
  }
}

function noSuchTask(taskId: string): DataWaldError {
  return new DataWaldError('NotFound', `there is no task "${taskId}"; "datawald tasks" lists those that there are`);
}

interface TaskRow {
  readonly task_id: string;
  readonly task_no: number;
  readonly sync_id: string;
  readonly source: string;
  readonly target: string;
  readonly tx_type: TxType;
  readonly group_key: string;
  readonly trigger_kind: Trigger;
  readonly config_version: string;
  readonly status: TaskStatus;
  readonly note: string | null;
  readonly cut_date: string | null;
  readonly until_at: Instant;
  readonly opened_at: Instant;
  readonly closed_at: Instant | null;
  readonly last_seq: number;
}

function toTask(row: TaskRow): Task {
  const { source, target, tx_type: txType, group_key: group } = row;
  return {
    taskId: row.task_id,
    taskNo: row.task_no,
    syncId: row.sync_id,
    lane: { source, target, txType, ...(group !== '' && { group }) },
    trigger: row.trigger_kind,
    configVersion: row.config_version,
    status: row.status,
    ...(row.note !== null && { note: row.note }),
    ...(row.cut_date !== null && { cutDate: JSON.parse(row.cut_date) as CutDate }),
    until: row.until_at,
    openedAt: row.opened_at,
    ...(row.closed_at !== null && { closedAt: row.closed_at }),
    lastSeq: row.last_seq,
  };
}
