import { builtin } from '../arguments.js';
import { registerMethods, registerProperties, registerStatics } from '../attributes.js';
import { isSameOrEqual } from '../compare.js';
import { asCount } from '../convert-arguments.js';
import { PythonError, valueError } from '../error.js';
import { iterate, toList } from '../iterate.js';
import { keyOf } from '../key.js';
import { LookupDict } from '../lookup.js';
import { toRepr } from '../represent.js';
import type { Run } from '../run.js';
import { type Argument, Dict, type Range, type Slice, Tuple, type Value, View } from '../value.js';
import { place } from './item.js';
import { sortList } from './sort.js';
import { updateDict } from './update.js';

function indexIn(run: Run, items: readonly Value[], [wanted, start, end]: readonly Argument[]): bigint {
  const bound = (value: Argument, otherwise: number) => {
    const asked = value === undefined ? otherwise : asCount(value);
    return asked < 0 ? Math.max(0, asked + items.length) : asked;
  };
  const to = Math.min(bound(end, items.length), items.length);
  for (let index = bound(start, 0); index < to; index += 1)
    if (isSameOrEqual(run, items[index] as Value, wanted as Value)) return BigInt(index);
  throw valueError(`${toRepr(run, wanted ?? null)} is not in the sequence`);
}

function countIn(run: Run, items: readonly Value[], wanted: Argument): bigint {
  return BigInt(items.filter((item) => isSameOrEqual(run, item, wanted as Value)).length);
}

registerMethods<Value[]>('list', {
  'append(object, /)': (run, list, value) => {
    run.list(list.length + 1 > 1024 ? 1024 : 1);
    if (list.length >= 1_000_000) run.list(list.length + 1);
    list.push(value as Value);
    return null;
  },
  'clear()': (_, list) => {
    list.length = 0;
    return null;
  },
  'copy()': (run, list) => toList(run, list),
  'count(value, /)': countIn,
  'extend(iterable, /)': (run, list, values) => {
    const more = toList(run, values as Value);
    run.list(list.length + more.length);
    for (const value of more) list.push(value);
    return null;
  },
  'index(value, start?, stop?, /)': (run, list, ...rest) => indexIn(run, list, rest),
  'insert(index, object, /)': (run, list, index, value) => {
    run.list(list.length + 1);
    const asked = asCount(index);
    list.splice(asked < 0 ? Math.max(0, asked + list.length) : asked, 0, value as Value);
    return null;
  },
  'pop(index?, /)': (_, list, index) => {
    if (list.length === 0) throw new PythonError('IndexError', 'pop from empty list');
    return list.splice(place(index ?? -1n, list.length, 'pop'), 1)[0] as Value;
  },
  'remove(value, /)': (run, list, value) => {
    list.splice(Number(indexIn(run, list, [value])), 1);
    return null;
  },
  'reverse()': (_, list) => {
    list.reverse();
    return null;
  },
  'sort(*, key?, reverse?)': (run, list, key, reverse) => {
    const sorted = sortList(run, list, { key, reverse });
    for (const [index, value] of sorted.entries()) list[index] = value;
    return null;
  },
});

const tupleMethods = {
  'count(value, /)': (run: Run, { items }: Tuple, value: Argument) => countIn(run, items, value),
  'index(value, start?, stop?, /)': (run: Run, { items }: Tuple, ...rest: Argument[]) => indexIn(run, items, rest),
};
for (const name of ['tuple', 'struct_time', 'IsoCalendarDate', 'DecimalTuple']) registerMethods<Tuple>(name, tupleMethods);

registerProperties<Slice>('slice', { start: ({ start }) => start, stop: ({ stop }) => stop, step: ({ step }) => step });

registerProperties<Range>('range', {
  start: ({ start }) => start,
  step: ({ step }) => step,
  stop: ({ stop }) => stop,
});
registerMethods<Range>('range', {
  'count(value, /)': (run, range, value) => countIn(run, toList(run, range), value),
  'index(value, /)': (run, range, value) => indexIn(run, toList(run, range), [value]),
});

registerMethods<Dict>('dict', {
  'clear()': (_, dict) => {
    dict.entries.clear();
    return null;
  },
  'copy()': (run, dict) => updateDict(run, new Dict(), dict),
  'get(key, default?, /)': (run, dict, key, otherwise) => {
    const found = dict.get(keyOf(key as Value));
    if (dict instanceof LookupDict) dict.note(run, key as Value, found);
    return found === undefined ? (otherwise ?? null) : found;
  },
  'items()': (_, dict) => new View('dict_items', dict),
  'keys()': (_, dict) => new View('dict_keys', dict),
  'values()': (_, dict) => new View('dict_values', dict),
  'pop(key, default?, /)': (run, dict, key, otherwise) => {
    const found = dict.get(keyOf(key as Value));
    dict.entries.delete(keyOf(key as Value));
    if (found === undefined && otherwise === undefined) throw new PythonError('KeyError', toRepr(run, key as Value));
    return found === undefined ? (otherwise as Value) : found;
  },
  'popitem()': (_, dict) => {
    const last = [...dict.entries].at(-1);
    if (last === undefined) throw new PythonError('KeyError', 'popitem(): dictionary is empty');
    dict.entries.delete(last[0]);
    return new Tuple([last[1].key, last[1].value]);
  },
  'setdefault(key, default?, /)': (run, dict, key, otherwise) => {
    const hash = keyOf(key as Value);
    const found = dict.get(hash);
    if (found !== undefined) return found;
    run.list(1);
    dict.set(hash, key as Value, otherwise ?? null);
    return otherwise ?? null;
  },
});

registerStatics('dict', {
  fromkeys: builtin('fromkeys(iterable, value?, /)', (run, keys, value) => {
    const dict = new Dict();
    const next = iterate(run, keys as Value);
    for (let key = next(); key !== undefined; key = next()) dict.set(keyOf(key), key, value ?? null);
    run.list(dict.size);
    return dict;
  }),
});
