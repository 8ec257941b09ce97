import type { TargetEntity } from '../../core/entity.js';
import type { Found, Outcome } from '../../core/outcome.js';
import type { TxType } from '../../core/tx-type.js';
import { txTypes } from '../../core/tx-type.js';
import { withEffect } from '../aws/aws-client.js';
import type { FindRequest, Target, WriteRequest } from '../connector.js';
import type { DynamoApi } from './api.js';
import { BulkWriter } from './bulk-writer.js';
import { versionOf } from './datamart-layout.js';
import { contentOf, type Draft, type Drafting, draftOf, holds } from './draft.js';
import { ItemWriter } from './item-writer.js';
import type { Placing } from './layout.js';
import type { TargetSettings } from './settings.js';
import { tableOf } from './table-name.js';

export interface DynamoTargetOptions {
  readonly api: DynamoApi;
  readonly drafting: Drafting;
  readonly table: string;
  readonly settings: TargetSettings;
}

/** One item per entity, under a key that is made of the entity: writing it twice is writing it once. */
export class DynamoTarget implements Target {
  readonly txTypes = txTypes;
  readonly deletes = txTypes;
  readonly idempotency = 'upsert';
  readonly #options: DynamoTargetOptions;

  constructor(options: DynamoTargetOptions) {
    this.#options = options;
  }

  maxBatch(): number {
    return 100;
  }

  async write({ txType, entities, signal }: WriteRequest): Promise<readonly Outcome[]> {
    if (entities.length === 0) return [];
    const { drafting, settings } = this.#options;
    const placing = await this.#placing(txType, signal);
    const made = await Promise.all(entities.map(async (entity) => await draftOf(entity, { drafting, placing })));
    const drafts = made.filter((draft): draft is Draft => !('status' in draft));
    const outcomes = settings.bulk ? await this.#writeBulk(drafts, placing) : await this.#writeEach(drafts, placing);
    return made.map((one) =>
      'status' in one ? one : (outcomes.get(one) ?? { status: 'unknown', message: 'Nothing is known of this item.' }),
    );
  }

  async find({ txType, entities, signal }: FindRequest): Promise<readonly Found[]> {
    if (entities.length === 0) return [];
    const placing = await this.#placing(txType, signal);
    return await Promise.all(entities.map(async (entity) => await this.#findOne(entity, placing)));
  }

  async #findOne(entity: TargetEntity, placing: Placing): Promise<Found> {
    const { api, drafting } = this.#options;
    const place = await drafting.layout.place(entity, placing);
    const item = 'status' in place ? undefined : await api.get(placing.table, place.key, placing.signal);
    if (item === undefined || 'status' in place) return { state: 'absent' };
    const { tgtId } = place;
    const content = entity.isDeleted === true ? undefined : contentOf(entity, place, { drafting, placing });
    if (content === undefined || 'status' in content) return { state: 'different', tgtId };
    const isSame = (versionOf(item) ?? '') >= entity.updatedAt && (await holds(item, content, { drafting, placing }));
    return { state: isSame ? 'same' : 'different', tgtId };
  }

  async #placing(txType: TxType, signal: AbortSignal): Promise<Placing> {
    const table = tableOf(this.#options.table, txType);
    return { txType, table, signal, facts: await this.#options.api.facts(table, signal) };
  }

  async #writeBulk(drafts: readonly Draft[], placing: Placing): Promise<ReadonlyMap<Draft, Outcome>> {
    const outcomes = await new BulkWriter(this.#options.api, placing).write(drafts);
    return new Map(drafts.flatMap((draft, index) => (outcomes[index] === undefined ? [] : [[draft, outcomes[index]]])));
  }

  /** Those of one item one after the other. The first item goes alone: what refuses credentials or table would refuse all. */
  async #writeEach(drafts: readonly Draft[], placing: Placing): Promise<ReadonlyMap<Draft, Outcome>> {
    const { api, drafting, settings } = this.#options;
    const historyTable = settings.history === undefined ? undefined : tableOf(settings.history, placing.txType);
    const history =
      historyTable === undefined ? {} : { history: { table: historyTable, facts: await api.facts(historyTable, placing.signal) } };
    const writer = new ItemWriter({ api, drafting, placing, ...history });
    const outcomes = new Map<Draft, Outcome>();
    const writeAll = async (sameItem: readonly Draft[]) => {
      for (const draft of sameItem) outcomes.set(draft, await writer.write(draft));
    };
    const [first = [], ...others] = byItem(drafts);
    await writeAll(first).catch((error: unknown) => {
      throw outcomes.size === 0 ? error : withEffect(error, 'unknown');
    });
    const settled = await Promise.allSettled(others.map(writeAll));
    for (const one of settled) if (one.status === 'rejected') throw withEffect(one.reason, 'unknown');
    return outcomes;
  }
}

function byItem(drafts: readonly Draft[]): readonly (readonly Draft[])[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) groups.set(draft.place.tgtId, [...(groups.get(draft.place.tgtId) ?? []), draft]);
  return [...groups.values()];
}
