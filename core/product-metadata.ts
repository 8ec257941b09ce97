import type { Instant } from './instant.js';
import type { JsonObject, JsonValue } from './json.js';

/** Whose products the rows map: the ids of two endpoints. */
export interface MetadataFlow {
  readonly source: string;
  readonly target: string;
}

/** How one field of a product comes about, and what its values must be. */
export interface MetadataRule {
  /** The field of the target. */
  readonly dest: string;
  /** Labelled inputs, as in a mapping in Python. */
  readonly src: readonly JsonValue[];
  /** A Python expression. */
  readonly funct: string;
  /** Field to rules of validation; null: none. */
  readonly schema: JsonObject | null;
}

/** One row of product metadata. Its column names it within its flow. */
export interface MetadataRow extends MetadataRule {
  readonly column: string;
  readonly createdAt: Instant;
  /** When the rule last changed. */
  readonly updatedAt: Instant;
}

/** Rows by column. */
export type MetadataRules = Readonly<Record<string, MetadataRule>>;

/** What is done to the rows of a flow, all of it or nothing. */
export interface MetadataChange {
  readonly set?: MetadataRules;
  readonly delete?: readonly string[];
  /** True: rows that are not in `set` go. */
  readonly replacesAll?: boolean;
}

/**
 * The rows of product metadata, as the store keeps them. The rows of a flow change together: each state of them has a version, a digest of
 * its content, that stays readable for ever, so that a task maps with one state from its first page to its last.
 */
export interface MetadataTables {
  /** The version of the rows as they are now; undefined where there never were any. */
  current(flow: MetadataFlow): Promise<string | undefined>;
  /** The rows of a version by column, whatever their number; undefined where there is no such version. */
  rows(version: string): Promise<readonly MetadataRow[] | undefined>;
  /**
   * Makes these the rows of the flow, if `expected` is still their version. Returns the new version, undefined where somebody else
   * was quicker. A second call with the same rows returns the version of the first.
   */
  replace(request: ReplaceMetadata): Promise<string | undefined>;
  /** Every flow that has rows, or had some. */
  flows(): Promise<readonly MetadataFlow[]>;
}

export interface ReplaceMetadata {
  readonly flow: MetadataFlow;
  readonly expected: string | undefined;
  readonly rows: readonly MetadataRow[];
  readonly at: Instant;
}

/** The rows after a change, by column. A rule that stays the same keeps its times. */
export function changeRows(rows: readonly MetadataRow[], change: MetadataChange, at: Instant): readonly MetadataRow[] {
  const gone = new Set(change.delete);
  const kept = rows.filter(({ column }) => change.replacesAll !== true && !gone.has(column));
  const after = new Map(kept.map((row) => [row.column, row]));
  const before = new Map(rows.map((row) => [row.column, row]));
  for (const [column, rule] of Object.entries(change.set ?? {})) after.set(column, changed(before.get(column), { column, rule, at }));
  return [...after.values()].toSorted((a, b) => (a.column < b.column ? -1 : 1));
}

function changed(row: MetadataRow | undefined, { column, rule, at }: { column: string; rule: MetadataRule; at: Instant }): MetadataRow {
  const { dest, src, funct, schema } = rule;
  const fresh = { column, dest, src, funct, schema };
  if (row === undefined) return { ...fresh, createdAt: at, updatedAt: at };
  const { createdAt, updatedAt } = row;
  const old = { column, dest: row.dest, src: row.src, funct: row.funct, schema: row.schema };
  return { ...fresh, createdAt, updatedAt: JSON.stringify(old) === JSON.stringify(fresh) ? updatedAt : at };
}
