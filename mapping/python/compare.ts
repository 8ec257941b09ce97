import { typeError } from './error.js';
import type { Run } from './run.js';
import { Bytes, Dict, PythonObject, PythonSet, Range, Tuple, typeNameOf, type Value, View } from './value.js';

/** `==`. Elements of containers that are the same object count as equal, as in Python. */
export function isEqual(run: Run, left: Value, right: Value): boolean {
  run.step();
  if (left === right) return true;
  if (isPlainNumber(left)) return isPlainNumber(right) ? equalNumbers(left, right) : right instanceof PythonObject && right.equals(left);
  if (Array.isArray(left)) return Array.isArray(right) && areEqualLists(run, left, right);
  if (!(left instanceof PythonObject)) return false;
  if (left instanceof Tuple) return right instanceof Tuple && areEqualLists(run, left.items, right.items);
  if (left instanceof Dict) return right instanceof Dict && areEqualDicts(run, left, right);
  if (isSetLike(left)) return isSetLike(right) && keysOf(left).size === keysOf(right).size && isSubset(run, left, right);
  if (left instanceof Range) return right instanceof Range && areEqualRanges(left, right);
  if (left instanceof Bytes) return right instanceof Bytes && Buffer.compare(left.data, right.data) === 0;
  return left.equals(right);
}

/** `is`, and what membership asks before `==`. */
export function isSame(left: Value, right: Value): boolean {
  return Object.is(left, right) || left === right;
}

export function isSameOrEqual(run: Run, left: Value, right: Value): boolean {
  return isSame(left, right) || isEqual(run, left, right);
}

export const orderings = ['<', '<=', '>', '>='] as const;
export type Ordering = (typeof orderings)[number];

/** `<`, `<=`, `>`, `>=`. Throws TypeError for values that have no order. */
export function isOrdered(run: Run, left: Value, operator: Ordering, right: Value): boolean {
  run.step();
  if (isSetLike(left) && isSetLike(right)) return isOrderedSet(run, left, operator, right);
  const order = orderOf(run, left, right);
  if (order === undefined)
    throw typeError(`'${operator}' not supported between instances of '${typeNameOf(left)}' and '${typeNameOf(right)}'`);
  return satisfies(order, operator);
}

export function isLess(run: Run, left: Value, right: Value): boolean {
  return isOrdered(run, left, '<', right);
}

function satisfies(order: number, operator: Ordering): boolean {
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function orderOf(run: Run, left: Value, right: Value): number | undefined {
  if (typeof left === 'string') return typeof right === 'string' ? compareTexts(left, right) : undefined;
  if (isPlainNumber(left)) {
    if (isPlainNumber(right)) return compareNumbers(left, right);
    const reversed = right instanceof PythonObject ? right.order(left) : undefined;
    return reversed === undefined ? undefined : -reversed;
  }
  if (Array.isArray(left)) return Array.isArray(right) ? compareLists(run, left, right) : undefined;
  if (left instanceof Tuple) return right instanceof Tuple ? compareLists(run, left.items, right.items) : undefined;
  if (left instanceof Bytes) return right instanceof Bytes ? Buffer.compare(left.data, right.data) : undefined;
  return left instanceof PythonObject ? left.order(right) : undefined;
}

/** By code point, where UTF-16 order differs above U+FFFF. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  let index = 0;
  while (index < length && left.charCodeAt(index) === right.charCodeAt(index)) index += 1;
  if (index === length) return left.length - right.length;
  return rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

type PlainNumber = bigint | number | boolean;

function isPlainNumber(value: Value): value is PlainNumber {
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean';
}

function equalNumbers(left: PlainNumber, right: PlainNumber): boolean {
  const a = typeof left === 'boolean' ? Number(left) : left;
  const b = typeof right === 'boolean' ? Number(right) : right;
  if (typeof a === typeof b) return a === b;
  return !(a < b) && !(a > b) && !Number.isNaN(Number(a)) && !Number.isNaN(Number(b));
}

function compareNumbers(left: PlainNumber, right: PlainNumber): number {
  if (equalNumbers(left, right)) return 0;
  if (left < right) return -1;
  return left > right ? 1 : Number.NaN;
}

function compareLists(run: Run, left: readonly Value[], right: readonly Value[]): number | undefined {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const [a, b] = [left[index] as Value, right[index] as Value];
    if (isSameOrEqual(run, a, b)) continue;
    const order = run.deeper(() => orderOf(run, a, b));
    if (order === undefined) throw typeError(`'<' not supported between instances of '${typeNameOf(a)}' and '${typeNameOf(b)}'`);
    return order;
  }
  return left.length - right.length;
}

function areEqualLists(run: Run, left: readonly Value[], right: readonly Value[]): boolean {
  if (left.length !== right.length) return false;
  return run.deeper(() => left.every((element, index) => isSameOrEqual(run, element, right[index] as Value)));
}

function areEqualDicts(run: Run, left: Dict, right: Dict): boolean {
  if (left.size !== right.size) return false;
  return run.deeper(() =>
    [...left.entries].every(([key, { value }]) => {
      const other = right.get(key);
      return other !== undefined && isSameOrEqual(run, value, other);
    }),
  );
}

function areEqualRanges(left: Range, right: Range): boolean {
  if (left.length !== right.length) return false;
  return left.length === 0n || (left.start === right.start && (left.length === 1n || left.step === right.step));
}

type SetLike = PythonSet | View;

export function isSetLike(value: Value): value is SetLike {
  return value instanceof PythonSet || (value instanceof View && value.typeName === 'dict_keys');
}

function keysOf(set: SetLike): { readonly size: number; has(key: unknown): boolean; keys(): Iterable<unknown> } {
  return set instanceof PythonSet ? set.members : set.dict.entries;
}

function isSubset(run: Run, left: SetLike, right: SetLike): boolean {
  const keys = [...keysOf(left).keys()];
  run.step(keys.length);
  return keys.every((key) => keysOf(right).has(key));
}

function isOrderedSet(run: Run, left: SetLike, operator: Ordering, right: SetLike): boolean {
  if (operator === '>' || operator === '>=') return isOrderedSet(run, right, operator === '>' ? '<' : '<=', left);
  if (operator === '<' && keysOf(left).size >= keysOf(right).size) return false;
  return isSubset(run, left, right);
}
