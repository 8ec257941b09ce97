import { zeroDivision } from '../error.js';
import { divideHalfEven } from '../number/exact.js';
import { integerRatio } from '../number/float.js';
import { divide, floorDivide, modulo } from '../number/integer.js';
import { CalendarDate } from '../time/date.js';
import { DateTime, shiftTime, subtractTimes } from '../time/datetime.js';
import { Duration } from '../time/duration.js';
import { integerOf, type Value } from '../value.js';

const perDay = 86_400_000_000n;

/** Arithmetic on times and durations; undefined where the operands do not fit. */
export function calculateTime(operator: string, left: Value, right: Value): Value | undefined {
  if (left instanceof Duration) return withDuration(operator, left, right);
  if (right instanceof Duration) {
    if (operator === '+' || operator === '-') return shifted(left, operator === '+' ? right.micros : -right.micros);
    return operator === '*' ? scaledDuration(right, left) : undefined;
  }
  if (operator !== '-') return undefined;
  if (left instanceof DateTime && right instanceof DateTime) return subtractTimes(left, right);
  if (left instanceof CalendarDate && right instanceof CalendarDate) return new Duration(BigInt(left.days - right.days) * perDay);
  return undefined;
}

function shifted(time: Value, micros: bigint): Value | undefined {
  if (time instanceof DateTime) return shiftTime(time, micros);
  if (time instanceof CalendarDate) return new CalendarDate(time.days + Number(floorDivide(micros, perDay)));
  return undefined;
}

function withDuration(operator: string, left: Duration, right: Value): Value | undefined {
  if (operator === '+' && !(right instanceof Duration)) return shifted(right, left.micros);
  if (right instanceof Duration) return ofDurations(operator, left.micros, right.micros);
  if (operator === '*') return scaledDuration(left, right);
  const divisor = integerOf(right);
  if (operator === '//' && divisor !== undefined) return new Duration(floorDivide(left.micros, divisor));
  if (operator !== '/') return undefined;
  if (divisor !== undefined) return new Duration(quotient(left.micros, divisor));
  if (typeof right !== 'number') return undefined;
  const [numerator, denominator] = integerRatio(right);
  return new Duration(quotient(left.micros * denominator, numerator));
}

function ofDurations(operator: string, left: bigint, right: bigint): Value | undefined {
  if (operator === '+') return new Duration(left + right);
  if (operator === '-') return new Duration(left - right);
  if (operator === '/') return divide(left, right);
  if (operator === '//') return floorDivide(left, right);
  return operator === '%' ? new Duration(modulo(left, right)) : undefined;
}

function scaledDuration(duration: Duration, factor: Value): Duration | undefined {
  const whole = integerOf(factor);
  if (whole !== undefined) return new Duration(duration.micros * whole);
  if (typeof factor !== 'number') return undefined;
  const [numerator, denominator] = integerRatio(factor);
  return new Duration(quotient(duration.micros * numerator, denominator));
}

/** Rounded half to even. */
function quotient(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw zeroDivision('division by zero');
  const isNegative = numerator < 0n !== denominator < 0n;
  const result = divideHalfEven(numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator);
  return isNegative ? -result : result;
}
