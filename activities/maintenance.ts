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
}: ControlDependencies): Pick<ControlActivities, 'purge' | 'strandedNotifications' | 'purgeNotifications'> {
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

    async purgeNotifications() {
      const { notifications } = await retention();
      const before = toInstant(now().getTime() - durationMs(notifications));
      let deleted = 0;
      for (;;) {
        const step = await store.outbox.purge({ before, limit: purgedPerStep });
        deleted += step;
        if (step < purgedPerStep) return deleted;
      }
    },
  };
}
