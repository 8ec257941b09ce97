import { dirname, resolve } from 'node:path';
import { DataWaldClient } from '../client/datawald-client.js';
import { type LoadedConfig, loadConfig } from '../config/load.js';
import { formatProblem } from '../config/source-text.js';
import { storeSettings } from '../config/store-settings.js';
import { connectors } from '../connectors/all.js';
import { Registry } from '../connectors/registry.js';
import { DataWaldError } from '../core/errors.js';
import type { JsonObject } from '../core/json.js';
import type { MessageDoor } from '../core/pushed.js';
import { openStore } from '../stores/open-store.js';
import type { Store } from '../stores/store.js';
import { CurrentChanges } from './current-changes.js';
import { CurrentRoutes } from './current-routes.js';
import { Door } from './door.js';
import { inboxDoor } from './inbox-door.js';
import { type LambdaHandler, lambdaHandler } from './lambda.js';
import { Pointers } from './pointer.js';
import { awsOf, openQueue } from './queue.js';
import { queueConfigs } from './queue-configs.js';

/** What a door of its own process needs: the config file that the workers have, and Temporal, found as by the command line. */
export interface OpenOptions {
  /** Default: DATAWALD_CONFIG of the environment, then datawald.yaml in the working directory. */
  readonly config?: string;
  /** Default: the environment of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

interface Opened {
  readonly loaded: LoadedConfig;
  readonly store: Store;
  readonly client: DataWaldClient;
  readonly door: Door;
  readonly routes: CurrentRoutes;
}

/** The door straight into the inbox, for `DataWaldClient.connect({ door })`. Throws `Config` with all that is wrong. */
export async function openInboxDoor(options: OpenOptions = {}): Promise<MessageDoor & AsyncDisposable> {
  const { door, routes, store, client } = await open(options);
  return {
    ...inboxDoor({ door, routes: () => routes.get() }),
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/**
 * The handler of a Lambda function. Everything is opened at the first event, and stays open as long as the function's
 * process does. The store must be one that the function can reach: Postgres or DynamoDB.
 */
export function openLambda(options: OpenOptions = {}): LambdaHandler & AsyncDisposable {
  let opened: Promise<OpenedHandler> | undefined;
  const handle: LambdaHandler = async (event, invocation) => {
    opened ??= newHandler(options).catch((error: unknown) => {
      // Temporal was away, perhaps: the next event tries again.
      opened = undefined;
      throw error;
    });
    return await (await opened).handle(event, invocation);
  };
  return Object.assign(handle, {
    async [Symbol.asyncDispose]() {
      await (await opened)?.close();
    },
  });
}

interface OpenedHandler {
  readonly handle: LambdaHandler;
  readonly close: () => Promise<void>;
}

async function newHandler(options: OpenOptions): Promise<OpenedHandler> {
  const { loaded, client, door, routes, store } = await open(options);
  const changes = new CurrentChanges(routes, loaded.secrets);
  const queues = queueConfigs(loaded.config.ingest.queues, loaded.secrets);
  const opened = new Map<string, ReturnType<typeof openQueue>>();
  const pointers = new Pointers(awsOf('input', queues[0]?.[1] ?? { aws: {} }));
  const handle = lambdaHandler({
    receiving: { door, client, routes: () => routes.get(), bodyOf: (body) => pointers.bodyOf(body) },
    tell: (line) => void process.stderr.write(`${loaded.secrets.redact(line)}\n`),
    changes: async () => await changes.get(),
    queue: async (arn) => {
      const name = arn.split(':').at(-1) ?? '';
      const [id, config] = queues.find(([, { queue }]) => queue === name || queue.endsWith(`/${name}`)) ?? [];
      if (id === undefined || config === undefined) {
        throw new DataWaldError('Config', `The queue ${name} is none of ingest.queues. Add it there, with the sync of its messages.`);
      }
      const queue = opened.get(id) ?? openQueue(id, config);
      opened.set(id, queue);
      queue.catch(() => opened.delete(id));
      const { setAside } = await queue;
      return { setAside, sync: config.sync };
    },
  });
  const close = async () => {
    pointers.close();
    for (const queue of opened.values()) (await queue).client.destroy();
    await client[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
  return { handle, close };
}

async function open({ env = process.env, ...options }: OpenOptions): Promise<Opened> {
  const file = resolve(options.config ?? env['DATAWALD_CONFIG'] ?? 'datawald.yaml');
  const registry = new Registry(connectors());
  const { loaded, problems } = loadConfig({ file, connectors: registry, env, cwd: dirname(file) });
  if (loaded === undefined) throw new DataWaldError('Config', problems.map(formatProblem).join('\n'));
  const { config, secrets } = loaded;
  const address = env['TEMPORAL_ADDRESS'] ?? config.temporal.address;
  const namespace = env['TEMPORAL_NAMESPACE'] ?? config.temporal.namespace;
  const client = await DataWaldClient.connect({ ...(address !== undefined && { address }), ...(namespace !== undefined && { namespace }) });
  const store = openStore(storeSettings(loaded));
  const door = new Door({ inbox: store.inbox, tasks: client, now: () => new Date() });
  const routes = new CurrentRoutes(store.configVersions, (settings, endpointId) => secrets.resolve(settings as JsonObject, endpointId));
  return { loaded, store, client, door, routes };
}
