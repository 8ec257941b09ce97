import type { Instant } from '../core/instant.js';

export interface Retention {
  /**
   * One step of deleting what is old enough: at most `limit` sequence numbers of one closed task, from `after` on, oldest
   * task first. Kept whatever their age: rows that are the newest of their entity, failed and unknown ones that are not
   * superseded, the payloads that lie together with such, and tasks that have rows left.
   */
  purge(request: PurgeRequest): Promise<PurgeStep>;
}

export interface PurgeRequest {
  /** Payloads of tasks that were closed before this go. */
  readonly payloadsBefore: Instant;
  /** Rows of tasks that were closed before this go; not later than `payloadsBefore`. */
  readonly tasksBefore: Instant;
  /** Where the last step ended. Absent: at the oldest task. */
  readonly after?: PurgePosition;
  readonly limit: number;
}

export interface PurgePosition {
  readonly taskNo: number;
  readonly seq: number;
}

export interface PurgeStep {
  readonly tasks: number;
  readonly rows: number;
  /** Packs of about a hundred records each. */
  readonly packs: number;
  /** Absent when no task is left to look at. */
  readonly next?: PurgePosition;
}
