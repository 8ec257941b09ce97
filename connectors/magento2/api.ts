import { z } from 'zod';
import type { JsonValue } from '../../core/json.js';
import type { ConnectorContext } from '../connector.js';
import { HttpClient, type HttpResponse } from '../http/http-client.js';
import { authorizeBy } from './authorize.js';
import type { RecordType } from './entities/index.js';
import { type Asked, allowedPageSize, fail, refuseErrors } from './errors.js';
import { type Search, toQuery } from './search-criteria.js';
import type { Magento2Settings } from './settings.js';

/** The first page of a search, as it came. */
export interface Found {
  readonly records: readonly JsonValue[];
  /** False only when all that passes the filters is in `records`. */
  readonly hasMore: boolean;
  /** The answer's `Date`, where it has one. */
  readonly date?: string;
}

const searchAnswer = z.looseObject({ items: z.array(z.unknown()).nullable(), total_count: z.int().nonnegative() });

/** The REST API of one shop: signs, asks, tells errors apart, and parses the envelope of an answer. */
export class MagentoApi implements AsyncDisposable {
  readonly #settings: Magento2Settings;
  readonly #context: ConnectorContext;
  readonly #http: HttpClient;
  /** The most records per page: by the settings, or less where the shop said so. */
  #maxPageSize: number;

  constructor(settings: Magento2Settings, context: ConnectorContext) {
    this.#settings = settings;
    this.#context = context;
    this.#maxPageSize = settings.maxPageSize;
    this.#http = new HttpClient({
      endpointId: context.endpointId,
      baseUrl: settings.baseUrl.replace(/\/+$/, ''),
      timeoutMs: settings.timeoutMs,
      budget: context.budget({ concurrency: 4 }),
      authorize: authorizeBy(settings.auth, context.now),
    });
  }

  get maxPageSize(): number {
    return this.#maxPageSize;
  }

  /** Scheme, host and port of the shop. */
  get origin(): string {
    return new URL(this.#settings.baseUrl).origin;
  }

  /** Where a kind of record is read, for messages. */
  addressOf(type: RecordType): string {
    return `${this.#settings.baseUrl.replace(/\/+$/, '')}${this.#pathOf(type)}`;
  }

  /**
   * Asks for the first page. A page size that the shop does not allow is learned from its refusal, and the same page is
   * asked for again at once, smaller. Throws ConnectorError.
   */
  async search(type: RecordType, search: Search, signal: AbortSignal): Promise<Found> {
    const pageSize = Math.min(search.pageSize, this.#maxPageSize);
    const query = toQuery({ ...search, pageSize });
    const response = await this.#http.request({ method: 'GET', path: this.#pathOf(type), query, signal });
    const allowed = allowedPageSize(response);
    if (allowed !== undefined && allowed < pageSize) {
      this.#maxPageSize = allowed;
      this.#context.log('info', `the shop allows ${allowed} records per page`, { endpoint: this.#context.endpointId });
      return await this.search(type, search, signal);
    }
    return this.#parse(response, { type, pageSize });
  }

  #parse(response: HttpResponse, { type, pageSize }: { readonly type: RecordType; readonly pageSize: number }): Found {
    const asked = this.#asked(type);
    refuseErrors(response, asked);
    const parsed = searchAnswer.safeParse(response.body);
    if (!parsed.success) {
      const message = `${asked.where} answered ${response.status} without the list that Magento documents (${z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')}). Check that settings.baseUrl is a Magento 2 shop.`;
      throw fail('UnexpectedAnswer', message, asked);
    }
    const total = parsed.data.total_count;
    const records = (parsed.data.items ?? []) as JsonValue[];
    if (records.length === 0 && total > 0) {
      throw fail(
        'UnexpectedAnswer',
        `${asked.where} says that ${total} ${type.noun}s match, and lists none of them. An extension of the shop may filter the list.`,
        asked,
      );
    }
    const hasMore = records.length > 0 && (records.length < total || records.length >= pageSize);
    const date = response.headers['date'];
    return { records, hasMore, ...(date !== undefined && { date }) };
  }

  #asked(type: RecordType): Asked {
    const { endpointId, now } = this.#context;
    return { endpointId, where: `GET ${this.addressOf(type)}`, resource: type.resource, authType: this.#settings.auth.type, now: now() };
  }

  #pathOf(type: RecordType): string {
    return `/rest/${this.#settings.storeCode}/V1${type.path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#http[Symbol.asyncDispose]();
  }
}
