import type { JsonObject } from '../../../core/json.js';
import { chunksOf } from '../chunks.js';
import type { Subject } from '../reader.js';
import type { CustomFieldSettings } from '../settings.js';
import { type RestApi, TooManyRows } from './api.js';
import { addressBookQuery, addressesQuery, itemLotsQuery, linesQuery, lotsQuery, pricesQuery, stockQuery } from './query.js';
import {
  byParent,
  defined,
  flagAt,
  numberAt,
  type Parts,
  type RowContext,
  readAddress,
  readCustom,
  referenceAt,
  textAt,
} from './read-row.js';

/** What belongs to the records of a page besides their own columns, by the record's id. */
export type Details = ReadonlyMap<string, JsonObject>;

export interface DetailRequest {
  readonly api: RestApi;
  readonly subject: Subject;
  readonly headers: readonly JsonObject[];
  readonly context: RowContext;
  readonly lineFields: Readonly<Record<string, CustomFieldSettings>>;
  readonly signal: AbortSignal;
}

/** Most ids of one IN list, and few enough that lines stay under what one query gives. */
const idsAtOnce = 500;
/** Quantities of what leaves the stock are negative in SuiteQL, and positive everywhere else. */
const outgoing = new Set(['salesOrder', 'estimate', 'opportunity', 'invoice', 'cashSale', 'itemFulfillment']);

/** Lines, lots, addresses, stock and prices of a whole page: a fixed number of queries, however many records it has. */
export async function readDetails(request: DetailRequest): Promise<Details> {
  const ids = request.headers.flatMap((row) => textAt(row, 'id') ?? []);
  const details = new Map<string, JsonObject>();
  for (const some of chunksOf(ids, idsAtOnce)) {
    for (const [id, each] of await inParts(request, some)) details.set(id, each);
  }
  return details;
}

/** Asks for half as many records where these have more lines than SuiteQL gives at once. */
async function inParts(request: DetailRequest, ids: readonly string[]): Promise<Details> {
  try {
    return await detailsOf(request, ids, request.subject);
  } catch (error) {
    if (!(error instanceof TooManyRows) || ids.length < 2) throw error;
    const half = Math.ceil(ids.length / 2);
    return new Map([...(await inParts(request, ids.slice(0, half))), ...(await inParts(request, ids.slice(half)))]);
  }
}

async function detailsOf(request: DetailRequest, ids: readonly string[], { shape, txType }: Subject): Promise<Details> {
  if (shape.family === 'transaction') return await transactionDetails(request, ids);
  if (shape.family === 'entity') return await addressBooks(request, ids);
  if (shape.family !== 'item') return new Map();
  if (txType === 'inventory') return await stock(request, ids);
  if (txType === 'inventorylot') return await lots(request, ids);
  return await prices(request, ids);
}

async function transactionDetails(request: DetailRequest, ids: readonly string[]): Promise<Details> {
  const { api, headers, subject, signal } = request;
  const own = headers.filter((row) => ids.includes(textAt(row, 'id') ?? ''));
  const lines = byParent(await api.queryAll(linesQuery(ids, request.lineFields), signal));
  const assigned = byParent(await api.queryAll(lotsQuery(ids), signal));
  const billing = await addresses(request, own, 'billing');
  const shipping = await addresses(request, own, 'shipping');
  return new Map(
    own.map((row) => {
      const id = textAt(row, 'id') ?? '';
      const lotsByLine = byParent(assigned.get(id) ?? [], 'line');
      const items = (lines.get(id) ?? []).map((line) => readLine(line, { ...request, record: subject.shape.record, lotsByLine }));
      const parts = {
        billingAddress: billing.get(textAt(row, 'billing_key') ?? ''),
        shippingAddress: shipping.get(textAt(row, 'shipping_key') ?? ''),
        items,
      };
      return [id, defined(parts)];
    }),
  );
}

interface LineContext extends DetailRequest {
  readonly record: string;
  readonly lotsByLine: ReadonlyMap<string, readonly JsonObject[]>;
}

