import { ConnectorError } from '../../core/errors.js';
import type { TxType } from '../../core/tx-type.js';
import type { DocumentParser } from '../files/document-parser.js';
import { FileFault, type FileRow } from '../files/file-content.js';
import { madeOf, NotYetParsed, rowsOf } from '../files/read-rows.js';
import type { Workshop } from '../files/workshop.js';
import type { S3Api, S3Object } from './api.js';
import { tagsOf } from './inbox.js';
import { unitName, versionOf } from './names.js';
import type { PageBuilder } from './page-builder.js';
import { isSameTicket, type OpenFile } from './place.js';
import { FileChanged, remoteFile } from './remote-file.js';
import type { S3SourceSettings } from './settings.js';
import { type Origin, toEntity } from './to-entity.js';

export interface FileReaderOptions {
  readonly api: S3Api;
  readonly settings: S3SourceSettings;
  readonly workshop: Workshop;
  readonly parser: DocumentParser;
  readonly endpointId: string;
}

/** What became of a file in one page: `more` is where the next one begins. */
export type FileRead = { readonly state: 'more'; readonly file: OpenFile } | { readonly state: 'ended' } | { readonly state: 'changed' };

/** Puts the rows of one file into a page. */
export class FileReader {
  readonly #options: FileReaderOptions;

  constructor(options: FileReaderOptions) {
    this.#options = options;
  }

  /** Fills the page; at the end of the file, or where it cannot be read on, the page names it as ended. */
  async readInto(
    page: PageBuilder,
    file: OpenFile,
    { txType, signal }: { readonly txType: TxType; readonly signal: AbortSignal },
  ): Promise<FileRead> {
    const { settings } = this.#options;
    const origin: Origin = { bucket: settings.bucket, ...file };
    let { byte, row } = file;
    try {
      for await (const next of this.rows(file, { txType, signal })) {
        if (page.isFull) return { state: 'more', file: { ...file, byte, row } };
        page.add(toEntity(next, origin, settings));
        ({ byte, row } = next.end);
      }
    } catch (error) {
      if (error instanceof FileChanged) return { state: 'changed' };
      if (error instanceof NotYetParsed) return this.#wait(page, file, error);
      if (!(error instanceof FileFault)) throw error;
      await this.#end(page, file, error);
      return { state: 'ended' };
    }
    await this.#end(page, file);
    return { state: 'ended' };
  }

  /** The rows from where the file stands. */
  rows(file: OpenFile, { txType, signal, at }: { txType: TxType; signal: AbortSignal; at?: S3Object }): AsyncGenerator<FileRow> {
    const { api, settings, workshop, parser } = this.#options;
    const object: S3Object = at ?? { bucket: settings.bucket, ...present(file) };
    const from = file.byte === undefined ? undefined : { byte: file.byte, row: file.row };
    const tags = { tx_type: txType, ...(settings.layout === 'tags' && tagsOf(file.key)) };
    const content = { ...remoteFile(api, object), name: file.key };
    return rowsOf({ file: content, id: this.#idOf(file), settings, workshop, parser, tags, ticket: file.ticket, from, signal });
  }

  #wait(page: PageBuilder, file: OpenFile, { ticket, waitMs }: NotYetParsed): FileRead {
    if (!page.isEmpty || !isSameTicket(ticket, file.ticket)) return { state: 'more', file: { ...file, ticket } };
    const message = `s3://${this.#options.settings.bucket}/${file.key} is still being parsed; it is asked for again in ${waitMs / 1000} s.`;
    throw new ConnectorError('Transient', message, { endpoint: this.#options.endpointId, effect: 'none', retryAfterMs: waitMs });
  }

  /** A file that cannot be read as a whole is itself the problem, under the name of its unit. */
  async #end(page: PageBuilder, file: OpenFile, fault?: FileFault): Promise<void> {
    const { bucket } = this.#options.settings;
    const unit = unitName({ bucket, key: file.key, version: versionOf(file) }, fault !== undefined);
    page.ends.push(unit);
    if (fault !== undefined) {
      const message = `s3://${bucket}/${file.key} cannot be read. ${fault.message}`;
      page.problems.push({ srcId: unit, updatedAt: file.modifiedAt, code: fault.code, message, raw: unit });
    }
    await this.drop(file);
  }

  /** Of what was made of the file on disk. */
  async drop(file: Pick<OpenFile, 'key' | 'etag' | 'versionId'>): Promise<void> {
    await Promise.all(madeOf(this.#idOf(file)).map(async (id) => await this.#options.workshop.drop(id)));
  }

  /** Names the content, and how it is read. */
  #idOf({ key, etag, versionId }: Pick<OpenFile, 'key' | 'etag' | 'versionId'>): string {
    const { bucket, ...settings } = this.#options.settings;
    const { docparser: _secret, ...pdf } = settings.pdf;
    return JSON.stringify([unitName({ bucket, key, version: versionOf({ etag, versionId }) }), etag, { ...settings, pdf }]);
  }
}

function present({ key, etag, size, modifiedAt, versionId }: OpenFile) {
  return { key, etag, size, modifiedAt, ...(versionId !== undefined && { versionId }) };
}
