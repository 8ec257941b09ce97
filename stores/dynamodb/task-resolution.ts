import type { DynamoDatabase } from './database.js';
import { readHeads } from './heads.js';
import type { TaskItem } from './items.js';
import { keyPart, taskKeys } from './keys.js';
import { everything, readRows } from './rows.js';

/** See `Tasks.resolvedBy`. */
export async function resolvedBy(database: DynamoDatabase, own: TaskItem): Promise<readonly string[]> {
  const pointers = await database.query<{ readonly taskNo: number }>('tasks', {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': taskKeys.open(own.lane) },
  });
  const others = pointers.filter(({ taskNo }) => taskNo !== own.taskNo).map(({ taskNo }) => taskKeys.task(taskNo));
  const tasks = await database.getMany<TaskItem>('tasks', others);
  const waiting = tasks.filter((task) => task.closedAt === undefined && (task.status === 'Fail' || task.status === 'Incompleted'));
  const resolved: string[] = [];
  for (const task of waiting.toSorted((a, b) => a.taskNo - b.taskNo)) {
    if (await isResolved(database, task)) resolved.push(task.taskId);
  }
  return resolved;
}

/** Nothing of the task is left failed, unknown or pending; and what took the place of its failures has itself been brought through. */
async function isResolved(database: DynamoDatabase, task: TaskItem): Promise<boolean> {
  const troubled = await readRows(database, { taskNo: task.taskNo, ...everything }, { statuses: ['F', '?', 'N'] });
  if (troubled.some((row) => row.status === 'N' || row.isSuperseded !== true)) return false;
  const keys = [...new Set(troubled.map((row) => keyPart(row.srcId)))];
  const { heads } = await readHeads(database, task.lane, keys);
  return keys.every((key) => {
    const status = heads.get(key)?.status;
    return status === 'S' || status === 'I';
  });
}
