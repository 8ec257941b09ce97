import { PythonError } from '../error.js';
import { finish, precision, rescale } from './context.js';
import { Decimal, infinity, invalidOperation, notANumber } from './decimal.js';

type Operation = (left: Decimal, right: Decimal) => Decimal;

function withSign(value: Decimal, isNegative: boolean): Decimal {
  return new Decimal({ isNegative, coefficient: value.coefficient, exponent: value.exponent }, value.kind);
}

export function negate(value: Decimal): Decimal {
  if (value.kind === 'nan') return value;
  return finish(withSign(value, value.isZero ? false : !value.isNegative));
}

export function plus(value: Decimal): Decimal {
  return finish(value.isZero ? withSign(value, false) : value);
}

export function absolute(value: Decimal): Decimal {
  return finish(withSign(value, false));
}

export function copySign(value: Decimal, isNegative: boolean): Decimal {
  return withSign(value, isNegative);
}

export const add: Operation = (left, right) => {
  if (left.kind === 'nan' || right.kind === 'nan') return notANumber;
  if (left.kind === 'infinite' || right.kind === 'infinite') {
    if (left.kind === right.kind && left.isNegative !== right.isNegative) throw invalidOperation('-INF + INF');
    return left.kind === 'infinite' ? left : right;
  }
  if (left.coefficient === 0n && right.coefficient === 0n) {
    const exponent = Math.min(left.exponent, right.exponent);
    return finish(new Decimal({ isNegative: left.isNegative && right.isNegative, coefficient: 0n, exponent }));
  }
  if (left.coefficient === 0n) return addZero(right, left.exponent);
  if (right.coefficient === 0n) return addZero(left, right.exponent);
  return finish(sum(left, right));
};

function addZero(value: Decimal, exponentOfZero: number): Decimal {
  const exponent = Math.max(Math.min(value.exponent, exponentOfZero), value.exponent - precision - 1);
  return finish(rescale(value, exponent));
}

/** Exact, but for digits that lie too far behind to matter for anything but rounding. */
function sum(left: Decimal, right: Decimal): Decimal {
  const [upper, lower] = left.exponent >= right.exponent ? [left, right] : [right, left];
  const reach = upper.exponent + Math.min(-1, upper.digits.length - precision - 2);
  const near = lower.adjusted < reach ? new Decimal({ isNegative: lower.isNegative, coefficient: 1n, exponent: reach }) : lower;
  const total = signed(rescale(upper, near.exponent)) + signed(near);
  return new Decimal({ isNegative: total < 0n, coefficient: total < 0n ? -total : total, exponent: near.exponent });
}

function signed({ isNegative, coefficient }: Decimal): bigint {
  return isNegative ? -coefficient : coefficient;
}

export const subtract: Operation = (left, right) => add(left, right.kind === 'nan' ? right : withSign(right, !right.isNegative));

export const multiply: Operation = (left, right) => multiplyTo(left, right, precision);

function multiplyTo(left: Decimal, right: Decimal, digits: number): Decimal {
  if (left.kind === 'nan' || right.kind === 'nan') return notANumber;
  const isNegative = left.isNegative !== right.isNegative;
  if (left.kind === 'infinite' || right.kind === 'infinite') {
    if (left.isZero || right.isZero) throw invalidOperation('0 * INF');
    return infinity(isNegative);
  }
  return finish(
    new Decimal({ isNegative, coefficient: left.coefficient * right.coefficient, exponent: left.exponent + right.exponent }),
    digits,
  );
}

export const divide: Operation = (left, right) => divideTo(left, right, precision);

