import { Decimal } from '../decimal/decimal.js';
import { limitError, overflowError, typeError, valueError } from '../error.js';
import { limits } from '../run.js';
import { integerOf, typeNameOf, type Value } from '../value.js';
import { truncate } from './float.js';
import { toFloat } from './integer.js';
import { parseFloatText } from './parse.js';

/** `int(value)` for numbers: towards zero. */
export function toInteger(value: Value): bigint {
  const integer = integerOf(value);
  if (integer !== undefined) return integer;
  if (typeof value === 'number') return truncate(value);
  if (value instanceof Decimal) return truncateDecimal(value);
  throw typeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeNameOf(value)}'`);
}

export function truncateDecimal(value: Decimal): bigint {
  if (value.kind === 'nan') throw valueError('cannot convert NaN to integer');
  if (value.kind === 'infinite') throw overflowError('cannot convert Infinity to integer');
  if (value.isZero) return 0n;
  if (value.exponent * 3.33 > limits.integerBits) throw limitError('the Decimal is too large to become an integer');
  const { coefficient, exponent, digits } = value;
  const cut = -exponent >= digits.length ? 0n : coefficient / 10n ** BigInt(-Math.min(exponent, 0));
  const magnitude = exponent >= 0 ? coefficient * 10n ** BigInt(exponent) : cut;
  return value.isNegative ? -magnitude : magnitude;
}

/** `float(value)`. */
export function toFloatValue(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return parseFloatText(value);
  const integer = integerOf(value);
  if (integer !== undefined) return toFloat(integer);
  if (value instanceof Decimal) return decimalToFloat(value);
  throw typeError(`float() argument must be a string or a real number, not '${typeNameOf(value)}'`);
}

function decimalToFloat(value: Decimal): number {
  if (value.kind !== 'finite')
    return value.kind === 'nan' ? Number.NaN : value.isNegative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(value.str());
}
