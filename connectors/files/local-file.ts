import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type FileContent, FileFault } from './file-content.js';

/** A file on this machine's disk. */
export interface LocalFile extends FileContent {
  readonly path: string;
}

/** `name`: where the file's own name does not tell the format. */
export async function openLocal(path: string, name = path): Promise<LocalFile> {
  const { size } = await stat(path);
  return {
    path,
    name,
    size,
    read: (start, signal) => createReadStream(path, { start, signal, highWaterMark: 128 * 1024 }) as AsyncIterable<Uint8Array>,
  };
}

/** All bytes, of files that cannot be read piece by piece. */
export async function wholeFile(file: FileContent, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  refuseLarge(file, maxBytes, 'maxDocumentBytes');
  const parts: Uint8Array[] = [];
  for await (const bytes of file.read(0, signal)) parts.push(bytes);
  return Buffer.concat(parts);
}

export function refuseLarge({ size }: { readonly size: number }, maxBytes: number, setting: string): void {
  if (size <= maxBytes) return;
  throw new FileFault(
    'TOO_LARGE',
    `The file has ${size} bytes, at most ${maxBytes} are read (${setting}). Split it, or raise the setting.`,
  );
}
