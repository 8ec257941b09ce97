import { type Instant, instantMs } from '../../core/instant.js';
import type { TxType } from '../../core/tx-type.js';
import type { S3Api, S3Object } from './api.js';
import type { S3SourceSettings } from './settings.js';

export interface InboxRequest {
  readonly txType: TxType;
  readonly until: Instant;
  readonly signal: AbortSignal;
}

/** The state of a file that was dealt with, where finished files are tagged. */
export const statusTag = 'datawald';

/** The keys of one tx type that wait to be read. */
export class Inbox {
  readonly #api: S3Api;
  readonly #settings: S3SourceSettings;

  constructor(api: S3Api, settings: S3SourceSettings) {
    this.#api = api;
    this.#settings = settings;
  }

  /** In the order of their keys, behind `after`. */
  async *after(after: string | undefined, request: InboxRequest): AsyncGenerator<S3Object> {
    const prefix = this.#settings.prefix.replaceAll('{txType}', request.txType);
    let last = after;
    for (;;) {
      const { objects, isTruncated } = await this.#api.list({ bucket: this.#settings.bucket, prefix, after: last, signal: request.signal });
      for (const object of objects) if (this.isDue(object, request)) yield object;
      last = objects.at(-1)?.key ?? last;
      if (!isTruncated || objects.length === 0) return;
    }
  }

  isDue({ key, modifiedAt }: S3Object, { txType, until }: Pick<InboxRequest, 'txType' | 'until'>): boolean {
    return instantMs(modifiedAt) <= instantMs(until) && isMeant(key, txType, this.#settings);
  }

  /** Whether a finished file still lies in the inbox; asked where finished files are tagged. */
  async isFinished(object: S3Object, signal: AbortSignal): Promise<boolean> {
    if (this.#settings.finished !== 'tag') return false;
    return (await this.#api.tags(object, signal))[statusTag] !== undefined;
  }
}

/** Whether an object with this key waits to be read as this tx type. What DataWald itself has put there is not. */
export function isMeant(key: string, txType: TxType, settings: S3SourceSettings): boolean {
  const { prefix, suffix, layout, archivePrefix, errorPrefix, claimsPrefix } = settings;
  if (key.endsWith('/') || !key.endsWith(suffix) || !key.startsWith(prefix.replaceAll('{txType}', txType))) return false;
  const isOwn = [archivePrefix, errorPrefix, claimsPrefix].some((own) => key.startsWith(own));
  return !isOwn && (layout === 'prefix' || tagsOf(key)['tx_type'] === txType);
}

/** The words of a key such as `shop/import/tx_type:order/store:4/a.csv`; `id` is the name of the file without its extension. */
export function tagsOf(key: string): Readonly<Record<string, string>> {
  const pieces = key.split('/');
  const name = pieces.pop() ?? '';
  const tags = pieces
    .filter((piece) => piece.includes(':'))
    .map((piece) => [piece.slice(0, piece.indexOf(':')), piece.slice(piece.indexOf(':') + 1)]);
  return { id: name.replace(/\.[^.]*$/, ''), ...(Object.fromEntries(tags) as Record<string, string>) };
}
