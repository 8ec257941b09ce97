import type { JsonObject } from '../core/json.js';

/** Calls `read` with the place of every value that is looked at: `items[].qty`. */
export function watched(record: JsonObject, read: (place: string) => void): JsonObject {
  return watch(record, '', read) as JsonObject;
}

function watch(value: unknown, place: string, read: (place: string) => void): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isList = Array.isArray(value);
  return new Proxy(value, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof name === 'symbol' || !Object.hasOwn(target, name) || (isList && name === 'length')) return member;
      const inside = isList ? `${place}[]` : joined(place, name);
      read(inside);
      return watch(member, inside, read);
    },
  });
}

/** The places of all values that hold none themselves, each once, with its first value. */
export function leavesOf(value: unknown, place = '', found = new Map<string, unknown>()): ReadonlyMap<string, unknown> {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (members.length === 0 && place !== '' && !found.has(place)) found.set(place, value);
  for (const [name, member] of members) leavesOf(member, Array.isArray(value) ? `${place}[]` : joined(place, name), found);
  return found;
}

function joined(place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`;
}
