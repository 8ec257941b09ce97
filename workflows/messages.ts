import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Backfill } from '../core/backfill.js';
import type { MetadataChange, MetadataFlow } from '../core/product-metadata.js';
import type { Trigger } from '../core/task.js';
import type { TaskReport } from '../core/task-report.js';
import type { TransferProgress } from '../core/transfer.js';

/** The input of `syncTask`: ids only, never records, settings or secrets. */
export interface SyncTaskInput {
  readonly syncId: string;
  readonly trigger: Trigger;
  /** False where the namespace lacks the `Dw…` search attributes: the task then runs without them. */
  readonly hasSearchAttributes: boolean;
  /** Reads this instead of what is new, and leaves the cut date alone; with trigger `backfill`. */
  readonly backfill?: Backfill;
}

export interface RetryRequest {
  /** Absent: every failed entity of the task. */
  readonly srcIds?: readonly string[];
}

/** Signals: sent from anywhere, the Web UI included; one that makes no sense at the moment is dropped. */
export const retrySignal = defineSignal<[RetryRequest?]>('retry');
export const pauseSignal = defineSignal('pause');
export const resumeSignal = defineSignal('resume');
export const cancelSignal = defineSignal('cancel');
export const dismissSignal = defineSignal('dismiss');

/** The same as updates: they answer with the report, or are rejected with the reason. */
export const retryUpdate = defineUpdate<TaskReport, [RetryRequest?]>('retry');
export const pauseUpdate = defineUpdate<TaskReport>('pause');
export const resumeUpdate = defineUpdate<TaskReport>('resume');
export const cancelUpdate = defineUpdate<TaskReport>('cancel');
export const dismissUpdate = defineUpdate<TaskReport>('dismiss');

export const reportQuery = defineQuery<TaskReport>('report');

/** From a later task of the lane: some of your failed entities went through. */
export const recheckSignal = defineSignal('recheck');

/** From a transfer to its task. */
export const transferProgressSignal = defineSignal<[TransferProgress]>('transferProgress');

/** From a task to its transfer. */
export const stopSignal = defineSignal('stop');

/** From a task that waits for its lane to the backfill that holds it. */
export const giveWaySignal = defineSignal('giveWay');

/** The workflow type of a sync task, for those who start it without its code. */
export const syncTaskType = 'syncTask';

/** The input of `notify`. */
export interface NotifyInput {
  /** The id of the message in the outbox. */
  readonly id: string;
  /** A person asked for it: also when it was delivered or given up before. */
  readonly isAgain: boolean;
}

export const notifyType = 'notify';

/** One delivery of a message at a time. */
export function notifyId(messageId: string): string {
  return `notify/${messageId}`;
}

/** The input of `productMetadata`: what to change, or from where to read. */
export interface ProductMetadataInput {
  readonly flow: MetadataFlow;
  readonly change?: MetadataChange;
  readonly after?: string;
}

export const productMetadataType = 'productMetadata';

/** The workflow type, and the fixed id, of the maintenance. */
export const maintenanceType = 'maintenance';
