import { Bytes, Dict, PythonObject, PythonSet, Range, Tuple, type Value, View } from './value.js';

/** Whether `if value:` takes the branch. */
export function isTrue(value: Value): boolean {
  if (value === null || typeof value === 'boolean') return value === true;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  return lengthOf(value) === undefined ? value.isTrue : lengthOf(value) !== 0;
}

/** The length of what has one, texts apart. */
export function lengthOf(value: Value): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (!(value instanceof PythonObject)) return undefined;
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Dict) return value.size;
  if (value instanceof PythonSet) return value.members.size;
  if (value instanceof View) return value.dict.size;
  if (value instanceof Range) return Number(value.length);
  return value instanceof Bytes ? value.data.length : undefined;
}
