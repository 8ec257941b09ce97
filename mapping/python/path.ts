import { isJsonObject } from '../../core/json.js';
import { Float } from './convert.js';
import { Decimal } from './decimal/decimal.js';
import { PythonError } from './error.js';
import { keyOf } from './key.js';
import { Run } from './run.js';
import { decodeBytes } from './text/encoding.js';
import { Bytes, Dict, PythonObject, Tuple } from './value.js';

/**
 * Compiles `a|b|c` as the predecessor walked it: what is missing or empty gives null, also within texts and lists; a
 * step into a number or a time fails with kind `lookup`.
 */
export function compileLegacyPath(path: string): (record: unknown) => unknown {
  if (path === '####') return (record) => record;
  const steps = path.split('|');
  return (record) => {
    let value = record;
    for (const step of steps) {
      if (isObject(value)) value = Object.hasOwn(value, step) ? (value[step] ?? null) : null;
      else if (value instanceof Dict) value = value.get(keyOf(step)) ?? null;
      else if (isEmpty(value)) return null;
      else if (holdsNothing(value, step)) return null;
      else throw new PythonError('lookup', `the path ${path} asks for "${step}" of something that has no fields`);
    }
    return value instanceof Bytes ? textOf(value) : value;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isJsonObject(value) && !(value instanceof PythonObject) && !(value instanceof Float);
}

function isEmpty(value: unknown): boolean {
  if (value instanceof Float) return value.value === 0;
  if (value instanceof Decimal) return value.isZero;
  return value === null || value === undefined || value === false || value === 0 || value === 0n || value === '';
}

/** Texts and lists give null, unless they hold the step itself: that broke the predecessor. */
function holdsNothing(value: unknown, step: string): boolean {
  if (value instanceof Tuple) return !value.items.includes(step);
  return (typeof value === 'string' || Array.isArray(value)) && !value.includes(step);
}

/** Bytes are read as UTF-8; what is none is left out. */
function textOf(bytes: Bytes): string {
  return decodeBytes(new Run({}), bytes, 'utf-8', 'ignore');
}
