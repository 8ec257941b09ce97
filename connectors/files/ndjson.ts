import { isJsonObject } from '../../core/json.js';
import { decodeBytes, type TextEncoding, undecodable, undecodableAt } from './encoding.js';
import type { FileContent, FileRow, Position, RowContent } from './file-content.js';
import { readLines } from './lines.js';

export interface NdjsonReading {
  readonly encoding: TextEncoding;
  readonly maxRecordBytes: number;
  readonly from?: Position | undefined;
  readonly signal: AbortSignal;
}

/** One record per line. A line that is none harms only itself. */
export async function* readNdjson(file: FileContent, { encoding, maxRecordBytes, from, signal }: NdjsonReading): AsyncGenerator<FileRow> {
  const { byte, row: before } = from ?? { byte: encoding.bomBytes, row: 0 };
  let row = before;
  for await (const { bytes, start, end } of readLines(file, { from: byte, maxBytes: maxRecordBytes }, signal)) {
    const text = decodeBytes(bytes, encoding.name);
    if (text === undefined) throw undecodable(start + (undecodableAt(bytes, encoding.name) ?? 0), encoding.name);
    if (text.trim() === '') continue;
    row += 1;
    yield { row, end: { byte: end, row }, content: recordOf(text, row) };
  }
}

function recordOf(text: string, row: number): RowContent {
  try {
    return toRecord(JSON.parse(text), row);
  } catch (error) {
    const message = `Row ${row} is no JSON (${error instanceof Error ? error.message : String(error)}). Mend the line, and put the file in again.`;
    return { problem: { code: 'NOT_JSON', message, raw: text } };
  }
}

/** Objects alone are records. */
export function toRecord(value: unknown, row: number): RowContent {
  if (isJsonObject(value)) return { record: value };
  const found = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
  const raw = JSON.stringify(value) ?? 'undefined';
  return { problem: { code: 'NO_RECORD', message: `Row ${row} is ${found}; an object with fields was expected.`, raw } };
}
