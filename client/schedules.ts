import {
  type CalendarSpec,
  type Client,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  type ScheduleSpec,
} from '@temporalio/client';
import { durationMs, type ScheduleConfig } from '../config/config.js';
import { runsInSkippedHours } from '../config/cron.js';
import { controlQueue, scheduleId } from '../core/ids.js';
import { maintenanceType, type SyncTaskInput, syncTaskType } from '../workflows/messages.js';

/** One schedule as Temporal has it. */
export interface ScheduleState {
  readonly syncId: string;
  readonly isPaused: boolean;
  readonly note?: string;
  readonly nextRuns: readonly Date[];
}

/** The schedules of the syncs: created, changed and removed to match the config. */
export class Schedules {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Brings the schedules in line. Whether one is paused is left as operators have set it, except for new ones.
   * Returns the syncs whose schedules were removed.
   */
  async bringInLine(wanted: Readonly<Record<string, ScheduleConfig>>, hasSearchAttributes: boolean): Promise<readonly string[]> {
    for (const [syncId, schedule] of Object.entries(wanted)) await this.#put(optionsOf(syncId, schedule, hasSearchAttributes));
    const superfluous = (await this.list()).map(({ syncId }) => syncId).filter((syncId) => !Object.hasOwn(wanted, syncId));
    for (const syncId of superfluous) await this.#client.schedule.getHandle(scheduleId(syncId)).delete();
    return superfluous;
  }

  /** The daily one that deletes what is older than the config wants it kept. */
  async putMaintenance(hasSearchAttributes: boolean): Promise<void> {
    await this.#put({
      scheduleId: maintenanceType,
      // Before the working day in Europe and after it in America; the minutes spread installations that share a server.
      spec: { cronExpressions: ['17 3 * * *'], jitter: '30m' },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
      action: {
        type: 'startWorkflow',
        workflowType: maintenanceType,
        workflowId: maintenanceType,
        taskQueue: controlQueue,
        args: [{ hasSearchAttributes }],
        staticSummary: 'deletes what is older than the config wants it kept',
      },
    });
  }

  async #put(options: ScheduleOptions): Promise<void> {
    const handle = this.#client.schedule.getHandle(options.scheduleId);
    try {
      await handle.update((previous) => ({
        ...previous,
        spec: options.spec,
        policies: { ...previous.policies, ...options.policies },
        action: options.action,
      }));
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
      await this.#client.schedule.create(options);
    }
  }

  async list(): Promise<readonly ScheduleState[]> {
    const states: ScheduleState[] = [];
    for await (const summary of this.#client.schedule.list()) {
      if (!summary.scheduleId.startsWith(scheduleId(''))) continue;
      const { paused, note } = summary.state;
      const nextRuns = summary.info.nextActionTimes;
      states.push({
        syncId: summary.scheduleId.slice(scheduleId('').length),
        isPaused: paused,
        nextRuns,
        ...(note !== undefined && { note }),
      });
    }
    return states;
  }

  async pause(syncId: string, note: string): Promise<void> {
    await this.#client.schedule.getHandle(scheduleId(syncId)).pause(note);
  }

  async resume(syncId: string, note: string): Promise<void> {
    await this.#client.schedule.getHandle(scheduleId(syncId)).unpause(note);
  }

  /** Starts one task now, as the schedule would. */
  async trigger(syncId: string): Promise<void> {
    await this.#client.schedule.getHandle(scheduleId(syncId)).trigger(ScheduleOverlapPolicy.ALLOW_ALL);
  }
}

const dayMs = 86_400_000;
/** `apply` looks so far ahead, each time anew. */
const daysAhead = 3 * 366;

/** Temporal leaves out a run whose hour is skipped by summer time; here it comes an hour later. One that comes twice is run once. */
function cronSpec(cron: string, timezone: string): ScheduleSpec {
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  const late = runsInSkippedHours(cron, timezone, { from: today, days: daysAhead });
  const calendars = late.map(({ year, month, day, hour, minute }): CalendarSpec => {
    return { year, month: months[month - 1] ?? 'JANUARY', dayOfMonth: day, hour, minute, comment: 'in place of the skipped hour' };
  });
  return { cronExpressions: [cron], timezone, ...(calendars.length > 0 && { calendars }) };
}

const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

/**
 * Overlap is allowed on purpose: a failed task stays open until a person has seen to it, and must not hold up the runs
 * after it. What keeps two transfers apart is the lane.
 */
function optionsOf(syncId: string, schedule: ScheduleConfig, hasSearchAttributes: boolean): ScheduleOptions {
  const input: SyncTaskInput = { syncId, trigger: 'schedule', hasSearchAttributes };
  return {
    scheduleId: scheduleId(syncId),
    spec: {
      ...(schedule.every !== undefined && { intervals: [{ every: durationMs(schedule.every) }] }),
      ...(schedule.cron !== undefined && cronSpec(schedule.cron, schedule.timezone ?? 'UTC')),
      jitter: durationMs(schedule.jitter),
    },
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: durationMs(schedule.catchUp) },
    state: { paused: schedule.paused },
    action: {
      type: 'startWorkflow',
      workflowType: syncTaskType,
      workflowId: syncId,
      taskQueue: controlQueue,
      args: [input],
      staticSummary: `${syncId}, by schedule`,
    },
  };
}
