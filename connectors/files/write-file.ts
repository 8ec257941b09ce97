import { stringify } from 'csv-stringify/sync';
import { XMLBuilder } from 'fast-xml-parser';
import type { JsonObject, JsonValue } from '../../core/json.js';
import { columnsOf, type FlatRow, flatten } from './flatten.js';
import { writeXlsx } from './write-xlsx.js';

export const writtenFormats = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  xml: 'application/xml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type WrittenFormat = keyof typeof writtenFormats;

export interface WritingSettings {
  readonly format: WrittenFormat;
  readonly delimiter: string;
  readonly xmlRoot: string;
}

/** One record as a file. Throws ColumnClash where rows cannot hold it, and RangeError where it has too many of them. */
export async function writeFile(record: JsonObject, { format, delimiter, xmlRoot }: WritingSettings): Promise<Uint8Array | string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(record, null, 2)}\n`;
    case 'ndjson':
      return `${JSON.stringify(record)}\n`;
    case 'csv':
      return writeCsv(flatten(record), delimiter);
    case 'xml':
      return writeXml(record, xmlRoot);
    case 'xlsx':
      return await writeXlsx(flatten(record));
  }
}

/** Texts that a spreadsheet would take for a formula stay what they are: whoever opens them there decides. */
function writeCsv(rows: readonly FlatRow[], delimiter: string): string {
  return stringify([...rows], {
    header: true,
    columns: columnsOf(rows).map((key) => ({ key })),
    delimiter,
    record_delimiter: '\r\n',
    cast: { boolean: String },
  });
}

function writeXml(record: JsonObject, root: string): string {
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true, suppressEmptyNode: false });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: withoutNull(record) })}`;
}

/** What is null is an empty element. */
function withoutNull(value: JsonValue): unknown {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map((one: JsonValue) => withoutNull(one));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutNull(one)]));
}
