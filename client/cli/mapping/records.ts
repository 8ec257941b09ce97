import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isJsonObject, type JsonObject } from '../../../core/json.js';
import { recentRecords } from '../../../stores/recent-records.js';
import { type CommandInput, countOption, textOption } from '../command.js';
import type { Context } from '../context.js';
import { UsageError } from '../failures.js';

export interface NamedRecord {
  /** Of a file: its place there, `#3`. */
  readonly srcId: string;
  readonly record: JsonObject;
}

/** Records to run mappings over, and how many there were without one. */
export interface RecordSet {
  readonly records: readonly NamedRecord[];
  readonly withoutRaw: number;
  /** What the records are, for people. */
  readonly from: string;
}

export const recordOptions = [
  { flags: '--last <count>', summary: 'the last entities that the sync staged, with the raw records that are kept; default 500' },
  { flags: '--in <file>', summary: 'records from a file instead: an array, one object, or an object a line; - reads standard input' },
] as const;

const defaultLast = 500;

/** The records that the options name. */
export async function recordsOf(context: Context, input: CommandInput, syncId: string | undefined): Promise<RecordSet> {
  const file = textOption(input, 'in');
  if (file !== undefined) {
    const records = readRecords(context, file).map((record, index) => ({ srcId: `#${index + 1}`, record }));
    return { records, withoutRaw: 0, from: file === '-' ? 'standard input' : file };
  }
  if (syncId === undefined) throw new UsageError('Name the records: either --sync ID, or --in FILE.');
  const found = await recentRecords(await context.store(), syncId, countOption(input, 'last') ?? defaultLast);
  const records = found.flatMap(({ srcId, raw }) => (isJsonObject(raw) ? [{ srcId, record: raw }] : []));
  return { records, withoutRaw: found.length - records.length, from: `the last ${found.length} entities of ${syncId}` };
}

/** How many of them could be used, and why not all. */
export function describeSet({ records, withoutRaw, from }: RecordSet): string {
  if (withoutRaw === 0) return `${records.length} records: ${from}.`;
  return `${records.length} records: ${from}; of ${withoutRaw} no raw record is kept (keepRaw: failed, or older than retention.payloads), and nothing is known of them.`;
}

/** One JSON object. Throws a UsageError where the file holds anything else. */
export function readRecord(context: Context, file: string): JsonObject {
  const { name, text } = readText(context, file);
  const value = parsed(text, name);
  if (isJsonObject(value)) return value;
  throw new UsageError(`${name} must hold one JSON object.`);
}

function readRecords(context: Context, file: string): readonly JsonObject[] {
  const { name, text } = readText(context, file);
  const values = valuesOf(text, name);
  const wrong = values.findIndex((value) => !isJsonObject(value));
  if (wrong >= 0) throw new UsageError(`${name} must hold JSON objects; number ${wrong + 1} is none.`);
  return values.filter(isJsonObject);
}

function valuesOf(text: string, name: string): readonly unknown[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const isByLine = lines.length > 1 && lines.every((line) => line.trimStart().startsWith('{') && line.trimEnd().endsWith('}'));
  if (isByLine) return lines.map((line, index) => parsed(line, `${name}, record ${index + 1},`));
  const value = parsed(text, name);
  return Array.isArray(value) ? value : [value];
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${String(error)}`);
  }
}

function readText({ cwd }: Context, file: string): { readonly name: string; readonly text: string } {
  const name = file === '-' ? 'standard input' : resolve(cwd, file);
  try {
    return { name, text: readFileSync(file === '-' ? 0 : name, 'utf8') };
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