function readLine(row: JsonObject, { record, lotsByLine, lineFields, context }: LineContext): JsonObject {
  const sign = outgoing.has(record) ? -1 : 1;
  const isStock = record === 'inventoryAdjustment' || record === 'inventoryTransfer';
  const quantity = turned(numberAt(row, 'quantity'), sign);
  const assigned = (lotsByLine.get(textAt(row, 'line') ?? '') ?? []).map((lot) =>
    defined({ number: textAt(lot, 'lot_number'), quantity: numberAt(lot, 'quantity'), bin: textAt(lot, 'bin_name') }),
  );
  const parts: Parts = {
    line: numberAt(row, 'line'),
    item: referenceAt(row, 'item'),
    [isStock ? 'adjustQtyBy' : 'quantity']: quantity,
    units: referenceAt(row, 'units'),
    description: textAt(row, 'description'),
    price: referenceAt(row, 'price'),
    rate: numberAt(row, 'rate'),
    amount: turned(numberAt(row, 'amount'), sign),
    isClosed: flagAt(row, 'isclosed'),
    location: referenceAt(row, 'location'),
    department: referenceAt(row, 'department'),
    class: referenceAt(row, 'class'),
    ...(assigned.length > 0 && { lots: assigned }),
    ...readCustom(row, { ...context, customFields: lineFields }),
  };
  return defined(parts);
}

function turned(value: number | undefined, sign: number): number | undefined {
  return value === undefined ? undefined : value === 0 ? 0 : sign * value;
}

async function addresses(
  { api, signal }: DetailRequest,
  headers: readonly JsonObject[],
  which: 'billing' | 'shipping',
): Promise<ReadonlyMap<string, JsonObject>> {
  const keys = headers.flatMap((row) => textAt(row, `${which}_key`) ?? []);
  if (keys.length === 0) return new Map();
  const rows = await api.queryAll(addressesQuery(`transaction${which}address`, keys), signal);
  return new Map(rows.map((row) => [textAt(row, 'nkey') ?? '', readAddress(row)]));
}

async function addressBooks({ api, signal }: DetailRequest, ids: readonly string[]): Promise<Details> {
  const rows = byParent(await api.queryAll(addressBookQuery(ids), signal));
  const entries = [...rows].map(([id, list]): [string, JsonObject] => [id, { addresses: list.map(readBookEntry) }]);
  return new Map(entries);
}

function readBookEntry(row: JsonObject): JsonObject {
  return defined({
    id: textAt(row, 'address_id'),
    label: textAt(row, 'label'),
    defaultBilling: flagAt(row, 'defaultbilling'),
    defaultShipping: flagAt(row, 'defaultshipping'),
    address: readAddress(row),
  });
}

async function stock({ api, signal }: DetailRequest, ids: readonly string[]): Promise<Details> {
  const rows = byParent(await api.queryAll(stockQuery(ids), signal));
  const read = (row: JsonObject): JsonObject =>
    defined({
      location: textAt(row, 'location_name'),
      quantityOnHand: numberAt(row, 'quantityonhand'),
      quantityOnOrder: numberAt(row, 'quantityonorder'),
      quantityCommitted: numberAt(row, 'quantitycommitted'),
      quantityAvailable: numberAt(row, 'quantityavailable'),
      locationId: referenceAt(row, 'location'),
    });
  return new Map([...rows].map(([id, list]): [string, JsonObject] => [id, { locations: list.map(read) }]));
}

async function lots({ api, signal }: DetailRequest, ids: readonly string[]): Promise<Details> {
  const rows = byParent(await api.queryAll(itemLotsQuery(ids), signal));
  const read = (row: JsonObject): JsonObject =>
    defined({
      number: textAt(row, 'lot_number'),
      location: referenceAt(row, 'location'),
      quantityOnHand: numberAt(row, 'quantityonhand'),
      quantityAvailable: numberAt(row, 'quantityavailable'),
    });
  return new Map([...rows].map(([id, list]): [string, JsonObject] => [id, { lots: list.map(read) }]));
}

async function prices({ api, signal }: DetailRequest, ids: readonly string[]): Promise<Details> {
  const rows = byParent(await api.queryAll(pricesQuery(ids), signal));
  const read = (row: JsonObject): JsonObject =>
    defined({
      currency: referenceAt(row, 'currency'),
      priceLevel: referenceAt(row, 'pricelevel'),
      price: numberAt(row, 'price'),
      quantity: Math.max(1, numberAt(row, 'quantity') ?? 1),
    });
  return new Map([...rows].map(([id, list]): [string, JsonObject] => [id, { prices: list.map(read) }]));
}
