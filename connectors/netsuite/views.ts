import type { SourceEntity } from '../../core/entity.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.js';
import type { TxType } from '../../core/tx-type.js';

/** What tx types that show one side of an item keep of it. */
const kept = ['id', 'externalId', 'recordType', 'itemId', 'displayName', 'upcCode', 'isInactive', 'custom', 'lastModifiedDate'];

/**
 * An item as the tx type wants to see it: stock by location, lots, or prices. Every other record comes as it is.
 */
export function viewOf(entity: SourceEntity, txType: TxType): SourceEntity {
  if (entity.isDeleted === true) return entity;
  const { data } = entity;
  if (txType === 'inventory')
    return { ...entity, data: { ...only(data), inventory: stockOf(data), isDropShipItem: data['isDropShipItem'] ?? false } };
  if (txType === 'inventorylot') return { ...entity, data: { ...only(data), inventorylots: data['lots'] ?? [] } };
  if (txType === 'pricelevel') return { ...entity, data: { ...only(data), pricelevels: levelsOf(data['prices'] ?? []) } };
  return entity;
}

function only(data: JsonObject): JsonObject {
  return Object.fromEntries(kept.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]])));
}

/** By location; of an item that keeps none, the whole. */
function stockOf(data: JsonObject): JsonValue {
  const locations = data['locations'];
  if (Array.isArray(locations) && locations.length > 0) return locations;
  const { quantityOnHand = null, quantityAvailable = null } = data;
  return quantityOnHand === null && quantityAvailable === null ? [] : [{ quantityOnHand, quantityAvailable }];
}

/** `[{ name, pricelist: [{ price, qty }] }]`, one per price level and currency. */
function levelsOf(prices: JsonValue): JsonValue {
  const levels = new Map<string, { name: JsonValue; currency: JsonValue; pricelist: JsonObject[] }>();
  for (const row of Array.isArray(prices) ? (prices as readonly JsonValue[]) : []) {
    if (!isJsonObject(row)) continue;
    const { priceLevel = null, currency = null, price = null, quantity = 1 } = row;
    const name = isJsonObject(priceLevel) ? (priceLevel['name'] ?? priceLevel['id'] ?? null) : priceLevel;
    const money = isJsonObject(currency) ? (currency['name'] ?? currency['id'] ?? null) : currency;
    const key = JSON.stringify([name, money]);
    const level = levels.get(key) ?? { name, currency: money, pricelist: [] };
    level.pricelist.push({ price, qty: quantity });
    levels.set(key, level);
  }
  return [...levels.values()].map(({ currency, ...level }) => (currency === null ? level : { ...level, currency }));
}
