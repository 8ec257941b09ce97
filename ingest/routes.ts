import type { ConfigDocument, SyncConfig } from '../config/config.js';
import { isMeant as isObjectMeant } from '../connectors/s3/inbox.js';
import { sourceSettings } from '../connectors/s3/settings.js';
import { nearest } from '../core/nearest.js';
import type { NamedFlow } from './delivery.js';

/** Puts the values of secrets in place of the references to them. */
export type ResolveSecrets = (settings: Readonly<Record<string, unknown>>, endpointId: string) => Readonly<Record<string, unknown>>;

/** Where a message goes, or why nowhere. */
export type Route = { readonly syncId: string } | { readonly refusal: string };

/** Finds the sync that takes what is pushed, in the applied config. */
export class Routes {
  readonly #syncs: Readonly<Record<string, SyncConfig>>;
  readonly #endpoints: ConfigDocument['endpoints'];
  readonly #resolve: ResolveSecrets;

  constructor({ syncs, endpoints }: Pick<ConfigDocument, 'syncs' | 'endpoints'>, resolve: ResolveSecrets) {
    this.#resolve = resolve;
    this.#syncs = syncs;
    this.#endpoints = endpoints;
  }

  /**
   * The sync for pushed records: by its id; by the flow that a message names, where one sync alone takes pushes of it; or
   * `otherwise`, the door's own.
   */
  forRecords(flow: NamedFlow, otherwise?: string): Route {
    const route = this.forNews(flow, otherwise, (sync) => sync.push !== undefined);
    if ('refusal' in route || this.#syncs[route.syncId]?.push !== undefined) return route;
    return { refusal: `the sync "${route.syncId}" takes no pushed records: its config has no push` };
  }

  /** The sync for the news that there is something to read. */
  forNews(flow: NamedFlow, otherwise?: string, isMeant: (sync: SyncConfig) => boolean = () => true): Route {
    if (flow.sync !== undefined) return this.#byId(flow.sync);
    const { source, target, txType } = flow;
    if (source === undefined && target === undefined && txType === undefined) {
      return otherwise === undefined ? { refusal: 'it names no sync, and its queue has none of its own' } : this.#byId(otherwise);
    }
    const matching = Object.entries(this.#syncs).filter(
      ([, sync]) =>
        (source === undefined || sync.source === source) &&
        (target === undefined || sync.target === target) &&
        (txType === undefined || sync.txType === txType),
    );
    const meant = matching.filter(([, sync]) => isMeant(sync));
    const [only, another] = meant.length > 0 ? meant : matching;
    const named = `${txType ?? 'anything'} from ${source ?? 'anywhere'} to ${target ?? 'anywhere'}`;
    if (only === undefined) return { refusal: `no sync brings ${named}` };
    if (another !== undefined)
      return { refusal: `several syncs bring ${named} (${only[0]}, ${another[0]}); name one in the attribute sync` };
    return { syncId: only[0] };
  }

  #byId(syncId: string): Route {
    if (Object.hasOwn(this.#syncs, syncId)) return { syncId };
    const guess = nearest(syncId, Object.keys(this.#syncs));
    return { refusal: `there is no sync "${syncId}" in the applied config${guess === undefined ? '' : `; did you mean ${guess}?`}` };
  }

  /** The syncs that read an object, by the settings of their source. */
  ofObject({ bucket, key }: { readonly bucket: string; readonly key: string }): readonly string[] {
    const reading = Object.entries(this.#syncs).filter(([, sync]) => {
      const endpoint = this.#endpoints[sync.source];
      const parsed =
        endpoint?.connector === 's3' ? sourceSettings.safeParse(this.#resolve(endpoint.settings, sync.source)['source']) : undefined;
      return parsed?.success === true && parsed.data.bucket === bucket && isObjectMeant(key, sync.txType, parsed.data);
    });
    return reading.map(([syncId]) => syncId);
  }
}
