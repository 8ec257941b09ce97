import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ChildWorkflowHandle } from '@temporalio/workflow';
import { condition, getExternalWorkflowHandle, log, ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import type { LaneTask, OpenedTask, TaskPolicy } from '../activities/contract.js';
import { laneId } from '../core/ids.js';
import { lanePollMs } from '../core/pace.js';
import { noCounts } from '../core/task.js';
import type { Order } from '../core/task-order.js';
import type { TaskState } from '../core/task-state.js';
import type { ReadPosition, TransferInput, TransferResult } from '../core/transfer.js';
import { isTurnOver } from '../core/transfer-state.js';
import { giveWaySignal, pauseSignal, resumeSignal, stopSignal } from './messages.js';
import { control, toStoppage } from './proxies.js';
import { transfer } from './transfer.js';

export interface LaneRun {
  readonly task: OpenedTask;
  readonly policy: TaskPolicy;
  readonly reads: readonly ReadPosition[];
  readonly state: TaskState;
  /** It gives way to tasks that bring over what is new, whenever one asks for the lane. */
  readonly isBackfill: boolean;
  /** Called whenever the task's status has changed while the transfer runs. */
  readonly publish: () => Promise<void>;
}

/** What came of it; `busy` names the task that holds the lane, where it is known. */
export type LaneOutcome =
  | { readonly kind: 'transferred'; readonly result: TransferResult }
  | { readonly kind: 'busy'; readonly holder: string | undefined }
  | { readonly kind: 'cancelled' };

/**
 * Runs one transfer as the only one of its lane; a backfill may need several turns. A busy lane is waited for, or given up
 * for, by the sync's policy; one that a backfill holds is asked for.
 */
export async function runInLane(run: LaneRun): Promise<LaneOutcome> {
  let turn: Turn = { reads: run.reads };
  for (;;) {
    const outcome = await takeTurn(run, turn);
    if (outcome.kind !== 'transferred' || !isTurnOver(outcome.result)) return outcome;
    const { unread, progress } = outcome.result;
    turn = { reads: unread, carried: { ...progress, queue: [], startedAtMs: Date.now() } };
  }
}

type Turn = Pick<TransferInput, 'reads' | 'carried'>;

async function takeTurn(run: LaneRun, turn: Turn): Promise<LaneOutcome> {
  const taskId = workflowInfo().workflowId;
  const since = Date.now();
  let published = '';
  for (;;) {
    const isPolite = Date.now() - since < giveWayMs;
    const ahead = run.isBackfill && isPolite ? (await othersOf(run)).find((other) => !other.isBackfill) : undefined;
    const child = ahead === undefined ? await tryToStart(run, turn, taskId) : undefined;
    if (child !== undefined) return { kind: 'transferred', result: await follow(child, run) };
    const refused = ahead === undefined ? await queueUp(run, isPolite) : { mayWait: true, note: `gives way to ${ahead.taskId}` };
    if (!refused.mayWait) return { kind: 'busy', holder: refused.holder };
    run.state.waitForLane(refused.note);
    if (Date.now() - since >= hoursMs(run.policy.stuckAfterHours)) run.state.stuck(run.policy.stuckAfterHours);
    published = await publishIfChanged(run, published);
    await condition(() => run.state.hasOrder, lanePollMs(Date.now() - since));
    if (takeOrders(run.state).some((order) => order.kind === 'cancel')) return { kind: 'cancelled' };
  }
}

/**
 * So long a backfill waits for others to take the lane, and a run that would be skipped waits for a backfill where another
 * run seems to be ahead of it: the store takes a task that was terminated from outside for running still.
 */
const giveWayMs = 120_000;

async function othersOf({ task }: LaneRun): Promise<readonly LaneTask[]> {
  return await control.laneTasks({ taskId: workflowInfo().workflowId, lane: task.lane });
}

interface Refused {
  readonly mayWait: boolean;
  readonly holder?: string | undefined;
  readonly note: string;
}

/** The lane is busy: whether this task waits for it, and for whom. A backfill that may be in it is asked for it. */
async function queueUp(run: LaneRun, isPolite: boolean): Promise<Refused> {
  const { policy, isBackfill, task, state } = run;
  const others = await othersOf(run);
  const holder = others.find((other) => !other.isBackfill)?.taskId ?? others[0]?.taskId;
  const note = `waits for its lane, held by ${holder ?? 'another task'}`;
  const isBehindBackfill = !isBackfill && others.some((other) => other.isBackfill);
  if (isBehindBackfill) await askForLane(task);
  const mayWait = policy.whenBusy === 'wait' || state.round > 0 || isBackfill || (isBehindBackfill && (isPolite || isFirst(task, others)));
  return { mayWait, holder, note };
}

/** No run came before this one. */
function isFirst({ openedAt }: OpenedTask, others: readonly LaneTask[]): boolean {
  return !others.some((other) => !other.isBackfill && other.openedAt < openedAt);
}

/** A backfill that has just ended its turn need not be asked. */
async function askForLane({ lane }: OpenedTask): Promise<void> {
  try {
    await getExternalWorkflowHandle(laneId(lane)).signal(giveWaySignal);
  } catch {
    return;
  }
}

async function tryToStart(run: LaneRun, turn: Turn, taskId: string): Promise<ChildWorkflowHandle<typeof transfer> | undefined> {
  const { task, policy, isBackfill } = run;
  const input: TransferInput = { taskId, taskNo: task.taskNo, lane: task.lane, policy, ...turn, ...(isBackfill && { givesWay: true }) };
  try {
    return await startChild(transfer, {
      workflowId: laneId(task.lane),
      args: [input],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      memo: { taskId, isBackfill },
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

const noProgress = { tally: noCounts, pages: 0, chunks: 0, units: 0, isPaused: false } as const;

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
