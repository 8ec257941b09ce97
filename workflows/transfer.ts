import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { ChunkRange } from '../core/chunking.js';
import { deploymentName } from '../core/ids.js';
import type { ReadPosition, TransferInput, TransferResult } from '../core/transfer.js';
import { canBeMendedOutside, type Step, TransferState } from '../core/transfer-state.js';
import { giveWaySignal, pauseSignal, resumeSignal, stopSignal } from './messages.js';
import { ProgressReporter } from './progress-reporter.js';
import { control, sourceActivities, targetActivities, toStoppage } from './proxies.js';
import { describeProgress, describeRead, describeWrite } from './summaries.js';

/**
 * Moves entities along one lane: reads pages from the source (or from a task's failed entities) and writes chunks to
 * the target, both as activities. Its fixed workflow id is the lane's lock. Told to stop, or cancelled, it finishes
 * what is under way. Refused credentials or settings make it wait for `resume`, holding the lane.
 */
export async function transfer(input: TransferInput): Promise<TransferResult> {
  const state = new TransferState(input);
  setHandler(pauseSignal, () => state.pause());
  setHandler(resumeSignal, () => state.resume());
  setHandler(stopSignal, () => state.stop());
  setHandler(giveWaySignal, () => state.giveWay());
  CancellationScope.current().cancelRequested.catch(() => state.stop());
  return await CancellationScope.nonCancellable(async () => await run(input, state));
}

// It may hold a lane for hours and is over then: it ends on the build of workers that it began on. A task lives for weeks and moves on.
// Workers that do not name their build may not say so.
setWorkflowOptions(() => (isVersioned() ? { versioningBehavior: 'PINNED' } : {}), transfer);

function isVersioned(): boolean {
  return workflowInfo().currentDeploymentVersion?.deploymentName === deploymentName;
}

async function run(input: TransferInput, state: TransferState): Promise<TransferResult> {
  const reporter = new ProgressReporter(input.taskId, input.carried?.startedAtMs ?? Date.now());
  for (;;) {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    const step = state.next(continueAsNewSuggested || historyLength >= input.policy.eventsPerRun);
    if (step.kind === 'end') break;
    if (step.kind === 'continueAsNew') {
      await condition(allHandlersFinished);
      await reporter.finish();
      await continueAsNew<typeof transfer>(state.continued(reporter.startedAtMs));
    }
    if (step.kind === 'wait') {
      const seen = state.revision;
      setCurrentDetails(describeProgress(input, state.progress));
      reporter.report(state.progress);
      await condition(() => state.revision !== seen);
    } else {
      begin(step, input, state);
    }
  }
  await condition(allHandlersFinished);
  await reporter.finish();
  return state.result;
}

/** Starts one activity and lets its end change the state; nothing here can reject. */
function begin(step: Step, input: TransferInput, state: TransferState): void {
  if (step.kind === 'read') void read(step.position, input, state);
  if (step.kind === 'write') void write(step.range, input, state);
  if (step.kind === 'sweep') void sweep(input, state);
}

async function read(position: ReadPosition, input: TransferInput, state: TransferState): Promise<void> {
  const summary = describeRead(state.progress);
  try {
    const source = sourceActivities(input.lane.source, input.policy);
    const request = { taskId: input.taskId, position };
    state.readDone(await source.retrieveEntitiesFromSource.executeWithOptions({ summary }, [request]));
  } catch (error) {
    state.readFailed(toStoppage(error));
  }
}

async function write(range: ChunkRange, input: TransferInput, state: TransferState): Promise<void> {
  const summary = describeWrite(state.progress.chunks, range);
  try {
    const target = targetActivities(input.lane.target, input.policy);
    const request = { taskId: input.taskId, first: range.first, last: range.last };
    state.writeDone(await target.insertUpdateEntitiesToTarget.executeWithOptions({ summary }, [request]));
  } catch (error) {
    await endWrite(range, { input, state, error });
  }
}

/** What a person can mend is written again later; of anything else, the unsettled rows become unknown. */
async function endWrite(range: ChunkRange, ended: { input: TransferInput; state: TransferState; error: unknown }): Promise<void> {
  const { input, state } = ended;
  const stoppage = toStoppage(ended.error);
  if (canBeMendedOutside(stoppage)) {
    state.writeFailed(range, { stoppage, isGivenUp: false });
    return;
  }
  try {
    await control.giveUpChunk({ ...range, taskNo: input.taskNo, message: stoppage.message });
  } finally {
    state.writeFailed(range, { stoppage, isGivenUp: true });
  }
}

async function sweep(input: TransferInput, state: TransferState): Promise<void> {
  try {
    state.swept(await control.pendingRanges({ taskNo: input.taskNo, size: input.policy.chunkSize }));
  } catch (error) {
    state.sweepFailed(toStoppage(error));
  }
}
