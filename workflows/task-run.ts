import { getExternalWorkflowHandle, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { OpenedTask, TaskPolicy } from '../activities/contract.js';
import { toInstant } from '../core/instant.js';
import { describeReport } from '../core/task-report.js';
import type { TaskState } from '../core/task-state.js';
import type { ReadPosition, TransferResult } from '../core/transfer.js';
import { runInLane } from './lane.js';
import { recheckSignal, type SyncTaskInput } from './messages.js';
import { beginDelivery } from './notify.js';
import { control, sourceActivities, toStoppage } from './proxies.js';
import { searchAttributesOf } from './search-attributes.js';

/** One opened task and what its steps need. */
export interface TaskRun {
  readonly input: SyncTaskInput;
  readonly task: OpenedTask;
  readonly state: TaskState;
  /** How many events people were told of. */
  events: number;
}

/** Runs one transfer in the lane and draws the conclusions: counts, cut date, status. */
export async function runTransfer(run: TaskRun, policy: TaskPolicy, reads: readonly ReadPosition[]): Promise<void> {
  const { state } = run;
  const isBackfill = run.input.backfill !== undefined;
  const outcome = await runInLane({ ...run, policy, isBackfill, reads, publish: async () => await publish(run) });
  if (outcome.kind === 'busy') state.close('Cancelled', `skipped: the lane is busy with task ${outcome.holder ?? 'unknown to the store'}`);
  else if (outcome.kind === 'cancelled') {
    // A backfill may have had turns before.
    await recount(run);
    state.cancel('cancelled while it waited for its lane');
  } else await conclude(run, policy, outcome.result);
}

async function conclude(run: TaskRun, policy: TaskPolicy, result: TransferResult): Promise<void> {
  const { state } = run;
  state.transferEnded(result);
  await recount(run);
  if (result.isStopped) {
    state.cancel('cancelled by request; the cut date has not moved, and the next task picks up what is pending');
    return;
  }
  if (state.hasUnitsToFinish) await finishUnits(run, policy);
  await commitCutDate(run, policy);
  state.conclude();
}

/** Tells the source what became of its files. What goes wrong leaves the task open; a retry tries it again. */
async function finishUnits({ task, state }: TaskRun, policy: TaskPolicy): Promise<void> {
  const { taskId } = state.report;
  try {
    const source = sourceActivities(task.lane.source, policy);
    await source.finishUnits.executeWithOptions({ summary: 'puts away what was read to its end' }, [{ taskId }]);
    state.unitsFinished();
  } catch (error) {
    state.unitsFinished(toStoppage(error).message);
  }
}

/** Counts the rows anew, and lets older tasks know that were resolved by this one. */
export async function recount(run: TaskRun): Promise<void> {
  const { counts, reasons, resolvedTasks } = await control.countTask({ taskNo: run.task.taskNo });
  run.state.counted(counts, reasons);
  for (const taskId of resolvedTasks) await recheck(taskId);
}

/** A task that has ended meanwhile needs no recheck. */
async function recheck(taskId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(taskId).signal(recheckSignal);
  } catch {
    return;
  }
}

/** A conflict means that a later task or a person has moved it meanwhile; theirs stands. */
async function commitCutDate(run: TaskRun, policy: TaskPolicy): Promise<void> {
  const cursor = run.state.committable(policy.onFailure);
  if (cursor === undefined || run.input.backfill !== undefined) return;
  const { task, state } = run;
  const request = { taskId: state.report.taskId, lane: task.lane, expectedVersion: task.cutDate?.version ?? 0, cursor };
  if ((await control.commitCutDate(request)) === 'committed') state.cutDateMoved(cursor);
}

/** Shows the task's status wherever people look: current details, search attributes, the store; and tells whom it concerns. */
export async function publish(run: TaskRun): Promise<void> {
  const { report } = run.state;
  setCurrentDetails(describeReport(report));
  if (run.input.hasSearchAttributes) upsertSearchAttributes(searchAttributesOf(report));
  const { taskId, status, note, isClosed } = report;
  const kind = run.state.takeEvent();
  if (kind !== undefined) run.events += 1;
  const event = kind && { event: { kind, no: run.events, at: toInstant(Date.now()) }, report };
  const messages = await control.noteTask({
    taskId,
    status,
    isClosed,
    ...(note !== undefined && { note }),
    ...(event !== undefined && { event }),
  });
  await beginDelivery(messages);
}
