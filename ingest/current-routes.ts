import type { ConfigDocument } from '../config/config.js';
import { DataWaldError } from '../core/errors.js';
import type { ConfigVersions } from '../stores/config-versions.js';
import { type ResolveSecrets, Routes } from './routes.js';

/** So long what was read of the applied config is good. */
const goodForMs = 2000;

/** The routes by the config that is applied, looked at anew every two seconds. */
export class CurrentRoutes {
  readonly #versions: ConfigVersions;
  readonly #resolve: ResolveSecrets;
  #known: { readonly version: string; readonly routes: Routes; readonly document: ConfigDocument } | undefined;
  #lookedAtMs = 0;

  constructor(versions: ConfigVersions, resolve: ResolveSecrets) {
    this.#versions = versions;
    this.#resolve = resolve;
  }

  /** The config that the routes were made of. Throws `Config` where none is applied. */
  async document(): Promise<ConfigDocument> {
    const routes = await this.get();
    if (this.#known?.routes !== routes) return await this.document();
    return this.#known.document;
  }

  /** Throws `Config` where none is applied. */
  async get(): Promise<Routes> {
    if (this.#known !== undefined && Date.now() - this.#lookedAtMs < goodForMs) return this.#known.routes;
    const current = await this.#versions.current();
    if (current === undefined) throw new DataWaldError('Config', 'No config is applied, so that no sync is known. Run: datawald apply');
    this.#lookedAtMs = Date.now();
    if (this.#known?.version !== current.version) {
      const document = current.document as unknown as ConfigDocument;
      this.#known = { version: current.version, routes: new Routes(document, this.#resolve), document };
    }
    return this.#known.routes;
  }
}
