import * as decimals from '../decimal/arithmetic.js';
import { type Decimal, operand } from '../decimal/decimal.js';
import { power as decimalPower } from '../decimal/functions.js';
import { zeroDivision } from '../error.js';
import * as floats from '../number/float.js';
import * as integers from '../number/integer.js';
import type { Run } from '../run.js';
import { integerOf, type Value } from '../value.js';

export type NumberOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

const ofIntegers: Readonly<Record<NumberOperator, (run: Run, left: bigint, right: bigint) => bigint | number>> = {
  '+': integers.add,
  '-': (run, left, right) => integers.add(run, left, -right),
  '*': integers.multiply,
  '/': (_, left, right) => integers.divide(left, right),
  '//': (_, left, right) => integers.floorDivide(left, right),
  '%': (_, left, right) => integers.modulo(left, right),
  '**': integers.power,
};

const ofFloats: Readonly<Record<NumberOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => {
    if (right === 0) throw zeroDivision('float division by zero');
    return left / right;
  },
  '//': floats.floorDivide,
  '%': floats.modulo,
  '**': floats.powerOfFloats,
};

const ofDecimals: Readonly<Record<NumberOperator, (run: Run, left: Decimal, right: Decimal) => Decimal>> = {
  '+': (_, left, right) => decimals.add(left, right),
  '-': (_, left, right) => decimals.subtract(left, right),
  '*': (_, left, right) => decimals.multiply(left, right),
  '/': (_, left, right) => decimals.divide(left, right),
  '//': (_, left, right) => decimals.floorDivide(left, right),
  '%': (_, left, right) => decimals.modulo(left, right),
  '**': decimalPower,
};

/** Arithmetic on two numbers; undefined where they are none, or are a float and a Decimal. */
export function calculate(run: Run, operator: NumberOperator, left: Value, right: Value): Value | undefined {
  const [a, b] = [integerOf(left), integerOf(right)];
  if (a !== undefined && b !== undefined) return ofIntegers[operator](run, a, b);
  const [x, y] = [floatOf(left, a), floatOf(right, b)];
  if (x !== undefined && y !== undefined) return ofFloats[operator](x, y);
  const [p, q] = [operand(left), operand(right)];
  if (p === undefined || q === undefined) return undefined;
  run.step(8);
  return ofDecimals[operator](run, p, q);
}

function floatOf(value: Value, integer: bigint | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return integer === undefined ? undefined : Number(integer);
}

export type BitOperator = '&' | '|' | '^' | '<<' | '>>';

const ofBits: Readonly<Record<BitOperator, (run: Run, left: bigint, right: bigint) => bigint>> = {
  '&': (_, left, right) => left & right,
  '|': (_, left, right) => left | right,
  '^': (_, left, right) => left ^ right,
  '<<': integers.shiftLeft,
  '>>': (_, left, right) => integers.shiftRight(left, right),
};

/** Bit operations on integers; on two booleans they give a boolean. */
export function combineBits(run: Run, operator: BitOperator, left: Value, right: Value): Value | undefined {
  const [a, b] = [integerOf(left), integerOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const result = ofBits[operator](run, a, b);
  return typeof left === 'boolean' && typeof right === 'boolean' && operator.length === 1 ? result !== 0n : result;
}
