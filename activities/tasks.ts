import { DataWaldError } from '../core/errors.js';
import type { Task } from '../core/task.js';
import type { Store } from '../stores/store.js';

/** A task that has been opened. Throws `NotFound` where the store does not know it. */
export async function existingTask(store: Store, taskId: string): Promise<Task> {
  const task = await store.tasks.get(taskId);
  if (task === undefined) throw new DataWaldError('NotFound', `There is no task ${taskId} in the store.`);
  return task;
}
