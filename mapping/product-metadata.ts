import { isDeepStrictEqual } from 'node:util';
import { DataWaldError } from '../core/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.js';
import type { MetadataRow } from '../core/product-metadata.js';
import { loadMapping } from './load.js';
import type { Mapping } from './mapping.js';
import type { UnknownPolicy } from './validation/document.js';
import { loadValidation, type Validator, validated } from './validation/validator.js';

/** How rows are read, and what becomes of fields for which no row has a schema. */
export interface MetadataOptions {
  readonly unknown: UnknownPolicy;
  readonly zone?: string | undefined;
  readonly numbers?: 'float' | 'decimal' | undefined;
  readonly times?: 'datetime' | 'text' | undefined;
}

/** What a row must be, whatever the sync says. */
export const defaultMetadataOptions: MetadataOptions = { unknown: 'keep' };

export interface MetadataProblem {
  readonly column: string;
  /** Where in the row, and what. */
  readonly message: string;
}

/** Makes a mapping of product metadata: each row is a rule in Python and the schema of its field. Or says everything that is wrong. */
export function loadProductMetadata(
  rows: readonly MetadataRow[],
  options: MetadataOptions,
): { readonly mapping: Mapping } | { readonly problems: readonly MetadataProblem[] } {
  const shared = [...twice(rows), ...contradictions(rows)];
  const mapping = loadRules(rows, options);
  const schema = loadSchema(rows, options);
  const problems = [...shared, ...('problems' in mapping ? mapping.problems : []), ...('problems' in schema ? schema.problems : [])];
  if (problems.length > 0 || 'problems' in mapping || 'problems' in schema) return { problems };
  return { mapping: validated(mapping.mapping, schema.validator) };
}

/** The same, for rows that were checked when they were stored. Throws `Config` with the first problem. */
export function compileProductMetadata(rows: readonly MetadataRow[], options: MetadataOptions): Mapping {
  const loaded = loadProductMetadata(rows, options);
  if ('mapping' in loaded) return loaded.mapping;
  const [first] = loaded.problems;
  throw new DataWaldError('Config', `Product metadata cannot be used: ${first?.column ?? ''}: ${first?.message ?? ''}`);
}

function loadRules(rows: readonly MetadataRow[], options: MetadataOptions): ReturnType<typeof loadProductMetadata> {
  const rules = Object.fromEntries(rows.map(({ dest, src, funct }) => [dest, { type: 'attribute', src, funct }]));
  const { unknown: _, ...reading } = options;
  const loaded = loadMapping({ language: 'python', ...defined(reading), rules });
  if ('mapping' in loaded) return loaded;
  const columns = new Map(rows.map(({ dest, column }) => [dest, column]));
  return {
    problems: loaded.problems.map(({ path: [, dest = '', ...inner], message }) => ({
      column: columns.get(String(dest)) ?? String(dest),
      message: `${inner.join('.')}: ${message}`,
    })),
  };
}

function loadSchema(
  rows: readonly MetadataRow[],
  { unknown }: MetadataOptions,
): { readonly validator: Validator } | { readonly problems: readonly MetadataProblem[] } {
  const loaded = loadValidation({ schema: schemaOf(rows), unknown });
  if ('validator' in loaded) return loaded;
  return {
    problems: loaded.problems.map(({ path: [, field = '', ...inner], message }) => ({
      column: rows.find(({ schema }) => schema !== null && Object.hasOwn(schema, String(field)))?.column ?? String(field),
      message: `schema.${[field, ...inner].join('.')}: ${message}`,
    })),
  };
}

function defined(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Every rule of every row. */
function schemaOf(rows: readonly MetadataRow[]): JsonObject {
  return Object.fromEntries(rows.flatMap(({ schema }) => Object.entries(schema ?? {})));
}

function twice(rows: readonly MetadataRow[]): MetadataProblem[] {
  return rows.flatMap((row, index) => {
    const first = rows.findIndex(({ dest }) => dest === row.dest);
    return first === index ? [] : [{ column: row.column, message: `dest: ${row.dest} is written by ${rows[first]?.column ?? ''} already` }];
  });
}

function contradictions(rows: readonly MetadataRow[]): MetadataProblem[] {
  const seen = new Map<string, { readonly column: string; readonly rules: JsonValue }>();
  const problems: MetadataProblem[] = [];
  for (const { column, schema } of rows) {
    for (const [field, rules] of Object.entries(isJsonObject(schema) ? schema : {})) {
      const other = seen.get(field);
      if (other === undefined) seen.set(field, { column, rules });
      else if (!isDeepStrictEqual(other.rules, rules))
        problems.push({ column, message: `schema.${field}: ${other.column} has other rules for it` });
    }
  }
  return problems;
}
