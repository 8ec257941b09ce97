import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.js';
import { told, toldAll } from './findings.js';
import { compare } from './numbers.js';
import type { Check } from './schema.js';

/** What is wrong with a value, or undefined. */
export type Verdict = (value: JsonValue) => string | undefined;

export function check(verdict: Verdict): Check {
  return ({ path, value }, findings) => {
    const message = verdict(value);
    if (message !== undefined) findings.add(path, message);
  };
}

const has = (values: readonly JsonValue[], value: JsonValue) => values.some((one) => isDeepStrictEqual(one, value));

/** The members of a list, the keys of an object, the letters of a text; undefined for anything else. */
export function membersOf(value: JsonValue): readonly JsonValue[] | undefined {
  if (Array.isArray(value)) return value as readonly JsonValue[];
  if (typeof value === 'string') return Array.from(value);
  return isJsonObject(value) ? Object.keys(value) : undefined;
}

export function allowed(values: readonly JsonValue[]): Verdict {
  return (value) => {
    const members = typeof value === 'string' ? [value] : (membersOf(value) ?? [value]);
    const other = members.filter((member) => !has(values, member));
    return other.length === 0 ? undefined : `${toldAll(other)} is not allowed; allowed: ${toldAll(values)}`;
  };
}

export function forbidden(values: readonly JsonValue[]): Verdict {
  return (value) => {
    const members = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
    const found = members.filter((member) => has(values, member));
    return found.length === 0 ? undefined : `${toldAll(found)} is forbidden`;
  };
}

export function contains(wanted: readonly JsonValue[]): Verdict {
  return (value) => {
    const members = membersOf(value);
    const absent = members === undefined ? [] : wanted.filter((one) => !has(members, one));
    return absent.length === 0 ? undefined : `lacks ${toldAll(absent)}`;
  };
}

/** What cannot be compared with the bound is left to `type`. */
export function atLeast(bound: JsonValue): Verdict {
  return (value) => ((compare(value, bound) ?? 0) < 0 ? `${told(value)} is less than ${told(bound)}` : undefined);
}

export function atMost(bound: JsonValue): Verdict {
  return (value) => ((compare(value, bound) ?? 0) > 0 ? `${told(value)} is more than ${told(bound)}` : undefined);
}

export function shortest(length: number): Verdict {
  return (value) => {
    const found = membersOf(value)?.length;
    return found !== undefined && found < length ? `${told(value)} has a length of ${found}; ${length} is the least` : undefined;
  };
}

export function longest(length: number): Verdict {
  return (value) => {
    const found = membersOf(value)?.length;
    return found !== undefined && found > length ? `${told(value)} has a length of ${found}; ${length} is the most` : undefined;
  };
}

export function excludes(names: readonly string[]): Check {
  return ({ path, siblings }, findings) => {
    const found = names.filter((name) => Object.hasOwn(siblings, name));
    if (found.length > 0) findings.add(path, `cannot be there together with ${found.join(', ')}`);
  };
}

/** A field that must be there: `a.b` beside the field, `^a.b` in the record; with values, it must have one of them. */
export function dependency(name: string, values?: readonly JsonValue[]): Check {
  const steps = (name.startsWith('^') ? name.slice(1) : name).split('.');
  const isInRecord = name.startsWith('^') && !name.startsWith('^^');
  return ({ path, siblings, record }, findings) => {
    const found = lookUp(isInRecord ? record : siblings, steps);
    if (values === undefined) {
      if (found === undefined) findings.add(path, `needs ${name}, which is not there`);
    } else if (!has(values, found ?? null)) {
      findings.add(path, `needs ${name} to be ${toldAll(values)}, not ${found === undefined ? 'absent' : told(found)}`);
    }
  };
}

function lookUp(object: JsonObject, steps: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const step of steps) value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}
