import { beyond, finite } from './beyond.js';
import { toText } from './functions.js';

type Operate = (left: unknown, right: unknown) => unknown;

function ordered(compare: (left: string | number, right: string | number) => boolean): Operate {
  return (left, right) => {
    if (typeof left === 'string' && typeof right === 'string') return compare(left, right);
    return compare(finite(left), finite(right));
  };
}

const isPlain = (value: unknown): boolean => value === null || (typeof value !== 'object' && value !== undefined);

function isEqual(left: unknown, right: unknown): boolean {
  return isPlain(left) && isPlain(right) ? left === right : beyond();
}

const written = (value: unknown): string => (value === undefined ? '' : toText(value));

/** The operators that look at both of their sides. */
export const operators: ReadonlyMap<unknown, Operate> = new Map<unknown, Operate>([
  ['+', (left, right) => finite(left) + finite(right)],
  ['-', (left, right) => finite(left) - finite(right)],
  ['*', (left, right) => finite(left) * finite(right)],
  ['/', (left, right) => finite(left) / finite(right)],
  ['%', (left, right) => finite(left) % finite(right)],
  ['&', (left, right) => written(left) + written(right)],
  ['=', isEqual],
  ['!=', (left, right) => !isEqual(left, right)],
  ['<', ordered((left, right) => left < right)],
  ['<=', ordered((left, right) => left <= right)],
  ['>', ordered((left, right) => left > right)],
  ['>=', ordered((left, right) => left >= right)],
]);
