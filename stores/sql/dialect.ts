import type { ColumnDataType, Dialect, Expression, Kysely, RawBuilder } from 'kysely';
import type { Tables } from './tables.js';

/** The types that rows from JSON may have: what both databases read from JSON without help. */
export type JsonColumns = Readonly<Record<string, 'integer' | 'text'>>;

/** The row that belongs to such columns. */
export type JsonRow<Columns extends JsonColumns> = {
  readonly [Name in keyof Columns]: (Columns[Name] extends 'integer' ? number : string) | null;
};

/** An expression for each column of a row. */
export type ColumnsOf<Row> = { readonly [Name in keyof Row]: RawBuilder<unknown> };

/** What differs between SQLite and Postgres; all other SQL of this folder is the same text for both. */
export interface SqlDialect {
  readonly kysely: Dialect;
  /**
   * A subquery that gives the rows back, sent as one JSON parameter: statements keep one text, and so one plan, however
   * many rows there are.
   */
  rows<const Columns extends JsonColumns>(columns: Columns, rows: readonly JsonRow<Columns>[]): RawBuilder<unknown>;
  /**
   * Reads many rows. Of `from`, all that follows the columns; the order of the rows is not kept.
   *
   * @param columns the expression for each column of the result
   */
  select<Row>(db: Kysely<Tables>, columns: ColumnsOf<Row>, from: RawBuilder<unknown>): Promise<readonly Row[]>;
  /** `for update of …`, where the database does not already hold back other writers. */
  lock(alias: string): RawBuilder<unknown>;
  readonly schema: SchemaDialect;
  /** What to throw in place of an error of the database; the error itself where nothing is known about it. */
  explain(error: unknown): unknown;
  /** Called once writing begins. */
  onFirstWrite?(): void;
  close?(): Promise<void>;
}

export interface SchemaDialect {
  /** A primary key that the database numbers. */
  readonly identity: 'serial' | 'integer';
  readonly hasAutoIncrement: boolean;
  /** Text that is compared byte by byte. */
  readonly key: ColumnDataType | Expression<unknown>;
  /** The end of `create table` for rows that stay as they are, and for rows that change. */
  readonly appendedTable: RawBuilder<unknown>;
  readonly changingTable: RawBuilder<unknown>;
  /** Statements that follow the creation of the tables. */
  readonly afterwards: readonly RawBuilder<unknown>[];
}
