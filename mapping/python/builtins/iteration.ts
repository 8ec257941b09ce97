import { builtin } from '../arguments.js';
import { callValue } from '../attributes.js';
import { isLess, isSameOrEqual } from '../compare.js';
import { asInteger } from '../convert-arguments.js';
import { PythonError, typeError, valueError } from '../error.js';
import { iterate, toList } from '../iterate.js';
import { operate } from '../operator/binary.js';
import type { Run } from '../run.js';
import { sortList } from '../sequence/sort.js';
import { pointLength } from '../text/points.js';
import { isTrue, lengthOf } from '../truth.js';
import { type Argument, Callable, Dict, Iterator, type Named, type Next, Range, Tuple, typeNameOf, type Value, View } from '../value.js';

const given = (value: Argument): Value => value ?? null;

function lengthOfValue(value: Value): bigint {
  if (typeof value === 'string') return BigInt(pointLength(value));
  if (value instanceof Range) return value.length;
  const length = lengthOf(value);
  if (length === undefined) throw typeError(`object of type '${typeNameOf(value)}' has no len()`);
  return BigInt(length);
}

function total(run: Run, values: Value, start: Value): Value {
  if (typeof start === 'string') throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  const next = iterate(run, values);
  let result: Value = start;
  for (let value = next(); value !== undefined; value = next()) result = operate(run, '+', result, value);
  return result;
}

function some(run: Run, values: Value, wanted: boolean): boolean {
  const next = iterate(run, values);
  for (let value = next(); value !== undefined; value = next()) if (isTrue(value) === wanted) return true;
  return false;
}

/** `min` and `max`: the first of those that are equal. */
function extreme(name: 'min' | 'max') {
  return new Callable(name, (run, positional, named) => {
    for (const option of named.keys())
      if (option !== 'key' && option !== 'default') throw typeError(`'${option}' is an invalid keyword argument for ${name}()`);
    const [only] = positional;
    if (only === undefined) throw typeError(`${name} expected at least 1 argument, got 0`);
    if (positional.length > 1 && named.has('default'))
      throw typeError(`Cannot specify a default for ${name}() with multiple positional arguments`);
    return best(run, iterate(run, positional.length === 1 ? only : [...positional]), { name, named });
  });
}

function best(run: Run, next: Next, { name, named }: { name: 'min' | 'max'; named: Named }): Value {
  const key = named.get('key') ?? null;
  const rankOf = (value: Value) => (key === null ? value : callValue(run, key, [value]));
  let found = next();
  if (found === undefined) {
    const otherwise = named.get('default');
    if (otherwise === undefined) throw valueError(`${name}() arg is an empty sequence`);
    return otherwise;
  }
  let rank = rankOf(found);
  for (let value = next(); value !== undefined; value = next()) {
    const candidate = rankOf(value);
    if (!(name === 'min' ? isLess(run, candidate, rank) : isLess(run, rank, candidate))) continue;
    [found, rank] = [value, candidate];
  }
  return found;
}

function enumerated(run: Run, values: Value, start: Argument): Iterator {
  const next = iterate(run, values);
  let index = start === undefined ? 0n : asInteger(start);
  return new Iterator('enumerate', () => {
    const value = next();
    return value === undefined ? undefined : new Tuple([index++, value]);
  });
}

function filtered(run: Run, test: Value, values: Value): Iterator {
  const next = iterate(run, values);
  return new Iterator('filter', () => {
    for (let value = next(); value !== undefined; value = next())
      if (isTrue(test === null ? value : callValue(run, test, [value]))) return value;
    return undefined;
  });
}

function reversedOf(run: Run, value: Value): Iterator {
  if (value instanceof Range) {
    let index = value.length;
    return new Iterator('range_iterator', () => (index > 0n ? value.at(--index) : undefined));
  }
  const isSequence = typeof value === 'string' || Array.isArray(value) || [Tuple, Dict, View].some((type) => value instanceof type);
  if (!isSequence && typeNameOf(value) !== 'bytes') throw typeError(`'${typeNameOf(value)}' object is not reversible`);
  const items = toList(run, value);
  return new Iterator('reversed', () => items.pop());
}

function iteratorOf(run: Run, value: Value, sentinel: Argument): Iterator {
  if (sentinel === undefined) return value instanceof Iterator ? value : new Iterator(`${typeNameOf(value)}_iterator`, iterate(run, value));
  if (!(value instanceof Callable) && typeNameOf(value) !== 'type') throw typeError('iter(v, w): v must be callable');
  return new Iterator('callable_iterator', () => {
    const result = callValue(run, value, []);
    return isSameOrEqual(run, result, sentinel) ? undefined : result;
  });
}

function nextOf(iterator: Value, otherwise: Argument): Value {
  if (!(iterator instanceof Iterator)) throw typeError(`'${typeNameOf(iterator)}' object is not an iterator`);
  const value = iterator.next() ?? otherwise;
  if (value === undefined) throw new PythonError('StopIteration', 'the iterator is at its end');
  return value;
}

const mapFunction = new Callable('map', (run, [body, ...sources], named) => {
  if (named.size > 0) throw typeError('map() takes no keyword arguments');
  if (body === undefined || sources.length === 0) throw typeError('map() must have at least two arguments.');
  const nexts = sources.map((source) => iterate(run, source));
  return new Iterator('map', () => {
    const values = nexts.map((next) => next());
    return values.every((value) => value !== undefined) ? callValue(run, body, values) : undefined;
  });
});

const zipFunction = new Callable('zip', (run, sources, named) => {
  for (const name of named.keys()) if (name !== 'strict') throw typeError(`'${name}' is an invalid keyword argument for zip()`);
  const isStrict = isTrue(named.get('strict') ?? false);
  const nexts = sources.map((source) => iterate(run, source));
  return new Iterator('zip', () => {
    if (nexts.length === 0) return undefined;
    const values = isStrict ? nexts.map((next) => next()) : untilOneEnds(nexts);
    if (values.every((value) => value !== undefined)) return new Tuple(values);
    if (isStrict && values.some((value) => value !== undefined)) throw valueError('zip() arguments have different lengths');
    return undefined;
  });
});

function untilOneEnds(nexts: readonly Next[]): Argument[] {
  const values: Argument[] = [];
  for (const next of nexts) {
    const value = next();
    values.push(value);
    if (value === undefined) break;
  }
  return values;
}

export const iterationFunctions: readonly Callable[] = [
  builtin('all(iterable, /)', (run, values) => !some(run, given(values), false)),
  builtin('any(iterable, /)', (run, values) => some(run, given(values), true)),
  builtin('enumerate(iterable, start?)', (run, values, start) => enumerated(run, given(values), start)),
  builtin('filter(function, iterable, /)', (run, test, values) => filtered(run, given(test), given(values))),
  builtin('iter(object, sentinel?, /)', (run, value, sentinel) => iteratorOf(run, given(value), sentinel)),
  builtin('len(obj, /)', (_, value) => lengthOfValue(given(value))),
  mapFunction,
  extreme('max'),
  extreme('min'),
  builtin('next(iterator, default?, /)', (_, iterator, otherwise) => nextOf(given(iterator), otherwise)),
  builtin('reversed(sequence, /)', (run, value) => reversedOf(run, given(value))),
  builtin('sorted(iterable, /, *, key?, reverse?)', (run, values, key, reverse) =>
    sortList(run, toList(run, given(values)), { key, reverse }),
  ),
  builtin('sum(iterable, /, start?)', (run, values, start) => total(run, given(values), start ?? 0n)),
  zipFunction,
];
