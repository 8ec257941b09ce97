import { continueAsNew, setCurrentDetails } from '@temporalio/workflow';
import type { PurgePosition } from '../stores/retention.js';
import { beginDelivery } from './notify.js';
import { control } from './proxies.js';

/** Where a former run of the same maintenance stopped, and what it had deleted. */
export interface MaintenanceInput {
  readonly after?: PurgePosition;
  readonly deleted?: Deleted;
}

export interface Deleted {
  readonly tasks: number;
  readonly rows: number;
  /** Packs of about a hundred records each. */
  readonly packs: number;
  readonly notifications: number;
}

const nothing: Deleted = { tasks: 0, rows: 0, packs: 0, notifications: 0 };

/** So many activities per run: its history stays short. */
const activitiesPerRun = 100;

/** Deletes what is older than the config wants it kept, and sees to notifications that nobody delivers. Started daily by its schedule, and by nobody else. */
export async function maintenance(input: MaintenanceInput = {}): Promise<Deleted> {
  let { after, deleted = nothing } = input;
  if (input.after === undefined) {
    await beginDelivery(await control.strandedNotifications());
    deleted = { ...deleted, notifications: await control.purgeNotifications() };
  }
  for (let count = 0; count < activitiesPerRun; count += 1) {
    const { tasks, rows, packs, next } = await control.purge(after === undefined ? {} : { after });
    deleted = { ...deleted, tasks: deleted.tasks + tasks, rows: deleted.rows + rows, packs: deleted.packs + packs };
    setCurrentDetails(describe(deleted));
    if (next === undefined) return deleted;
    after = next;
  }
  return await continueAsNew<typeof maintenance>({ ...(after !== undefined && { after }), deleted });
}

function describe({ tasks, rows, packs, notifications }: Deleted): string {
  return `- deleted: tasks **${tasks}** · rows **${rows}** · packs of records **${packs}** · notifications **${notifications}**`;
}
