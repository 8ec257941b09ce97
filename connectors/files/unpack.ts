import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { createGunzip } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { FileFault } from './file-content.js';
import type { LocalFile } from './local-file.js';

export interface Unpacking {
  readonly maxBytes: number;
  /** The file within a zip, where it holds several. */
  readonly zipEntry?: string | undefined;
}

export interface Unpacked {
  /** Its extension tells the format. */
  readonly name: string;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** The content of a gzip file, for one pass. */
export function gunzip({ path, name }: LocalFile, { maxBytes }: Unpacking): Unpacked {
  const unpacked = createGunzip();
  pipeline(createReadStream(path), unpacked, () => {});
  return { name: name.replace(/\.g(z|zip)$/i, ''), pieces: upTo(unpacked, maxBytes) };
}

/** The content of the one file in a zip, or of the named one, for one pass. */
export async function unzip(file: LocalFile, { maxBytes, zipEntry }: Unpacking): Promise<Unpacked> {
  const zip = await openZip(file);
  try {
    const entry = choose(await entriesOf(zip), zipEntry);
    return { name: entry.fileName, pieces: closing(zip, upTo(await zip.openReadStreamPromise(entry), maxBytes)) };
  } catch (error) {
    zip.close();
    throw asCorrupt(error);
  }
}

/** Throws where it is no zip, is damaged or protected, or holds more than that. Reads its directory alone. */
export async function checkZip(file: LocalFile, maxBytes: number): Promise<void> {
  const zip = await openZip(file);
  try {
    const bytes = (await entriesOf(zip)).reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    if (bytes > maxBytes) throw tooLarge(maxBytes);
  } catch (error) {
    throw asCorrupt(error);
  } finally {
    zip.close();
  }
}

/** A protected workbook is no zip but a compound file, as old workbooks are. */
const compoundFile = 'd0cf11e0a1b11ae1';

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function openZip({ path }: LocalFile): Promise<ZipFile> {
  if ((await headOf(path)).toString('hex') === compoundFile)
    throw new FileFault(
      'PROTECTED',
      'The workbook is protected by a password, or of the old format xls. Save it as xlsx without a password.',
    );
  return await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error: unknown) => {
    throw asCorrupt(error);
  });
}

async function entriesOf(zip: ZipFile): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  if (entries.some((entry) => entry.isEncrypted()))
    throw new FileFault('PROTECTED', 'The zip is protected by a password. Pack it without one.');
  return entries;
}

function choose(entries: readonly Entry[], wanted: string | undefined): Entry {
  const files = entries.filter(({ fileName }) => !fileName.endsWith('/') && !fileName.startsWith('__MACOSX/'));
  const names = files.map(({ fileName }) => fileName);
  const [only] = wanted === undefined ? files : files.filter(({ fileName }) => fileName === wanted);
  if (only === undefined)
    throw new FileFault(
      'ZIP_ENTRY',
      `The zip holds ${wanted === undefined ? 'no file' : `no file "${wanted}"`}. It holds: ${names.join(', ')}.`,
    );
  if (wanted !== undefined || files.length === 1) return only;
  throw new FileFault(
    'ZIP_ENTRY',
    `The zip holds ${files.length} files: ${names.slice(0, 10).join(', ')}. Pack one, or name one as zipEntry.`,
  );
}

async function* upTo(stream: Readable, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      bytes += piece.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      yield piece;
    }
  } catch (error) {
    throw asCorrupt(error);
  }
}

async function* closing(zip: ZipFile, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } finally {
    zip.close();
  }
}

function tooLarge(maxBytes: number): FileFault {
  return new FileFault('TOO_LARGE', `Unpacked it has more than ${maxBytes} bytes (maxUnpackedBytes). Split it, or raise the setting.`);
}

/** What the libraries throw about a file is the file's fault; what the disk throws is not. */
export function asCorrupt(error: unknown): unknown {
  if (error instanceof FileFault || !isNativeError(error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (/^E[A-Z]+$/.test(code) || error.name === 'AbortError') return error;
  return new FileFault('CORRUPT', `The file is damaged (${error.message.slice(0, 200)}). Make it anew, and put it in again.`, {
    cause: error,
  });
}
