import { overflowError, PythonError, valueError, zeroDivision } from '../error.js';
import { decompose, scaled, shortestDigits } from './exact.js';

/** `repr` of a float: the fewest digits that give it back, with an exponent below 1e-4 and from 1e16 on. */
export function reprFloat(value: number): string {
  if (!Number.isFinite(value)) return nameOf(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const { digits, exponent } = shortestDigits(value);
  const sign = value < 0 ? '-' : '';
  if (exponent < -4 || exponent >= 16) return sign + withExponent(digits, exponent);
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.padEnd(exponent + 1, '0');
  return `${sign}${whole.slice(0, exponent + 1)}.${whole.slice(exponent + 1) || '0'}`;
}

export function nameOf(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

/** `1.5e+20`: at least two digits of exponent. */
export function withExponent(digits: string, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${digits[0] ?? '0'}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

export function floorDivide(left: number, right: number): number {
  if (right === 0) throw zeroDivision('float floor division by zero');
  const remainder = modulo(left, right);
  if (!Number.isFinite(right) && Number.isFinite(left))
    return left === 0 || left < 0 === right < 0 ? Math.sign(left) * Math.sign(right) * 0 : -1;
  const quotient = (left - remainder) / right;
  if (quotient === 0) return left / right < 0 || Object.is(left / right, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** `%`: the result bears the sign of the divisor. */
export function modulo(left: number, right: number): number {
  if (right === 0) throw zeroDivision('float modulo');
  const remainder = left % right;
  if (!Number.isFinite(right) && Number.isFinite(left)) return left === 0 || left < 0 === right < 0 ? left : right;
  if (remainder === 0) return right < 0 ? -0 : 0;
  return right < 0 !== remainder < 0 ? remainder + right : remainder;
}

export function powerOfFloats(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent)) return 1;
  if (base === 0 && exponent < 0) throw zeroDivision('0.0 cannot be raised to a negative power');
  if (base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent))
    throw new PythonError('result', 'the root of a negative number is a complex number, which no record can carry');
  const result = base ** exponent;
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent))
    throw overflowError('(34, Numerical result out of range)');
  return result;
}

/** `round(value, digits)`: half to even, on the exact binary value. */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || value === 0 || digits > 323) return value;
  if (digits < -308) return value < 0 ? -0 : 0;
  const text = scaled(value, digits).toString();
  const result = Number(`${value < 0 ? '-' : ''}${text}e${-digits}`);
  if (!Number.isFinite(result)) throw overflowError('rounded value too large to represent');
  return result;
}

/** `round(value)`, an integer. */
export function roundToInteger(value: number): bigint {
  checkFinite(value);
  const rounded = scaled(value, 0);
  return value < 0 ? -rounded : rounded;
}

/** `int(value)`: towards zero. */
export function truncate(value: number): bigint {
  checkFinite(value);
  return BigInt(Math.trunc(value));
}

function checkFinite(value: number): void {
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw overflowError('cannot convert float infinity to integer');
}

/** Numerator and denominator of the exact value. */
export function integerRatio(value: number): readonly [bigint, bigint] {
  if (Number.isNaN(value)) throw valueError('cannot convert NaN to integer ratio');
  if (!Number.isFinite(value)) throw overflowError('cannot convert Infinity to integer ratio');
  const { mantissa, exponent } = decompose(value);
  let numerator = value < 0 ? -mantissa : mantissa;
  if (numerator === 0n) return [0n, 1n];
  if (exponent >= 0) return [numerator << BigInt(exponent), 1n];
  let denominator = 1n << BigInt(-exponent);
  while ((numerator & 1n) === 0n && denominator > 1n) {
    numerator >>= 1n;
    denominator >>= 1n;
  }
  return [numerator, denominator];
}
