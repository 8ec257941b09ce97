import type { Reference } from '../records/shapes.js';

/** One filter of a search, as the wire says it. */
export interface Criterion {
  readonly field: string;
  /** True for custom fields: `field` is their script id. */
  readonly isCustom: boolean;
  readonly kind: 'string' | 'select' | 'enum' | 'date' | 'number' | 'boolean' | 'textNumber' | 'reference';
  /** Absent for booleans. */
  readonly operator: string | undefined;
  readonly values: readonly (string | number | boolean | Reference)[];
}

/** What is searched: a kind of records, the filters on them, and filters on records that they are joined with. */
export interface SearchQuery {
  /** Such as `Transaction`, `Item`, `Customer`, `CustomRecord`. */
  readonly subject: string;
  readonly criteria: readonly Criterion[];
  readonly joins: readonly { readonly name: string; readonly criteria: readonly Criterion[] }[];
  /** Absent: whole records are answered. */
  readonly columns?: readonly Column[];
}

/** A column of an advanced search. */
export interface Column {
  /** `basic` or the name of a join. */
  readonly group: string;
  readonly field: string;
  readonly customLabel?: string;
  /** True for a custom field: `field` is its script id. */
  readonly isCustom?: boolean;
}
