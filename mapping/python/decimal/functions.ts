import { Decimal as Precise } from 'decimal.js';
import { limitError } from '../error.js';
import type { Run } from '../run.js';
import { plus, wholePower } from './arithmetic.js';
import { finish, precision, rescale } from './context.js';
import { Decimal, decimalOf, infinity, invalidOperation, notANumber, toDecimal, withoutZeros } from './decimal.js';

/** Roots and logarithms come from decimal.js, with digits to spare; it keeps no trailing zeros, so the rest does not. */
const calculator = Precise.clone({ precision: precision + 20, rounding: Precise.ROUND_HALF_EVEN, maxE: 9e15, minE: -9e15 });

function precise(value: Decimal): Precise {
  return new calculator(value.str());
}

/** Results that are not exact bear all digits of the context. */
function padded(result: Precise): Decimal {
  const value = toDecimal(result.toString());
  return finish(value.isZero ? value : rescale(value, value.adjusted - precision + 1));
}

const one = decimalOf(1n);

/** `left ** right`. */
export function power(run: Run, left: Decimal, right: Decimal): Decimal {
  run.step(64);
  if (left.kind === 'nan' || right.kind === 'nan') return notANumber;
  if (right.isZero) {
    if (left.isZero) throw invalidOperation('0 ** 0');
    return one;
  }
  const exponent = wholeOf(right);
  const isNegative = left.isNegative && exponent !== undefined && (exponent & 1n) === 1n;
  if (left.isNegative && exponent === undefined && !left.isZero && right.kind !== 'infinite')
    throw invalidOperation('x ** y with x negative and y not an integer');
  if (left.isZero) return right.isNegative ? infinity(isNegative) : new Decimal({ isNegative, coefficient: 0n, exponent: 0 });
  if (left.kind === 'infinite') return right.isNegative ? new Decimal({ isNegative, coefficient: 0n, exponent: 0 }) : infinity(isNegative);
  if (right.kind === 'infinite') return infinitePower(left, right);
  if (exponent === undefined) return padded(precise(left).pow(precise(right)));
  if (exponent > 1_000_000_000n || exponent < -1_000_000_000n) throw limitError('the exponent of a Decimal is too large');
  return wholePower(left, exponent);
}

function infinitePower(left: Decimal, right: Decimal): Decimal {
  if (left.isNegative) throw invalidOperation('x ** INF with x negative');
  const order = left.order(1n) ?? 0;
  if (order === 0) return rescale(one, -precision + 1);
  return order > 0 === right.isNegative ? decimalOf(0n) : infinity(false);
}

/** The integer that a Decimal is, if it is one and not beyond all measure. */
function wholeOf(value: Decimal): bigint | undefined {
  if (!value.isFinite) return undefined;
  const { coefficient, exponent } = withoutZeros(value);
  if (exponent < 0) return undefined;
  if (value.adjusted > 30) throw limitError('the exponent of a Decimal is too large');
  const magnitude = coefficient * 10n ** BigInt(exponent);
  return value.isNegative ? -magnitude : magnitude;
}

export function squareRoot(value: Decimal): Decimal {
  if (value.kind === 'nan') return value;
  const exponent = Math.floor(value.exponent / 2);
  if (value.isZero) return new Decimal({ isNegative: value.isNegative, coefficient: 0n, exponent });
  if (value.isNegative) throw invalidOperation('sqrt(-x), x > 0');
  if (value.kind === 'infinite') return value;
  const root = toDecimal(precise(value).sqrt().toString());
  const squared = root.coefficient * root.coefficient;
  const isExact = root.digits.length <= precision && rescaledEqual(squared, root.exponent * 2, value);
  if (!isExact) return finish(rescale(root, root.adjusted - precision + 1));
  return finish(root.exponent > exponent ? rescale(root, exponent) : root);
}

function rescaledEqual(coefficient: bigint, exponent: number, value: Decimal): boolean {
  return new Decimal({ isNegative: false, coefficient, exponent }).equals(value);
}

export function exponential(value: Decimal): Decimal {
  if (value.kind === 'nan') return value;
  if (value.kind === 'infinite') return value.isNegative ? decimalOf(0n) : value;
  if (value.isZero) return one;
  if (value.adjusted > 6) return value.isNegative ? finish(decimalOf(1n, -2_000_000)) : finish(decimalOf(1n, 2_000_000));
  return padded(precise(value).exp());
}

export function logarithm(value: Decimal, base: 'e' | '10'): Decimal {
  if (value.kind === 'nan') return value;
  if (value.isZero) return infinity(true);
  if (value.isNegative) throw invalidOperation('logarithm of a negative value');
  if (value.kind === 'infinite') return value;
  if (value.order(1n) === 0) return decimalOf(0n);
  const power10 = withoutZeros(value);
  if (base === '10' && power10.coefficient === 1n) return plus(decimalOf(BigInt(power10.exponent)));
  return padded(base === 'e' ? precise(value).ln() : precise(value).log(10));
}
