import { absolute, negate, plus } from '../decimal/arithmetic.js';
import { Decimal } from '../decimal/decimal.js';
import { typeError } from '../error.js';
import { Duration } from '../time/duration.js';
import { integerOf, typeNameOf, type Value } from '../value.js';

export function negative(value: Value): Value {
  const integer = integerOf(value);
  if (integer !== undefined) return -integer;
  if (typeof value === 'number') return -value;
  if (value instanceof Decimal) return negate(value);
  if (value instanceof Duration) return new Duration(-value.micros);
  throw badOperand('-', value);
}

export function positive(value: Value): Value {
  const integer = integerOf(value);
  if (integer !== undefined) return integer;
  if (typeof value === 'number' || value instanceof Duration) return value;
  if (value instanceof Decimal) return plus(value);
  throw badOperand('+', value);
}

export function inverted(value: Value): Value {
  const integer = integerOf(value);
  if (integer !== undefined) return ~integer;
  throw badOperand('~', value);
}

/** `abs(value)`. */
export function magnitude(value: Value): Value {
  const integer = integerOf(value);
  if (integer !== undefined) return integer < 0n ? -integer : integer;
  if (typeof value === 'number') return Math.abs(value);
  if (value instanceof Decimal) return absolute(value);
  if (value instanceof Duration) return value.micros < 0n ? new Duration(-value.micros) : value;
  throw typeError(`bad operand type for abs(): '${typeNameOf(value)}'`);
}

function badOperand(operator: string, value: Value): Error {
  return typeError(`bad operand type for unary ${operator}: '${typeNameOf(value)}'`);
}
