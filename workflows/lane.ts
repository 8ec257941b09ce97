import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ChildWorkflowHandle } from '@temporalio/workflow';
import { condition, getExternalWorkflowHandle, log, ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import type { OpenedTask, TaskPolicy } from '../activities/contract.js';
import { laneId } from '../core/ids.js';
import { lanePollMs } from '../core/pace.js';
import { noCounts } from '../core/task.js';
import type { Order, TaskState } from '../core/task-state.js';
import type { ReadPosition, TransferInput, TransferResult } from '../core/transfer.js';
import { pauseSignal, resumeSignal, stopSignal } from './messages.js';
import { control, toStoppage } from './proxies.js';
import { transfer } from './transfer.js';

export interface LaneRun {
  readonly task: OpenedTask;
  readonly policy: TaskPolicy;
  readonly reads: readonly ReadPosition[];
  readonly state: TaskState;
  /** Called whenever the task's status has changed while the transfer runs. */
  readonly publish: () => Promise<void>;
}

/** What came of it; `busy` names the task that holds the lane, where it is known. */
export type LaneOutcome =
  | { readonly kind: 'transferred'; readonly result: TransferResult }
  | { readonly kind: 'busy'; readonly holder: string | undefined }
  | { readonly kind: 'cancelled' };

/** Runs one transfer as the only one of its lane. A busy lane is waited for, or given up for, by the sync's policy. */
export async function runInLane(run: LaneRun): Promise<LaneOutcome> {
  const taskId = workflowInfo().workflowId;
  const isRetry = run.state.round > 0;
  const since = Date.now();
  let published = '';
  for (;;) {
    const child = await tryToStart(run, taskId);
    if (child !== undefined) return { kind: 'transferred', result: await follow(child, run) };
    const holder = await control.laneHolder({ taskId, lane: run.task.lane });
    if (run.policy.whenBusy === 'skip' && !isRetry) return { kind: 'busy', holder };
    run.state.waitForLane(`waits for its lane, held by ${holder ?? 'another task'}`);
    if (Date.now() - since >= hoursMs(run.policy.stuckAfterHours)) run.state.stuck(run.policy.stuckAfterHours);
    published = await publishIfChanged(run, published);
    await condition(() => run.state.hasOrder, lanePollMs(Date.now() - since));
    if (takeOrders(run.state).some((order) => order.kind === 'cancel')) return { kind: 'cancelled' };
  }
}

async function tryToStart(run: LaneRun, taskId: string): Promise<ChildWorkflowHandle<typeof transfer> | undefined> {
  const { task, policy, reads } = run;
  const input: TransferInput = { taskId, taskNo: task.taskNo, lane: task.lane, policy, reads };
  try {
    return await startChild(transfer, {
      workflowId: laneId(task.lane),
      args: [input],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      memo: { taskId },
      staticSummary: `moves ${task.lane.txType} from ${task.lane.source} to ${task.lane.target} for ${taskId}`,
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

/** Waits for the transfer's end and passes orders on to it meanwhile. */
async function follow(child: ChildWorkflowHandle<typeof transfer>, run: LaneRun): Promise<TransferResult> {
  const { state, policy } = run;
  const stuckAfterMs = hoursMs(policy.stuckAfterHours);
  state.startTransfer();
  let result: TransferResult | undefined;
  void child.result().then(
    (value) => {
      result = value;
    },
    (error: unknown) => {
      result = { progress: noProgress, unread: run.reads, isStopped: false, failure: toStoppage(error) };
    },
  );
  let published = '';
  while (result === undefined) {
    published = await publishIfChanged(run, published);
    const { movement } = state;
    const isWoken = await condition(() => result !== undefined || state.hasOrder || published !== state.statusKey, stuckAfterMs);
    if (!isWoken && movement === state.movement) state.stuck(policy.stuckAfterHours);
    for (const order of takeOrders(state)) {
      if (order.kind === 'resume') await takeCurrentConfig(state.report.taskId);
      await passOn(order, child.workflowId);
    }
  }
  return result;
}

async function publishIfChanged({ state, publish }: LaneRun, published: string): Promise<string> {
  const { statusKey } = state;
  if (published !== statusKey) await publish();
  return statusKey;
}

function hoursMs(hours: number): number {
  return hours * 3_600_000;
}

const noProgress = { tally: noCounts, pages: 0, chunks: 0, isPaused: false } as const;

function takeOrders(state: TaskState): Order[] {
  const orders: Order[] = [];
  for (let order = state.nextOrder(); order !== undefined; order = state.nextOrder()) orders.push(order);
  return orders;
}

/**
 * What was wrong may have been mended in the config: what goes on, goes on with the one that is applied now. One that
 * cannot be used leaves the task with the config that it had.
 */
async function takeCurrentConfig(taskId: string): Promise<void> {
  try {
    await control.reopenTask({ taskId });
  } catch (error) {
    log.warn('the applied config cannot be used for this task; it goes on with the one it had', { error: toStoppage(error).message });
  }
}

/** A transfer that has just ended needs no order any more: its result is on its way. */
async function passOn(order: Order, transferId: string): Promise<void> {
  const signals = { pause: pauseSignal, resume: resumeSignal, cancel: stopSignal } as const;
  if (order.kind !== 'pause' && order.kind !== 'resume' && order.kind !== 'cancel') return;
  try {
    await getExternalWorkflowHandle(transferId).signal(signals[order.kind]);
  } catch {
    return;
  }
}
