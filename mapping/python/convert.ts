import { isJsonObject } from '../../core/json.js';
import { decimalOf, toDecimal } from './decimal/decimal.js';
import { PythonError } from './error.js';
import { keyOf } from './key.js';
import { parseIsoDateTime } from './time/iso.js';
import { Dict, PythonObject, type Value } from './value.js';

/** How records are read. */
export interface InputModel {
  /** `decimal`: every number is a Decimal, as in records that were pushed to the predecessor. */
  readonly numbers: 'float' | 'decimal';
  /** `datetime`: texts such as `2026-01-31T10:00:00+01:00` are times, as the predecessor read its JSON. */
  readonly times: 'datetime' | 'text';
}

/** A float that a number of JSON cannot tell from an integer; only in records that are made by code. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

const deepest = 200;
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:?\d\d)?$/;

/** A value of a record as a value of the language: a copy, so that no expression changes what others see. */
export function toPython(value: unknown, model: InputModel, depth = 0): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return model.times === 'datetime' ? toText(value) : value;
  if (typeof value === 'number') return toNumber(value, model);
  if (typeof value === 'boolean' || typeof value === 'bigint' || value instanceof PythonObject) return value;
  if (depth > deepest) throw new PythonError('limit', `the record is nested more than ${deepest} levels deep`);
  if (Array.isArray(value)) return value.map((element) => toPython(element, model, depth + 1));
  if (value instanceof Float) return value.value;
  const dict = new Dict();
  if (isJsonObject(value)) for (const [key, member] of Object.entries(value)) dict.set(keyOf(key), key, toPython(member, model, depth + 1));
  return dict;
}

function toNumber(value: number, { numbers }: InputModel): Value {
  if (numbers === 'decimal') return Number.isInteger(value) ? decimalOf(BigInt(value)) : toDecimal(String(value));
  return Number.isInteger(value) ? BigInt(value) : value;
}

function toText(value: string): Value {
  if (value.length < 19 || !timePattern.test(value)) return value;
  try {
    return parseIsoDateTime(value);
  } catch (error) {
    if (error instanceof PythonError) return value;
    throw error;
  }
}
