import { continueAsNew, setCurrentDetails } from '@temporalio/workflow';
import type { PurgePosition } from '../stores/retention.js';
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
}

/** So many activities per run: its history stays short. */
const activitiesPerRun = 100;

/** Deletes what is older than the config wants it kept. Started daily by its schedule, and by nobody else. */
export async function maintenance(input: MaintenanceInput = {}): Promise<Deleted> {
  let { after, deleted = { tasks: 0, rows: 0, packs: 0 } } = input;
  for (let count = 0; count < activitiesPerRun; count += 1) {
    const { tasks, rows, packs, next } = await control.purge(after === undefined ? {} : { after });
    deleted = { tasks: deleted.tasks + tasks, rows: deleted.rows + rows, packs: deleted.packs + packs };
    setCurrentDetails(describe(deleted));
    if (next === undefined) return deleted;
    after = next;
  }
  return await continueAsNew<typeof maintenance>({ ...(after !== undefined && { after }), deleted });
}

function describe({ tasks, rows, packs }: Deleted): string {
  return `- deleted: tasks **${tasks}** · rows **${rows}** · packs of records **${packs}**`;
}
