import type { JsonValue } from '../../core/json.js';
import { readCsv } from './csv.js';
import type { DocumentParser } from './document-parser.js';
import { decodeFile, detectEncoding } from './encoding.js';
import { type FileContent, type FileRow, type Position, type RowContent } from './file-content.js';
import { formatOf, packingOf } from './formats.js';
import { readJson } from './json.js';
import { type LocalFile, refuseLarge } from './local-file.js';
import { readNdjson } from './ndjson.js';
import type { FileFormat, ReadingSettings } from './settings.js';
import { readSpool, spoolOf } from './spool.js';
import { gunzip, unzip } from './unpack.js';
import { type Workshop, writeAll } from './workshop.js';
import { readXlsx } from './xlsx.js';
import { readXml } from './xml.js';

export interface FileReading {
  readonly file: FileContent;
  /** Equal for the same content, and for no other: names what is made of it on disk. */
  readonly id: string;
  readonly settings: ReadingSettings;
  readonly workshop: Workshop;
  readonly parser: DocumentParser;
  /** Words that choose among document parsers. */
  readonly tags: Readonly<Record<string, string>>;
  readonly ticket?: JsonValue | undefined;
  readonly from?: Position | undefined;
  readonly signal: AbortSignal;
}

/** The document is still in the works elsewhere; to be read again with this ticket. */
export class NotYetParsed extends Error {
  readonly ticket: JsonValue;
  readonly waitMs: number;

  constructor(ticket: JsonValue, waitMs: number) {
    super('the document is still in the works');
    this.ticket = ticket;
    this.waitMs = waitMs;
  }
}

/**
 * The rows of a file from a position on. Texts of lines are read from there; everything else is first made into such a text
 * on disk, in one pass, whoever reads from the middle. Throws FileFault where the file is to blame, NotYetParsed where it waits.
 */
export async function* rowsOf(reading: FileReading): AsyncGenerator<FileRow> {
  const { settings, signal, from } = reading;
  const file = await unpacked(reading);
  const format = formatOf(file.name, settings);
  if (format !== 'csv' && format !== 'tsv' && format !== 'ndjson') {
    yield* readSpool(await spooled(file, format, reading), { from, signal });
    return;
  }
  const text = await asciiSafe(file, reading);
  const encoding = await detectEncoding(text, text === file ? settings.encoding : 'utf-8', signal);
  const { maxRecordBytes } = settings;
  if (format === 'ndjson') yield* readNdjson(text, { encoding, maxRecordBytes, from, signal });
  else yield* readCsv(text, { settings: settings.csv, delimiter: format === 'tsv' ? '\t' : ',', encoding, maxRecordBytes, from, signal });
}

/** The ids of what `rowsOf` may have made on disk of a file with that id. */
export function madeOf(id: string): readonly string[] {
  return ['raw', 'unpacked', 'utf-8', 'rows'].map((what) => `${id}\n${what}`);
}

async function unpacked(reading: FileReading): Promise<FileContent> {
  const { file, settings, workshop, id, signal } = reading;
  const packing = packingOf(file.name);
  if (packing === undefined) return file;
  const unpacking = { maxBytes: settings.maxUnpackedBytes, zipEntry: settings.zipEntry };
  const packed = await onDisk(file, reading);
  const { name, pieces } = packing === 'gzip' ? gunzip(packed, unpacking) : await unzip(packed, unpacking);
  return await workshop.have(`${id}\nunpacked`, async (path) => await writeAll(path, pieces, signal), name);
}

async function onDisk(file: FileContent, { settings, workshop, id, signal }: FileReading): Promise<LocalFile> {
  if ('path' in file) return file as LocalFile;
  refuseLarge(file, settings.maxFileBytes, 'maxFileBytes');
  return await workshop.have(`${id}\nraw`, async (path) => await writeAll(path, file.read(0, signal), signal), file.name);
}

/** The same text in UTF-8, where its own encoding hides line ends and delimiters. */
async function asciiSafe(file: FileContent, { settings, workshop, id, signal }: FileReading): Promise<FileContent> {
  const { isAsciiSafe } = await detectEncoding(file, settings.encoding, signal);
  if (isAsciiSafe) return file;
  refuseLarge(file, settings.maxUnpackedBytes, 'maxUnpackedBytes');
  const pieces = decodeFile(file, settings.encoding, signal);
  return await workshop.have(`${id}\nutf-8`, async (path) => await writeAll(path, pieces, signal), file.name);
}

async function spooled(file: FileContent, format: FileFormat, reading: FileReading): Promise<LocalFile> {
  const { settings, workshop, id, signal } = reading;
  refuseLarge(file, settings.maxFileBytes, 'maxFileBytes');
  return await workshop.have(`${id}\nrows`, async (path) => await writeAll(path, spoolOf(converted(file, format, reading)), signal));
}

async function* converted(file: FileContent, format: FileFormat, reading: FileReading): AsyncGenerator<RowContent> {
  const { settings, signal } = reading;
  const { encoding, maxDocumentBytes: maxBytes, json, xml, xlsx } = settings;
  if (format === 'json') yield* readJson(file, { encoding, recordPath: json.recordPath, signal });
  else if (format === 'xml') yield* readXml(file, { settings: xml, encoding, maxBytes, signal });
  else if (format === 'xlsx') yield* readXlsx(await onDisk(file, reading), { settings: xlsx, maxBytes: settings.maxUnpackedBytes });
  else yield* parsed(file, reading);
}

async function* parsed(file: FileContent, { parser, id, tags, ticket, signal }: FileReading): AsyncGenerator<RowContent> {
  const answer = await parser.parse({ file, id, tags, ticket, signal });
  if (answer.state === 'pending') throw new NotYetParsed(answer.ticket, answer.waitMs);
  for (const record of answer.records) yield { record };
}
