import { ConnectorError } from '../../core/errors.js';
import type { ConnectorContext } from '../connector.js';
import type { HubSpotApi } from './api.js';
import type { ObjectSettings } from './settings.js';
import type { PropertyDefinition } from './wire.js';

export type Definitions = ReadonlyMap<string, PropertyDefinition>;

/** How long definitions are believed, and how soon a property that is not among them is looked for again. */
const keepMs = 600_000;
const lookAgainMs = 30_000;

/** The portal's property definitions, read once per object type and kept for ten minutes. One per endpoint, never shared. */
export class Catalogue {
  readonly #api: HubSpotApi;
  readonly #context: ConnectorContext;
  readonly #known = new Map<string, { readonly readAtMs: number; readonly definitions: Definitions }>();

  constructor(api: HubSpotApi, context: ConnectorContext) {
    this.#api = api;
    this.#context = context;
  }

  /** @param names properties about to be written: if one is unknown, the portal is asked again, as it may be new */
  async definitions(request: {
    readonly type: string;
    readonly names?: Iterable<string>;
    readonly signal: AbortSignal;
  }): Promise<Definitions> {
    const known = this.#known.get(request.type);
    const ageMs = known === undefined ? Number.POSITIVE_INFINITY : this.#context.now().getTime() - known.readAtMs;
    if (known !== undefined && ageMs < keepMs) {
      const isComplete = [...(request.names ?? [])].every((name) => known.definitions.has(name));
      if (isComplete || ageMs < lookAgainMs) return known.definitions;
    }
    const list = await this.#api.properties(request.type, request.signal);
    const definitions: Definitions = new Map(list.map((definition) => [definition.name, definition]));
    this.#known.set(request.type, { readAtMs: this.#context.now().getTime(), definitions });
    return definitions;
  }

  /** Throws Config unless records can be matched by the key property: then nothing could be written without doubles. */
  async requireKey(object: ObjectSettings, signal: AbortSignal): Promise<Definitions> {
    const definitions = await this.definitions({ type: object.type, names: [object.idProperty], signal });
    const problem = keyProblem(object, definitions);
    if (problem === undefined) return definitions;
    this.#known.delete(object.type);
    throw new ConnectorError('Config', `${problem.detail} ${problem.fix}`, { endpoint: this.#context.endpointId, effect: 'none' });
  }
}

/** Contacts are matched by e-mail although that property is not marked as unique. */
export function isUnique(type: string, property: string, definitions: Definitions): boolean {
  return isContactEmail(type, property) || definitions.get(property)?.hasUniqueValue === true;
}

export function isContactEmail(type: string, property: string): boolean {
  return property === 'email' && (type === 'contacts' || type === 'contact' || type === '0-1');
}

/** What is wrong with a key property, and how to put it right; undefined where nothing is. */
export function keyProblem(
  object: ObjectSettings,
  definitions: Definitions,
): { readonly detail: string; readonly fix: string } | undefined {
  const { type, idProperty } = object;
  if (isUnique(type, idProperty, definitions)) return undefined;
  const definition = definitions.get(idProperty);
  const detail =
    definition === undefined
      ? `Property "${idProperty}" of ${type} does not exist in this portal.`
      : `Property "${idProperty}" of ${type} does not have unique values in this portal.`;
  const name = definition === undefined ? idProperty : 'a new name, because an existing property cannot be made unique';
  const fix = `Create it in HubSpot under Settings > Properties (field type single-line text, rule "Require unique values"), or with POST /crm/v3/properties/${type} and { "name": ${JSON.stringify(name)}, "type": "string", "fieldType": "text", "hasUniqueValue": true }; or name another property in objects.<txType>.idProperty.`;
  return { detail, fix };
}

/** True for values that HubSpot alone sets. */
export function isReadOnly(definition: PropertyDefinition): boolean {
  return definition.modificationMetadata?.readOnlyValue === true || definition.calculated === true;
}
