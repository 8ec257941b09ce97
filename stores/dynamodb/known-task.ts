import { DataWaldError } from '../../core/errors.js';
import type { DynamoDatabase } from './database.js';
import type { ProgressItem, TaskItem } from './items.js';
import { stagingKeys, taskKeys } from './keys.js';

/** The task with this number. Throws `NotFound`. */
export async function knownTask(database: DynamoDatabase, taskNo: number): Promise<TaskItem> {
  const task = await findTask(database, taskNo);
  if (task === undefined) throw new DataWaldError('NotFound', `there is no task number ${taskNo}`);
  return task;
}

export function findTask(database: DynamoDatabase, taskNo: number): Promise<TaskItem | undefined> {
  return database.get<TaskItem>('tasks', taskKeys.task(taskNo));
}

const noProgress: ProgressItem = { lastSeq: 0, openClaims: [] };

export async function readProgress(database: DynamoDatabase, taskNo: number): Promise<ProgressItem> {
  const progress = await database.get<ProgressItem>('staging', stagingKeys.progress(taskNo));
  return progress === undefined ? noProgress : { lastSeq: progress.lastSeq, openClaims: progress.openClaims };
}
