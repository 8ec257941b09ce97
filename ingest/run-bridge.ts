import { setInterval } from 'node:timers/promises';
import { pino } from 'pino';
import type { DataWaldClient } from '../client/datawald-client.js';
import type { Config } from '../config/config.js';
import type { Secrets } from '../config/secrets.js';
import type { JsonObject } from '../core/json.js';
import type { Store } from '../stores/store.js';
import { CurrentRoutes } from './current-routes.js';
import { Door } from './door.js';
import { openQueue } from './queue.js';
import { QueueBridge } from './queue-bridge.js';
import { queueConfigs } from './queue-configs.js';

export interface RunBridgeOptions {
  readonly store: Store;
  readonly client: DataWaldClient;
  readonly queues: Config['ingest']['queues'];
  readonly secrets: Secrets;
  /** Resolves when the bridge is to stop. */
  readonly stopped: Promise<void>;
  /** Called when all queues are being received from. */
  readonly onReady: (queues: readonly string[]) => void;
  readonly logLevel: string;
}

/** A push task that has not read its messages after so long was perhaps never started. */
const strandedAfterMs = 120_000;
const sweepEveryMs = 60_000;

/** Empties the queues of the config into the inbox until it is told to stop. Throws `Config` where a queue cannot be used. */
export async function runBridge(options: RunBridgeOptions): Promise<void> {
  const { store, client, secrets } = options;
  const logger = pino({ name: 'datawald', level: options.logLevel, hooks: { streamWrite: secrets.redact } }, pino.destination(2));
  const log: ConstructorParameters<typeof QueueBridge>[0]['log'] = (level, message, fields) => logger[level](fields ?? {}, message);
  const door = new Door({ inbox: store.inbox, tasks: client, now: () => new Date() });
  const routes = new CurrentRoutes(store.configVersions, (settings, endpointId) => secrets.resolve(settings as JsonObject, endpointId));
  const bridges: QueueBridge[] = [];
  const ending = new AbortController();
  try {
    for (const [name, config] of queueConfigs(options.queues, secrets)) {
      const queue = await openQueue(name, config);
      bridges.push(new QueueBridge({ queue, config, log, receiving: { door, client, routes: () => routes.get() } }));
    }
    for (const bridge of bridges) bridge.start();
    options.onReady(Object.values(options.queues).map(({ queue }) => queue));
    void sweep(door, { log, signal: ending.signal });
    await options.stopped;
  } finally {
    ending.abort();
    await Promise.all(bridges.map((bridge) => bridge.stop()));
  }
}

/** Looks now and then for tasks that nobody has started. */
async function sweep(
  door: Door,
  {
    log,
    signal,
  }: { readonly log: (level: 'warn', message: string, fields: Readonly<Record<string, unknown>>) => void; readonly signal: AbortSignal },
): Promise<void> {
  try {
    for await (const _ of setInterval(sweepEveryMs, undefined, { signal })) {
      await door.startStranded(strandedAfterMs).catch((error: unknown) => {
        log('warn', 'tasks that were perhaps not started could not be looked for; they are looked for again', { err: error });
      });
    }
  } catch {
    // Ended.
  }
}
