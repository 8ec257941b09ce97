import type { PurgeRequest, PurgeStep } from '../retention.js';
import type { DynamoDatabase } from './database.js';
import type { HeadItem, RowItem, TaskItem } from './items.js';
import { type Key, ordered, stagingKeys, taskKeys } from './keys.js';
import { readProgress } from './known-task.js';
import type { RouteWrites } from './route-writes.js';
import { everything, readRows, type Stretch } from './rows.js';

/**
 * See `Retention.purge`. Deletes one item at a time: each may go without the others, and a row that is the newest of its
 * entity, or unresolved, is not touched whoever writes meanwhile.
 */
export async function purge(database: DynamoDatabase, writes: RouteWrites, request: PurgeRequest): Promise<PurgeStep> {
  const task = await findOldTask(database, request);
  if (task === undefined) return { tasks: 0, rows: 0, packs: 0 };
  const { taskNo } = task;
  const begun = request.after?.taskNo === taskNo ? request.after.seq : 0;
  const stretch: Stretch = { taskNo, first: begun + 1, last: begun + request.limit };
  const { lastSeq } = await readProgress(database, taskNo);
  const isDone = stretch.last >= lastSeq;
  // What is decided and not carried out yet may write into this task's rows: it is carried out first.
  const rows = await writes.read(task.lane, () => readRows(database, stretch));
  const packs = await deletePacks(database, taskNo, rows);
  const isOld = task.closedAt !== undefined && task.closedAt < request.tasksBefore;
  const deleted = isOld ? await deleteRows(database, task, rows) : 0;
  const tasks = isOld && isDone ? await deleteTask(database, task) : 0;
  return { tasks, rows: deleted, packs, next: isDone ? { taskNo: taskNo + 1, seq: 0 } : { taskNo, seq: stretch.last } };
}

async function findOldTask(database: DynamoDatabase, { payloadsBefore, after }: PurgeRequest): Promise<TaskItem | undefined> {
  const query = {
    KeyConditionExpression: 'pk = :pk AND sk >= :sk',
    FilterExpression: 'closedAt < :before',
    ExpressionAttributeValues: { ':pk': taskKeys.all, ':sk': ordered(after?.taskNo ?? 0), ':before': payloadsBefore },
    Limit: 100,
  };
  const [task] = await database.query<TaskItem>('tasks', query, 1);
  return task;
}

function isUnresolved(row: RowItem): boolean {
  return row.isSuperseded !== true && (row.status === 'F' || row.status === '?');
}

/** A pack is named by its content, so that an unresolved row anywhere in the task may need it. */
async function deletePacks(database: DynamoDatabase, taskNo: number, rows: readonly RowItem[]): Promise<number> {
  const named = new Set(rows.flatMap(({ pack }) => pack ?? []));
  if (named.size === 0) return 0;
  const unresolved = await readRows(database, { taskNo, ...everything }, { statuses: ['F', '?'], isSuperseded: false });
  for (const { pack } of unresolved) if (pack !== undefined) named.delete(pack);
  return await database.delete(
    'staging',
    [...named].map((digest) => stagingKeys.pack(taskNo, digest)),
  );
}

async function deleteRows(database: DynamoDatabase, task: TaskItem, rows: readonly RowItem[]): Promise<number> {
  const heads = await database.getMany<HeadItem>(
    'staging',
    rows.map(({ entity }) => stagingKeys.headOf(entity)),
  );
  const newest = new Set(heads.filter(({ taskNo }) => taskNo === task.taskNo).map(({ seq }) => seq));
  return await database.delete(
    'staging',
    rows.filter((row) => !isUnresolved(row) && !newest.has(row.seq)),
  );
}

/** The task goes with its last row. Its claims expire by themselves. */
async function deleteTask(database: DynamoDatabase, task: TaskItem): Promise<number> {
  const { taskNo, taskId, syncId, lane } = task;
  const sk = ordered(taskNo);
  const [left] = await readRows(database, { taskNo, ...everything }, { limit: 1 });
  if (left !== undefined) return 0;
  const query = {
    KeyConditionExpression: 'pk = :pk',
    ProjectionExpression: 'pk, sk',
    ExpressionAttributeValues: { ':pk': stagingKeys.pages(taskNo) },
  };
  const pages = await database.query<Key>('staging', query);
  await database.delete('staging', [...pages, stagingKeys.progress(taskNo)]);
  await database.delete('tasks', [taskKeys.id(taskId), { pk: taskKeys.sync(syncId), sk }, { pk: taskKeys.open(lane), sk }]);
  return await database.delete('tasks', [taskKeys.task(taskNo)]);
}
