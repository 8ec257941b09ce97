import type { Cursor } from '../../core/cursor.js';
import { ConnectorError } from '../../core/errors.js';
import { type Instant, parseInstant, secondsBefore, toInstant } from '../../core/instant.js';
import type { TxType } from '../../core/tx-type.js';
import { txTypes } from '../../core/tx-type.js';
import type { Page, ReadRequest, Source } from '../connector.js';
import { fillTemplate } from '../entity-template.js';
import type { IndexQuery } from './api.js';
import { type Item, textOf } from './attribute-value.js';
import { keyText } from './item-reader.js';
import { type DynamoSourceOptions, namedItems } from './named-items.js';
import { pageOfItems } from './page-of-items.js';
import type { PollSettings } from './settings.js';
import type { IndexFacts, TableFacts } from './table-facts.js';
import { tableOf } from './table-name.js';

/** An item of the index, and its place in the order of time. */
interface Placed {
  readonly item: Item;
  readonly at: Instant;
  /** What orders items of one time: the id, or the key where there is none. */
  readonly id: string;
}

/** Offsets of local times lie between -12 and +14 hours. */
const widestOffsets = { behindHours: 12, aheadHours: 14 } as const;
const mostKeys = 100;

/**
 * The items of one partition of an index, by the time of their last change. The index orders texts, and items of one text in
 * no order that it promises: so all items of the last second of a page are read (of the last day, where offsets are
 * mixed), put in order, and cut at the limit.
 */
export class PollSource implements Source {
  readonly txTypes = txTypes;
  readonly order = 'updatedAt';
  readonly readByIds?: NonNullable<Source['readByIds']>;
  readonly #options: DynamoSourceOptions;
  readonly #settings: PollSettings;

  constructor(options: DynamoSourceOptions, settings: PollSettings) {
    this.#options = options;
    this.#settings = settings;
    Object.assign(this, namedItems(options));
  }