function divideTo(left: Decimal, right: Decimal, digits: number): Decimal {
  if (left.kind === 'nan' || right.kind === 'nan') return notANumber;
  const isNegative = left.isNegative !== right.isNegative;
  if (left.kind === 'infinite') {
    if (right.kind === 'infinite') throw invalidOperation('INF / INF');
    return infinity(isNegative);
  }
  if (right.kind === 'infinite') return finish(new Decimal({ isNegative, coefficient: 0n, exponent: -2_000_000 }));
  checkDivisor(left, right);
  if (left.coefficient === 0n) return finish(new Decimal({ isNegative, coefficient: 0n, exponent: left.exponent - right.exponent }));
  const shift = right.digits.length - left.digits.length + digits + 1;
  const numerator = shift >= 0 ? left.coefficient * 10n ** BigInt(shift) : left.coefficient;
  const denominator = shift >= 0 ? right.coefficient : right.coefficient * 10n ** BigInt(-shift);
  let [coefficient, exponent] = [numerator / denominator, left.exponent - right.exponent - shift];
  if (numerator % denominator !== 0n) coefficient += coefficient % 5n === 0n ? 1n : 0n;
  else for (const ideal = left.exponent - right.exponent; exponent < ideal && coefficient % 10n === 0n; exponent += 1) coefficient /= 10n;
  return finish(new Decimal({ isNegative, coefficient, exponent }), digits);
}

function checkDivisor(left: Decimal, right: Decimal): void {
  if (right.coefficient !== 0n) return;
  if (left.coefficient === 0n) throw invalidOperation('[DivisionUndefined] 0 / 0');
  throw new PythonError('DivisionByZero', 'x / 0');
}

/** `//` and `%`: towards zero, the remainder with the sign of the dividend. */
export function divideWhole(left: Decimal, right: Decimal): readonly [Decimal, Decimal] {
  if (left.kind === 'nan' || right.kind === 'nan') return [notANumber, notANumber];
  const isNegative = left.isNegative !== right.isNegative;
  if (left.kind === 'infinite') throw invalidOperation('INF % x');
  if (right.kind === 'finite') checkDivisor(left, right);
  const zero = new Decimal({ isNegative, coefficient: 0n, exponent: 0 });
  if (right.kind === 'infinite') return [zero, finish(left)];
  const exponent = Math.min(left.exponent, right.exponent);
  const distance = left.adjusted - right.adjusted;
  if (left.isZero || distance <= -2) return [zero, finish(rescale(left, exponent))];
  if (distance > precision) throw invalidOperation('[DivisionImpossible] quotient too large');
  const [numerator, denominator] = [rescale(left, exponent).coefficient, rescale(right, exponent).coefficient];
  const quotient = numerator / denominator;
  if (quotient >= 10n ** BigInt(precision)) throw invalidOperation('[DivisionImpossible] quotient too large');
  const remainder = new Decimal({ isNegative: left.isNegative, coefficient: numerator % denominator, exponent });
  return [new Decimal({ isNegative, coefficient: quotient, exponent: 0 }), finish(remainder)];
}

export const floorDivide: Operation = (left, right) => {
  if (left.kind === 'infinite' && right.kind === 'finite') return infinity(left.isNegative !== right.isNegative);
  if (left.kind === 'finite' && left.coefficient !== 0n && right.isZero) throw new PythonError('DivisionByZero', 'x // 0');
  return divideWhole(left, right)[0];
};

export const modulo: Operation = (left, right) => {
  if (right.isZero && left.isFinite) throw invalidOperation('x % 0');
  return divideWhole(left, right)[1];
};

/** A whole power, by squaring, with digits to spare before the last rounding. */
export function wholePower(base: Decimal, exponent: bigint): Decimal {
  const magnitude = exponent < 0n ? -exponent : exponent;
  const digits = precision + 4 + magnitude.toString().length;
  const one = new Decimal({ isNegative: false, coefficient: 1n, exponent: 0 });
  let factor = exponent < 0n ? divideTo(one, base, digits) : base;
  let result = one;
  for (let rest = magnitude; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = multiplyTo(result, factor, digits);
    if (rest > 1n) factor = multiplyTo(factor, factor, digits);
  }
  return finish(result);
}
