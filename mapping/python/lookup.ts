import { type LookupTables, lookupKey } from '../lookup.js';
import { builtin } from './arguments.js';
import { forbidden } from './error.js';
import type { Key } from './key.js';
import type { Run } from './run.js';
import { Dict, PythonObject, type Value } from './value.js';

/** How a value of a record becomes one of the language. */
type ToValue = (value: string | number | boolean | null) => Value;

/** Shared by all evaluations, so that nothing may change it. */
class FixedEntries<K, V> extends Map<K, V> {
  static of<K, V>(entries: Iterable<readonly [K, V]>): FixedEntries<K, V> {
    const fixed = new FixedEntries<K, V>();
    for (const [key, value] of entries) Map.prototype.set.call(fixed, key, value);
    return fixed;
  }

  override set(): never {
    return refuseChange();
  }

  override delete(): never {
    return refuseChange();
  }

  override clear(): never {
    return refuseChange();
  }
}

function refuseChange(): never {
  throw forbidden('a lookup table cannot be changed by an expression');
}

/** A table as a dict under its name: `countries['DE']`. What it lacks is decided by the policy of the table. */
export class LookupDict extends Dict {
  readonly name: string;
  override readonly entries: Dict['entries'];
  readonly #toValue: ToValue;

  constructor(tables: LookupTables, name: string, toValue: ToValue) {
    super();
    this.name = name;
    this.#toValue = toValue;
    this.entries = FixedEntries.of([...tables.rows(name)].map(([key, value]) => [key, { key, value: toValue(value) }] as const));
  }

  override get(key: Key): Value | undefined {
    return super.get(typeof key === 'bigint' ? String(key) : key);
  }

  override set(): never {
    return refuseChange();
  }

  /** `table[value]` and `lookup('table', value)`. */
  find(run: Run, value: Value): Value {
    return this.#toValue(run.lookups?.find(this.name, asked(value), run.lookupUses) ?? null);
  }

  /** `table.get(value)`: the author says what stands for a missing row. */
  note(run: Run, value: Value, found: Value | undefined): void {
    const key = lookupKey(asked(value));
    const given = found === undefined ? undefined : run.lookups?.rows(this.name).get(key ?? '');
    if (key !== undefined) run.lookupUses?.push({ table: this.name, key, ...(given !== undefined && { found: given }) });
  }
}

/** A Decimal is asked for by its digits, as an integer is. */
function asked(value: Value): unknown {
  return value instanceof PythonObject && value.typeName === 'Decimal' ? value.str() : value;
}

/** What expressions know the tables by: each under its name, and all through `lookup(table, value)`. Empty without tables. */
export function lookupNames(tables: LookupTables | undefined, toValue: ToValue): ReadonlyMap<string, Value> {
  if (tables === undefined || tables.names.length === 0) return new Map();
  const dicts = new Map<string, LookupDict>(tables.names.map((name) => [name, new LookupDict(tables, name, toValue)]));
  const lookup = builtin('lookup(table, value, /)', (run, table, value) => {
    const dict = typeof table === 'string' ? dicts.get(table) : undefined;
    return dict === undefined ? toValue(tables.find(table, value)) : dict.find(run, value ?? null);
  });
  return new Map<string, Value>([...dicts, ['lookup', lookup]]);
}
