import { PythonError } from '../error.js';
import type { Run } from '../run.js';
import { Bytes } from '../value.js';

type Encoding = 'utf-8' | 'ascii' | 'latin-1' | 'utf-8-sig';

const encodings: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  u8: 'utf-8',
  utf: 'utf-8',
  cp65001: 'utf-8',
  utf8sig: 'utf-8-sig',
  ascii: 'ascii',
  usascii: 'ascii',
  646: 'ascii',
  latin1: 'latin-1',
  latin: 'latin-1',
  iso88591: 'latin-1',
  l1: 'latin-1',
};

function encodingNamed(name: string): Encoding {
  const plain = name.toLowerCase().replace(/[\s_-]/g, '');
  const encoding = Object.hasOwn(encodings, plain) ? encodings[plain] : undefined;
  if (encoding === undefined) throw new PythonError('LookupError', `unknown encoding: ${name}`);
  return encoding;
}

const highest = { 'utf-8': 0x10ffff, 'utf-8-sig': 0x10ffff, ascii: 0x7f, 'latin-1': 0xff };

/** `text.encode(encoding, errors)`. */
export function encodeText(run: Run, text: string, encodingName: string, errors: string): Bytes {
  const encoding = encodingNamed(encodingName);
  run.text(text.length * 4);
  const parts: number[] = encoding === 'utf-8-sig' ? [0xef, 0xbb, 0xbf] : [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    if (code <= highest[encoding] && !isSurrogate) parts.push(...bytesOf(character, encoding));
    else parts.push(...Buffer.from(substitute(character, encodingName, errors), 'utf8'));
  }
  return new Bytes(Uint8Array.from(parts));
}

function bytesOf(character: string, encoding: Encoding): Iterable<number> {
  return encoding.startsWith('utf-8') ? Buffer.from(character, 'utf8') : [character.charCodeAt(0)];
}

function substitute(character: string, encoding: string, errors: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (errors === 'ignore') return '';
  if (errors === 'replace') return '?';
  if (errors === 'xmlcharrefreplace') return `&#${code};`;
  if (errors === 'backslashreplace') {
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  }
  if (errors !== 'strict') throw new PythonError('LookupError', `unknown error handler name '${errors}'`);
  throw new PythonError('UnicodeEncodeError', `'${encoding}' codec can't encode character '${character}'`);
}

const replacement = '\ufffd';

/** `data.decode(encoding, errors)`. */
export function decodeBytes(run: Run, { data }: Bytes, encodingName: string, errors: string): string {
  const encoding = encodingNamed(encodingName);
  run.text(data.length);
  if (encoding === 'latin-1') return Buffer.from(data).toString('latin1');
  if (encoding === 'ascii')
    return Array.from(data, (byte) => (byte < 128 ? String.fromCharCode(byte) : undecodable(encodingName, errors))).join('');
  const start = encoding === 'utf-8-sig' && data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? 3 : 0;
  return decodeUtf8(data.subarray(start), encodingName, errors);
}

function decodeUtf8(data: Uint8Array, encodingName: string, errors: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    const instead = undecodable(encodingName, errors);
    const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
    return piecesBetweenReplacements(data)
      .map((piece) => lenient.decode(piece).replaceAll(replacement, instead))
      .join(replacement);
  }
}

/** The characters that say "not decodable" may also stand in the data itself. */
function piecesBetweenReplacements(data: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (let index = 0; index + 2 < data.length; index += 1) {
    if (data[index] !== 0xef || data[index + 1] !== 0xbf || data[index + 2] !== 0xbd) continue;
    pieces.push(data.subarray(start, index));
    start = index + 3;
  }
  return [...pieces, data.subarray(start)];
}

function undecodable(encoding: string, errors: string): string {
  if (errors === 'ignore') return '';
  if (errors === 'replace') return replacement;
  if (errors !== 'strict') throw new PythonError('LookupError', `unknown error handler name '${errors}'`);
  throw new PythonError('UnicodeDecodeError', `'${encoding}' codec can't decode these bytes`);
}
