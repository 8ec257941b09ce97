import { isSetLike } from '../compare.js';
import { iterate } from '../iterate.js';
import { type Key, keyOf } from '../key.js';
import type { Run } from '../run.js';
import { Dict, PythonSet, type Value, View } from '../value.js';

/** The members of anything that can be iterated, each once. */
export function membersOf(run: Run, value: Value): Map<Key, Value> {
  if (value instanceof PythonSet) {
    run.list(value.members.size);
    return new Map(value.members);
  }
  const members = new Map<Key, Value>();
  const next = iterate(run, value);
  for (let element = next(); element !== undefined; element = next()) {
    const key = keyOf(element);
    if (!members.has(key)) members.set(key, element);
  }
  run.list(members.size);
  return members;
}

type Members = ReadonlyMap<Key, Value>;

export const setOperations = {
  '|': (left: Members, right: Members) => new Map([...right, ...left]),
  '&': (left: Members, right: Members) => new Map([...left].filter(([key]) => right.has(key))),
  '-': (left: Members, right: Members) => new Map([...left].filter(([key]) => !right.has(key))),
  '^': (left: Members, right: Members) =>
    new Map([...[...left].filter(([key]) => !right.has(key)), ...[...right].filter(([key]) => !left.has(key))]),
} as const;

/** `|`, `&`, `-`, `^` of sets and keys, and `|` of dicts; undefined where the operands do not fit. */
export function combineSets(run: Run, operator: string, left: Value, right: Value): Value | undefined {
  if (left instanceof Dict && right instanceof Dict && operator === '|') return mergeDicts(run, left, right);
  if (!isSetOperand(left) || !isSetOperand(right) || !Object.hasOwn(setOperations, operator)) return undefined;
  const operation = setOperations[operator as keyof typeof setOperations];
  const result = operation(membersOf(run, left), membersOf(run, right));
  run.list(result.size);
  return new PythonSet(result, left instanceof PythonSet ? left.typeName : 'set');
}

function isSetOperand(value: Value): boolean {
  return isSetLike(value) || (value instanceof View && value.typeName === 'dict_items');
}

export function mergeDicts(run: Run, left: Dict, right: Dict): Dict {
  const result = new Dict();
  run.list(left.size + right.size);
  for (const dict of [left, right]) for (const [key, entry] of dict.entries) result.set(key, entry.key, entry.value);
  return result;
}
