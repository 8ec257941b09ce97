import type { Cursor } from './cursor.js';
import type { Lane } from './ids.js';
import type { Instant } from './instant.js';

/** Processing and Paused run; Fail and Incompleted stay open for a person; Completed and Cancelled are closed. */
export const taskStatuses = ['Processing', 'Completed', 'Fail', 'Incompleted', 'Paused', 'Cancelled'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export const triggers = ['manual', 'schedule', 'client', 'retry', 'backfill', 'push'] as const;
export type Trigger = (typeof triggers)[number];

/** One run of a sync, as the store keeps it. */
export interface Task {
  readonly taskId: string;
  /** The short number that staged rows carry in its place. */
  readonly taskNo: number;
  readonly syncId: string;
  readonly lane: Lane;
  readonly trigger: Trigger;
  /** The config that the task was opened with. */
  readonly configVersion: string;
  readonly status: TaskStatus;
  /** For people: why it is Paused, Fail, Incompleted or Cancelled. */
  readonly note?: string;
  /** The lane's cut date when the task was opened. */
  readonly cutDate?: CutDate;
  /** Nothing updated after this is read. */
  readonly until: Instant;
  readonly openedAt: Instant;
  readonly closedAt?: Instant;
  /** The highest sequence number given so far; 0 before the first. */
  readonly lastSeq: number;
}

/** A lane's committed cut date. `version` grows by one with each commit: commits are compare-and-set. */
export interface CutDate {
  readonly cursor: Cursor;
  readonly version: number;
  readonly committedBy: string;
  readonly committedAt: Instant;
}

/**
 * How many entities of a task stand where. Superseded rows (an older version, a former attempt) are left out of all but
 * `read`, so that after a retry each entity counts once.
 */
export interface TaskCounts {
  readonly read: number;
  /** Staged and not yet settled. */
  readonly pending: number;
  readonly sent: number;
  readonly unchanged: number;
  /** Ignored for any other reason: stale, parked, by rule. */
  readonly ignored: number;
  readonly failed: number;
  readonly unknown: number;
}

export const noCounts: TaskCounts = { read: 0, pending: 0, sent: 0, unchanged: 0, ignored: 0, failed: 0, unknown: 0 };
