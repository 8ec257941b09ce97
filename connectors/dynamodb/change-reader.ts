import type { TxType } from '../../core/tx-type.js';
import type { ConnectorContext } from '../connector.js';
import { DynamoApi } from './api.js';
import { ItemReader, type ReadItem } from './item-reader.js';
import { layoutOf, overflowOf } from './parts.js';
import type { DynamodbSettings } from './settings.js';
import { entityOfChange } from './stream-entity.js';
import type { StreamChange } from './stream-record.js';
import { tableOf } from './table-name.js';

/** Reads changes that come by themselves, as events, as the source of the endpoint would read them from the stream. */
export class ChangeReader implements AsyncDisposable {
  readonly #api: DynamoApi;
  readonly #settings: DynamodbSettings;
  readonly #overflow: ReturnType<typeof overflowOf>;

  constructor(settings: DynamodbSettings, context: ConnectorContext) {
    this.#settings = settings;
    this.#api = new DynamoApi(settings, context);
    this.#overflow = overflowOf(settings, context);
  }

  /** Whether a sync of this tx type reads the changes of a table. */
  isMeant(table: string, txType: TxType): boolean {
    return this.#settings.source?.type === 'stream' && tableOf(this.#settings.table, txType) === table;
  }

  async read(change: StreamChange, { txType, signal }: { readonly txType: TxType; readonly signal: AbortSignal }): Promise<ReadItem> {
    const { source } = this.#settings;
    if (source?.type !== 'stream') return { kind: 'other' };
    const facts = await this.#api.facts(tableOf(this.#settings.table, txType), signal);
    const reader = new ItemReader({
      settings: this.#settings,
      source,
      layout: layoutOf(this.#settings, this.#api),
      overflow: this.#overflow,
    });
    return await entityOfChange(change, { reader, reading: { txType, facts, signal }, settings: source });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#overflow.to === 's3') await this.#overflow.api[Symbol.asyncDispose]();
    await this.#api[Symbol.asyncDispose]();
  }
}
