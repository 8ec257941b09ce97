import { PythonError } from '../error.js';
import { divideHalfEven } from '../number/exact.js';
import { Decimal, infinity, invalidOperation } from './decimal.js';

/** Digits that a result may have: the default context of Python. */
export const precision = 28;
export const largestExponent = 999_999;
const smallestExponent = -999_999;
const tiniest = smallestExponent - precision + 1;

export const roundings = [
  'ROUND_HALF_EVEN',
  'ROUND_HALF_UP',
  'ROUND_HALF_DOWN',
  'ROUND_UP',
  'ROUND_DOWN',
  'ROUND_CEILING',
  'ROUND_FLOOR',
  'ROUND_05UP',
] as const;
export type Rounding = (typeof roundings)[number];

/** Rounds a result to the context's digits. Throws `Overflow` beyond its exponents. */
export function finish(value: Decimal, digits = precision): Decimal {
  if (!value.isFinite) return value;
  if (value.coefficient === 0n) {
    const exponent = Math.min(Math.max(value.exponent, tiniest), largestExponent);
    return exponent === value.exponent ? value : new Decimal({ isNegative: value.isNegative, coefficient: 0n, exponent });
  }
  if (value.adjusted > largestExponent) throw new PythonError('Overflow', 'the result is above the largest decimal number');
  const excess = Math.max(value.digits.length - digits, tiniest - value.exponent);
  return excess <= 0 ? value : finish(rescale(value, value.exponent + excess), digits);
}

/** The same value with another exponent, rounded where digits fall away. */
export function rescale(value: Decimal, exponent: number, rounding: Rounding = 'ROUND_HALF_EVEN'): Decimal {
  const { isNegative, coefficient } = value;
  if (coefficient === 0n) return new Decimal({ isNegative, coefficient, exponent });
  if (value.exponent >= exponent)
    return new Decimal({ isNegative, coefficient: coefficient * 10n ** BigInt(value.exponent - exponent), exponent });
  const dropped = exponent - value.exponent;
  if (dropped > value.digits.length + 1) return new Decimal({ isNegative, coefficient: roundTiny(isNegative, rounding), exponent });
  return new Decimal({ isNegative, coefficient: divideRounded(value, 10n ** BigInt(dropped), rounding), exponent });
}

function divideRounded({ coefficient, isNegative }: Decimal, unit: bigint, rounding: Rounding): bigint {
  if (rounding === 'ROUND_HALF_EVEN') return divideHalfEven(coefficient, unit);
  const quotient = coefficient / unit;
  const remainder = coefficient % unit;
  if (remainder === 0n) return quotient;
  return goesUp({ quotient, half: compareHalf(remainder, unit), isNegative }, rounding) ? quotient + 1n : quotient;
}

function compareHalf(remainder: bigint, unit: bigint): number {
  const twice = remainder * 2n;
  if (twice === unit) return 0;
  return twice < unit ? -1 : 1;
}

interface Remainder {
  readonly quotient: bigint;
  /** Below, at, or above one half. */
  readonly half: number;
  readonly isNegative: boolean;
}

function goesUp({ quotient, half, isNegative }: Remainder, rounding: Rounding): boolean {
  if (rounding === 'ROUND_HALF_UP') return half >= 0;
  if (rounding === 'ROUND_HALF_DOWN') return half > 0;
  if (rounding === 'ROUND_HALF_EVEN') return half > 0 || (half === 0 && quotient % 2n === 1n);
  if (rounding === 'ROUND_UP') return true;
  if (rounding === 'ROUND_CEILING') return !isNegative;
  if (rounding === 'ROUND_FLOOR') return isNegative;
  return rounding === 'ROUND_05UP' && quotient % 5n === 0n;
}

function roundTiny(isNegative: boolean, rounding: Rounding): bigint {
  return goesUp({ quotient: 0n, half: -1, isNegative }, rounding) ? 1n : 0n;
}

/** `quantize`: the exponent of another number. */
export function quantize(value: Decimal, pattern: Decimal, rounding: Rounding): Decimal {
  if (!value.isFinite || !pattern.isFinite) {
    if (value.kind === 'nan' || pattern.kind === 'nan') return value.kind === 'nan' ? value : pattern;
    if (value.kind === 'infinite' && pattern.kind === 'infinite') return infinity(value.isNegative);
    throw invalidOperation('quantize with one infinite operand');
  }
  const tooLarge = () => invalidOperation('quantize result has too many digits');
  if (!value.isZero && value.adjusted - pattern.exponent + 1 > precision) throw tooLarge();
  const result = rescale(value, pattern.exponent, rounding);
  if (result.digits.length > precision || result.adjusted > largestExponent) throw tooLarge();
  return finish(result);
}

/** Rounds to a whole number; one that is whole already stays as it is. */
export function toIntegral(value: Decimal, rounding: Rounding): Decimal {
  return !value.isFinite || value.exponent >= 0 ? value : rescale(value, 0, rounding);
}
