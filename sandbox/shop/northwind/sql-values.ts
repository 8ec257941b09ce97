/** A value of an SQL literal: text, number or NULL. */
export type SqlValue = string | number | null;

/** The rows that a T-SQL script inserts into one table, in their order, with the column names where it gives them. */
export function insertedRows(sql: string, tableName: string): SqlValue[][] {
  const head = new RegExp(String.raw`^INSERT(?:\s+INTO)?\s+"${tableName}"\s*(?:\([^)]*\)\s*)?VALUES\s*\(`, 'gim');
  return [...sql.matchAll(head)].map((match) => readValues(sql, match.index + match[0].length));
}

const literal = /\s*(?:N?'((?:[^']|'')*)'|(NULL)|(0x[0-9A-F]*)|(-?[\d.]+))\s*([,)])/iy;

function readValues(sql: string, start: number): SqlValue[] {
  const values: SqlValue[] = [];
  literal.lastIndex = start;
  for (;;) {
    const match = literal.exec(sql);
    if (match === null) throw new Error(`no SQL literal in: ${sql.slice(start, start + 80)}`);
    const [, text, isNull, binary, number, end] = match;
    if (text !== undefined) values.push(text.replaceAll("''", "'"));
    else if (isNull !== undefined || binary !== undefined) values.push(null);
    else values.push(Number(number));
    if (end === ')') return values;
  }
}
