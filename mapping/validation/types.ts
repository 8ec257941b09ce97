import { isJsonObject, type JsonValue } from '../../core/json.js';
import { PythonError } from '../python/error.js';
import { parseIsoDate, parseIsoDateTime } from '../python/time/iso.js';
import { isWhole, standsForNumber } from './numbers.js';

interface TypeOfValue {
  /** What a value is that has it, with its article. */
  readonly words: string;
  readonly has: (value: JsonValue) => boolean;
}

const isNumber = (value: JsonValue) => typeof value === 'number' || standsForNumber(value);
const isList = (value: JsonValue) => Array.isArray(value);

/** The types that a value of JSON can have. Numbers that JSON cannot hold exactly are texts, and times are texts in ISO 8601. */
export const types = {
  string: { words: 'a text', has: (value) => typeof value === 'string' },
  integer: { words: 'a whole number', has: isWhole },
  float: { words: 'a number', has: isNumber },
  number: { words: 'a number', has: isNumber },
  decimal: { words: 'a decimal number', has: isNumber },
  boolean: { words: 'true or false', has: (value) => typeof value === 'boolean' },
  dict: { words: 'an object', has: isJsonObject },
  list: { words: 'a list', has: isList },
  container: { words: 'a list or an object', has: (value) => isList(value) || isJsonObject(value) },
  date: { words: 'a date such as 2026-01-31', has: (value) => isTime(value, 10) },
  datetime: { words: 'a date and time such as 2026-01-31T09:30:00+01:00', has: (value) => isTime(value, 16) },
} as const satisfies Readonly<Record<string, TypeOfValue>>;

export type TypeName = keyof typeof types;

export const typeNames = Object.keys(types) as readonly TypeName[];

/** Types of Python that no value of a record can have. */
export const absentTypes: readonly string[] = ['binary', 'bytearray', 'set'];

function isTime(value: JsonValue, shortest: number): boolean {
  if (typeof value !== 'string' || value.length < shortest || !/^\d{4}-\d\d-\d\d/.test(value)) return false;
  try {
    if (value.length === 10) parseIsoDate(value);
    else parseIsoDateTime(value);
    return true;
  } catch (error) {
    if (error instanceof PythonError) return false;
    throw error;
  }
}
