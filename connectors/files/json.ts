import { JSONParser } from '@streamparser/json';
import { decodeFile } from './encoding.js';
import { type FileContent, FileFault, type RowContent } from './file-content.js';
import { toRecord } from './ndjson.js';

export interface JsonReading {
  readonly encoding: string;
  readonly recordPath: string | undefined;
  readonly signal: AbortSignal;
}

/** The elements of the list at the record path; without one, those of the document, or the document where it is no list. */
export async function* readJson(file: FileContent, reading: JsonReading): AsyncGenerator<RowContent> {
  let row = 0;
  const path = reading.recordPath === undefined ? undefined : `$.${reading.recordPath}`;
  for await (const value of valuesAt(file, reading, path && `${path}.*`)) yield toRecord(value, ++row);
  if (row > 0 || path === undefined) return;
  // An empty list, or no list at all: the second reading tells, and finds little.
  for await (const value of valuesAt(file, reading, path)) {
    if (Array.isArray(value)) return;
    throw new FileFault(
      'NO_RECORDS',
      `What stands at json.recordPath "${reading.recordPath}" is no list. Correct the setting or the file.`,
    );
  }
  throw new FileFault('NO_RECORDS', `There is nothing at json.recordPath "${reading.recordPath}". Correct the setting or the file.`);
}

/** Keeps nothing but what is given next. */
async function* valuesAt(file: FileContent, { encoding, signal }: JsonReading, path: string | undefined): AsyncGenerator {
  let parser: JSONParser | undefined;
  let values: unknown[] = [];
  try {
    for await (const text of decodeFile(file, encoding, signal)) {
      const begun = text.trimStart();
      if (parser === undefined && begun === '') continue;
      parser ??= newParser(path ?? (begun.startsWith('[') ? '$.*' : '$'), (value) => values.push(value));
      parser.write(text);
      yield* values;
      values = [];
    }
    if (parser !== undefined && !parser.isEnded) parser.end();
  } catch (error) {
    throw error instanceof FileFault || signal.aborted ? error : notJson(error);
  }
}

function newParser(path: string, onValue: (value: unknown) => void): JSONParser {
  const parser = new JSONParser({ paths: [path], keepStack: false });
  parser.onValue = ({ value }) => onValue(value);
  return parser;
}

function notJson(error: unknown): FileFault {
  const reason = error instanceof Error ? error.message : String(error);
  return new FileFault('NOT_JSON', `The file is no JSON (${reason}). Mend it, and put it in again.`, { cause: error });
}
