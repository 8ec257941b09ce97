import { asCount } from '../convert-arguments.js';
import { PythonError, typeError, valueError } from '../error.js';
import { keyOf } from '../key.js';
import { LookupDict } from '../lookup.js';
import { toRepr } from '../represent.js';
import type { Run } from '../run.js';
import { isFlat } from '../text/points.js';
import { Bytes, Dict, integerOf, PythonObject, Range, Slice, Tuple, typeNameOf, type Value } from '../value.js';

/** `value[index]`. */
export function readItem(run: Run, value: Value, index: Value): Value {
  run.step();
  if (value instanceof Dict) return readKey(run, value, index);
  if (index instanceof Slice) return readSlice(run, value, index);
  if (typeof value === 'string') return readCharacter(value, index);
  if (Array.isArray(value)) return value[place(index, value.length, 'list')] as Value;
  if (value instanceof Tuple) return value.items[place(index, value.items.length, 'tuple')] as Value;
  if (value instanceof Bytes) return BigInt(value.data[place(index, value.data.length, 'bytes')] ?? 0);
  if (value instanceof Range) return readRange(value, index);
  const item = value instanceof PythonObject ? value.item(index) : undefined;
  if (item !== undefined) return item;
  throw typeError(`'${typeNameOf(value)}' object is not subscriptable`);
}

function readKey(run: Run, dict: Dict, index: Value): Value {
  if (dict instanceof LookupDict) return dict.find(run, index);
  const value = dict.get(keyOf(index));
  if (value === undefined) throw new PythonError('KeyError', toRepr(run, index));
  return value;
}

/** A position that may count from the end. Throws IndexError, and TypeError for what is no integer. */
export function place(index: Value, length: number, what: string): number {
  if (integerOf(index) === undefined) throw typeError(`${what} indices must be integers or slices, not ${typeNameOf(index)}`);
  const asked = asCount(index);
  const found = asked < 0 ? asked + length : asked;
  if (found < 0 || found >= length) throw new PythonError('IndexError', `${what} index out of range`);
  return found;
}

function readCharacter(text: string, index: Value): string {
  if (isFlat(text)) return text[place(index, text.length, 'string')] ?? '';
  const points = Array.from(text);
  return points[place(index, points.length, 'string')] ?? '';
}

function readRange(range: Range, index: Value): bigint {
  const asked = integerOf(index);
  if (asked === undefined) throw typeError(`range indices must be integers or slices, not ${typeNameOf(index)}`);
  const found = asked < 0n ? asked + range.length : asked;
  if (found < 0n || found >= range.length) throw new PythonError('IndexError', 'range object index out of range');
  return range.at(found);
}

interface Bounds {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** Start, stop and step of a slice over a sequence of a length. */
export function boundsOf(slice: Slice, length: number): Bounds {
  const step = slice.step === null ? 1 : sliceIndex(slice.step);
  if (step === 0) throw valueError('slice step cannot be zero');
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (value: Value, otherwise: number) => {
    if (value === null) return otherwise;
    const asked = sliceIndex(value);
    return Math.min(Math.max(asked < 0 ? asked + length : asked, lowest), highest);
  };
  return { start: clamp(slice.start, step > 0 ? lowest : highest), stop: clamp(slice.stop, step > 0 ? highest : lowest), step };
}

function sliceIndex(value: Value): number {
  if (integerOf(value) === undefined) throw typeError('slice indices must be integers or None or have an __index__ method');
  return asCount(value);
}

function readSlice(run: Run, value: Value, slice: Slice): Value {
  if (typeof value === 'string') return sliceText(run, value, slice);
  if (Array.isArray(value)) return sliced(run, value, slice);
  if (value instanceof Tuple) return new Tuple(sliced(run, value.items, slice));
  if (value instanceof Bytes) return new Bytes(Uint8Array.from(sliced(run, [...value.data], slice)));
  if (value instanceof Range) return sliceRange(value, slice);
  throw typeError(`'${typeNameOf(value)}' object is not subscriptable`);
}

function sliced<T>(run: Run, items: readonly T[], slice: Slice): T[] {
  const { start, stop, step } = boundsOf(slice, items.length);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  run.list(count);
  if (step === 1) return items.slice(start, start + count);
  return Array.from({ length: count }, (_, index) => items[start + index * step] as T);
}

function sliceText(run: Run, text: string, slice: Slice): string {
  run.text(text.length);
  if (!isFlat(text)) return sliced(run, Array.from(text), slice).join('');
  const { start, stop, step } = boundsOf(slice, text.length);
  if (step === 1) return text.slice(start, Math.max(start, stop));
  return sliced(run, Array.from(text), slice).join('');
}

function sliceRange(range: Range, slice: Slice): Range {
  const length = range.length > 1_000_000_000_000n ? 1_000_000_000_000 : Number(range.length);
  const { start, stop, step } = boundsOf(slice, length);
  return new Range(range.at(BigInt(start)), range.at(BigInt(stop)), range.step * BigInt(step));
}
