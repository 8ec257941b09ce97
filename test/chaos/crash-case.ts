import { join } from 'node:path';
import { DataWaldClient } from '../../client/datawald-client.js';
import type { CutDate } from '../../core/task.js';
import type { TaskReport } from '../../core/task-report.js';
import { openStore, type StoreSettings } from '../../stores/open-store.js';
import { Receiver } from '../support/receiver.js';
import { until } from '../support/until.js';
import { type ChaosComparison, compareRecords } from './comparison.js';
import type { Death } from './death.js';
import { applyFlow, flow } from './flow.js';
import { Script } from './script.js';
import type { SourceRecord } from './source-records.js';
import type { TargetRecord } from './target-records.js';

/** One moment, or several: each worker that is started dies at the next of them, and the last one lives. */
export interface CrashCase {
  readonly name: string;
  readonly deaths: readonly Death[];
  readonly mode: 'lookup' | 'upsert';
  /** Default: few records, in pages of ten and chunks of five, each written in two batches. */
  readonly size?: { readonly records: number; readonly chunk: number };
  /** Beside the embedded store, on which all cases are run. */
  readonly alsoOn?: readonly StoreSettings['kind'][];
}

export interface CrashEnd {
  /** How each worker but the last one ended. */
  readonly signals: readonly (NodeJS.Signals | null)[];
  /** From the last death to the end of the task. */
  readonly recoveredMs: number;
  readonly report: Pick<TaskReport, 'status' | 'counts'>;
  readonly comparison: ChaosComparison;
  readonly inTarget: number;
  readonly wentBack: number;
  readonly cutDate: CutDate['cursor'] | undefined;
  /** The ids of the messages that arrived, each once, and what the outbox says of each that it holds. */
  readonly told: { readonly ids: readonly string[]; readonly states: readonly string[] };
  /** The last record of the source: where the cut date belongs. */
  readonly last: { readonly updatedAt: string; readonly srcId: string };
}

const usual = { records: 25, chunk: 5 } as const;

/** Where a case takes place: a namespace, a folder for the logs and an empty store, all of its own. */
export interface CrashPlace {
  readonly address: string;
  readonly namespace: string;
  readonly folder: string;
  readonly store: StoreSettings;
}

/** Runs one sync task while its workers die. */
export async function runCrashCase(crash: CrashCase, place: CrashPlace): Promise<CrashEnd> {
  const { records, chunk } = crash.size ?? usual;
  const logFile = join(place.folder, 'log');
  const source = new Script({ name: 'source-system.js', args: [String(records), '1'], logFile });
  const target = new Script({ name: 'target-system.js', args: [], logFile });
  await using receiver = await Receiver.open();
  await using store = openStore(place.store);
  await store.migrate();
  const [sourceUrl, targetUrl] = [await source.line, await target.line];
  const sync = { pageSize: 2 * chunk, pagesPerRead: 2, maxEntitiesInMessageBody: chunk, chunksInFlight: 2, overlapSeconds: 0 };
  await applyFlow(store, {
    source: sourceUrl,
    target: targetUrl,
    mode: crash.mode,
    maxBatch: Math.ceil(chunk / 2),
    sync,
    tells: receiver.url,
  });
  await using client = await DataWaldClient.connect({ address: place.address, namespace: place.namespace });
  const startWorker = (death?: Death) => {
    const options = { address: place.address, namespace: place.namespace, store: place.store, death };
    return new Script({ name: 'worker.js', args: [JSON.stringify(options)], logFile });
  };
  const signals: (NodeJS.Signals | null)[] = [];
  const task = await startWhenKnown(client);
  for (const death of crash.deaths) signals.push((await startWorker(death).exited).signal);
  const diedAt = performance.now();
  const worker = startWorker();
  try {
    const { status, counts } = await task.result();
    const outbox = async () => await store.outbox.list({ taskId: task.taskId, limit: 10 });
    await until('the notification is delivered', async () => (await outbox()).some(({ state }) => state === 'delivered'), 120_000);
    const recoveredMs = performance.now() - diedAt;
    const kept = await getJson<{ records: TargetRecord[] }>(`${targetUrl}/all`);
    const held = await getJson<{ records: SourceRecord[] }>(`${sourceUrl}/all`);
    const { wentBack } = await getJson<{ wentBack: number }>(`${targetUrl}/stats`);
    const last = held.records.at(-1);
    return {
      signals,
      recoveredMs,
      report: { status, counts },
      comparison: compareRecords(held.records, kept.records),
      inTarget: kept.records.length,
      wentBack,
      told: {
        ids: [...new Set(receiver.received.map(({ headers }) => String(headers['webhook-id'])))],
        states: (await outbox()).map(({ state }) => state),
      },
      cutDate: (await store.cutDates.get(flow.lane))?.cursor,
      last: { updatedAt: last?.updatedAt ?? '', srcId: last?.id ?? '' },
    };
  } finally {
    await Promise.all([worker.kill(), source.kill(), target.kill()]);
  }
}

/** A namespace is known to all parts of the server a moment after it was registered. */
async function startWhenKnown(client: DataWaldClient) {
  let task: Awaited<ReturnType<DataWaldClient['start']>> | undefined;
  await until('the namespace is known', async () => {
    task = await client.start(flow.syncId).catch(() => undefined);
    return task !== undefined;
  });
  if (task === undefined) throw new Error('no task was started');
  return task;
}

async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}
