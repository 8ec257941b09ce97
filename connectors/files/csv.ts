import { pipeline, Readable } from 'node:stream';
import { type CsvError, type Options, parse } from 'csv-parse';
import type { JsonValue } from '../../core/json.js';
import { decodeCell, type TextEncoding, undecodable, undecodableAt } from './encoding.js';
import { type FileContent, FileFault, type FileRow, type Position, type RowContent } from './file-content.js';
import { skipLines } from './lines.js';
import type { CsvSettings } from './settings.js';

export interface CsvReading {
  readonly settings: CsvSettings;
  /** Where the settings name none. */
  readonly delimiter: string;
  readonly encoding: TextEncoding;
  readonly maxRecordBytes: number;
  readonly from?: Position | undefined;
  readonly signal: AbortSignal;
}

interface RawRow {
  readonly record: readonly string[];
  readonly info: { readonly bytes: number };
}

/**
 * The rows of a file from a position on. The bytes are parsed as Latin-1, so that positions are bytes of the file, and each
 * cell is decoded by itself. A row that is ragged or badly quoted harms only itself.
 */
export async function* readCsv(file: FileContent, reading: CsvReading): AsyncGenerator<FileRow> {
  const { columns, body } = await readHeader(file, reading);
  let position = reading.from ?? { byte: body, row: 0 };
  for (;;) {
    const start = position.byte;
    const { rows, fault } = rawRows(file, start, reading);
    for await (const { record, info } of rows) {
      const end = { byte: start + info.bytes, row: position.row + 1 };
      if (isBefore(fault(), end.byte - start)) break;
      const cells = await decodeRow(file, { record, from: position.byte, to: end.byte }, reading);
      yield { row: end.row, end, content: toContent(cells, { columns, row: end.row, settings: reading.settings }) };
      position = end;
    }
    const error = fault();
    if (error === undefined) return;
    const bad = await afterBadRow(file, { error, position }, reading);
    yield bad;
    position = bad.end;
  }
}

/** The parser runs ahead: what it has stumbled over may lie behind rows that are still to be given. */
function isBefore(fault: Fault | undefined, byte: number): boolean {
  return fault !== undefined && (fault.bytes ?? 0) < byte;
}

type Fault = CsvError & { readonly bytes?: number };

interface RawRows {
  readonly rows: AsyncIterable<RawRow>;
  /** The first row that could not be parsed; rows before it are given, rows behind it are not to be trusted. */
  readonly fault: () => Fault | undefined;
}

function rawRows(file: FileContent, start: number, { settings, delimiter, maxRecordBytes, signal }: CsvReading): RawRows {
  let fault: Fault | undefined;
  const options: Options = {
    encoding: 'latin1',
    delimiter: latin1(settings.delimiter ?? delimiter),
    quote: settings.quote === null ? false : settings.quote,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      fault ??= error;
    },
    max_record_size: maxRecordBytes,
    info: true,
  };
  const parser = parse(options);
  // Reads one piece ahead, and not sixteen, as streams of objects do.
  pipeline(Readable.from(file.read(start, signal), { objectMode: false }), parser, () => {});
  return { rows: parser as AsyncIterable<RawRow>, fault: () => fault };
}

/** A delimiter as the bytes that it is in the file, for parsing bytes as Latin-1. */
function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

interface Header {
  /** Undefined where the file has no row at all. */
  readonly columns: readonly string[];
  /** The first byte behind the header. */
  readonly body: number;
}

async function readHeader(file: FileContent, reading: CsvReading): Promise<Header> {
  const { settings, encoding, signal } = reading;
  const begin = await skipLines(file, { from: encoding.bomBytes, count: settings.skipLines }, signal);
  if (settings.header !== 'first') return { columns: settings.header, body: begin };
  const { rows, fault } = rawRows(file, begin, reading);
  for await (const { record, info } of rows) {
    if (isBefore(fault(), info.bytes)) break;
    const body = begin + info.bytes;
    const names = (await decodeRow(file, { record, from: begin, to: body }, reading)).map((name) => name.trim());
    return { columns: checkedColumns(names), body };
  }
  const error = fault();
  if (error === undefined) return { columns: [], body: begin };
  throw new FileFault('BAD_HEADER', `The header cannot be read: ${error.message}. Mend it, and put the file in again.`, { cause: error });
}

