import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type LoadedConfig, loadConfig } from '../../config/load.js';
import { formatProblem } from '../../config/source-text.js';
import { storeSettings } from '../../config/store-settings.js';
import { connectors } from '../../connectors/all.js';
import { Registry } from '../../connectors/registry.js';
import { DataWaldError } from '../../core/errors.js';
import { openStore } from '../../stores/open-store.js';
import type { Store } from '../../stores/store.js';
import type { DataWaldClient } from '../datawald-client.js';
import { type RunningDemo, readRunning } from './dev/running.js';
import { Output, type Streams } from './output.js';

export interface GlobalOptions {
  readonly config: string;
  readonly json: boolean;
  readonly address?: string;
  readonly namespace?: string;
}

/**
 * What commands share: the config, a client, the store, each opened when it is first asked for and closed when the
 * command ends.
 */
export class Context implements AsyncDisposable {
  readonly options: GlobalOptions;
  readonly output: Output;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly registry = new Registry(connectors());
  readonly #open: AsyncDisposable[] = [];
  #config: LoadedConfig | undefined;
  #client: Promise<DataWaldClient> | undefined;
  #store: Promise<Store> | undefined;

  constructor(process: { readonly streams: Streams; readonly cwd: string; readonly env: NodeJS.ProcessEnv }, options: GlobalOptions) {
    const running = findRunning(process.cwd, options);
    this.options = running === undefined ? options : { address: running.address, ...options, config: running.config };
    this.output = new Output(process.streams, options.json);
    this.cwd = process.cwd;
    this.env = { ...running?.env, ...process.env };
  }

  /** The config; warnings are noted. Throws `ConfigProblems` with all that is wrong. */
  config(): LoadedConfig {
    if (this.#config !== undefined) return this.#config;
    const { problems, loaded } = loadConfig({ file: this.options.config, connectors: this.registry, env: this.env, cwd: this.cwd });
    if (loaded === undefined) throw new ConfigProblems(problems.map(formatProblem));
    this.#config = loaded;
    return loaded;
  }

  /** A client, by the options, the config's `temporal` section where there is a config, and the environment. */
  async client(): Promise<DataWaldClient> {
    this.#client ??= this.#connect();
    return await this.#client;
  }

  async #connect(): Promise<DataWaldClient> {
    const { DataWaldClient: Connecting } = await import('../datawald-client.js');
    const client = await Connecting.connect(this.temporalOptions());
    this.#open.push(client);
    return client;
  }

  /** Options win over the environment, and the environment over the config. */
  temporalOptions(): { readonly address?: string; readonly namespace?: string } {
    const written = this.#temporalSection();
    const address = this.options.address ?? this.env['TEMPORAL_ADDRESS'] ?? written.address;
    const namespace = this.options.namespace ?? this.env['TEMPORAL_NAMESPACE'] ?? written.namespace;
    return { ...(address !== undefined && { address }), ...(namespace !== undefined && { namespace }) };
  }

  #temporalSection(): { readonly address?: string | undefined; readonly namespace?: string | undefined } {
    try {
      return this.config().config.temporal;
    } catch (error) {
      if (error instanceof ConfigProblems) return {};
      throw error;
    }
  }

  /** The store that the config names, with its tables in place. */
  async store(): Promise<Store> {
    this.#store ??= this.#openStore();
    return await this.#store;
  }

  async #openStore(): Promise<Store> {
    const store = await this.openedStore();
    await store.migrate();
    return store;
  }

  /** The store that the config names, as it is: its tables may be missing. */
  openedStore(): Promise<Store> {
    const store = openStore(storeSettings(this.config()));
    this.#open.push(store);
    return Promise.resolve(store);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const resource of this.#open.toReversed()) await resource[Symbol.asyncDispose]();
  }
}

/** The name that is looked for when none is given. */
export const defaultConfig = 'datawald.yaml';

/** In a folder without a config of its own, the commands speak to the demo that runs from it. */
function findRunning(cwd: string, options: GlobalOptions): RunningDemo | undefined {
  return options.config !== defaultConfig || existsSync(resolve(cwd, defaultConfig)) ? undefined : readRunning(cwd);
}

/** All that is wrong with a config, one line each. */
export class ConfigProblems extends DataWaldError {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super('Config', lines.join('\n'));
    this.lines = lines;
  }
}
