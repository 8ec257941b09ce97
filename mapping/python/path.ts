import { isJsonObject } from '../../core/json.js';
import { Float } from './convert.js';
import { Decimal } from './decimal/decimal.js';
import { PythonError } from './error.js';
import { PythonObject } from './value.js';

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
      else if (isEmpty(value)) return null;
      else if (holdsNothing(value, step)) return null;
      else throw new PythonError('lookup', `the path ${path} asks for "${step}" of something that has no fields`);
    }
    return value;
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
  return (typeof value === 'string' || Array.isArray(value)) && !value.includes(step);
}
