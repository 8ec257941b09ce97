import type { Key } from './key.js';
import type { Run } from './run.js';

/**
 * A value of the expression language. Integers are bigint, floats are number, lists are arrays, None is null: so that
 * 5 and 5.0 stay apart. Everything else is an object of this folder; host objects never occur.
 */
export type Value = null | boolean | bigint | number | string | Value[] | PythonObject;

/** What an optional parameter gives when it is absent. */
export type Argument = Value | undefined;

export abstract class PythonObject {
  /** As `type(x).__name__` gives it. */
  abstract readonly typeName: string;

  get isTrue(): boolean {
    return true;
  }

  /** What stands for this value in dicts and sets: equal for equal values. Undefined: it cannot be hashed. */
  key(): Key | undefined {
    return this;
  }

  equals(other: Value): boolean {
    return this === other;
  }

  /** Below zero, zero, above zero, NaN for neither; undefined where the two cannot be ordered. */
  order(_other: Value): number | undefined {
    return undefined;
  }

  /** `value[index]`, for types that have items of their own. */
  item(_index: Value): Value | undefined {
    return undefined;
  }

  repr(): string {
    return `<${this.typeName}>`;
  }

  str(): string {
    return this.repr();
  }
}

export class Tuple extends PythonObject {
  /** `tuple`, or the name of a tuple whose places have names: `struct_time`. */
  readonly typeName: string;
  readonly items: readonly Value[];

  constructor(items: readonly Value[], typeName = 'tuple') {
    super();
    this.items = items;
    this.typeName = typeName;
  }
}

interface Entry {
  readonly key: Value;
  value: Value;
}

/** Insertion-ordered; keys that are equal in Python (1, 1.0, True) are one. */
export class Dict extends PythonObject {
  readonly typeName = 'dict';
  readonly entries = new Map<Key, Entry>();

  get size(): number {
    return this.entries.size;
  }

  get(key: Key): Value | undefined {
    return this.entries.get(key)?.value;
  }

  set(key: Key, name: Value, value: Value): void {
    const entry = this.entries.get(key);
    if (entry === undefined) this.entries.set(key, { key: name, value });
    else entry.value = value;
  }
}

export class PythonSet extends PythonObject {
  readonly typeName: 'set' | 'frozenset';
  readonly members: Map<Key, Value>;

  constructor(members = new Map<Key, Value>(), typeName: 'set' | 'frozenset' = 'set') {
    super();
    this.members = members;
    this.typeName = typeName;
  }
}

export type ViewKind = 'dict_keys' | 'dict_values' | 'dict_items';

/** `keys()`, `values()` or `items()` of a dict. */
export class View extends PythonObject {
  readonly typeName: ViewKind;
  readonly dict: Dict;

  constructor(typeName: ViewKind, dict: Dict) {
    super();
    this.typeName = typeName;
    this.dict = dict;
  }
}

export class Bytes extends PythonObject {
  readonly typeName = 'bytes';
  readonly data: Uint8Array;

  constructor(data: Uint8Array) {
    super();
    this.data = data;
  }
}

export class Range extends PythonObject {
  readonly typeName = 'range';
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;
  readonly length: bigint;

  constructor(start: bigint, stop: bigint, step: bigint) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
    const span = step > 0n ? stop - start + step - 1n : stop - start + step + 1n;
    const length = span / step;
    this.length = length > 0n ? length : 0n;
  }

  at(index: bigint): bigint {
    return this.start + index * this.step;
  }
}

export class Slice extends PythonObject {
  readonly typeName = 'slice';

  override key(): undefined {
    return undefined;
  }

  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;

  constructor(start: Value, stop: Value, step: Value) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

export class Ellipsis extends PythonObject {
  readonly typeName = 'ellipsis';
}

/** Gives the next value, undefined at the end. */
export type Next = () => Value | undefined;

/** Generators, and what map, zip, iter… give: each value once. */
export class Iterator extends PythonObject {
  readonly typeName: string;
  readonly next: Next;

  constructor(typeName: string, next: Next) {
    super();
    this.typeName = typeName;
    this.next = next;
  }
}

export type Named = ReadonlyMap<string, Value>;
export const noneNamed: Named = new Map();

/** A call of a function: positional arguments, then those by name. */
export type Invoke = (run: Run, positional: readonly Value[], named: Named) => Value;

export class Callable extends PythonObject {
  readonly typeName: string;
  readonly name: string;
  readonly invoke: Invoke;

  constructor(name: string, invoke: Invoke, typeName = 'builtin_function_or_method') {
    super();
    this.name = name;
    this.invoke = invoke;
    this.typeName = typeName;
  }
}

/** A type: callable where it has a constructor. `holds` decides isinstance. */
export class Type extends PythonObject {
  readonly typeName = 'type';
  readonly name: string;
  readonly invoke: Invoke;
  readonly holds: (value: Value) => boolean;

  constructor(name: string, options: { readonly invoke: Invoke; readonly holds: (value: Value) => boolean }) {
    super();
    this.name = name;
    this.invoke = options.invoke;
    this.holds = options.holds;
  }
}

/** `re`. */
export class Module extends PythonObject {
  readonly typeName = 'module';
  readonly name: string;
  readonly members: ReadonlyMap<string, Value>;

  constructor(name: string, members: ReadonlyMap<string, Value>) {
    super();
    this.name = name;
    this.members = members;
  }
}

export function typeNameOf(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? 'list' : value.typeName;
}

/** Integers and booleans, as an integer. */
export function integerOf(value: Argument): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? BigInt(value) : undefined;
}
