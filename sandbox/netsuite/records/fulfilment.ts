import type { Account } from './account.js';
import { RecordProblem, userError } from './problem.js';
import { asList, asReference, type Fields, type StoredRecord, textOf } from './shapes.js';

interface Kind {
  readonly from: readonly string[];
  /** The field of a source line that counts what was done. */
  readonly done: string;
  readonly word: string;
}

/** Completes a fulfilment from its order, and notes on the order's lines what went out. */
export function fulfil(account: Account, record: StoredRecord): StoredRecord {
  return take(account, record, { from: ['salesOrder'], done: 'quantityFulfilled', word: 'fulfill' });
}

/** Completes a receipt from its purchase order or return, and notes on their lines what came in. */
export function receive(account: Account, record: StoredRecord): StoredRecord {
  return take(account, record, { from: ['purchaseOrder', 'returnAuthorization'], done: 'quantityReceived', word: 'receive' });
}

function take(account: Account, record: StoredRecord, kind: Kind): StoredRecord {
  const sourceId = asReference(record.fields.createdFrom)?.internalId ?? '';
  const source = account.transaction(sourceId);
  if (source === undefined || !kind.from.includes(source.type)) {
    throw new RecordProblem('INVALID_KEY_OR_REF', `Invalid createdfrom reference key ${sourceId}.`, { path: 'createdFrom' });
  }
  const open = asList(source.fields.itemList).filter((row) => row.isClosed !== true && remaining(row, kind) > 0);
  const asked = asList(record.fields.itemList);
  const lines = (asked.length === 0 ? open.map((row): Fields => ({ orderLine: row.line ?? 0 })) : asked).filter(
    (row) => row.itemReceive !== false,
  );
  const taken = lines.map((row) => line(row, { open, kind }));
  if (taken.length === 0) throw userError(`You must have at least one item to ${kind.word}.`, 'item');
  const rows = asList(source.fields.itemList).map((row) => {
    const sum = taken.filter((each) => each.orderLine === row.line).reduce((total, each) => total + Number(each.quantity), 0);
    return sum === 0 ? row : { ...row, [kind.done]: Number(row[kind.done] ?? 0) + sum };
  });
  const now = account.timestamp();
  account.records.put({ ...source, modifiedAt: now, fields: { ...source.fields, itemList: rows, ...statusOf(source, rows, kind) } });
  return { ...record, fields: { entity: source.fields.entity, ...record.fields, itemList: taken } };
}

function line(row: Fields, { open, kind }: { readonly open: readonly Fields[]; readonly kind: Kind }): Fields {
  const source =
    open.find((each) => each.line === row.orderLine) ??
    (row.orderLine === undefined
      ? open.find((each) => asReference(each.item)?.internalId === asReference(row.item)?.internalId)
      : undefined);
  if (source === undefined) throw userError(`There is no open order line ${textOf(row.orderLine ?? '')} to ${kind.word}.`, 'item');
  const left = remaining(source, kind);
  const quantity = Number(row.quantity ?? left);
  if (quantity > left && kind.word === 'fulfill') throw userError(`The quantity ${quantity} is more than the ${left} that remain.`, 'item');
  return {
    item: source.item,
    location: source.location,
    ...row,
    orderLine: source.line,
    itemReceive: true,
    quantity,
    quantityRemaining: left,
  };
}

function remaining(row: Fields, { done }: Kind): number {
  return Number(row.quantity ?? 0) - Number(row[done] ?? 0);
}

function statusOf(source: StoredRecord, rows: readonly Fields[], kind: Kind): Fields {
  const isAllDone = rows.every((row) => row.isClosed === true || remaining(row, kind) <= 0);
  if (source.type === 'salesOrder') return { orderStatus: isAllDone ? '_pendingBilling' : '_partiallyFulfilled' };
  if (source.type === 'purchaseOrder') return { orderStatus: isAllDone ? '_pendingBilling' : '_partiallyReceived' };
  return {};
}
