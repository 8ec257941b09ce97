import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Runtime } from '@temporalio/worker';
import { SyncRuntime } from '../../activities/sync-runtime.js';
import { temporalBinary } from '../../client/cli/dev/temporal-binary.js';
import { DataWaldClient } from '../../client/datawald-client.js';
import { registerSearchAttributes } from '../../client/search-attribute-registry.js';
import { configSchema, documentOf } from '../../config/config.js';
import { Secrets } from '../../config/secrets.js';
import type { Connector } from '../../connectors/connector.js';
import { MemorySystems, memoryConnector } from '../../connectors/memory/index.js';
import { Registry } from '../../connectors/registry.js';
import { toInstant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';
import { compileMapping } from '../../mapping/load.js';
import { openStore } from '../../stores/open-store.js';
import type { Store } from '../../stores/store.js';
import { Workers } from '../../workers/workers.js';
import type { StorePlace } from './every-store.js';

export interface TestEngineOptions {
  /** Default: a file of its own. */
  readonly stores?: StorePlace;
  /** Beside the memory systems. */
  readonly connectors?: readonly Connector[];
}

/** A real Temporal server, a real store, real workers, and memory systems as endpoints. */
export class TestEngine {
  readonly environment: TestWorkflowEnvironment;
  readonly client: DataWaldClient;
  readonly store: Store;
  readonly systems = new MemorySystems();
  /** Told when the workers cannot look for new endpoints. */
  onBlind: (error: unknown) => void = () => {};
  /** The clock of the workers. */
  now: () => Date = () => new Date();
  readonly #folder: string;
  readonly #extra: readonly Connector[];
  #workers: Workers | undefined;
  #version = 0;

  private constructor(environment: TestWorkflowEnvironment, options: { folder: string; store: Store; connectors: readonly Connector[] }) {
    this.environment = environment;
    this.client = new DataWaldClient(environment.client);
    this.store = options.store;
    this.#folder = options.folder;
    this.#extra = options.connectors;
  }

  static async start(options: TestEngineOptions = {}): Promise<TestEngine> {
    installQuietRuntime();
    const path = await temporalBinary();
    const environment = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path } } });
    return await TestEngine.#start(environment, options);
  }

  /** On the server that skips time while workflows wait for it; it knows no search attributes. `path`: of its binary. */
  static async startTimeSkipping(path: string): Promise<TestEngine> {
    installQuietRuntime();
    const environment = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
    return await TestEngine.#start(environment, {});
  }

  static async #start(environment: TestWorkflowEnvironment, { stores, connectors = [] }: TestEngineOptions): Promise<TestEngine> {
    const folder = mkdtempSync(join(tmpdir(), 'datawald-engine-'));
    const store = openStore((await stores?.newStore()) ?? { kind: 'embedded', file: join(folder, 'store.db') });
    await store.migrate();
    await registerSearchAttributes(environment.client);
    return new TestEngine(environment, { folder, store, connectors });
  }

  /** Applies a config as `datawald apply` does, mappings given by file name. */
  async apply(config: unknown, mappings: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const document = documentOf(configSchema.parse(config), mappings);
    this.#version += 1;
    await this.store.configVersions.put({
      version: `v${this.#version}`,
      document: document as unknown as JsonValue,
      appliedAt: toInstant(new Date()),
    });
  }

  /** What a worker process makes of configs; a new one is like another process. */
  newRuntime(): SyncRuntime {
    const secrets = new Secrets({ env: {}, folder: this.#folder });
    return new SyncRuntime({
      store: this.store,
      registry: new Registry([memoryConnector(this.systems), ...this.#extra]),
      compileMapping,
      resolveSecrets: (settings, endpointId) => secrets.resolve(settings, endpointId),
      now: () => this.now(),
      log: () => {},
    });
  }

  async startWorkers(options: { readonly buildId?: string } = {}): Promise<void> {
    this.#workers = new Workers({
      store: this.store,
      runtime: this.newRuntime(),
      now: () => this.now(),
      redact: (text) => text,
      connection: this.environment.nativeConnection,
      namespace: this.environment.namespace ?? 'default',
      shutdownGraceMs: 1000,
      onFailure: (error) => {
        throw error;
      },
      onBlind: this.onBlind,
      ...options,
    });
    await this.#workers.start();
  }

  /** Leaves the present workers running, so that others can be started beside them; returns how to stop them. */
  detachWorkers(): () => Promise<void> {
    const workers = this.#workers;
    this.#workers = undefined;
    return async () => await workers?.stop();
  }

  async stopWorkers(): Promise<void> {
    await this.#workers?.stop();
    this.#workers = undefined;
  }

  async stop(): Promise<void> {
    await this.stopWorkers();
    await this.store[Symbol.asyncDispose]();
    await this.environment.teardown();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

let isInstalled = false;

/** The runtime is one per process; tests say nothing unless something is wrong. */
function installQuietRuntime(): void {
  if (isInstalled) return;
  isInstalled = true;
  const quiet = () => {};
  Runtime.install({
    logger: {
      log: quiet,
      trace: quiet,
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (message, meta) => process.stderr.write(`${message} ${JSON.stringify(meta)}\n`),
    },
  });
}
