import { PythonError, typeError } from './error.js';
import type { Run } from './run.js';
import { Bytes, Dict, Iterator, type Next, PythonObject, PythonSet, Range, Tuple, typeNameOf, type Value, View } from './value.js';

/** The iterator of a value; each step counts. Throws TypeError for what cannot be iterated. */
export function iterate(run: Run, value: Value): Next {
  const next = plainIterator(value);
  if (next === undefined) throw typeError(`'${typeNameOf(value)}' object is not iterable`);
  return () => {
    run.step();
    return next();
  };
}

/** All values at once: refused when they are too many. */
export function toList(run: Run, value: Value): Value[] {
  if (Array.isArray(value) || value instanceof Tuple) {
    const items = Array.isArray(value) ? value : value.items;
    run.list(items.length);
    return [...items];
  }
  if (value instanceof Range) run.list(Number(value.length));
  const result: Value[] = [];
  const next = iterate(run, value);
  for (let element = next(); element !== undefined; element = next()) {
    if (result.length % 65_536 === 65_535) run.list(result.length);
    result.push(element);
  }
  run.list(result.length);
  return result;
}

function plainIterator(value: Value): Next | undefined {
  if (typeof value === 'string') return fromIterable(value);
  if (Array.isArray(value)) return overList(value);
  if (!(value instanceof PythonObject)) return undefined;
  if (value instanceof Iterator) return value.next;
  if (value instanceof Tuple) return overList(value.items);
  if (value instanceof Dict) return overDict(value, 'dict_keys');
  if (value instanceof View) return overDict(value.dict, value.typeName);
  if (value instanceof PythonSet) return whileUnchanged(value.members, () => fromIterable(value.members.values()));
  if (value instanceof Range) return overRange(value);
  return value instanceof Bytes ? overBytes(value) : undefined;
}

/** A list may grow while it is walked. */
function overList(list: readonly Value[]): Next {
  let index = 0;
  return () => (index < list.length ? list[index++] : undefined);
}

function overBytes({ data }: Bytes): Next {
  let index = 0;
  return () => (index < data.length ? BigInt(data[index++] ?? 0) : undefined);
}

function overRange(range: Range): Next {
  let index = 0n;
  return () => (index < range.length ? range.at(index++) : undefined);
}

function overDict(dict: Dict, kind: View['typeName']): Next {
  return whileUnchanged(dict.entries, () => {
    const entries = dict.entries.values();
    return () => {
      const { done, value: entry } = entries.next();
      if (done === true) return undefined;
      if (kind === 'dict_keys') return entry.key;
      return kind === 'dict_values' ? entry.value : new Tuple([entry.key, entry.value]);
    };
  });
}

/** Dicts and sets may not change in size while they are walked. */
function whileUnchanged(map: { readonly size: number }, open: () => Next): Next {
  const { size } = map;
  const next = open();
  return () => {
    if (map.size !== size) throw new PythonError('RuntimeError', 'dictionary changed size during iteration');
    return next();
  };
}

function fromIterable(iterable: Iterable<Value>): Next {
  const iterator = iterable[Symbol.iterator]();
  return () => {
    const { done, value } = iterator.next();
    return done === true ? undefined : value;
  };
}
