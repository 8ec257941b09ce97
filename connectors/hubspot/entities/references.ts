import { batchLimits, chunksOf, type HubSpotApi } from '../api.js';
import { type Catalogue, isUnique } from '../catalogue.js';
import type { HubSpotRecord } from '../wire.js';
import type { Reference } from './draft.js';

/** What a reference leads to. `ambiguous`: several records have the value, so that none can be chosen. */
export type Resolved = { readonly id: string } | 'absent' | 'ambiguous';

interface Room {
  readonly api: HubSpotApi;
  readonly catalogue: Catalogue;
  readonly signal: AbortSignal;
}

/** Looks up references of any number of entities at once: one call per hundred distinct values of a property. */
export class References {
  readonly #found = new Map<string, Resolved>();

  get(reference: Reference): Resolved {
    return this.#found.get(keyOf(reference)) ?? 'absent';
  }

  static async resolve(references: readonly Reference[], room: Room): Promise<References> {
    const resolved = new References();
    const groups = new Map<string, Map<string, Reference>>();
    for (const reference of references) {
      const name = `${reference.objectType} ${reference.property}`;
      const group = groups.get(name) ?? new Map<string, Reference>();
      groups.set(name, group.set(keyOf(reference), reference));
    }
    for (const group of groups.values()) {
      for (const chunk of chunksOf([...group.values()], batchLimits.objects)) await resolved.#lookUp(chunk, room);
    }
    return resolved;
  }

  async #lookUp(references: readonly Reference[], room: Room): Promise<void> {
    const [first] = references;
    if (first === undefined) return;
    const { objectType: type, property } = first;
    const values = references.map((reference) => reference.value);
    const records = await readByProperty({ type, property, values }, room);
    for (const record of records) {
      for (const value of valuesOf(record, property)) {
        const key = keyOf({ objectType: type, property, value });
        const known = this.#found.get(key);
        const isOther = known !== undefined && known !== 'absent' && (known === 'ambiguous' || known.id !== record.id);
        this.#found.set(key, isOther ? 'ambiguous' : { id: record.id });
      }
    }
  }
}

/** By id, by a unique property, or else by search, which sees new records only after moments. */
async function readByProperty(
  lookup: { readonly type: string; readonly property: string; readonly values: readonly string[] },
  { api, catalogue, signal }: Room,
): Promise<readonly HubSpotRecord[]> {
  const { type, property, values } = lookup;
  if (property === 'id') return await api.read({ type, ids: values, properties: [], signal });
  const definitions = await catalogue.definitions({ type, names: [property], signal });
  if (!isUnique(type, property, definitions)) return await api.search({ type, property, values, signal });
  const properties = property === 'email' ? ['email', 'hs_additional_emails'] : [property];
  return await api.read({ type, ids: values, idProperty: property, properties, signal });
}

/** Every value under which a record is known: secondary e-mail addresses lead to their contact too. */
export function valuesOf(record: HubSpotRecord, property: string): readonly string[] {
  if (property === 'id') return [record.id];
  const own = record.properties[property] ?? '';
  const others = property === 'email' ? (record.properties['hs_additional_emails'] ?? '').split(';') : [];
  return [own, ...others].filter((value) => value !== '');
}

function keyOf(reference: Reference): string {
  return JSON.stringify([reference.objectType, reference.property, reference.value.toLowerCase()]);
}
