import type { ConfigDocument, EndpointConfig, SyncConfig } from '../config/config.js';
import { budgetsOf, type OpenBudget } from '../connectors/budget/budgets.js';
import type { Channel } from '../connectors/channels/channel.js';
import { type ChannelSettings, openChannel } from '../connectors/channels/open-channel.js';
import type { ConnectorContext, Endpoint } from '../connectors/connector.js';
import type { Registry } from '../connectors/registry.js';
import { ConnectorError, DataWaldError } from '../core/errors.js';
import type { Lane } from '../core/ids.js';
import type { JsonObject } from '../core/json.js';
import { joinVersion, splitVersion } from '../core/pinned-version.js';
import type { MappingOptions } from '../mapping/load.js';
import type { CustomField, Mapping } from '../mapping/mapping.js';
import type { Store } from '../stores/store.js';
import { mappingOf, metadataVersionOf } from './sync-mapping.js';

export interface SyncRuntimeOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly compileMapping: (document: unknown, name: string, options: MappingOptions) => Mapping;
  /** Puts the secrets that a text of the settings refers to in its place; throws `Config` for one that is missing. */
  readonly resolveSecrets: (settings: JsonObject, endpointId: string) => JsonObject;
  readonly now: () => Date;
  readonly log: ConnectorContext['log'];
}

/** One sync as a version of the config has it. */
export interface ResolvedSync {
  readonly version: string;
  readonly config: SyncConfig;
  readonly lane: Lane;
  readonly mapping: Mapping;
  /** How the source's records keep custom fields. */
  readonly customField?: CustomField;
}

/**
 * Turns config versions into what activities work with: compiled mappings and opened endpoints, each made once per
 * process and shared. A config version never changes, so what was made of it is kept; an endpoint that is the same in
 * two versions is the same object, with one pool and one share of the limits.
 */
export class SyncRuntime implements AsyncDisposable {
  readonly #options: SyncRuntimeOptions;
  readonly #documents = new Map<string, ConfigDocument>();
  readonly #syncs = new Map<string, ResolvedSync>();
  readonly #endpoints = new Map<string, Endpoint>();

  constructor(options: SyncRuntimeOptions) {
    this.#options = options;
  }

  async currentVersion(): Promise<string> {
    const current = await this.#options.store.configVersions.current();
    if (current === undefined) throw new DataWaldError('Config', 'No config has been applied to this store. Run: datawald apply');
    return current.version;
  }

  /** What a task of this sync pins when it begins, or is retried, now: the applied config and, where it takes that, product metadata. */
  async versionToPin(syncId: string): Promise<string> {
    const config = await this.currentVersion();
    const sync = (await this.document(config)).syncs[syncId];
    const metadata = sync === undefined ? undefined : await metadataVersionOf(sync, this.#options.store.productMetadata);
    return joinVersion({ config, ...(metadata !== undefined && { metadata }) });
  }

  async sync(version: string, syncId: string): Promise<ResolvedSync> {
    const key = JSON.stringify([version, syncId]);
    const known = this.#syncs.get(key);
    if (known !== undefined) return known;
    const sync = await this.#resolve(await this.document(version), { version, syncId });
    this.#syncs.set(key, sync);
    return sync;
  }

  async #resolve(document: ConfigDocument, { version, syncId }: { version: string; syncId: string }): Promise<ResolvedSync> {
    const config = document.syncs[syncId];
    if (config === undefined) {
      const known = Object.keys(document.syncs).join(', ');
      throw new DataWaldError('Config', `There is no sync "${syncId}" in the applied config. It has: ${known}.`);
    }
    const { source, target, txType, group } = config;
    for (const endpointId of [source, target]) endpointConfig(document, endpointId);
    const lane: Lane = { source, target, txType, ...(group !== undefined && { group }) };
    const customField = this.#options.registry.find(endpointConfig(document, source).connector)?.customField;
    const { compileMapping, store } = this.#options;
    const { metadata } = splitVersion(version);
    const mapping = await mappingOf(config, { document, compileMapping, tables: store.productMetadata, metadata });
    return { version, config, lane, mapping, ...(customField !== undefined && { customField }) };
  }

  /** The opened endpoint. Throws `Config` where its connector or settings are wrong. */
  async endpoint(version: string, endpointId: string): Promise<Endpoint> {
    const config = endpointConfig(await this.document(version), endpointId);
    const key = JSON.stringify([endpointId, config]);
    const known = this.#endpoints.get(key);
    if (known !== undefined) return known;
    const { now, log, registry } = this.#options;
    const settings = this.#options.resolveSecrets(config.settings as JsonObject, endpointId);
    const context = { endpointId, now, log, budget: this.#budgetsOf(endpointId, config) };
    const endpoint = registry.open({ connector: config.connector, settings, context });
    this.#endpoints.set(key, endpoint);
    return endpoint;
  }

  /** A channel as the config has it that is applied now: what is mended there serves messages that were written before. */
  async channel(channelId: string): Promise<Channel> {
    const { channels } = await this.document(await this.currentVersion());
    const config = channels[channelId];
    if (config === undefined) {
      throw new DataWaldError('Config', `There is no channel "${channelId}" in the applied config. Put it back, or let its messages go.`);
    }
    const settings = this.#options.resolveSecrets(config as unknown as JsonObject, channelId);
    return openChannel(settings as unknown as ChannelSettings, { channelId, now: this.#options.now });
  }

  /** Budgets that all processes on the same store share. */
  #budgetsOf(endpointId: string, { limits: { concurrency, requests, reserve } = {} }: EndpointConfig): OpenBudget {
    const { store, now, log } = this.#options;
    return budgetsOf({
      endpointId,
      limits: { ...(concurrency !== undefined && { concurrency }), ...(requests !== undefined && { requests }) },
      ...(reserve !== undefined && { reserve }),
      renew: async (renewal) => await store.budgets.renew(renewal),
      now,
      log,
    });
  }

  /** Forgets opened endpoints whose credentials were refused: the next use resolves the secrets anew. */
  forgetRefused(error: unknown): void {
    if (!(error instanceof ConnectorError) || error.code !== 'Auth') return;
    for (const key of this.#endpoints.keys()) {
      if ((JSON.parse(key) as [string])[0] === error.endpoint) this.#endpoints.delete(key);
    }
  }

  /** The config as it was applied under this version, or under the one that a task has pinned. */
  async document(pinned: string): Promise<ConfigDocument> {
    const version = splitVersion(pinned).config;
    const known = this.#documents.get(version);
    if (known !== undefined) return known;
    const stored = await this.#options.store.configVersions.get(version);
    if (stored === undefined) throw new DataWaldError('Config', `Config version ${version} is not in the store.`);
    const document = stored.document as unknown as ConfigDocument;
    this.#documents.set(version, document);
    return document;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const endpoint of this.#endpoints.values()) await endpoint[Symbol.asyncDispose]();
    this.#endpoints.clear();
  }
}

function endpointConfig(document: ConfigDocument, endpointId: string): EndpointConfig {
  const config = document.endpoints[endpointId];
  if (config !== undefined) return config;
  throw new DataWaldError(
    'Config',
    `There is no endpoint "${endpointId}" in the applied config. It has: ${Object.keys(document.endpoints).join(', ')}.`,
  );
}
