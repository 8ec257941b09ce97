import { DataWaldError } from '../../core/errors.js';
import type { Task, TaskCounts } from '../../core/task.js';
import type { FailureReason, NewTask, TaskChange, TaskFilter, Tasks } from '../tasks.js';
import { readCutDate } from './cut-dates.js';
import type { DynamoDatabase, Update } from './database.js';
import type { ProgressItem, TaskItem } from './items.js';
import { type Key, ordered, stagingKeys, taskKeys } from './keys.js';
import { findTask, knownTask } from './known-task.js';
import { messagePuts } from './outbox.js';
import type { RouteWrites } from './route-writes.js';
import { countEntities, readFailureReasons } from './task-counts.js';
import { resolvedBy } from './task-resolution.js';
import { keptText } from './texts.js';

/** How many tasks a list looks at in one go. */
const tasksPerRead = 100;

/** See `Tasks` in the contract. */
export class DynamoTasks implements Tasks {
  readonly #database: DynamoDatabase;
  readonly #writes: RouteWrites;

  constructor(database: DynamoDatabase, writes: RouteWrites) {
    this.#database = database;
    this.#writes = writes;
  }

  /** A number that is taken and then not used is of no account. */
  async open(task: NewTask): Promise<Task> {
    const before = await this.get(task.taskId);
    if (before !== undefined) return before;
    const taskNo = await this.#takeNumber();
    const cutDate = await readCutDate(this.#database, task.lane);
    const item: TaskItem = { ...task, taskNo, status: 'Processing', ...(cutDate !== undefined && { cutDate }) };
    const { tasks: TableName } = this.#database.names;
    const put = (key: Key, content: object) => ({ Put: { TableName, Item: { ...content, ...key } } });
    const sk = ordered(taskNo);
    const once = { ConditionExpression: 'attribute_not_exists(pk)' };
    await this.#database.transact([
      { Put: { ...put(taskKeys.id(task.taskId), { taskNo }).Put, ...once } },
      put(taskKeys.task(taskNo), item),
      put({ pk: taskKeys.sync(task.syncId), sk }, { taskNo }),
      put({ pk: taskKeys.open(task.lane), sk }, { taskNo }),
    ]);
    const opened = await this.get(task.taskId);
    if (opened === undefined) throw noSuchTask(task.taskId);
    return opened;
  }

  async #takeNumber(): Promise<number> {
    const counter = await this.#database.updateIf<{ readonly lastNo: number }>('tasks', {
      Key: taskKeys.counter,
      UpdateExpression: 'ADD lastNo :one',
      ExpressionAttributeValues: { ':one': 1 },
    });
    return counter?.lastNo ?? 0;
  }

  async get(taskId: string): Promise<Task | undefined> {
    const item = await this.#find(taskId);
    if (item === undefined) return undefined;
    const key = stagingKeys.progress(item.taskNo);
    const progress = await this.#writes.read(item.lane, () => this.#database.get<ProgressItem>('staging', key));
    return toTask(item, progress);
  }

  async #find(taskId: string): Promise<TaskItem | undefined> {
    const named = await this.#database.get<{ readonly taskNo: number }>('tasks', taskKeys.id(taskId));
    return named && findTask(this.#database, named.taskNo);
  }

  async list({ syncId, statuses, limit }: TaskFilter): Promise<readonly Task[]> {
    const found: TaskItem[] = [];
    let before = Number.MAX_SAFE_INTEGER;
    while (found.length < limit) {
      const numbers = await this.#numbersBefore(before, syncId);
      const items = await this.#database.getMany<TaskItem>('tasks', numbers.map(taskKeys.task));
      const wanted = items.filter(({ status }) => statuses === undefined || statuses.includes(status));
      found.push(...wanted.toSorted((a, b) => b.taskNo - a.taskNo));
      if (numbers.length < tasksPerRead) break;
      before = numbers.at(-1) ?? 0;
    }
    return this.#withProgress(found.slice(0, limit));
  }

  /** Newest first. */
  async #numbersBefore(taskNo: number, syncId: string | undefined): Promise<readonly number[]> {
    const pointers = await this.#database.query<{ readonly taskNo: number }>(
      'tasks',
      {
        KeyConditionExpression: 'pk = :pk AND sk < :sk',
        ExpressionAttributeValues: { ':pk': syncId === undefined ? taskKeys.all : taskKeys.sync(syncId), ':sk': ordered(taskNo) },
        ProjectionExpression: 'taskNo',
        ScanIndexForward: false,
        Limit: tasksPerRead,
      },
      tasksPerRead,
    );
    return pointers.map((pointer) => pointer.taskNo);
  }

  async #withProgress(items: readonly TaskItem[]): Promise<readonly Task[]> {
    const keys = items.map(({ taskNo }) => stagingKeys.progress(taskNo));
    const all = await this.#database.getMany<ProgressItem & Key>('staging', keys);
    const byKey = new Map(all.map((progress) => [progress.pk, progress]));
    return items.map((item) => toTask(item, byKey.get(stagingKeys.progress(item.taskNo).pk)));
  }

  async update(taskId: string, change: TaskChange): Promise<void> {
    const item = await this.#find(taskId);
    if (item === undefined) throw noSuchTask(taskId);
    await this.#write(item, change);
    if (!closes(change)) return;
    // A pointer that a crash leaves behind is harmless: whoever follows it looks at the task itself.
    const pointer = { pk: taskKeys.open(item.lane), sk: ordered(item.taskNo) };
    await this.#database.transact([{ Delete: { TableName: this.#database.names.tasks, Key: pointer } }]);
  }

  /** Messages that somebody else has written meanwhile are there, and no longer ours to write. */
  async #write({ taskNo, taskId }: TaskItem, change: TaskChange): Promise<void> {
    const { tasks: TableName } = this.#database.names;
    const update = updateOf(taskNo, change);
    for (;;) {
      const puts = await messagePuts(this.#database, { taskId, messages: change.messages ?? [], at: change.at });
      if (await this.#database.transact([{ Update: { TableName, ...update } }, ...puts])) return;
    }
  }

  async counts(taskNo: number): Promise<TaskCounts> {
    const task = await findTask(this.#database, taskNo);
    const count = () => countEntities(this.#database, taskNo);
    return task === undefined ? count() : this.#writes.read(task.lane, count);
  }

  async failureReasons(taskNo: number, limit: number): Promise<readonly FailureReason[]> {
    const task = await findTask(this.#database, taskNo);
    if (task === undefined) return [];
    return this.#writes.read(task.lane, () => readFailureReasons(this.#database, taskNo, limit));
  }

  async resolvedBy(taskNo: number): Promise<readonly string[]> {
    const task = await knownTask(this.#database, taskNo);
    return this.#writes.read(task.lane, () => resolvedBy(this.#database, task));
  }
}

function closes({ isClosed, status }: TaskChange): boolean {
  return isClosed === true || status === 'Completed' || status === 'Cancelled';
}

function updateOf(taskNo: number, change: TaskChange): Update & { readonly UpdateExpression: string } {
  const { status, note, configVersion, at } = change;
  const sets = [
    ...(status === undefined ? [] : ['#status = :status']),
    ...(note === undefined || note === '' ? [] : ['note = :note']),
    ...(configVersion === undefined ? [] : ['configVersion = :configVersion']),
    ...(closes(change) ? ['closedAt = if_not_exists(closedAt, :at)'] : []),
    'taskNo = :taskNo',
  ];
  return {
    Key: taskKeys.task(taskNo),
    UpdateExpression: `SET ${sets.join(', ')}${note === '' ? ' REMOVE note' : ''}`,
    ...(status !== undefined && { ExpressionAttributeNames: { '#status': 'status' } }),
    ExpressionAttributeValues: {
      ':taskNo': taskNo,
      ...(status !== undefined && { ':status': status }),
      ...(note !== undefined && note !== '' && { ':note': keptText(note) }),
      ...(configVersion !== undefined && { ':configVersion': configVersion }),
      ...(closes(change) && { ':at': at }),
    },
  };
}

function noSuchTask(taskId: string): DataWaldError {
  return new DataWaldError('NotFound', `there is no task "${taskId}"; "datawald tasks" lists those that there are`);
}

function toTask(item: TaskItem, progress: ProgressItem | undefined): Task {
  const { source, target, txType, group } = item.lane;
  return {
    taskId: item.taskId,
    taskNo: item.taskNo,
    syncId: item.syncId,
    lane: { source, target, txType, ...(group !== undefined && { group }) },
    trigger: item.trigger,
    configVersion: item.configVersion,
    status: item.status,
    ...(item.note !== undefined && { note: item.note }),
    ...(item.cutDate !== undefined && { cutDate: item.cutDate }),
    until: item.until,
    openedAt: item.openedAt,
    ...(item.closedAt !== undefined && { closedAt: item.closedAt }),
    lastSeq: progress?.lastSeq ?? 0,
  };
}
