import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema, documentOf } from '../../config/config.js';
import { toInstant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';
import { CurrentRoutes } from '../../ingest/current-routes.js';
import { Door } from '../../ingest/door.js';
import { openQueue } from '../../ingest/queue.js';
import { QueueBridge } from '../../ingest/queue-bridge.js';
import type { Receiving } from '../../ingest/receive.js';
import type { Inbox, InboxMessage } from '../../stores/inbox.js';
import { openStore } from '../../stores/open-store.js';
import type { Store } from '../../stores/store.js';
import type { TestQueue } from './queues.js';

const syncs = {
  orders: { source: 'in', target: 'crm', txType: 'order', push: { srcId: 'id', updatedAt: 'updated' } },
  products: { source: 'in', target: 'crm', txType: 'product', push: {} },
  pulled: { source: 'in', target: 'crm', txType: 'customer' },
};
const endpoints = { in: { connector: 'inbox' }, crm: { connector: 'memory' } };

/** A store with three syncs, and bridges into it. Temporal stands at the boundary: what is started there is noted. */
export class IngestGround implements AsyncDisposable {
  readonly store: Store;
  /** Push tasks that were started, each time that it was asked for. */
  readonly started: string[] = [];
  readonly retried: string[] = [];
  readonly logged: string[] = [];
  /** Called before a task is started; may throw, or wait. */
  beforeStart: () => void | Promise<void> = () => {};
  /** Called before messages are written; may throw, or wait. */
  beforeAppend: (ids: readonly string[]) => void | Promise<void> = () => {};
  #versions = 0;
  readonly #folder: string;
  readonly #bridges: QueueBridge[] = [];

  private constructor(store: Store, folder: string) {
    this.store = store;
    this.#folder = folder;
  }

  static async make(parts: Readonly<Record<string, unknown>> = {}): Promise<IngestGround> {
    const folder = mkdtempSync(join(tmpdir(), 'datawald-ingest-'));
    const store = openStore({ kind: 'embedded', file: join(folder, 'store.db') });
    await store.migrate();
    const ground = new IngestGround(store, folder);
    await ground.#apply(parts);
    return ground;
  }

  /** Applies a config with more syncs. */
  async apply(more: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#apply({ syncs: { ...syncs, ...more } });
  }

  async #apply(parts: Readonly<Record<string, unknown>>): Promise<void> {
    this.#versions += 1;
    const document = documentOf(configSchema.parse({ endpoints, syncs, ...parts }), {}) as unknown as JsonValue;
    await this.store.configVersions.put({ version: `v${this.#versions}`, document, appliedAt: toInstant(this.#versions) });
  }

  get receiving(): Omit<Receiving, 'sync' | 'bodyOf' | 'setAside'> {
    const { inbox } = this.store;
    const watched: Inbox = Object.assign(Object.create(inbox) as Inbox, {
      append: async (request: Parameters<Inbox['append']>[0]) => {
        await this.beforeAppend(request.messages.map(({ id }) => id));
        return await inbox.append(request);
      },
    });
    const tasks = {
      startPushTask: async ({ taskId }: { readonly taskId: string }) => {
        await this.beforeStart();
        this.started.push(taskId);
      },
    };
    const routes = new CurrentRoutes(this.store.configVersions, (settings) => settings);
    return {
      door: new Door({ inbox: watched, tasks, now: () => new Date() }),
      routes: () => routes.get(),
      client: {
        task: (taskId: string) => ({ retry: async () => void this.retried.push(taskId) }) as never,
      },
    };
  }

  async bridge(queue: TestQueue, change: Readonly<Record<string, unknown>> = {}): Promise<QueueBridge> {
    const config = queue.config({ consumers: 1, sync: 'orders', ...change });
    const bridge = new QueueBridge({
      queue: await openQueue('input', config),
      config,
      receiving: this.receiving,
      log: (_, message) => void this.logged.push(message),
    });
    this.#bridges.push(bridge);
    bridge.start();
    return bridge;
  }

  async waiting(syncId = 'orders'): Promise<readonly InboxMessage[]> {
    return await this.store.inbox.waiting({ syncId, limit: 1000 });
  }

  /** The records that wait, in order. */
  async records(syncId = 'orders'): Promise<readonly JsonValue[]> {
    return (await this.waiting(syncId)).flatMap(({ body }) => ('records' in body ? body.records : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#bridges.map((bridge) => bridge.stop()));
    await this.store[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
