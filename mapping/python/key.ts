import { limitError, typeError } from './error.js';
import { Dict, PythonSet, Tuple, typeNameOf, type Value } from './value.js';

/**
 * What stands for a value in a Map: equal for values that are equal in Python. Texts stand for themselves, unless they
 * begin with the sign that marks composed keys.
 */
export type Key = string | bigint | number | null | object;

/** Tuples within tuples may stand for far more values than they hold. */
const longestKey = 200_000;

const mark = '\u0000';

export function keyOf(value: Value): Key {
  if (typeof value === 'string') return value.startsWith(mark) ? `${mark}s${value}` : value;
  if (typeof value === 'bigint' || value === null) return value;
  if (typeof value === 'boolean') return BigInt(value);
  if (typeof value === 'number') return floatKey(value);
  const key = Array.isArray(value) || value instanceof Dict ? undefined : composedKey(value);
  if (key === undefined) throw typeError(`unhashable type: '${typeNameOf(value)}'`);
  return key;
}

export function floatKey(value: number): Key {
  return Number.isInteger(value) ? BigInt(value) : value;
}

/** A key of a kind of its own, that no text can be. */
export function markedKey(kind: string, text: string): string {
  return `${mark}${kind}${text}`;
}

function composedKey(value: Exclude<Value, null | boolean | bigint | number | string | Value[]>): Key | undefined {
  if (value instanceof Tuple) return markedKey('t', value.items.map(part).join(''));
  if (!(value instanceof PythonSet)) return value.key();
  if (value.typeName === 'set') return undefined;
  return markedKey('f', [...value.members.values()].map(part).toSorted().join(''));
}

function part(value: Value): string {
  const key = keyOf(value);
  const text = typeof key === 'object' && key !== null ? `o${identity(key)}` : `${(typeof key)[0]}${typeof key}${String(key)}`;
  if (text.length > longestKey) throw limitError('a key of a dict or set is too large');
  return `${text.length}:${text}`;
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A number for each object that has no equal but itself. */
function identity(object: object): number {
  const known = identities.get(object);
  if (known !== undefined) return known;
  lastIdentity += 1;
  identities.set(object, lastIdentity);
  return lastIdentity;
}
