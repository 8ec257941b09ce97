import { DataWaldError } from '../core/errors.js';
import type { JsonObject } from '../core/json.js';
import type { Connector, ConnectorContext, Endpoint } from './connector.js';

/** The connectors that a process knows, by name. Made once, where the process is put together. */
export class Registry {
  readonly #connectors: ReadonlyMap<string, Connector>;

  constructor(connectors: readonly Connector[]) {
    this.#connectors = new Map(connectors.map((connector) => [connector.name, connector]));
  }

  get names(): readonly string[] {
    return [...this.#connectors.keys()];
  }

  find(name: string): Connector | undefined {
    return this.#connectors.get(name);
  }

  /** Checks the settings and opens. Throws `Config` naming endpoint and setting; never prints a value. */
  open(request: { readonly connector: string; readonly settings: JsonObject; readonly context: ConnectorContext }): Endpoint {
    const { endpointId } = request.context;
    const connector = this.#connectors.get(request.connector);
    if (connector === undefined) {
      throw new DataWaldError(
        'Config',
        `[${endpointId}] There is no connector "${request.connector}". There are: ${this.names.join(', ')}.`,
      );
    }
    const settings = connector.settings.safeParse(request.settings);
    if (!settings.success) {
      const problems = settings.error.issues.map((issue) => `settings.${issue.path.join('.')}: ${issue.message}`);
      throw new DataWaldError('Config', `[${endpointId}] The settings do not fit the connector ${connector.name}: ${problems.join('; ')}.`);
    }
    return connector.open(settings.data, request.context);
  }
}
