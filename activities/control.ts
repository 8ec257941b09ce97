import { type Backfill, readBackfill } from '../core/backfill.js';
import { startingCursor } from '../core/cursor.js';
import { DataWaldError } from '../core/errors.js';
import { gatherReasons } from '../core/failure-reasons.js';
import { type Lane, laneId } from '../core/ids.js';
import { parseInstant, toInstant } from '../core/instant.js';
import type { Task } from '../core/task.js';
import type { ReadPosition, SourcePosition } from '../core/transfer.js';
import type { Store } from '../stores/store.js';
import type { ControlActivities, LaneTask, OpenedTask, OpenTaskRequest, TaskPolicy } from './contract.js';
import type { Redact } from './failures.js';
import type { maintenanceActivities } from './maintenance.js';
import { messagesFor, type notificationActivities } from './notifications.js';
import type { metadataActivities } from './product-metadata.js';
import type { ResolvedSync, SyncRuntime } from './sync-runtime.js';
import { existingTask } from './tasks.js';

export interface ControlDependencies {
  readonly store: Store;
  readonly runtime: SyncRuntime;
  readonly now: () => Date;
  readonly redact: Redact;
}

const commonReasons = 5;
/** So many are looked through for those of one lane. */
const runningTasks = 1000;
/** So many different messages are looked through for the common ones. */
const distinctMessages = 5000;

type TaskActivities = Omit<
  ControlActivities,
  | keyof ReturnType<typeof maintenanceActivities>
  | keyof ReturnType<typeof notificationActivities>
  | keyof ReturnType<typeof metadataActivities>
>;

/** Activities of tasks that touch the store alone. Each may run twice with the same result. */
export function taskActivities({ store, runtime, now }: ControlDependencies): TaskActivities {
  const at = () => toInstant(now());
  return {
    async openTask({ taskId, syncId, trigger, ...request }) {
      const known = await store.tasks.get(taskId);
      const version = known?.configVersion ?? (await runtime.versionToPin(syncId));
      const sync = await runtime.sync(version, syncId);
      const moment = at();
      const backfill = backfillOf(request, now());
      const until = backfill !== undefined && 'to' in backfill ? backfill.to : moment;
      const task =
        known ?? (await store.tasks.open({ taskId, syncId, lane: sync.lane, trigger, configVersion: version, openedAt: moment, until }));
      // Another attempt may have opened it first, with another config.
      return describeOpened(task, await runtime.sync(task.configVersion, syncId), backfill);
    },

    async reopenTask({ taskId }) {
      const task = await existingTask(store, taskId);
      const configVersion = await runtime.versionToPin(task.syncId);
      const sync = await runtime.sync(configVersion, task.syncId);
      await store.tasks.update(taskId, { configVersion, at: at() });
      return { policy: policyOf(sync, task), lastSeq: task.lastSeq };
    },

    async countTask({ taskNo }) {
      const [counts, reasons, resolvedTasks] = await Promise.all([
        store.tasks.counts(taskNo),
        store.tasks.failureReasons(taskNo, distinctMessages),
        store.tasks.resolvedBy(taskNo),
      ]);
      return { counts, reasons: gatherReasons(reasons, commonReasons), resolvedTasks };
    },

    async commitCutDate({ taskId, lane, expectedVersion, cursor }) {
      return await store.cutDates.commit({ lane, expectedVersion, cursor, committedBy: taskId, at: at() });
    },

    async noteTask({ taskId, status, note, isClosed, event }) {
      const messages = event === undefined ? [] : await messagesFor(taskId, event, { store, runtime });
      // Whoever sees that it is over pushes to the next task.
      if (isClosed) await giveBackMessages(store, taskId);
      await store.tasks.update(taskId, { status, note: note ?? '', isClosed, messages, at: at() });
      return messages.map(({ id }) => id);
    },

    async laneTasks({ taskId, lane }) {
      return await othersInLane(store, { taskId, lane });
    },

    async pendingRanges({ taskNo, size }) {
      return await store.staging.pendingRanges(taskNo, size);
    },

    async giveUpChunk({ taskNo, first, last, message }) {
      return await store.staging.giveUp({ taskNo, first, last, message, at: at() });
    },
  };
}

async function othersInLane(
  store: Store,
  { taskId, lane }: { readonly taskId: string; readonly lane: Lane },
): Promise<readonly LaneTask[]> {
  const running = await store.tasks.list({ statuses: ['Processing', 'Paused'], limit: runningTasks });
  const others = running.filter((task) => task.taskId !== taskId && laneId(task.lane) === laneId(lane));
  return others.toReversed().map((task) => ({ taskId: task.taskId, isBackfill: task.trigger === 'backfill', openedAt: task.openedAt }));
}

/** What a push task ends without having brought over waits for the next one. */
async function giveBackMessages(store: Store, taskId: string): Promise<void> {
  const { trigger, syncId } = await existingTask(store, taskId);
  if (trigger === 'push') await store.inbox.release({ syncId, taskId });
}

/** Whoever starts a workflow without our client may ask for anything. */
function backfillOf({ backfill: asked }: Pick<OpenTaskRequest, 'backfill'>, now: Date): Backfill | undefined {
  if (asked === undefined) return undefined;
  const backfill = readBackfill(asked, now);
  if ('refusal' in backfill) throw new DataWaldError('Refused', backfill.refusal);
  return backfill;
}

function describeOpened(task: Task, sync: ResolvedSync, backfill: Backfill | undefined): OpenedTask {
  const { taskNo, lane, openedAt, cutDate } = task;
  return {
    taskNo,
    lane,
    openedAt,
    policy: policyOf(sync, task),
    start: startOf(task, sync, backfill),
    ...(cutDate !== undefined && { cutDate }),
  };
}

function startOf(task: Task, sync: ResolvedSync, backfill: Backfill | undefined): ReadPosition {
  if (backfill !== undefined && 'srcIds' in backfill) return { kind: 'ids', srcIds: backfill.srcIds, after: 0 };
  if (backfill !== undefined) return { kind: 'source', page: 0, until: task.until, cursor: { updatedAt: backfill.from } };
  const source = newsSince(task, sync);
  return task.trigger === 'push' ? { kind: 'inbox', after: 0, source } : source;
}

function newsSince(task: Task, sync: ResolvedSync): SourcePosition {
  const { startAt, overlapSeconds } = sync.config;
  if (task.cutDate !== undefined) {
    return { kind: 'source', page: 0, until: task.until, cursor: startingCursor(task.cutDate.cursor, overlapSeconds) };
  }
  const updatedAt = startAt === undefined ? undefined : parseInstant(startAt);
  return { kind: 'source', page: 0, until: task.until, ...(updatedAt !== undefined && { cursor: { updatedAt } }) };
}

/** A transfer continues as new before it reaches the 2,000 events that replay quickly, with room for what is in flight. */
const eventsPerRun = 1500;

function policyOf({ config }: ResolvedSync, { trigger }: Task): TaskPolicy {
  const chunksInFlight = config.ordering === 'parallel' ? config.chunksInFlight : 1;
  const { pageSize, pagesPerRead, onFailure, deadlineHours, retryBudgetHours, stuckAfterHours } = config;
  // What was pushed is not skipped.
  const whenBusy = trigger === 'push' ? 'wait' : config.whenBusy;
  const chunkSize = config.maxEntitiesInMessageBody;
  return {
    chunkSize,
    chunksInFlight,
    pageSize,
    pagesPerRead,
    eventsPerRun,
    whenBusy,
    onFailure,
    deadlineHours,
    retryBudgetHours,
    stuckAfterHours,
  };
}
