import { asCount } from '../convert-arguments.js';
import { typeError } from '../error.js';
import { formatPercent } from '../format/percent.js';
import type { Run } from '../run.js';
import { Bytes, integerOf, PythonObject, Tuple, typeNameOf, type Value } from '../value.js';
import { type BitOperator, calculate, combineBits, type NumberOperator } from './number.js';
import { combineSets } from './set.js';
import { calculateTime } from './time.js';

export type Operator = NumberOperator | BitOperator;

const bitOperators: readonly string[] = ['&', '|', '^', '<<', '>>'] satisfies BitOperator[];

/** `left operator right`. */
export function operate(run: Run, operator: Operator, left: Value, right: Value): Value {
  const result = numeric(run, operator, left, right) ?? sequence(run, operator, left, right) ?? other(run, operator, left, right);
  if (result !== undefined) return result;
  throw typeError(`unsupported operand type(s) for ${operator}: '${typeNameOf(left)}' and '${typeNameOf(right)}'`);
}

function numeric(run: Run, operator: Operator, left: Value, right: Value): Value | undefined {
  if (typeof left === 'string' || typeof right === 'string') return undefined;
  if (bitOperators.includes(operator)) return combineBits(run, operator as BitOperator, left, right);
  return calculate(run, operator as NumberOperator, left, right);
}

function sequence(run: Run, operator: Operator, left: Value, right: Value): Value | undefined {
  if (operator === '+') return concatenate(run, left, right);
  if (operator === '%' && typeof left === 'string') return formatPercent(run, left, right);
  if (operator !== '*') return undefined;
  if (isSequence(left)) return repeat(run, left, right);
  return isSequence(right) ? repeat(run, right, left) : undefined;
}

function other(run: Run, operator: Operator, left: Value, right: Value): Value | undefined {
  if (!(left instanceof PythonObject || right instanceof PythonObject)) return undefined;
  return calculateTime(operator, left, right) ?? combineSets(run, operator, left, right);
}

type Sequence = string | Value[] | Tuple | Bytes;

function isSequence(value: Value): value is Sequence {
  return typeof value === 'string' || Array.isArray(value) || value instanceof Tuple || value instanceof Bytes;
}

/** `+` of two sequences of one type. */
export function concatenate(run: Run, left: Value, right: Value): Value | undefined {
  if (typeof left === 'string' && typeof right === 'string') {
    run.text(left.length + right.length);
    return left + right;
  }
  if (Array.isArray(left) && Array.isArray(right)) return joinLists(run, left, right);
  if (left instanceof Tuple && right instanceof Tuple) return new Tuple(joinLists(run, left.items, right.items));
  if (!(left instanceof Bytes && right instanceof Bytes)) return undefined;
  run.text(left.data.length + right.data.length);
  return new Bytes(Buffer.concat([left.data, right.data]));
}

function joinLists(run: Run, left: readonly Value[], right: readonly Value[]): Value[] {
  run.list(left.length + right.length);
  return [...left, ...right];
}

function repeat(run: Run, value: Sequence, times: Value): Value | undefined {
  if (integerOf(times) === undefined) throw typeError(`can't multiply sequence by non-int of type '${typeNameOf(times)}'`);
  const count = Math.max(0, asCount(times));
  if (typeof value === 'string') {
    run.text(value.length * count);
    return value === '' ? '' : value.repeat(count);
  }
  if (value instanceof Bytes) {
    run.text(value.data.length * count);
    return new Bytes(Buffer.concat(Array.from({ length: value.data.length === 0 ? 0 : count }, () => value.data)));
  }
  const items = Array.isArray(value) ? value : value.items;
  run.list(items.length * count);
  const result: Value[] =
    items.length === 0 ? [] : Array.from({ length: items.length * count }, (_, index) => items[index % items.length] as Value);
  return Array.isArray(value) ? result : new Tuple(result);
}
