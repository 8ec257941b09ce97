import { durationMs, type RetentionConfig } from '../config/config.js';
import { toInstant } from '../core/instant.js';
import type { PurgePosition, PurgeStep } from '../stores/retention.js';
import type { Store } from '../stores/store.js';

/** So many sequence numbers per transaction: others wait for a few milliseconds at the most. */
const stepSize = 1000;
/** An activity begins no step after this long, whatever a step costs: the next one goes on where it ended. */
const budgetMs = 20_000;

interface Purging {
  readonly retention: RetentionConfig;
  readonly now: () => Date;
  readonly after?: PurgePosition;
}

/** Some seconds of deleting; `next` where more is left to look at. */
export async function purgeSteps(store: Store, { retention, now, after }: Purging): Promise<PurgeStep> {
  const startedMs = now().getTime();
  const before = (age: string) => toInstant(startedMs - durationMs(age));
  const request = { payloadsBefore: before(retention.payloads), tasksBefore: before(retention.tasks), limit: stepSize };
  let sum: PurgeStep = { tasks: 0, rows: 0, packs: 0, ...(after !== undefined && { next: after }) };
  while (now().getTime() - startedMs < budgetMs) {
    const { tasks, rows, packs, next } = await store.retention.purge({ ...request, ...(sum.next !== undefined && { after: sum.next }) });
    const added = { tasks: sum.tasks + tasks, rows: sum.rows + rows, packs: sum.packs + packs };
    if (next === undefined) return added;
    sum = { ...added, next };
  }
  return sum;
}
