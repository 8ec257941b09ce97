import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Connector, Endpoint, Page, ReadRequest } from '../../connectors/connector.js';
import type { SourceEntity, TargetEntity, UnreadableEntity } from '../../core/entity.js';
import { ConnectorError } from '../../core/errors.js';
import { parseInstant } from '../../core/instant.js';
import type { Found, Outcome } from '../../core/outcome.js';
import type { TxType } from '../../core/tx-type.js';

const settings = z.strictObject({ folder: z.string().describe('One file per record, as {folder}/{txType}/{srcId}.json.') });
const record = z.object({ srcId: z.string().min(1), updatedAt: z.string(), data: z.record(z.string(), z.json()) });
const txTypes: readonly TxType[] = ['order', 'customer', 'product'];

/** Records in JSON files: `{ "srcId": "7", "updatedAt": "2026-01-31T09:30:00Z", "data": {} }`. */
export const jsonFiles: Connector<z.output<typeof settings>> = {
  name: 'json-files',
  summary: 'Reads and writes records as JSON files in a folder.',
  settings,
  reads: txTypes,
  writes: txTypes,
  open: ({ folder }, { endpointId }) => openFolder(new Folder(folder, endpointId)),
};

function openFolder(folder: Folder): Endpoint {
  return {
    check: async () =>
      await folder.names('order').then(
        (names) => [{ name: 'folder', isOk: true, detail: `${names.length} orders` }],
        (error: unknown) => [{ name: 'folder', isOk: false, detail: String(error), fix: 'correct settings.folder' }],
      ),
    source: { txTypes, order: 'updatedAt', read: async (request) => await readPage(folder, request) },
    target: {
      txTypes,
      idempotency: 'upsert', // the same srcId is the same file
      maxBatch: () => 100,
      write: async ({ txType, entities }) => await Promise.all(entities.map(async (entity) => await folder.write(txType, entity))),
      find: async ({ txType, entities }) => await Promise.all(entities.map(async (entity) => await folder.find(txType, entity))),
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Everything behind the cursor and up to `until`, by (updatedAt, srcId), a page of it. */
async function readPage(folder: Folder, { txType, cursor, until, limit }: ReadRequest): Promise<Page> {
  const { entities, problems } = await folder.readAll(txType);
  const due = entities.filter(({ updatedAt, srcId }) => {
    if (updatedAt > until || cursor === undefined) return updatedAt <= until;
    return updatedAt > cursor.updatedAt || (updatedAt === cursor.updatedAt && (cursor.srcId === undefined || srcId > cursor.srcId));
  });
  const page = due.sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, limit);
  const last = page.at(-1);
  return {
    entities: page,
    problems: cursor?.srcId === undefined ? problems : [],
    isDone: page.length === due.length,
    ...(last !== undefined && { next: { updatedAt: last.updatedAt, srcId: last.srcId } }),
  };
}

function key({ updatedAt, srcId }: SourceEntity): string {
  return `${updatedAt} ${srcId}`;
}

class Folder {
  readonly #path: string;
  readonly #endpoint: string;

  constructor(path: string, endpoint: string) {
    this.#path = path;
    this.#endpoint = endpoint;
  }

  async names(txType: TxType): Promise<readonly string[]> {
    const folder = await this.#asked(
      async () => await mkdir(join(this.#path, txType), { recursive: true }).then(() => join(this.#path, txType)),
    );
    return (await this.#asked(async () => await readdir(folder))).filter((name) => name.endsWith('.json'));
  }

  async readAll(txType: TxType): Promise<{ entities: SourceEntity[]; problems: UnreadableEntity[] }> {
    const [entities, problems]: [SourceEntity[], UnreadableEntity[]] = [[], []];
    for (const name of await this.names(txType)) {
      const text = await this.#asked(async () => await readFile(join(this.#path, txType, name), 'utf8'));
      const entity = toEntity(text);
      if (entity === undefined)
        problems.push({ code: 'NOT_A_RECORD', message: `${name} holds no record with srcId, updatedAt and data.`, raw: text });
      else entities.push(entity);
    }
    return { entities, problems };
  }

  /** Written beside it and moved into place: a killed process leaves no half a file. */
  async write(txType: TxType, { srcId, updatedAt, data }: TargetEntity): Promise<Outcome> {
    if (Object.keys(data).length === 0)
      return { status: 'failed', code: 'EMPTY', message: `${txType} ${srcId} is empty; map at least one field.` };
    const name = fileName(srcId);
    const isThere = (await this.names(txType)).includes(name);
    const file = join(this.#path, txType, name);
    await this.#asked(async () => await writeFile(`${file}.new`, JSON.stringify({ srcId, updatedAt, data })));
    await this.#asked(async () => await rename(`${file}.new`, file));
    return { status: 'sent', tgtId: name, change: isThere ? 'updated' : 'created' };
  }

  async find(txType: TxType, { srcId, data }: TargetEntity): Promise<Found> {
    const name = fileName(srcId);
    if (!(await this.names(txType)).includes(name)) return { state: 'absent' };
    const there = toEntity(await this.#asked(async () => await readFile(join(this.#path, txType, name), 'utf8')));
    return { state: JSON.stringify(there?.data) === JSON.stringify(data) ? 'same' : 'different', tgtId: name };
  }

  /** A folder that cannot be used is for a person to mend; the engine pauses and says so. */
  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (cause) {
      throw new ConnectorError('Config', `${this.#path} cannot be used: ${String(cause)}.`, { endpoint: this.#endpoint, cause });
    }
  }
}

function toEntity(text: string): SourceEntity | undefined {
  try {
    const { srcId, updatedAt, data } = record.parse(JSON.parse(text));
    const instant = parseInstant(updatedAt);
    return instant === undefined ? undefined : { srcId, updatedAt: instant, data };
  } catch {
    return undefined;
  }
}

function fileName(srcId: string): string {
  return `${encodeURIComponent(srcId)}.json`;
}
