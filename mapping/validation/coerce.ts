import type { JsonValue } from '../../core/json.js';
import { told } from './findings.js';
import { exactNumber, isNumeral, isWhole } from './numbers.js';

/** Gives the value in another type. Throws, with the reason, where it has no such value. */
export type Coercion = (value: JsonValue) => JsonValue;

const truths: ReadonlyMap<JsonValue, boolean> = new Map<JsonValue, boolean>([
  [true, true],
  [false, false],
  [1, true],
  [0, false],
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
  ['yes', true],
  ['no', false],
]);

/** What `coerce` knows: nothing is cut or rounded, and what has no value of that type fails. */
export const coercions: Readonly<Record<string, Coercion>> = {
  string: (value) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw cannot(value, 'a text');
  },
  integer: (value) => {
    const number = toNumber(value, 'a whole number');
    if (isWhole(number)) return number;
    throw cannot(value, 'a whole number');
  },
  float: (value) => toNumber(value, 'a number'),
  number: (value) => toNumber(value, 'a number'),
  decimal: (value) => toNumber(value, 'a decimal number'),
  boolean: (value) => {
    const truth = truths.get(typeof value === 'string' ? value.trim().toLowerCase() : value);
    if (truth === undefined) throw cannot(value, 'true or false');
    return truth;
  },
  strip: (value) => onText(value, (text) => text.trim()),
  lower: (value) => onText(value, (text) => text.toLowerCase()),
  upper: (value) => onText(value, (text) => text.toUpperCase()),
};

function toNumber(value: JsonValue, words: string): JsonValue {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  if (isNumeral(text)) return exactNumber(text);
  throw cannot(value, words);
}

function onText(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === 'string') return change(value);
  throw cannot(value, 'a text');
}

function cannot(value: JsonValue, words: string): Error {
  return new Error(`${told(value)} cannot be made ${words}`);
}
