import { configSchema, documentOf } from '../../config/config.js';
import type { Lane } from '../../core/ids.js';
import { toInstant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';
import type { Store } from '../../stores/store.js';

/** The one sync of the chaos. */
export const flow = { syncId: 'chaos', lane: { source: 'source', target: 'target', txType: 'order' } satisfies Lane } as const;

export interface FlowOptions {
  readonly source: string;
  readonly target: string;
  readonly mode: 'lookup' | 'upsert';
  /** The most entities of one write; a chunk of more is written in several batches. */
  readonly maxBatch: number;
  /** Settings of the sync. */
  readonly sync: Readonly<Record<string, unknown>>;
  /** Where to tell that a task is completed. */
  readonly tells?: string;
}

/** Makes the flow the applied config of a store. */
export async function applyFlow(store: Store, { source, target, mode, maxBatch, sync, tells }: FlowOptions): Promise<void> {
  const config = configSchema.parse({
    endpoints: {
      source: { connector: 'chaos', settings: { url: source } },
      target: { connector: 'chaos', settings: { url: target, mode, maxBatch } },
    },
    syncs: { [flow.syncId]: { ...flow.lane, ...sync } },
    ...(tells !== undefined && {
      channels: { told: { kind: 'webhook', url: tells, secret: 'chaos' } },
      syncTaskNotification: { '*': { '*': { channels: ['told'], on: ['Completed'] } } },
    }),
  });
  const document = documentOf(config, {});
  await store.configVersions.put({ version: 'chaos', document: document as unknown as JsonValue, appliedAt: toInstant(new Date()) });
}
