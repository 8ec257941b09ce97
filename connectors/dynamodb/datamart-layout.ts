import { createHash } from 'node:crypto';
import type { TargetEntity } from '../../core/entity.js';
import { type Instant, parseInstant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import type { Failed } from '../../core/outcome.js';
import type { DynamoApi } from './api.js';
import { type Item, textOf } from './attribute-value.js';
import type { Layout, Place, Placing } from './layout.js';
import { names } from './names.js';
import type { DatamartLayout as DatamartSettings } from './settings.js';

/**
 * The tables of DataWald's predecessor: partition `source`, a random `id` as sort key, the record's key in an attribute of
 * its own with an index, `data`, and dates as text in whole seconds. What is there keeps its id; what is new gets one that
 * is made of its key, so that two who create it create one item.
 */
export class DatamartLayout implements Layout {
  readonly looksFirst = true;
  readonly isNested = true;
  readonly #api: DynamoApi;
  readonly #settings: DatamartSettings;

  constructor(api: DynamoApi, settings: DatamartSettings) {
    this.#api = api;
    this.#settings = settings;
  }

  async place(entity: TargetEntity, placing: Placing): Promise<Place | Failed> {
    const { source, key: keyName } = this.#settings;
    const value = this.#valueOf(entity);
    if (entity.tgtId !== undefined) return this.#at(entity.tgtId, { value, entity, placing });
    if (value === '') return { status: 'failed', code: 'BAD_KEY', message: `The key ${keyName} is empty. Fill it in the mapping.` };
    const idName = placing.facts.range?.name ?? 'id';
    const [newest, ...older] = newestFirst(await this.itemsOf(value, placing));
    const place = this.#at(textOf(newest?.[idName]) ?? madeId(source, placing.txType, value), { value, entity, placing });
    return older.length === 0 ? place : { ...place, warnings: [this.duplicates(value, older, idName)] };
  }

  #at(id: string, { value, entity, placing }: { readonly value: string; readonly entity: TargetEntity; readonly placing: Placing }): Place {
    const { source, key } = this.#settings;
    const { hash, range } = placing.facts;
    return {
      key: { [hash.name]: { S: source }, [range?.name ?? 'id']: { S: id } },
      tgtId: id,
      attributes: { [key]: { S: value }, [names.srcId]: { S: entity.srcId } },
      history: { group: `${placing.txType}-${source}`, name: value },
    };
  }

  /** All items of a key; what an index gives may be some moments old. */
  async itemsOf(value: string, { table, facts, signal }: Pick<Placing, 'table' | 'facts' | 'signal'>): Promise<readonly Item[]> {
    const { source, key, keyIndex = `${key}-index` } = this.#settings;
    const found: Item[] = [];
    let after: Item | undefined;
    do {
      const page = await this.#api.query(
        {
          table,
          IndexName: keyIndex,
          KeyConditionExpression: '#s = :s AND #k = :k',
          ExpressionAttributeNames: { '#s': facts.hash.name, '#k': key },
          values: { ':s': { S: source }, ':k': { S: value } },
          after,
        },
        signal,
      );
      found.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  duplicates(value: string, older: readonly Item[], idName: string): string {
    const ids = older.map((item) => textOf(item[idName]) ?? '').join(', ');
    return `${this.#settings.key} ${value} has ${older.length} older items beside the newest one (${ids}). They are left alone; remove them by hand.`;
  }

  timeOf(updatedAt: Instant) {
    return { [names.updatedAt]: { S: `${updatedAt.slice(0, 19)}+0000` }, [names.exactUpdatedAt]: { S: updatedAt } };
  }

  contentOf(data: JsonObject): JsonObject {
    return data;
  }

  /** The id in the source, behind the record's own key where that is another one. */
  #valueOf({ srcId, data }: TargetEntity): string {
    const own = data[this.#settings.key];
    const text = typeof own === 'string' || typeof own === 'number' ? String(own) : '';
    return text === '' || text === srcId ? srcId : `${text}-${srcId}`;
  }
}

/** As the predecessor's ids: 64 bits as a decimal text. */
function madeId(source: string, txType: string, value: string): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([source, txType, value]))
    .digest();
  return bytes.readBigUInt64BE().toString();
}

export function newestFirst(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
}

/** When an item was last changed, by instant, whatever its offset; the earliest there is where it does not say. */
function timeOf(item: Item): string {
  return versionOf(item) ?? '';
}

/** The time of the version that an item holds; undefined where it tells none. */
export function versionOf(item: Item): Instant | undefined {
  const [written, exact] = [names.updatedAt, names.exactUpdatedAt].map((name) => instantIn(item[name]?.S));
  // Others may have changed the one that they know, and left ours.
  return exact !== undefined && written?.slice(0, 19) === exact.slice(0, 19) ? exact : (written ?? exact);
}

function instantIn(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : parseInstant(text, { assumeUtc: true });
}
