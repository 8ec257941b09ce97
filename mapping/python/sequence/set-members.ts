import { registerFreeMethods, registerMethods } from '../attributes.js';
import { PythonError } from '../error.js';
import { keyOf } from '../key.js';
import { membersOf, setOperations } from '../operator/set.js';
import { toRepr } from '../represent.js';
import type { Run } from '../run.js';
import { PythonSet, type Value } from '../value.js';

const combining = (operator: keyof typeof setOperations) => (run: Run, set: PythonSet, others: readonly Value[]) => {
  let members = new Map(set.members);
  for (const other of others) {
    members = setOperations[operator](members, membersOf(run, other));
    run.list(members.size);
  }
  return new PythonSet(members, set.typeName);
};

const replacing = (operator: keyof typeof setOperations) => (run: Run, set: PythonSet, others: readonly Value[]) => {
  const { members } = combining(operator)(run, set, others);
  set.members.clear();
  for (const [key, value] of members) set.members.set(key, value);
  return null;
};

const isWithin = (inner: ReadonlyMap<unknown, Value>, outer: ReadonlyMap<unknown, Value>) =>
  [...inner.keys()].every((key) => outer.has(key));

for (const typeName of ['set', 'frozenset']) {
  registerFreeMethods<PythonSet>(typeName, {
    difference: combining('-'),
    intersection: combining('&'),
    union: combining('|'),
  });
  registerMethods<PythonSet>(typeName, {
    'copy()': (run, set) => combining('|')(run, set, []),
    'isdisjoint(other, /)': (run, { members }, other) => ![...membersOf(run, other as Value).keys()].some((key) => members.has(key)),
    'issubset(other, /)': (run, { members }, other) => isWithin(members, membersOf(run, other as Value)),
    'issuperset(other, /)': (run, { members }, other) => isWithin(membersOf(run, other as Value), members),
    'symmetric_difference(other, /)': (run, set, other) => combining('^')(run, set, [other as Value]),
  });
}

registerFreeMethods<PythonSet>('set', {
  update: replacing('|'),
  difference_update: replacing('-'),
  intersection_update: replacing('&'),
  symmetric_difference_update: replacing('^'),
});

registerMethods<PythonSet>('set', {
  'add(elem, /)': (run, { members }, value) => {
    run.list(1);
    const key = keyOf(value as Value);
    if (!members.has(key)) members.set(key, value as Value);
    return null;
  },
  'clear()': (_, { members }) => {
    members.clear();
    return null;
  },
  'discard(elem, /)': (_, { members }, value) => {
    members.delete(keyOf(value as Value));
    return null;
  },
  'pop()': (_, { members }) => {
    const [first] = members;
    if (first === undefined) throw new PythonError('KeyError', 'pop from an empty set');
    members.delete(first[0]);
    return first[1];
  },
  'remove(elem, /)': (run, { members }, value) => {
    if (!members.delete(keyOf(value as Value))) throw new PythonError('KeyError', toRepr(run, value as Value));
    return null;
  },
});
