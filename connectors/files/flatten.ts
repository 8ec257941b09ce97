import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.js';

export type FlatRow = Readonly<Record<string, string | number | boolean | null>>;

/** Two values of one record want the same column. */
export class ColumnClash extends Error {
  readonly column: string;

  constructor(column: string) {
    super(`two values of the record come into the column "${column}"`);
    this.column = column;
  }
}

const mostRows = 10_000;

/**
 * One record as rows: its plain values in each, and one row per element of a list, whose fields stand beside them. Several
 * lists give every combination. Fields of objects stand under their own names, as the fields of elements do; plain elements
 * under the name of their list. A record without lists, or with empty ones, is one row. Throws ColumnClash, and where the
 * combinations are more than ten thousand.
 */
export function flatten(record: JsonObject): readonly FlatRow[] {
  const lists = Object.entries(record).filter((field): field is [string, readonly JsonValue[]] => Array.isArray(field[1]));
  const plain = fieldsOf(Object.entries(record).filter(([, value]) => !Array.isArray(value)));
  let rows: readonly FlatRow[] = [plain];
  for (const [name, elements] of lists.filter(([, list]) => list.length > 0)) {
    if (rows.length * elements.length > mostRows) throw new RangeError(`its lists have more than ${mostRows} combinations`);
    const parts = elements.map((element) => (isJsonObject(element) ? fieldsOf(Object.entries(element)) : fieldsOf([[name, element]])));
    rows = rows.flatMap((row) => parts.map((part) => joined(row, part)));
  }
  return rows;
}

/** Lists within objects and within elements are written as JSON. */
function fieldsOf(entries: readonly (readonly [string, JsonValue])[]): FlatRow {
  let fields: FlatRow = {};
  for (const [name, value] of entries) {
    if (isJsonObject(value)) fields = joined(fields, fieldsOf(Object.entries(value)));
    else fields = joined(fields, { [name]: Array.isArray(value) ? JSON.stringify(value) : ((value as FlatRow[string]) ?? null) });
  }
  return fields;
}

function joined(a: FlatRow, b: FlatRow): FlatRow {
  const clash = Object.keys(b).find((name) => Object.hasOwn(a, name));
  if (clash !== undefined) throw new ColumnClash(clash);
  return { ...a, ...b };
}

/** In the order in which they first come. */
export function columnsOf(rows: readonly FlatRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
