import { overflowError, typeError } from './error.js';
import { type Argument, integerOf, typeNameOf } from './value.js';

/** What a built-in function asks of its arguments. Each throws TypeError for another type. */

export function asText(value: Argument, what = 'argument'): string {
  if (typeof value === 'string') return value;
  throw typeError(`${what} must be str, not ${typeNameOf(value ?? null)}`);
}

export function asInteger(value: Argument): bigint {
  const integer = integerOf(value);
  if (integer === undefined) throw typeError(`'${typeNameOf(value ?? null)}' object cannot be interpreted as an integer`);
  return integer;
}

/** A count or position: integers beyond a million million are cut to it, since nothing here is as long. */
export function asCount(value: Argument): number {
  const integer = asInteger(value);
  const far = 1_000_000_000_000n;
  if (integer > far) return Number(far);
  return integer < -far ? -Number(far) : Number(integer);
}

/** An integer of ordinary size, such as a year. */
export function asSmallInteger(value: Argument): number {
  const integer = asInteger(value);
  if (integer > 2_147_483_647n || integer < -2_147_483_648n) throw overflowError('Python int too large to convert to C int');
  return Number(integer);
}
