import { transactionCodes } from '../catalogue/families.js';
import { pacificDay } from '../soap/times.js';
import type { Account } from './account.js';
import { fulfil, receive } from './fulfilment.js';
import { RecordProblem, userError } from './problem.js';
import type { Change, RuledChange } from './rules.js';
import { asList, asReference, type Fields, type StoredRecord, textOf, type Value } from './shapes.js';
import { moveStock } from './stock.js';

const posting =
  'invoice cashSale itemReceipt itemFulfillment vendorBill vendorCredit vendorPayment customerPayment customerDeposit inventoryAdjustment inventoryTransfer creditMemo'.split(
    ' ',
  );
/** Whether transactions of a type change what the books say; orders and estimates do not. */
export function isPosting(type: string): boolean {
  return posting.includes(type);
}

const withoutSubsidiary = ['itemFulfillment'];

/** Orders, invoices, receipts, adjustments: numbers, dates, lines, totals, periods, stock. */
export function transactionRules(account: Account, change: Change): RuledChange {
  const dated = withDefaults(account, change);
  checkPeriod(account, dated, change.before);
  const completed = change.before === undefined ? complete(account, dated) : dated;
  const record = withTotals(withLines(account, withSubsidiary(account, completed)));
  const warnings = overCommitted(account, record);
  moveStock(account, { record, before: change.before });
  return { record, warnings };
}

function withDefaults(account: Account, { record, before }: Change): StoredRecord {
  const { fields, type } = record;
  const code = transactionCodes[type];
  const defaults: Fields = {
    tranDate: pacificDay(account.timestamp()),
    tranId: before?.fields.tranId ?? `${code?.prefix ?? ''}${record.internalId}`,
    ...(type === 'salesOrder' && { orderStatus: '_pendingFulfillment' }),
    ...(type === 'purchaseOrder' && { orderStatus: '_pendingReceipt' }),
    ...(type === 'returnAuthorization' && { orderStatus: '_pendingReceipt' }),
    ...(type === 'itemFulfillment' && { shipStatus: '_shipped' }),
    ...(['salesOrder', 'invoice', 'purchaseOrder', 'estimate'].includes(type) && { exchangeRate: 1, currencyName: 'US Dollar' }),
  };
  return { ...record, fields: { ...defaults, ...fields } };
}

function checkPeriod(account: Account, record: StoredRecord, before: StoredRecord | undefined): void {
  const { closedThrough } = account.settings;
  if (closedThrough === undefined || !isPosting(record.type)) return;
  for (const day of [record.fields.tranDate, before?.fields.tranDate]) {
    if (typeof day === 'string' && day <= closedThrough) {
      throw new RecordProblem('TRAN_PRD_CLOSED', `The accounting period of ${day} is closed.`, { path: 'tranDate' });
    }
  }
}

/** What a new transaction takes from the one that it is created from. */
function complete(account: Account, record: StoredRecord): StoredRecord {
  if (record.type === 'itemFulfillment') return fulfil(account, record);
  if (record.type === 'itemReceipt') return receive(account, record);
  return record;
}

/** In OneWorld every transaction has a subsidiary: its own, or that of its customer or vendor. */
function withSubsidiary(account: Account, record: StoredRecord): StoredRecord {
  if (!account.settings.isOneWorld || withoutSubsidiary.includes(record.type)) return record;
  const entity = asReference(record.fields.entity ?? record.fields.customer);
  const ofEntity = entity?.internalId === undefined ? undefined : account.records.get('entity', entity.internalId)?.fields.subsidiary;
  const own = asReference(record.fields.subsidiary) ?? asReference(ofEntity);
  if (own === undefined) throw userError('Please enter value(s) for: Subsidiary', 'subsidiary');
  const theirs = asReference(ofEntity)?.internalId;
  if (theirs !== undefined && theirs !== own.internalId) {
    throw new RecordProblem('INVALID_KEY_OR_REF', `Invalid entity reference key ${entity?.internalId} for subsidiary ${own.internalId}.`, {
      path: 'entity',
    });
  }
  return { ...record, fields: { ...record.fields, subsidiary: own } };
}

const lineLists = ['itemList', 'inventoryList'] as const;

