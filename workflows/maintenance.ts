import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { continueAsNew, ParentClosePolicy, setCurrentDetails, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import type { Stranded } from '../stores/inbox.js';
import type { PurgePosition } from '../stores/retention.js';
import { type SyncTaskInput, syncTaskType } from './messages.js';
import { beginDelivery } from './notify.js';
import { control } from './proxies.js';

/** Where a former run of the same maintenance stopped, and what it had deleted. */
export interface MaintenanceInput {
  readonly after?: PurgePosition;
  readonly deleted?: Deleted;
  /** False where the namespace lacks the `Dw…` search attributes. */
  readonly hasSearchAttributes?: boolean;
}

export interface Deleted {
  readonly tasks: number;
  readonly rows: number;
  /** Packs of about a hundred records each. */
  readonly packs: number;
  readonly notifications: number;
  /** Receipts of pushed messages. */
  readonly messages: number;
}

const nothing: Deleted = { tasks: 0, rows: 0, packs: 0, notifications: 0, messages: 0 };

/** So many activities per run: its history stays short. */
const activitiesPerRun = 100;

/** Deletes what is older than the config wants it kept, and sees to notifications and pushed messages that nobody else does. Started daily by its schedule, and by nobody else. */
export async function maintenance(input: MaintenanceInput = {}): Promise<Deleted> {
  let { after, deleted = nothing } = input;
  if (input.after === undefined) {
    await beginDelivery(await control.strandedNotifications());
    for (const stranded of await control.strandedPushTasks()) await startPushTask(stranded, input.hasSearchAttributes ?? false);
    deleted = { ...deleted, notifications: await control.purgeNotifications(), messages: await control.purgeMessages() };
  }
  for (let count = 0; count < activitiesPerRun; count += 1) {
    const { tasks, rows, packs, next } = await control.purge(after === undefined ? {} : { after });
    deleted = { ...deleted, tasks: deleted.tasks + tasks, rows: deleted.rows + rows, packs: deleted.packs + packs };
    setCurrentDetails(describe(deleted));
    if (next === undefined) return deleted;
    after = next;
  }
  return await continueAsNew<typeof maintenance>({ ...input, ...(after !== undefined && { after }), deleted });
}

/** One that runs, or that has ended in peace, is left alone. */
async function startPushTask({ taskId, syncId }: Stranded, hasSearchAttributes: boolean): Promise<void> {
  const input: SyncTaskInput = { syncId, trigger: 'push', hasSearchAttributes };
  try {
    await startChild(syncTaskType, {
      workflowId: taskId,
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      staticSummary: `${syncId}, push`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

function describe({ tasks, rows, packs, notifications, messages }: Deleted): string {
  return `- deleted: tasks **${tasks}** · rows **${rows}** · packs of records **${packs}** · notifications **${notifications}** · receipts **${messages}**`;
}
