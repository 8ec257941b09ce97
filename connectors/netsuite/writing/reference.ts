import { isJsonObject, type JsonValue } from '../../../core/json.js';
import { shapeNamed } from '../entities/index.js';
import { plainText } from '../values/text.js';

/** A record that is looked up by a value that must match exactly, in one field. */
export interface Wanted {
  /** Record type, `item` for all items, `transaction` for all transactions, or the script id of a custom list. */
  readonly target: string;
  readonly field: string;
  readonly value: string;
}

export type Reference = { readonly id: string } | { readonly wanted: Wanted } | { readonly problem: string };

const nameFields: Readonly<Record<string, string>> = {
  item: 'itemId',
  employee: 'entityId',
  transaction: 'tranId',
  bin: 'binNumber',
  inventoryNumber: 'inventoryNumber',
};

/** Where names of a field are looked up that points at no record type of its own: among the choices of the field. */
export function choicesTarget(record: string, sublist: string): string {
  return `select:${record}:${sublist}`;
}

export function isChoice({ target }: Wanted): boolean {
  return target.startsWith('select:');
}

/** The field by which records of a type are known among people. */
export function nameFieldOf(target: string): string {
  return nameFields[target] ?? shapeNamed(target)?.nameField ?? 'name';
}

/**
 * What a reference of an entity means: `{ id }`, a number, `{ externalId }`, `{ name }` or another field, or the name
 * itself as text.
 */
export function readReference(value: JsonValue, target: string | undefined): Reference {
  if (typeof value === 'number') return { id: String(value) };
  if (typeof value === 'string') return byName(value, target);
  if (!isJsonObject(value))
    return { problem: `${JSON.stringify(value)} is no reference; give a name, or an object with id, externalId or name` };
  const id = value['id'] ?? value['internalId'];
  if (typeof id === 'string' || typeof id === 'number') return { id: plainText(id) };
  const { name } = value;
  if (typeof name === 'string' && value['externalId'] === undefined) return byName(name, target);
  const [field, given] =
    Object.entries(value).find(([key, each]) => key !== 'create' && (typeof each === 'string' || typeof each === 'number')) ?? [];
  if (field === undefined || given === undefined || given === '')
    return { problem: 'the reference holds neither id, nor externalId, nor name' };
  if (target === undefined) return { problem: `no record type is known to look up ${field}; give an id` };
  return { wanted: { target, field, value: plainText(given) } };
}

function byName(value: string, target: string | undefined): Reference {
  if (target === undefined)
    return /^-?\d+$/.test(value) ? { id: value } : { problem: `"${value}" is no internal id, and names cannot be looked up here` };
  return { wanted: { target, field: nameFieldOf(target), value } };
}

export function keyOf({ target, field, value }: Wanted): string {
  return JSON.stringify([target, field, value]);
}

/** The ids of what was found, by `keyOf`. None: not there. Several: ambiguous. */
export type FoundReferences = ReadonlyMap<string, readonly string[]>;
