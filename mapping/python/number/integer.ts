import { overflowError, valueError, zeroDivision } from '../error.js';
import type { Run } from '../run.js';
import { powerOfFloats } from './float.js';

const smallest = BigInt(Number.MIN_SAFE_INTEGER);
const largest = BigInt(Number.MAX_SAFE_INTEGER);

export function isSafe(value: bigint): boolean {
  return value >= smallest && value <= largest;
}

/** `bit_length()`. */
export function bitLength(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  if (magnitude <= largest) return magnitude === 0n ? 0 : Number(magnitude).toString(2).length;
  const hex = magnitude.toString(16);
  return (hex.length - 1) * 4 + Number.parseInt(hex[0] ?? '0', 16).toString(2).length;
}

export function add(run: Run, left: bigint, right: bigint): bigint {
  const result = left + right;
  if (!isSafe(result)) run.integer(bitLength(result));
  return result;
}

export function multiply(run: Run, left: bigint, right: bigint): bigint {
  if (!isSafe(left) || !isSafe(right)) run.integer(bitLength(left) + bitLength(right));
  return left * right;
}

export function floorDivide(left: bigint, right: bigint): bigint {
  if (right === 0n) throw zeroDivision('integer division or modulo by zero');
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

export function modulo(left: bigint, right: bigint): bigint {
  if (right === 0n) throw zeroDivision('integer division or modulo by zero');
  const remainder = left % right;
  return remainder !== 0n && remainder < 0n !== right < 0n ? remainder + right : remainder;
}

/** `/`, rounded once, whatever the size of the operands. */
export function divide(left: bigint, right: bigint): number {
  if (right === 0n) throw zeroDivision('division by zero');
  if (isSafe(left) && isSafe(right)) return Number(left) / Number(right);
  const [numerator, denominator] = [left < 0n ? -left : left, right < 0n ? -right : right];
  const shift = Math.max(0, 66 - bitLength(numerator) + bitLength(denominator));
  const shifted = numerator << BigInt(shift);
  const quotient = (shifted / denominator) | (shifted % denominator === 0n ? 0n : 1n);
  const result = shift > 1000 ? Number(quotient) / 2 ** 1000 / 2 ** (shift - 1000) : Number(quotient) / 2 ** shift;
  if (!Number.isFinite(result)) throw overflowError('integer division result too large for a float');
  return left < 0n !== right < 0n ? -result : result;
}

export function toFloat(value: bigint): number {
  const result = Number(value);
  if (!Number.isFinite(result)) throw overflowError('int too large to convert to float');
  return result;
}

export function power(run: Run, base: bigint, exponent: bigint): bigint | number {
  if (exponent < 0n) {
    if (base === 0n) throw zeroDivision('0.0 cannot be raised to a negative power');
    return powerOfFloats(toFloat(base), toFloat(exponent));
  }
  if (base !== 0n && base !== 1n && base !== -1n) run.integer(bitLength(base) * Number(exponent));
  else if (exponent > 1n) return base === -1n && exponent % 2n === 0n ? 1n : base;
  return base ** exponent;
}

export function powerModulo(run: Run, base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus === 0n) throw valueError('pow() 3rd argument cannot be 0');
  run.step((bitLength(exponent) * (1 + (bitLength(modulus) >> 6))) >> 2);
  let factor = modulo(exponent < 0n ? inverse(base, modulus) : base, modulus);
  let rest = exponent < 0n ? -exponent : exponent;
  let result = modulo(1n, modulus);
  while (rest > 0n) {
    if ((rest & 1n) === 1n) result = modulo(result * factor, modulus);
    factor = modulo(factor * factor, modulus);
    rest >>= 1n;
  }
  return result;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [previous, current] = [modulus, modulo(value, modulus)];
  let [before, coefficient] = [0n, 1n];
  while (current !== 0n) {
    const quotient = floorDivide(previous, current);
    [previous, current] = [current, previous - quotient * current];
    [before, coefficient] = [coefficient, before - quotient * coefficient];
  }
  if (previous !== 1n && previous !== -1n) throw valueError('base is not invertible for the given modulus');
  return before * previous;
}

export function shiftLeft(run: Run, value: bigint, count: bigint): bigint {
  if (count < 0n) throw valueError('negative shift count');
  if (value === 0n) return 0n;
  run.integer(bitLength(value) + Number(count));
  return value << count;
}

export function shiftRight(value: bigint, count: bigint): bigint {
  if (count < 0n) throw valueError('negative shift count');
  if (count > BigInt(bitLength(value))) return value < 0n ? -1n : 0n;
  return value >> count;
}

/** The most digits that CPython turns into a text or reads from one. */
const mostDigits = 4300;

export function toText(value: bigint): string {
  if (isSafe(value)) return value.toString();
  const text = bitLength(value) > 20_000 ? '' : value.toString();
  if (text === '' || text.length - (value < 0n ? 1 : 0) > mostDigits)
    throw valueError(`Exceeds the limit (${mostDigits} digits) for integer string conversion`);
  return text;
}

/** `round(value, digits)` for negative digits: half to even. */
export function roundInteger(value: bigint, digits: bigint): bigint {
  if (digits >= 0n) return value;
  if (-digits > 400n + BigInt(bitLength(value))) return 0n;
  const unit = 10n ** -digits;
  const floor = floorDivide(value, unit);
  const twice = modulo(value, unit) * 2n;
  const up = twice > unit || (twice === unit && (floor & 1n) === 1n);
  return (up ? floor + 1n : floor) * unit;
}
