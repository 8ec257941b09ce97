import type { Lane } from '../core/ids.js';
import type { Instant } from '../core/instant.js';
import type { Task, TaskCounts, TaskStatus, Trigger } from '../core/task.js';
import type { NewMessage } from './outbox.js';

/** One row for each run of a sync. */
export interface Tasks {
  /** Writes the task's row and pins the lane's present cut date to it. A second call returns the first one's row. */
  open(task: NewTask): Promise<Task>;
  get(taskId: string): Promise<Task | undefined>;
  /** Newest first. */
  list(filter: TaskFilter): Promise<readonly Task[]>;
  /**
   * Sets what is given; `closedAt` at the first change that closes the task. A retry sets the version that it maps with.
   * Messages go into the outbox in the same transaction; one that is there already is left as it is.
   */
  update(taskId: string, change: TaskChange): Promise<void>;
  /** Counted from the rows, not from a running sum. */
  counts(taskNo: number): Promise<TaskCounts>;
  /** The commonest reasons among the task's failed and unknown entities, word for word, commonest first, each with an example. */
  failureReasons(taskNo: number, limit: number): Promise<readonly FailureReason[]>;
  /**
   * Ids of open tasks (Fail or Incompleted) of this task's lane, other than itself, of which no entity is failed,
   * unknown or pending any more, because later tasks brought them through.
   */
  resolvedBy(taskNo: number): Promise<readonly string[]>;
}

export interface NewTask {
  readonly taskId: string;
  readonly syncId: string;
  readonly lane: Lane;
  readonly trigger: Trigger;
  readonly configVersion: string;
  readonly until: Instant;
  readonly openedAt: Instant;
}

export interface TaskFilter {
  readonly syncId?: string;
  readonly statuses?: readonly TaskStatus[];
  readonly limit: number;
}

export interface TaskChange {
  readonly status?: TaskStatus;
  /** Empty text removes the note. */
  readonly note?: string;
  /** True: nothing will happen to the task any more, whatever its status. */
  readonly isClosed?: boolean;
  readonly configVersion?: string;
  readonly messages?: readonly NewMessage[];
  readonly at: Instant;
}

export interface FailureReason {
  readonly code: string;
  readonly message: string;
  readonly count: number;
  readonly exampleSrcId: string;
}