  async read({ txType, cursor, until, limit, signal }: ReadRequest): Promise<Page> {
    const { api, settings, context, reader } = this.#options;
    const table = tableOf(settings.table, txType);
    const facts = await api.facts(table, signal);
    const seen = toInstant(context.now().getTime() - this.#settings.lagSeconds * 1000);
    const end = seen < until ? seen : until;
    if (cursor !== undefined && cursor.updatedAt > end) return { entities: [], problems: [], isDone: true };
    const query = this.#query({ table, txType, index: this.#index(facts, table), start: cursor?.updatedAt, end });
    const isDue = ({ at, id }: Placed) => at <= end && isBehind(cursor, at, id);
    const { due, isWhole } = await this.#collect(query, { limit, isDue, facts, signal });
    const placed = due.slice(0, limit);
    const items = await this.#present(placed, { table, facts, signal });
    const last = placed.at(-1);
    return {
      ...(await pageOfItems(items, { reader, reading: { txType, facts, signal } })),
      isDone: isWhole && due.length <= limit,
      ...(last !== undefined && { next: { updatedAt: last.at, srcId: last.id } }),
    };
  }

  /** Until there are more than a page holds and nothing that is still to come belongs before its end. */
  async #collect(
    query: IndexQuery,
    { limit, isDue, facts, signal }: { limit: number; isDue: (placed: Placed) => boolean; facts: TableFacts; signal: AbortSignal },
  ) {
    let due: Placed[] = [];
    let after: Item | undefined;
    for (;;) {
      const page = await this.#options.api.query({ ...query, limit: limit + 1, after }, signal);
      due = [...due, ...page.items.map((item) => this.#place(item, facts)).filter(isDue)].sort(inOrder);
      if (page.next === undefined) return { due, isWhole: true };
      const last = textOf(page.items.at(-1)?.[this.#settings.updatedAtField]) ?? '';
      const lastOfPage = due.length > limit ? due[limit - 1] : undefined;
      if (lastOfPage !== undefined && last.slice(0, 19) > secondOf(lastOfPage.at, -this.#slack.aheadHours * 3600))
        return { due, isWhole: false };
      after = page.next;
    }
  }

  /** The items themselves, as they are now: those that have gone, or have moved on in time, come later or not at all. */
  async #present(
    placed: readonly Placed[],
    { table, facts, signal }: { table: string; facts: TableFacts; signal: AbortSignal },
  ): Promise<readonly Item[]> {
    if (!this.#settings.consistent && this.#index(facts, table).isWhole) return placed.map(({ item }) => item);
    const found = new Map<string, Item>();
    for (let start = 0; start < placed.length; start += mostKeys) {
      const keys = placed.slice(start, start + mostKeys).map(({ item }) => primaryKey(item, facts));
      for (const item of await this.#options.api.getMany(table, keys, signal)) found.set(keyText(item, facts), item);
    }
    return placed.flatMap(({ item, at }) => {
      const present = found.get(keyText(item, facts));
      return present !== undefined && this.#place(present, facts).at === at ? [present] : [];
    });
  }

  #query({
    table,
    txType,
    index,
    start,
    end,
  }: {
    table: string;
    txType: TxType;
    index: IndexFacts;
    start: Instant | undefined;
    end: Instant;
  }): IndexQuery {
    const { behindHours, aheadHours } = this.#slack;
    const low = start === undefined ? ' ' : secondOf(start, behindHours * 3600);
    return {
      table,
      IndexName: this.#settings.index,
      KeyConditionExpression: '#p = :p AND #t BETWEEN :low AND :high',
      ExpressionAttributeNames: { '#p': index.hash.name, '#t': index.range?.name ?? '' },
      values: { ':p': this.#partition(txType, index), ':low': { S: low }, ':high': { S: secondOf(end, -aheadHours * 3600 - 1) } },
    };
  }

  #partition(txType: TxType, { hash }: IndexFacts): Item[string] {
    const { layout } = this.#options.settings;
    const template = this.#settings.partition ?? (layout.type === 'datamart' ? layout.source : '{txType}');
    const filled = fillTemplate({ template }, { txType, entity: { srcId: '', updatedAt: toInstant(0), data: {} } });
    const text = 'text' in filled ? filled.text : template;
    return hash.type === 'N' ? { N: text } : { S: text };
  }

  #index(facts: TableFacts, table: string): IndexFacts {
    const { index: name, updatedAtField } = this.#settings;
    const index = facts.indexes.get(name);
    if (index?.range?.name === updatedAtField && index.range.type === 'S') return index;
    const found =
      index === undefined
        ? 'it has no such index'
        : `its sort key is ${index.range?.name ?? 'missing'}, of type ${index.range?.type ?? '-'}`;
    const message = `The table ${table} cannot be read by ${name}: ${found}. It needs ${updatedAtField} as a text. Name another index, or read by scan.`;
    throw new ConnectorError('Config', message, { endpoint: this.#options.context.endpointId, effect: 'none' });
  }

  /** What has no date that can be read stands where the beginning of its text says. */
  #place(item: Item, facts: TableFacts): Placed {
    const { reader } = this.#options;
    const text = textOf(item[this.#settings.updatedAtField]) ?? '';
    const at = reader.timeOf(item) ?? parseInstant(text.slice(0, 10), { assumeUtc: true }) ?? toInstant(0);
    return { item, at, id: reader.srcIdOf(item) ?? keyText(item, facts) };
  }

  get #slack(): { readonly behindHours: number; readonly aheadHours: number } {
    return this.#settings.timeOffsets === 'mixed' ? widestOffsets : { behindHours: 0, aheadHours: 0 };
  }
}

/** Behind a cursor: at a later time, or of the same time with a later id. */
function isBehind(cursor: Cursor | undefined, at: Instant, id: string): boolean {
  if (cursor === undefined || at > cursor.updatedAt) return true;
  return at === cursor.updatedAt && (cursor.srcId === undefined || id > cursor.srcId);
}

function inOrder(a: Placed, b: Placed): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The second of an instant, so many seconds earlier: before all texts of that second, whatever their fraction and zone. */
function secondOf(instant: Instant, earlierSeconds: number): string {
  return secondsBefore(instant, earlierSeconds).slice(0, 19);
}

function primaryKey(item: Item, { hash, range }: TableFacts): Item {
  return Object.fromEntries(
    [hash, ...(range === undefined ? [] : [range])].flatMap(({ name }) => (item[name] === undefined ? [] : [[name, item[name]]])),
  );
}
