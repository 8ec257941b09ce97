import { toInstant } from '../../core/instant.js';
import type { ConnectorContext, Page, ReadByIdsRequest, Source } from '../connector.js';
import type { DynamoApi } from './api.js';
import type { Item } from './attribute-value.js';
import { DatamartLayout, newestFirst } from './datamart-layout.js';
import type { ItemReader } from './item-reader.js';
import type { Layout } from './layout.js';
import { pageOfItems } from './page-of-items.js';
import { keyOf } from './primary-key.js';
import type { DynamodbSettings } from './settings.js';
import { tableOf } from './table-name.js';

/** What the sources of a table have in common. */
export interface DynamoSourceOptions {
  readonly api: DynamoApi;
  readonly settings: DynamodbSettings;
  readonly layout: Layout;
  readonly reader: ItemReader;
  readonly context: ConnectorContext;
}

const mostKeys = 100;

/** `readByIds`, where the key of an item is made of the id alone, or an index leads from the one to the other. */
export function namedItems(options: DynamoSourceOptions): Pick<Source, 'readByIds'> {
  const { layout: settings } = options.settings;
  const { srcIdField } = options.settings.source ?? {};
  if (srcIdField !== undefined) return {};
  if (settings.type === 'entities' && /\{(data\.|date|updatedAt)/.test(settings.partition + settings.sort)) return {};
  return { readByIds: async (request) => await readNamed(request, options) };
}

async function readNamed(
  { txType, srcIds, signal }: ReadByIdsRequest,
  { api, settings, layout, reader }: DynamoSourceOptions,
): Promise<Page> {
  const table = tableOf(settings.table, txType);
  const facts = await api.facts(table, signal);
  // Whoever names a record wants to know what is there.
  const reading = { txType, facts, signal, isWhosever: true };
  if (layout instanceof DatamartLayout) {
    const found = await Promise.all(srcIds.map(async (srcId) => newestFirst(await layout.itemsOf(srcId, { table, facts, signal }))));
    return { ...(await pageOfItems(found.flat(), { reader, reading })), isDone: true };
  }
  const keys = srcIds.flatMap((srcId): Item[] => {
    if (settings.layout.type !== 'entities') return [];
    const made = keyOf({ entity: { srcId, updatedAt: toInstant(0), data: {} }, txType }, { layout: settings.layout, table: facts });
    return 'status' in made ? [] : [made.key];
  });
  const items: Item[] = [];
  for (let start = 0; start < keys.length; start += mostKeys)
    items.push(...(await api.getMany(table, keys.slice(start, start + mostKeys), signal)));
  return { ...(await pageOfItems(items, { reader, reading })), isDone: true };
}
