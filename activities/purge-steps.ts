import { durationMs, type RetentionConfig } from '../config/config.js';
import { toInstant } from '../core/instant.js';
import type { PurgePosition, PurgeStep } from '../stores/retention.js';
import type { Store } from '../stores/store.js';

/** So many sequence numbers per transaction: others wait for a few milliseconds at the most. */
const stepSize = 1000;
/** So many steps per activity: a few seconds. */
const stepsAtOnce = 200;

interface Purging {
  readonly retention: RetentionConfig;
  readonly now: Date;
  readonly after?: PurgePosition;
}

/** A good many steps of deleting; `next` where more is left to look at. */
export async function purgeSteps(store: Store, { retention, now, after }: Purging): Promise<PurgeStep> {
  const before = (age: string) => toInstant(now.getTime() - durationMs(age));
  const request = { payloadsBefore: before(retention.payloads), tasksBefore: before(retention.tasks), limit: stepSize };
  let sum: PurgeStep = { tasks: 0, rows: 0, packs: 0, ...(after !== undefined && { next: after }) };
  for (let step = 0; step < stepsAtOnce; step += 1) {
    const { tasks, rows, packs, next } = await store.retention.purge({ ...request, ...(sum.next !== undefined && { after: sum.next }) });
    const added = { tasks: sum.tasks + tasks, rows: sum.rows + rows, packs: sum.packs + packs };
    if (next === undefined) return added;
    sum = { ...added, next };
  }
  return sum;
}