function withLines(account: Account, record: StoredRecord): StoredRecord {
  const fields: Record<string, Value | undefined> = { ...record.fields };
  for (const list of lineLists) {
    const rows = asList(fields[list]);
    if (rows.length === 0) continue;
    let last = Math.max(0, ...rows.map((row) => Number(row.line ?? 0)));
    fields[list] = rows.map((row, index) => withAmount(account, record, { row: numbered(row), index }));
    function numbered(row: Fields): Fields {
      if (row.line !== undefined) return row;
      last += 1;
      return { ...row, line: last, ...(record.type === 'salesOrder' && { lineUniqueKey: account.nextLineKey() }) };
    }
  }
  return { ...record, fields };
}

function withAmount(account: Account, record: StoredRecord, { row, index }: { readonly row: Fields; readonly index: number }): Fields {
  const item = asReference(row.item);
  const path = `item.items[${index}]`;
  if (item?.internalId === undefined) throw userError('Please choose an item to add', `${path}.item`);
  const kept = account.item(item.internalId);
  checkLots({ row, path, isLot: kept?.type === 'lotNumberedInventoryItem' });
  if (!('itemList' in record.fields) || ['itemReceipt', 'itemFulfillment'].includes(record.type)) return row;
  const quantity = Number(row.quantity ?? 1);
  const rate = row.rate === undefined ? priceOf(kept, asReference(row.price)?.internalId) : Number.parseFloat(textOf(row.rate));
  if (Number.isNaN(rate)) throw userError(`Invalid rate ${textOf(row.rate)}`, `${path}.rate`);
  const amount = row.amount !== undefined && row.rate === undefined ? Number(row.amount) : round(quantity * rate);
  return { description: kept?.fields.salesDescription, ...row, quantity, rate: rate.toFixed(2), amount, ...statusOfLine(record, row) };
}

function statusOfLine(record: StoredRecord, row: Fields): Fields {
  if (record.type === 'salesOrder') {
    return { quantityFulfilled: row.quantityFulfilled ?? 0, quantityBilled: row.quantityBilled ?? 0, isClosed: row.isClosed ?? false };
  }
  return record.type === 'purchaseOrder' ? { quantityReceived: row.quantityReceived ?? 0, isClosed: row.isClosed ?? false } : {};
}

/** The quantities of the lots of a line add up to the line's. */
function checkLots({ row, path, isLot }: { readonly row: Fields; readonly path: string; readonly isLot: boolean }): void {
  const detail = row.inventoryDetail as Fields | undefined;
  const assigned = asList(detail?.inventoryAssignmentList);
  if (assigned.length === 0) return;
  const sum = round(assigned.reduce((total, each) => total + Number(each.quantity ?? 0), 0));
  const wanted = Number(row.quantity ?? row.adjustQtyBy ?? sum);
  if (sum !== wanted) throw userError(`The total inventory detail quantity must be ${wanted}.`, `${path}.inventoryDetail`);
  for (const each of assigned) {
    if (isLot && each.issueInventoryNumber === undefined && each.receiptInventoryNumber === undefined) {
      throw userError('Please configure the inventory detail of this line: it has no lot number.', `${path}.inventoryDetail`);
    }
  }
}

function priceOf(item: StoredRecord | undefined, priceLevel: string | undefined): number {
  const prices = asList(item?.fields.pricingMatrix);
  const chosen = prices.find((row) => asReference(row.priceLevel)?.internalId === priceLevel) ?? prices[0];
  return Number(asList(chosen?.priceList)[0]?.value ?? 0);
}

function withTotals(record: StoredRecord): StoredRecord {
  const { fields } = record;
  const rows = asList(fields.itemList);
  if (rows.length === 0 || ['itemReceipt', 'itemFulfillment'].includes(record.type)) return record;
  const subTotal = round(rows.reduce((sum, row) => sum + Number(row.amount ?? 0), 0));
  const total = round(subTotal + Number(fields.shippingCost ?? 0) + Number(fields.handlingCost ?? 0) + Number(fields.taxTotal ?? 0));
  return { ...record, fields: { ...fields, subTotal, total } };
}

function overCommitted(account: Account, record: StoredRecord): RuledChange['warnings'] {
  if (record.type !== 'salesOrder') return [];
  const short = asList(record.fields.itemList).some((row) => {
    const item = account.item(asReference(row.item)?.internalId ?? '');
    const stock = asList(item?.fields.locationsList).reduce((sum, place) => sum + Number(place.quantityAvailable ?? 0), 0);
    return item?.fields.locationsList !== undefined && stock < Number(row.quantity ?? 0);
  });
  return short ? [{ code: 'WARNING', message: 'You only have less available than this order asks for.' }] : [];
}

export function round(value: number): number {
  return Math.round((value + Number.EPSILON) * 100) / 100;
}
