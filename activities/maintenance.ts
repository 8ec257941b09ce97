import { durationMs } from '../config/config.js';
import { toInstant } from '../core/instant.js';
import type { ControlActivities } from './contract.js';
import type { ControlDependencies } from './control.js';
import { purgeSteps } from './purge-steps.js';

/** A notification that is pending for longer than this is nobody's: its task was terminated before it could see to it. */
const strandedAfterMs = 3_600_000;
const mostStranded = 500;
const purgedPerStep = 200;

/** Activities of the daily maintenance. */
export function maintenanceActivities({
  store,
  runtime,
  now,
}: ControlDependencies): Pick<
  ControlActivities,
  'purge' | 'strandedNotifications' | 'purgeNotifications' | 'strandedPushTasks' | 'purgeMessages'
> {
  const retention = async () => (await runtime.document(await runtime.currentVersion())).retention;
  return {
    async purge({ after }) {
      return await purgeSteps(store, { retention: await retention(), now, ...(after !== undefined && { after }) });
    },

    async strandedNotifications() {
      const before = toInstant(now().getTime() - strandedAfterMs);
      const stranded = await store.outbox.list({ states: ['pending'], before, limit: mostStranded });
      return stranded.map(({ id }) => id);
    },

    async strandedPushTasks() {
      const before = toInstant(now().getTime() - strandedAfterMs);
      return await store.inbox.stranded({ before, limit: mostStranded });
    },

    async purgeMessages() {
      const { messages } = await retention();
      const before = toInstant(now().getTime() - durationMs(messages));
      return await purgeAll(async () => await store.inbox.purge({ before, limit: purgedPerStep }));
    },

    async purgeNotifications() {
      const { notifications } = await retention();
      const before = toInstant(now().getTime() - durationMs(notifications));
      return await purgeAll(async () => await store.outbox.purge({ before, limit: purgedPerStep }));
    },
  };
}

/** Step by step, until one finds less than it may delete; returns how many were deleted. */
async function purgeAll(purge: () => Promise<number>): Promise<number> {
  let deleted = 0;
  for (;;) {
    const step = await purge();
    deleted += step;
    if (step < purgedPerStep) return deleted;
  }
}
