import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { OpenedTask } from '../activities/contract.js';
import { describeBackfill } from '../core/backfill.js';
import type { Order } from '../core/task-order.js';
import { describeReport, type TaskReport } from '../core/task-report.js';
import { TaskState } from '../core/task-state.js';
import type { SyncTaskInput } from './messages.js';
import { control, toStoppage } from './proxies.js';
import { handleMessages } from './task-messages.js';
import { publish, recount, runTransfer, type TaskRun } from './task-run.js';

/**
 * One run of a sync; its workflow id is the task's id. Opens the task, moves what is new through a `transfer` that
 * holds the lane, commits the cut date, and ends Completed; or stays open as Fail or Incompleted until it is retried,
 * dismissed, resolved by later tasks, or past its deadline.
 */
export async function syncTask(input: SyncTaskInput): Promise<TaskReport> {
  const { syncId, trigger, backfill } = input;
  const opening = { taskId: workflowInfo().workflowId, syncId, trigger, openedAt: new Date().toISOString() };
  const state = new TaskState({ ...opening, ...(backfill !== undefined && { scope: describeBackfill(backfill) }) });
  handleMessages(state);
  const scope = CancellationScope.current();
  scope.cancelRequested.catch(() => state.accept({ kind: 'cancel' }));
  await CancellationScope.nonCancellable(async () => await run(input, state));
  return endOf(state, scope.consideredCancelled);
}

async function run(input: SyncTaskInput, state: TaskState): Promise<void> {
  const task = await open(input, state);
  state.opened(task.lane, task.cutDate?.cursor);
  const running: TaskRun = { input, task, state, events: 0 };
  const deadlineMs = Date.now() + task.policy.deadlineHours * 3_600_000;
  await runTransfer(running, task.policy, [task.start]);
  await publish(running);
  while (state.phase === 'open') {
    await condition(() => state.hasOrder, Math.max(deadlineMs - Date.now(), 1));
    const order = state.nextOrder();
    if (order !== undefined) await obey(order, running);
    else state.expire(task.policy.deadlineHours);
    await publish(running);
  }
  await condition(allHandlersFinished);
}

/** A sync that cannot run as configured fails at once, and says so wherever it is asked. */
async function open(input: SyncTaskInput, state: TaskState): Promise<OpenedTask> {
  try {
    const { syncId, trigger, backfill } = input;
    return await control.openTask({ taskId: state.report.taskId, syncId, trigger, ...(backfill !== undefined && { backfill }) });
  } catch (error) {
    const { code, message } = toStoppage(error);
    state.close('Fail', message);
    setCurrentDetails(describeReport(state.report));
    throw ApplicationFailure.nonRetryable(message, code);
  }
}

async function obey(order: Order, running: TaskRun): Promise<void> {
  const { state } = running;
  switch (order.kind) {
    case 'retry':
      await retry(order.srcIds, running);
      break;
    case 'dismiss':
      state.close(state.status, 'dismissed by request');
      break;
    case 'cancel':
      state.cancel('cancelled by request');
      break;
    case 'recheck':
      await recount(running);
      state.conclude();
      break;
    case 'pause':
    case 'resume':
      break;
  }
}

/**
 * Runs the lane again over what was left unread and over the failed entities, with the config as it is now. A config that
 * no longer has the sync leaves the task open, and says so.
 */
async function retry(srcIds: readonly string[] | undefined, running: TaskRun): Promise<void> {
  const { state } = running;
  const round = state.startRetry();
  try {
    const { policy, lastSeq } = await control.reopenTask({ taskId: state.report.taskId });
    const failed = { kind: 'failed', round, afterSeq: 0, untilSeq: lastSeq, ...(srcIds !== undefined && { srcIds }) } as const;
    await runTransfer(running, policy, [...state.unread, failed]);
  } catch (error) {
    state.retryEnded(toStoppage(error).message);
  }
}

/**
 * How the workflow ends. Temporal closes one as cancelled only if it was asked for that itself, and as failed otherwise;
 * a task that was cancelled by a message ends in peace, with its status as Cancelled.
 */
function endOf(state: TaskState, isCancelRequested: boolean): TaskReport {
  const { report } = state;
  if (state.ending === 'cancelled' && isCancelRequested) throw new CancelledFailure(report.note ?? 'cancelled');
  if (state.ending === 'expired') throw ApplicationFailure.nonRetryable(`${report.status}: ${report.note}`, 'Deadline', report);
  return report;
}
