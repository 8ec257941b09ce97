import { type Instant, parseInstant } from '../../../core/instant.js';
import type { JsonObject } from '../../../core/json.js';
import { chunksOf } from '../chunks.js';
import { defined } from '../rest/read-row.js';
import { anyOf } from './criteria.js';
import type { LookupRequest } from './lookup.js';
import { readReference } from './read-record.js';
import { readWhole, search } from './search.js';
import { attributeOf, childOf, childrenOf, textOf, type XmlElement, type XmlNode } from './xml-node.js';

const idsAtOnce = 500;

/**
 * When the stock of items changed last. Their records do not say; a search with columns does. Without it, an item whose
 * stock moved would stand at the place of its last edit, which was passed long ago.
 */
export async function stockChanges(request: LookupRequest, ids: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
  const found = new Map<string, Instant>();
  for (const some of chunksOf(ids, idsAtOnce)) {
    const record: XmlElement = {
      attributes: { 'xsi:type': 'accounting:ItemSearchAdvanced' },
      'accounting:criteria': { 'accounting:basic': { 'common:internalId': anyOf(some.map((internalId) => ({ internalId }))) } },
      'accounting:columns': { 'accounting:basic': { 'common:internalId': '', 'common:lastQuantityAvailableChange': '' } },
    };
    for (const row of await all(request, record)) {
      const id = attributeOf(childOf(row, 'basic/internalId/searchValue'), 'internalId');
      const time = parseInstant(textOf(childOf(row, 'basic/lastQuantityAvailableChange/searchValue')) ?? '');
      if (id !== undefined && time !== undefined) found.set(id, time);
    }
  }
  return found;
}

/** The lots of items, by item: those that are not in stock without places. */
export async function lotsOfItems(request: LookupRequest, ids: readonly string[]): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
  const found = new Map<string, JsonObject[]>();
  for (const some of chunksOf(ids, idsAtOnce)) {
    const record = {
      attributes: { 'xsi:type': 'common:InventoryNumberSearchBasic' },
      'common:item': anyOf(some.map((internalId) => ({ internalId }))),
    };
    for (const node of await all(request, record)) {
      const item = attributeOf(childOf(node, 'item'), 'internalId') ?? '';
      found.set(item, [...(found.get(item) ?? []), ...readLot(node)]);
    }
  }
  return found;
}

/** One row per place, as SuiteQL has them. */
function readLot(node: XmlNode): readonly JsonObject[] {
  const number = textOf(childOf(node, 'inventoryNumber'));
  const isGone = textOf(childOf(node, 'status')) === 'Not in Stock';
  const places = isGone ? [] : childrenOf(childOf(node, 'locationsList'), 'locations');
  if (places.length === 0) return [defined({ number })];
  return places.map((place) =>
    defined({
      number,
      location: readReference(childOf(place, 'locationId')) ?? textOf(childOf(place, 'location')),
      quantityOnHand: numberOf(place, 'quantityOnHand'),
      quantityAvailable: numberOf(place, 'quantityAvailable'),
    }),
  );
}

function numberOf(node: XmlNode, name: string): number | undefined {
  const text = textOf(childOf(node, name));
  return text === undefined ? undefined : Number(text);
}

async function all({ api, endpointId, signal }: LookupRequest, record: XmlElement): Promise<readonly XmlNode[]> {
  return await readWhole(api, await search(api, { record, signal }), { endpointId, signal });
}
