import type { Namespace } from '../soap/namespaces.js';
import { type Field, fieldsOf } from './notation.js';

/** What of a record type is read by SuiteQL. Columns are named like their fields, in lower case, unless `as` says so. */
export interface QueryShape {
  readonly table: string;
  /** What is joined to it, with a space in front. */
  readonly join?: string;
  /** Condition that picks the type out of its table. */
  readonly where?: string;
  readonly fields: readonly Field[];
  readonly columns: Readonly<Record<string, string>>;
  readonly modified: string;
  readonly created?: string;
}

/** One record type of NetSuite: what both doors call it, and its fields. */
export interface RecordShape {
  /** As REST and references name it: `salesOrder`. */
  readonly record: string;
  readonly family: 'transaction' | 'item' | 'entity' | 'other';
  readonly soapType: string;
  readonly namespace: Namespace;
  /** Of the domain, in the order of SOAP's schema. */
  readonly fields: readonly Field[];
  /** Fields of the rows of lists, by the list's name. */
  readonly rows: Readonly<Record<string, readonly Field[]>>;
  /** SOAP's search record, and the value of its filter `type` where several record types share it. */
  readonly search?: { readonly record: string; readonly type?: string };
  readonly query?: QueryShape;
  /** Field that a record of this type is known by among people, for exact look-ups. */
  readonly nameField: string;
}

export interface ShapeText extends Omit<RecordShape, 'fields' | 'rows' | 'query'> {
  readonly fields: string;
  readonly rows?: Readonly<Record<string, string>>;
  readonly query?: Omit<QueryShape, 'fields' | 'columns'> & {
    readonly fields: string;
    readonly columns?: Readonly<Record<string, string>>;
  };
}

export function shapeOf({ fields, rows = {}, query, ...shape }: ShapeText): RecordShape {
  return {
    ...shape,
    fields: fieldsOf(fields),
    rows: Object.fromEntries(Object.entries(rows).map(([name, text]) => [name, fieldsOf(text)])),
    ...(query !== undefined && { query: { ...query, fields: fieldsOf(query.fields), columns: query.columns ?? {} } }),
  };
}