/** Without names that are blank or come twice, which would lose values. */
export function checkedColumns(names: readonly string[]): readonly string[] {
  const blank = names.findIndex((name) => name === '');
  if (blank !== -1) throw new FileFault('BAD_HEADER', `Column ${blank + 1} has no name. Name it, and put the file in again.`);
  const again = names.find((name, index) => names.indexOf(name) !== index);
  if (again === undefined) return names;
  throw new FileFault('BAD_HEADER', `The column "${again}" comes twice. Name every column once, and put the file in again.`);
}

interface Stretch {
  readonly record: readonly string[];
  readonly from: number;
  readonly to: number;
}

async function decodeRow(file: FileContent, { record, from, to }: Stretch, { encoding, signal }: CsvReading): Promise<readonly string[]> {
  const cells: string[] = [];
  for (const cell of record) {
    const decoded = decodeCell(cell, encoding);
    if (decoded === undefined)
      throw undecodable(from + (undecodableAt(await bytesOf(file, { from, to }, signal), encoding.name) ?? 0), encoding.name);
    cells.push(decoded);
  }
  return cells;
}

async function bytesOf(file: FileContent, { from, to }: { readonly from: number; readonly to: number }, signal: AbortSignal) {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of file.read(from, signal)) {
    parts.push(bytes);
    length += bytes.length;
    if (length >= to - from) break;
  }
  return Buffer.concat(parts).subarray(0, to - from);
}

interface RowShape {
  readonly columns: readonly string[];
  readonly row: number;
  readonly settings: CsvSettings;
}

function toContent(cells: readonly string[], { columns, row, settings }: RowShape): RowContent {
  if (cells.length !== columns.length) {
    const message = `Row ${row} has ${cells.length} cells, the header ${columns.length}. Mend the row, and put the file in again.`;
    return { problem: { code: 'RAGGED_ROW', message, raw: cells } };
  }
  const record: [string, JsonValue][] = [];
  for (const [index, cell] of cells.entries()) {
    const value = settings.trim ? cell.trim() : cell;
    if (value === '' && settings.emptyCells === 'omit') continue;
    record.push([columns[index] ?? '', value === '' && settings.emptyCells === 'null' ? null : value]);
  }
  return { record: Object.fromEntries(record) };
}

const badRows = new Set(['CSV_INVALID_CLOSING_QUOTE', 'INVALID_OPENING_QUOTE']);

/** The row that stopped the parser, up to the end of its line; reading goes on behind it. Throws what no row is to blame for. */
async function afterBadRow(
  file: FileContent,
  { error, position }: { readonly error: CsvError; readonly position: Position },
  { signal, maxRecordBytes }: CsvReading,
): Promise<FileRow> {
  const row = position.row + 1;
  if (!badRows.has(error.code)) {
    const reason =
      error.code === 'CSV_MAX_RECORD_SIZE' ? `is longer than ${maxRecordBytes} bytes (maxRecordBytes)` : 'begins a quote that does not end';
    const message = `Row ${row} ${reason}; nothing behind it can be told apart. Mend it, and put the file in again.`;
    throw new FileFault('OPEN_QUOTE', message, { cause: error });
  }
  const { byte, raw } = await nextLine(file, position.byte, signal);
  const message = `Row ${row} has a quote in the wrong place (${error.message}). Double it, or set csv.quote; then put the file in again.`;
  return { row, end: { byte, row }, content: { problem: { code: 'BAD_QUOTE', message, raw } } };
}

/** The first line from there on that is not empty. */
async function nextLine(file: FileContent, from: number, signal: AbortSignal): Promise<{ readonly byte: number; readonly raw: string }> {
  const byte = await skipLines(file, { from, count: 1 }, signal);
  const raw = (await bytesOf(file, { from, to: byte }, signal)).toString('utf8').trim();
  return raw === '' && byte < file.size ? await nextLine(file, byte, signal) : { byte, raw };
}
