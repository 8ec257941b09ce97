import type { ConfigDocument } from '../config/config.js';
import type { Secrets } from '../config/secrets.js';
import { budgetsOf } from '../connectors/budget/budgets.js';
import type { ConnectorContext } from '../connectors/connector.js';
import type { JsonObject } from '../core/json.js';
import { Changes } from './changes.js';
import type { CurrentRoutes } from './current-routes.js';

/** What brings changes in, by the config that is applied. */
export class CurrentChanges {
  readonly #routes: CurrentRoutes;
  readonly #secrets: Pick<Secrets, 'resolve'>;
  #known: { readonly document: ConfigDocument; readonly changes: Changes } | undefined;

  constructor(routes: CurrentRoutes, secrets: Pick<Secrets, 'resolve'>) {
    this.#routes = routes;
    this.#secrets = secrets;
  }

  async get(): Promise<Changes> {
    const document = await this.#routes.document();
    if (this.#known?.document === document) return this.#known.changes;
    await this.#known?.changes[Symbol.asyncDispose]();
    const resolve = (settings: Readonly<Record<string, unknown>>, endpointId: string) =>
      this.#secrets.resolve(settings as JsonObject, endpointId);
    this.#known = { document, changes: new Changes(document, resolve, contextOf) };
    return this.#known.changes;
  }
}

/** Little is asked of the tables here: the keys of each, once. */
function contextOf(endpointId: string): ConnectorContext {
  const now = () => new Date();
  const log = () => {};
  return { endpointId, now, log, budget: budgetsOf({ endpointId, now, log }) };
}
