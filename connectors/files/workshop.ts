import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type LocalFile, openLocal } from './local-file.js';

/** What lies longer than this without being read is left over from a process that died. */
const keptMs = 24 * 3_600_000;

/**
 * A folder on this machine's disk for what is made of files that cannot be read from the middle. What lies there can be
 * made again at any time, byte by byte the same: any other worker does, where it goes on with such a file.
 */
export class Workshop {
  readonly #folder: string;
  #isSwept = false;

  constructor(folder = join(tmpdir(), 'datawald-files')) {
    this.#folder = folder;
  }

  /** `id`: equal for equal content. `make` is called where it is not there yet; half of it is never seen. */
  async have(id: string, make: (path: string) => Promise<void>, name?: string): Promise<LocalFile> {
    await this.#sweep();
    const path = this.#pathOf(id);
    if (!(await exists(path))) await this.#make(path, make);
    await utimes(path, new Date(), new Date());
    return await openLocal(path, name);
  }

  async #make(path: string, make: (path: string) => Promise<void>): Promise<void> {
    const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
    try {
      await make(partial);
      await rename(partial, path);
    } finally {
      await rm(partial, { force: true });
    }
  }

  /** Throws away what was made under this id. */
  async drop(id: string): Promise<void> {
    await rm(this.#pathOf(id), { force: true });
  }

  #pathOf(id: string): string {
    return join(this.#folder, createHash('sha256').update(id).digest('hex').slice(0, 40));
  }

  async #sweep(): Promise<void> {
    if (this.#isSwept) return;
    this.#isSwept = true;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const seen = await stat(path).catch(() => undefined);
      if (seen !== undefined && Date.now() - seen.mtimeMs > keptMs) await rm(path, { force: true });
    }
  }
}

/** Writes all pieces into a file, as fast as the disk takes them. */
export async function writeAll(path: string, pieces: AsyncIterable<Uint8Array | string>, signal: AbortSignal): Promise<void> {
  await pipeline(Readable.from(pieces), createWriteStream(path, { mode: 0o600 }), { signal });
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
