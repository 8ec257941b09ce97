import type { SqlValue } from './values.js';

export interface TableRow {
  readonly values: Readonly<Record<string, SqlValue>>;
  /** What BUILTIN.DF says of a column: the name behind an id. */
  readonly names: Readonly<Record<string, string>>;
  /** Other values that a column equals in conditions, such as `SalesOrd:B` for a status. */
  readonly codes?: Readonly<Record<string, string>>;
}

export interface Table {
  readonly name: string;
  readonly columns: ReadonlySet<string>;
  readonly rows: readonly TableRow[];
}

/** Finds tables by name. Throws QueryProblem. */
export type Tables = (name: string) => Table;

/** The rows that an expression sees: one of each table, by alias. Outer queries lie behind. */
export interface Scope {
  readonly tables: ReadonlyMap<string, { readonly table: Table; readonly row: TableRow | undefined }>;
  readonly outer: Scope | undefined;
  /** The rows of a group, for aggregates. */
  readonly group?: readonly Scope[];
  /** ROWNUM. */
  readonly position?: number;
}
