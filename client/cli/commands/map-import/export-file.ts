import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { isJsonObject, type JsonObject } from '../../../../core/json.js';
import { UsageError } from '../../failures.js';
import { isDynamo, plain } from './dynamo-json.js';

/** Rows of an export of the predecessor's tables, as plain objects; a file that holds no rows is given as `whole`. */
export interface ExportFile {
  readonly rows: readonly JsonObject[];
  readonly whole?: JsonObject;
}

export interface ExportedMetadata {
  /** `target-source`, as the predecessor joined them; absent where the file says nothing of it. */
  readonly targetSource?: string;
  readonly column: string;
  readonly metadata: unknown;
}

/** Reads JSON, JSON lines, or CSV with a header; plain, or in the types of DynamoDB. Throws a UsageError for anything else. */
export function readExport(file: string): ExportFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const isJson = /^\s*[[{]/.test(text);
  const value = isJson ? parseJson(text, file) : parseCsv(text, file);
  return toRows(value);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      if (lines.length > 1) return lines.map((line) => JSON.parse(line) as unknown);
    } catch {
      // Neither one document nor one a line: the first error says more.
    }
    throw new UsageError(`${file} is not JSON: ${String(error)}`);
  }
}

function parseCsv(text: string, file: string): unknown {
  try {
    return parse(text, { columns: true, skip_empty_lines: true });
  } catch (error) {
    throw new UsageError(`${file} is neither JSON nor CSV: ${String(error)}`);
  }
}

function toRows(value: unknown): ExportFile {
  const listed = Array.isArray(value) ? value : isJsonObject(value) ? listIn(value) : undefined;
  if (listed !== undefined) return { rows: (listed as readonly unknown[]).map(toRow).filter(isJsonObject) };
  return isJsonObject(value) ? (isRow(toRow(value)) ? { rows: [toRow(value) as JsonObject] } : { rows: [], whole: value }) : { rows: [] };
}

/** What a scan, or `metadata list --json`, puts its rows in. */
function listIn(value: JsonObject): unknown {
  const { Items, data } = value;
  if (Array.isArray(Items)) return Items;
  return isJsonObject(data) && Array.isArray(data['rows']) ? data['rows'] : undefined;
}

function toRow(value: unknown): unknown {
  const item = isJsonObject(value) && Object.keys(value).length === 1 && isJsonObject(value['Item']) ? value['Item'] : value;
  return isJsonObject(item) && Object.values(item).every(isDynamo)
    ? Object.fromEntries(Object.entries(item).map(([name, one]) => [name, plain(one)]))
    : item;
}

function isRow(value: unknown): boolean {
  return isJsonObject(value) && ('variable' in value || 'column' in value);
}

/** The rows that are of product metadata. */
export function metadataRowsOf(rows: readonly JsonObject[]): readonly ExportedMetadata[] {
  return rows.flatMap((row) => {
    const { column, metadata, target_source: targetSource } = row;
    if (typeof column !== 'string') return [];
    return [
      { column, metadata: metadata === undefined ? row : fromText(metadata), ...(typeof targetSource === 'string' && { targetSource }) },
    ];
  });
}

/** A value that an export has as text, or in the types of DynamoDB. */
export function fromText(value: unknown): unknown {
  if (isDynamo(value)) return plain(value);
  if (typeof value !== 'string') return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return isDynamo(parsed) ? plain(parsed) : parsed;
  } catch {
    return value;
  }
}
