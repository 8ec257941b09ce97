import iconv from 'iconv-lite';
import type { FileContent } from './file-content.js';
import { FileFault } from './file-content.js';

/** How the text of one file is written, and where it begins. */
export interface TextEncoding {
  readonly name: string;
  /** Length of the byte order mark. */
  readonly bomBytes: number;
  /** True where commas, quotes and line ends are the bytes that they are in ASCII, and no other character holds these bytes. */
  readonly isAsciiSafe: boolean;
}

const boms = [
  { name: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { name: 'utf-16le', bytes: [0xff, 0xfe] },
  { name: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

const safeEncodings =
  /^(utf8|ascii|usascii|latin\d+|iso8859\d+|windows125\d|cp125\d|win125\d|macintosh|macroman|koi8[ru]|cp(437|850|852|858))$/;

/** A byte order mark goes before the setting. */
export async function detectEncoding(file: FileContent, declared: string, signal: AbortSignal): Promise<TextEncoding> {
  const head = await firstBytes(file, signal);
  const bom = boms.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  const name = bom?.name ?? declared.toLowerCase();
  return { name, bomBytes: bom?.bytes.length ?? 0, isAsciiSafe: safeEncodings.test(name.replaceAll(/[^a-z\d]/g, '')) };
}

async function firstBytes(file: FileContent, signal: AbortSignal): Promise<Uint8Array> {
  const head: number[] = [];
  for await (const bytes of file.read(0, signal)) {
    head.push(...bytes.subarray(0, 4));
    if (head.length >= 4) break;
  }
  return Uint8Array.from(head);
}

const plainAscii = /^[\u0000-\u007f]*$/; // oxlint-disable-line no-control-regex

/** Decodes one text that was read byte by byte as Latin-1; undefined where it is not written in that encoding. */
export function decodeCell(text: string, { name }: TextEncoding): string | undefined {
  if (plainAscii.test(text)) return text;
  return decodeBytes(Buffer.from(text, 'latin1'), name);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function decodeBytes(bytes: Uint8Array, encoding: string): string | undefined {
  if (!isUtf8(encoding)) {
    const text = iconv.decode(Buffer.from(bytes), encoding, { stripBOM: false });
    return text.includes('\ufffd') ? undefined : text;
  }
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function isUtf8(encoding: string): boolean {
  return /^utf-?8$/i.test(encoding);
}

/** The place of the first byte that cannot be decoded, from the beginning of the bytes; undefined where all can. */
export function undecodableAt(bytes: Uint8Array, encoding: string): number | undefined {
  if (decodeBytes(bytes, encoding) !== undefined) return undefined;
  // Halves the stretch that decodes: a cut character at its end is no fault of the text.
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodesUpTo(bytes, middle, encoding)) good = middle;
    else bad = middle;
  }
  return lastStart(bytes, good, encoding);
}

function decodesUpTo(bytes: Uint8Array, end: number, encoding: string): boolean {
  if (isUtf8(encoding)) {
    try {
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  }
  return decodeBytes(bytes.subarray(0, end), encoding) !== undefined;
}

/** A sequence of UTF-8 is found to be broken at a byte behind its first one: the first one is named. */
function lastStart(bytes: Uint8Array, end: number, encoding: string): number {
  if (!isUtf8(encoding)) return end;
  for (let start = Math.max(0, end - 3); start < end; start += 1) {
    if (decodeBytes(bytes.subarray(0, start), encoding) !== undefined && decodeBytes(bytes.subarray(0, end), encoding) === undefined)
      return start;
  }
  return end;
}

export function undecodable(offset: number, encoding: string): FileFault {
  const message = `The byte at offset ${offset} is no ${encoding}. Set encoding to what the file is written in, such as windows-1252, and put it in again.`;
  return new FileFault('UNDECODABLE', message);
}

/** The text of a whole file, piece by piece, without its byte order mark. Throws where a byte is not of the encoding. */
export async function* decodeFile(file: FileContent, declared: string, signal: AbortSignal): AsyncGenerator<string> {
  const encoding = await detectEncoding(file, declared, signal);
  const decoder = isUtf8(encoding.name) ? undefined : iconv.getDecoder(encoding.name, { stripBOM: false });
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let offset = encoding.bomBytes;
  for await (const bytes of file.read(encoding.bomBytes, signal)) {
    yield decodeNext(bytes, offset, { encoding: encoding.name, strict, decoder });
    offset += bytes.length;
  }
  yield decodeNext(undefined, offset, { encoding: encoding.name, strict, decoder });
}

interface Decoding {
  readonly encoding: string;
  readonly strict: InstanceType<typeof TextDecoder>;
  readonly decoder: iconv.DecoderStream | undefined;
}

/** `bytes` undefined: the end. */
function decodeNext(bytes: Uint8Array | undefined, offset: number, { encoding, strict, decoder }: Decoding): string {
  if (decoder !== undefined) {
    const text = bytes === undefined ? (decoder.end() ?? '') : decoder.write(Buffer.from(bytes));
    if (!text.includes('\ufffd')) return text;
    throw undecodable(offset + (bytes === undefined ? -1 : (undecodableAt(bytes, encoding) ?? 0)), encoding);
  }
  try {
    return bytes === undefined ? strict.decode() : strict.decode(bytes, { stream: true });
  } catch {
    throw undecodable(offset + (bytes === undefined ? -1 : startOfFault(bytes)), encoding);
  }
}

/** A sequence that began in the piece before is no fault of this one's first bytes. */
function startOfFault(bytes: Uint8Array): number {
  let lead = 0;
  while (lead < 3 && ((bytes[lead] ?? 0) & 0xc0) === 0x80) lead += 1;
  return lead + (undecodableAt(bytes.subarray(lead), 'utf-8') ?? -lead);
}
