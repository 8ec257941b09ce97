import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isJsonObject, type JsonValue } from '../../core/json.js';
import { decodeFile } from './encoding.js';
import { type FileContent, FileFault, type RowContent } from './file-content.js';
import { refuseLarge } from './local-file.js';
import { toRecord } from './ndjson.js';
import type { ReadingSettings } from './settings.js';

export interface XmlReading {
  readonly settings: ReadingSettings['xml'];
  readonly encoding: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** The elements at the record path, attributes under `@name`, the text of an element with attributes under `#text`. Held in memory. */
export async function* readXml(file: FileContent, { settings, encoding, maxBytes, signal }: XmlReading): AsyncGenerator<RowContent> {
  refuseLarge(file, maxBytes, 'maxDocumentBytes');
  let text = '';
  for await (const piece of decodeFile(file, encoding, signal)) text += piece;
  if (text.trim() === '') return;
  let row = 0;
  for (const record of recordsOf(parseXml(text, settings), settings.recordPath)) yield toRecord(record === '' ? {} : record, ++row);
}

function parseXml(text: string, { lists, parseValues }: ReadingSettings['xml']): unknown {
  const checked = XMLValidator.validate(text);
  if (checked !== true) throw notXml(`${checked.err.msg}, line ${checked.err.line}`);
  const always = new Set(lists);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: parseValues,
    isArray: (name) => always.has(name),
  });
  try {
    return parser.parse(text);
  } catch (error) {
    throw notXml(error instanceof Error ? error.message : String(error));
  }
}

function recordsOf(document: unknown, path: string | undefined): readonly unknown[] {
  const steps = path?.split('.') ?? Object.keys(isJsonObject(document) ? document : {}).slice(0, 1);
  let found: JsonValue | undefined = document as JsonValue;
  for (const step of steps) {
    if (found === '') return [];
    const parent: JsonValue | undefined = found;
    found = isJsonObject(parent) ? parent[step] : undefined;
    // The root must be the one that was named; what is missing below it is an empty list.
    if (found === undefined && parent !== document) return [];
    if (found === undefined)
      throw new FileFault('NO_RECORDS', `There is no <${step}> at xml.recordPath "${path}". Correct the setting or the file.`);
  }
  return Array.isArray(found) ? found : found === undefined ? [] : [found];
}

function notXml(reason: string): FileFault {
  return new FileFault('NOT_XML', `The file is no XML (${reason}). Mend it, and put it in again.`);
}
