import type { RequestLane } from '../core/budget.js';
import type { Task } from '../core/task.js';

/** Requests of a backfill give way to those of tasks that bring over what is new. */
export function requestLaneOf({ trigger }: Task): RequestLane {
  return trigger === 'backfill' ? 'backfill' : 'live';
}
