import type { Backfill } from '../core/backfill.js';
import type { ChunkRange } from '../core/chunking.js';
import type { Cursor } from '../core/cursor.js';
import type { Lane } from '../core/ids.js';
import type { Instant } from '../core/instant.js';
import type { TaskEvent } from '../core/notification.js';
import type { MetadataChange, MetadataFlow, MetadataRow } from '../core/product-metadata.js';
import type { CutDate, TaskCounts, TaskStatus, Trigger } from '../core/task.js';
import type { ReportedReason, TaskReport } from '../core/task-report.js';
import type { ReadPosition, ReadResult, TransferPolicy, WriteResult } from '../core/transfer.js';
import type { Stranded } from '../stores/inbox.js';
import type { PurgePosition, PurgeStep } from '../stores/retention.js';

/** Activities on the control queue: they touch the store alone. */
export interface ControlActivities {
  /** Writes the task's row; pins config and cut date. Fails with `Config` where the sync cannot run as configured. */
  openTask(request: OpenTaskRequest): Promise<OpenedTask>;
  /** Takes the current config for a retry, and says which of the task's rows are there now. */
  reopenTask(request: { readonly taskId: string }): Promise<ReopenedTask>;
  /** Counts the task's rows, and finds older tasks of the lane that have nothing open any more. */
  countTask(request: { readonly taskNo: number }): Promise<CountedTask>;
  commitCutDate(request: CommitCutDateRequest): Promise<'committed' | 'conflict'>;
  /** Keeps the task's status where the CLI and other tasks find it. Returns the ids of the notifications to deliver. */
  noteTask(request: NoteTaskRequest): Promise<readonly string[]>;
  /** One attempt at one notification. Fails with `Transient` until it is delivered. */
  deliver(request: { readonly id: string; readonly isAgain: boolean }): Promise<void>;
  /** Its attempts are used up. */
  giveUpDelivery(request: { readonly id: string; readonly message: string }): Promise<void>;
  /** Notifications that nobody seems to deliver: their task was terminated. */
  strandedNotifications(): Promise<readonly string[]>;
  /** Push tasks with messages that nobody seems to bring over: their start was lost, or they were terminated. */
  strandedPushTasks(): Promise<readonly Stranded[]>;
  /** Deletes receipts of pushed messages that are old enough by the applied config; returns how many. */
  purgeMessages(): Promise<number>;
  /** Deletes notifications that are old enough by the applied config; returns how many. */
  purgeNotifications(): Promise<number>;
  /** The other tasks that hold the lane or wait for it, as far as the store knows them, oldest first. */
  laneTasks(request: { readonly taskId: string; readonly lane: Lane }): Promise<readonly LaneTask[]>;
  pendingRanges(request: { readonly taskNo: number; readonly size: number }): Promise<readonly ChunkRange[]>;
  /** Marks what is unsettled in a range as unknown. Returns how many. */
  giveUpChunk(request: ChunkRange & { readonly taskNo: number; readonly message: string }): Promise<number>;
  /** The rows of a flow behind a column, as many as fit into an answer. */
  productMetadata(request: MetadataRequest): Promise<MetadataPart>;
  /** All of the change or nothing. Fails with `Config` and every problem of the rows as they would be. */
  changeProductMetadata(request: { readonly flow: MetadataFlow; readonly change: MetadataChange }): Promise<void>;
  /** Deletes what is old enough by the applied config, for some seconds, from `after` on. */
  purge(request: { readonly after?: PurgePosition }): Promise<PurgeStep>;
}

export interface MetadataRequest {
  readonly flow: MetadataFlow;
  /** Absent: from the first one on. */
  readonly after?: string;
}

export interface MetadataPart {
  readonly rows: readonly MetadataRow[];
  /** False: there are more behind the last one. */
  readonly isDone: boolean;
}

/** Activities on the queue of a source endpoint. */
export interface SourceActivities {
  /** Reads up to `pagesPerRead` pages, maps, checks and stages them. */
  retrieveEntitiesFromSource(request: ReadActivityRequest): Promise<ReadResult>;
  /** Tells the source of every unit that the task has read to its end, with what failed of it. */
  finishUnits(request: { readonly taskId: string }): Promise<void>;
}

/** Activities on the queue of a target endpoint. */
export interface TargetActivities {
  /** Claims the pending rows of a range, looks up what a lost attempt may have written, writes, and settles batch by batch. */
  insertUpdateEntitiesToTarget(request: WriteActivityRequest): Promise<WriteResult>;
}

export interface OpenTaskRequest {
  readonly taskId: string;
  readonly syncId: string;
  readonly trigger: Trigger;
  readonly backfill?: Backfill;
}

export interface LaneTask {
  readonly taskId: string;
  readonly isBackfill: boolean;
  readonly openedAt: Instant;
}

export interface OpenedTask {
  readonly taskNo: number;
  readonly lane: Lane;
  readonly policy: TaskPolicy;
  readonly openedAt: Instant;
  readonly cutDate?: CutDate;
  /** The first position to read. */
  readonly start: ReadPosition;
}

/** The sync's settings that the workflow acts on, pinned when the task is opened. */
export interface TaskPolicy extends TransferPolicy {
  readonly whenBusy: 'skip' | 'wait';
  readonly onFailure: 'park' | 'strict';
  readonly deadlineHours: number;
  readonly stuckAfterHours: number;
}

export interface ReopenedTask {
  readonly policy: TaskPolicy;
  readonly lastSeq: number;
}

export interface CountedTask {
  readonly counts: TaskCounts;
  readonly reasons: readonly ReportedReason[];
  readonly resolvedTasks: readonly string[];
}

export interface CommitCutDateRequest {
  readonly taskId: string;
  readonly lane: Lane;
  readonly expectedVersion: number;
  readonly cursor: Cursor;
}

export interface NoteTaskRequest {
  readonly taskId: string;
  readonly status: TaskStatus;
  readonly note?: string;
  readonly isClosed: boolean;
  /** What people are to be told of, with the report that they are told. */
  readonly event?: { readonly event: TaskEvent; readonly report: TaskReport };
}

export interface ReadActivityRequest {
  readonly taskId: string;
  readonly position: ReadPosition;
}

export interface WriteActivityRequest {
  readonly taskId: string;
  readonly first: number;
  readonly last: number;
}
