import { nearest } from '../core/nearest.js';

/** Of a text in a message; longer ones are cut, and no name is guessed from them. */
const longestShown = 100;

/** What a table gives for a key. */
export type LookupValue = string | number | boolean;

/**
 * What becomes of an entity whose value a table does not know: it fails with code `Mapping`, it fails with the code
 * `LookupMissing`, or it gets a default.
 */
export type MissingPolicy = 'fail' | 'park' | { readonly default: LookupValue | null };

/** The content of one table, as a config version keeps it. */
export interface LookupTable {
  /** The file that it was read from, or `store`: for messages. */
  readonly from: string;
  readonly missing: MissingPolicy;
  /** By key, each key once. */
  readonly rows: readonly (readonly [string, LookupValue])[];
}

export type LookupContents = Readonly<Record<string, LookupTable>>;

/** One question that a rule asked of a table. `found` is absent where the table has no such row. */
export interface LookupUse {
  readonly table: string;
  readonly key: string;
  readonly found?: LookupValue;
}

/** The code of an entity that waits for a row of a table. */
export const lookupMissingCode = 'LookupMissing';

/** A table has no row for a value, and its policy gives none either. */
export class LookupMissing extends Error {
  /** As languages tell their errors apart. */
  readonly kind = 'lookup';
  readonly isParked: boolean;

  constructor({ name, from, key, isParked }: { name: string; from: string; key: string; isParked: boolean }) {
    const amend = from === 'store' ? `datawald lookup set ${name} KEY VALUE` : `a row in ${from}`;
    super(`the table ${name} has no row for ${named(key)}. Add it (${amend}), then: datawald apply, and retry`);
    this.name = 'LookupMissing';
    this.isParked = isParked;
  }
}

/** A value that cannot be looked up, or a table that there is not. */
export class LookupRefused extends Error {
  readonly kind = 'lookup';

  constructor(message: string) {
    super(message);
    this.name = 'LookupRefused';
  }
}

interface OpenTable extends Omit<LookupTable, 'rows'> {
  readonly rows: ReadonlyMap<string, LookupValue>;
}

/** The tables that a mapping may ask. Made once per config version; never changes. */
export class LookupTables {
  readonly #tables: ReadonlyMap<string, OpenTable>;

  constructor(contents: LookupContents) {
    this.#tables = new Map(Object.entries(contents).map(([name, table]) => [name, { ...table, rows: new Map(table.rows) }]));
  }

  get names(): readonly string[] {
    return [...this.#tables.keys()];
  }

  rows(name: string): ReadonlyMap<string, LookupValue> {
    return this.#table(name).rows;
  }

  /** The value for a key; what the policy of the table gives where it has none; null for null. `uses` notes the question. */
  find(name: unknown, value: unknown, uses?: LookupUse[]): LookupValue | null {
    const table = this.#table(name);
    if (value === null || value === undefined) return null;
    const key = lookupKey(value);
    if (key === undefined)
      throw new LookupRefused(`the table ${String(name)} is asked for ${named(value)}, which is neither text nor number`);
    const found = table.rows.get(key);
    uses?.push({ table: String(name), key, ...(found !== undefined && { found }) });
    if (found !== undefined) return found;
    const { missing, from } = table;
    if (typeof missing === 'object') return missing.default;
    throw new LookupMissing({ name: String(name), from, key, isParked: missing === 'park' });
  }

  #table(name: unknown): OpenTable {
    const table = typeof name === 'string' ? this.#tables.get(name) : undefined;
    if (table !== undefined) return table;
    throw new LookupRefused(noSuchTable(name, this.names));
  }
}

/** Keys are texts; a number stands for its digits. */
export function lookupKey(value: unknown): string | undefined {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

export function noSuchTable(name: unknown, known: readonly string[]): string {
  const guess = typeof name === 'string' && name.length <= longestShown ? nearest(name, known) : undefined;
  const listed = known.length === 0 ? 'The config has none.' : `There are: ${known.join(', ')}.`;
  return `there is no lookup table ${named(name)}. ${guess === undefined ? listed : `Did you mean ${guess}?`}`;
}

/** A value in a message. What expressions build may be far too large to be written. */
function named(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > longestShown ? `${value.slice(0, longestShown)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
