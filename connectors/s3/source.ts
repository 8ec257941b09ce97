import type { Instant } from '../../core/instant.js';
import type { TxType } from '../../core/tx-type.js';
import { txTypes } from '../../core/tx-type.js';
import type { ConnectorContext, FinishRequest, Page, ReadByIdsRequest, ReadRequest, Source } from '../connector.js';
import type { S3Api, S3Object } from './api.js';
import type { Archive } from './archive.js';
import type { Claims } from './claims.js';
import type { FileReader } from './file-reader.js';
import type { Inbox } from './inbox.js';
import { readNamedRows } from './named-rows.js';
import { unitName, versionOf } from './names.js';
import { PageBuilder } from './page-builder.js';
import { cursorOf, type OpenFile, type Place, placeOf } from './place.js';
import type { S3SourceSettings } from './settings.js';

export interface S3SourceOptions {
  readonly api: S3Api;
  readonly settings: S3SourceSettings;
  readonly inbox: Inbox;
  readonly claims: Claims;
  readonly reader: FileReader;
  readonly archive: Archive;
  readonly context: ConnectorContext;
}

/** A file that changes more often than that while it is read is left for the next task. */
const mostRestarts = 5;

/** The rows of all files that wait in an inbox, key by key. */
export class S3Source implements Source {
  readonly txTypes = txTypes;
  readonly order = 'none';
  readonly #options: S3SourceOptions;

  constructor(options: S3SourceOptions) {
    this.#options = options;
  }

  async read(request: ReadRequest): Promise<Page> {
    const { cursor, limit, signal } = request;
    const page = new PageBuilder(limit);
    let place = placeOf(cursor, this.#options.context.endpointId);
    let waiting = this.#options.inbox.after(place.after, request);
    while (!page.isFull) {
      const file = place.file === undefined ? await this.#next(waiting, request) : await this.#keep(place.file, request);
      if (file === undefined && place.file === undefined) return { ...pageOf(page), isDone: true };
      if (file === undefined) {
        place = { after: place.file?.key };
        waiting = this.#options.inbox.after(place.after, request);
        continue;
      }
      const read = await this.#options.reader.readInto(page, file, { txType: request.txType, signal });
      if (read.state === 'more') return { ...pageOf(page), isDone: false, next: cursorOf({ after: place.after, file: read.file }, cursor) };
      const began = place;
      place = read.state === 'ended' ? { after: file.key } : await this.#beginAnew(page, { file, after: place.after }, request);
      // What follows a file that was carried over, or was begun anew, is listed from there.
      if (began.file !== undefined && place.file === undefined) waiting = this.#options.inbox.after(place.after, request);
    }
    return { ...pageOf(page), isDone: false, next: cursorOf(place, cursor) };
  }

  async readByIds({ txType, srcIds, signal }: ReadByIdsRequest): Promise<Page> {
    return await readNamedRows({ ...this.#options, txType, srcIds, signal });
  }

  async finish({ txType, units, signal }: FinishRequest): Promise<void> {
    for (const { unit, failures } of units) await this.#options.archive.finish({ unit, failures, txType, signal });
  }

  async #next(waiting: AsyncGenerator<S3Object>, request: ReadRequest): Promise<OpenFile | undefined> {
    for (let { value, done } = await waiting.next(); done !== true; { value, done } = await waiting.next()) {
      const file = await this.#open((value as S3Object).key, { ...request, restarts: 0 });
      if (file !== undefined) return file;
    }
    return undefined;
  }

  /** Pins the object as it is now, and claims it. Undefined where it is gone, is not due, or is somebody else's. */
  async #open(key: string, { txType, until, signal, restarts }: Opening): Promise<OpenFile | undefined> {
    const { api, settings, inbox, claims, context } = this.#options;
    const object = await api.head({ bucket: settings.bucket, key }, signal);
    if (object === undefined || !inbox.isDue(object, { txType, until }) || (await inbox.isFinished(object, signal))) return undefined;
    const claimedAtMs = await claims.take({ ...object, version: versionOf(object) }, txType, signal);
    if (claimedAtMs === undefined) {
      context.log('info', 'a file is being read by another engine, and is left to it', { key });
      return undefined;
    }
    const { etag, size, modifiedAt, versionId } = object;
    return { key, etag, size, modifiedAt, row: 0, claimedAtMs, restarts, ...(versionId !== undefined && { versionId }) };
  }

  /** The claim of a file that was carried over from the page before. */
  async #keep(file: OpenFile, { txType, signal }: ReadRequest): Promise<OpenFile | undefined> {
    const { settings, claims, context } = this.#options;
    const version = { bucket: settings.bucket, key: file.key, version: versionOf(file) };
    const claimedAtMs = await claims.keep(version, { txType, claimedAtMs: file.claimedAtMs ?? 0 }, signal);
    if (claimedAtMs !== undefined) return { ...file, claimedAtMs };
    context.log('warn', 'the claim of a file has expired while it was read, and another engine has taken it', { key: file.key });
    return undefined;
  }

  /** Never silently: where rows are known by their place, those that were given already may be doubled by those of the new file. */
  async #beginAnew(
    page: PageBuilder,
    { file, after }: { file: OpenFile; after: string | undefined },
    request: ReadRequest,
  ): Promise<Place> {
    const { settings, context } = this.#options;
    const restarts = file.restarts + 1;
    const begun = restarts > mostRestarts ? undefined : await this.#open(file.key, { ...request, restarts });
    context.log('warn', 'a file was changed or removed while it was read', { key: file.key, row: file.row, restarts });
    const hasGiven = file.row > 0 || page.entities.some(({ data }) => isOf(data[settings.fileField], file));
    if (hasGiven && (begun === undefined || settings.srcMetadata.id === undefined)) this.#tell(page, { file, isRead: begun !== undefined });
    return begun === undefined ? { after: file.key } : { after, file: begun };
  }

  #tell(page: PageBuilder, { file, isRead }: { readonly file: OpenFile; readonly isRead: boolean }): void {
    const { bucket } = this.#options.settings;
    const srcId = `${unitName({ bucket, key: file.key, version: versionOf(file) })}/changed`;
    const what = `s3://${bucket}/${file.key} was ${isRead ? 'replaced' : 'removed, or replaced again and again,'} while it was read; rows of its former content were taken`;
    const then = isRead
      ? 'it is read anew from its beginning. Look whether rows came twice; naming an id column (source.srcMetadata.id) lets them be recognised.'
      : 'the others were not. Put the file in again, and write under another key first, then copy.';
    page.problems.push({ srcId, updatedAt: file.modifiedAt, code: 'FILE_CHANGED', message: `${what}, ${then}`, raw: srcId });
  }
}

interface Opening {
  readonly txType: TxType;
  readonly until: Instant;
  readonly signal: AbortSignal;
  readonly restarts: number;
}

function isOf(origin: unknown, { key, etag }: OpenFile): boolean {
  const { key: otherKey, etag: otherEtag } = origin as { readonly key?: string; readonly etag?: string };
  return otherKey === key && otherEtag === etag.replaceAll('"', '');
}

function pageOf({ entities, problems, ends }: PageBuilder): Pick<Page, 'entities' | 'problems' | 'ends'> {
  return { entities, problems, ends };
}
