import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** An item may hold 400 KB, names and keys included. */
export const mostBytes = 380 * 1024;

/** So much JSON always fits, however badly it compresses. */
export const safeCharacters = 100 * 1024;

export function compress(json: string): Promise<Uint8Array> {
  return deflate(json, { level: 3 });
}

export async function decompress(bytes: Uint8Array): Promise<string> {
  return (await inflate(bytes)).toString('utf8');
}
