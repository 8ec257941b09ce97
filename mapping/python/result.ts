import type { JsonValue } from '../../core/json.js';
import { Decimal } from './decimal/decimal.js';
import { PythonError } from './error.js';
import { reprFloat } from './number/float.js';
import { isSafe, toText } from './number/integer.js';
import { CalendarDate, ClockTime } from './time/date.js';
import { DateTime } from './time/datetime.js';
import { Dict, PythonObject, Tuple, typeNameOf, type Value } from './value.js';

const deepest = 32;
const mostValues = 100_000;

/** What is written for values that JSON does not have. */
export interface ResultStyle<Result> {
  /** A value that is neither list, tuple nor dict; undefined: it cannot be carried. */
  readonly leaf: (value: Exclude<Value, Value[] | Dict | Tuple>) => Result | undefined;
  readonly list: (elements: readonly Result[]) => Result;
  readonly dict: (entries: readonly (readonly [string, Result])[]) => Result;
}

/** Writes a result down. Throws `result` for what no record can carry, and `limit` for what is too large. */
export function writeResult<Result>(value: Value, style: ResultStyle<Result>): Result {
  return new Writer(style).write(value, 0);
}

class Writer<Result> {
  readonly #style: ResultStyle<Result>;
  #count = 0;

  constructor(style: ResultStyle<Result>) {
    this.#style = style;
  }

  write(value: Value, depth: number): Result {
    this.#count += 1;
    if (depth > deepest) throw new PythonError('limit', `the result is nested more than ${deepest} levels deep`);
    if (this.#count > mostValues) throw new PythonError('limit', `the result has more than ${mostValues} values`);
    if (Array.isArray(value)) return this.#list(value, depth);
    if (value instanceof Tuple) return this.#list(value.items, depth);
    if (value instanceof Dict) return this.#dict(value, depth);
    const leaf = this.#style.leaf(value);
    if (leaf === undefined) throw new PythonError('result', `a value of type ${typeNameOf(value)} is none that a record can carry`);
    return leaf;
  }

  #list(items: readonly Value[], depth: number): Result {
    return this.#style.list(items.map((item) => this.write(item, depth + 1)));
  }

  #dict(dict: Dict, depth: number): Result {
    const entries = [...dict.entries.values()].map(({ key, value }) => [keyText(key), this.write(value, depth + 1)] as const);
    return this.#style.dict(entries);
  }
}

/** Keys as JSON writes them. */
function keyText(key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null || typeof key === 'boolean') return String(key);
  if (typeof key === 'bigint') return toText(key);
  if (typeof key === 'number') return reprFloat(key);
  throw new PythonError('result', `a key of type ${typeNameOf(key)} is none that a record can carry`);
}

/** What targets get: keys in order, times as ISO 8601 to the second, numbers as JSON has them where that is exact. */
export const jsonStyle: ResultStyle<JsonValue> = {
  leaf: (value) => {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'bigint') return isSafe(value) ? Number(value) : toText(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
    return value instanceof PythonObject ? jsonOfObject(value) : undefined;
  },
  list: (elements) => [...elements],
  dict: (entries) => Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))),
};

function jsonOfObject(value: PythonObject): JsonValue | undefined {
  if (value instanceof Decimal) return decimalToJson(value);
  if (value instanceof DateTime) return value.iso('T', 'seconds');
  return value instanceof CalendarDate || value instanceof ClockTime ? value.str() : undefined;
}

/** A number where JSON's numbers hold it exactly, else its digits as text: amounts are never rounded on the way. */
function decimalToJson(value: Decimal): JsonValue | undefined {
  if (!value.isFinite) return undefined;
  const number = Number(value.str());
  const isExact = value.digits.length <= 15 || (value.exponent >= 0 && Number.isSafeInteger(number));
  return isExact && Number.isFinite(number) ? number : value.str();
}
