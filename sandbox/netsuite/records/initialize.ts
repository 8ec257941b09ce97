import type { Account, Pointer } from './account.js';
import { RecordProblem } from './problem.js';
import { asList, type Fields, type StoredRecord, textOf } from './shapes.js';

/** What may be made of what. */
const transforms: Readonly<Record<string, readonly string[]>> = {
  salesOrder: ['itemFulfillment', 'invoice', 'cashSale', 'returnAuthorization', 'customerDeposit'],
  estimate: ['salesOrder', 'invoice'],
  opportunity: ['estimate', 'salesOrder'],
  purchaseOrder: ['itemReceipt', 'vendorBill'],
  invoice: ['customerPayment', 'creditMemo', 'returnAuthorization'],
  returnAuthorization: ['itemReceipt', 'creditMemo'],
  vendorBill: ['vendorPayment', 'vendorCredit'],
};

/** The record that NetSuite would propose: filled in from another, not yet kept. Throws RecordProblem. */
export function proposed(account: Account, type: string, from: Pointer): StoredRecord {
  const source = account.get(from);
  if (transforms[source.type]?.includes(type) !== true) {
    throw new RecordProblem('INVALID_INITIALIZE_REF', `A ${type} cannot be made of a ${source.type}.`);
  }
  const { fields } = source;
  const hasCustomer = type === 'customerPayment' || type === 'customerDeposit';
  const entity = hasCustomer ? { customer: fields.entity } : { entity: fields.entity };
  const lines = asList(fields.itemList)
    .filter((row) => row.isClosed !== true)
    .map((row) => lineOf(type, row));
  const now = account.timestamp();
  return {
    type,
    internalId: '',
    createdAt: now,
    modifiedAt: now,
    fields: {
      ...entity,
      ...(type === 'customerDeposit'
        ? { salesOrder: { internalId: source.internalId, name: textOf(fields.tranId) } }
        : { createdFrom: { internalId: source.internalId, name: textOf(fields.tranId) } }),
      subsidiary: fields.subsidiary,
      currency: fields.currency,
      ...(hasCustomer ? { payment: fields.total } : { itemList: lines }),
      ...(type === 'itemFulfillment' && { shipStatus: '_shipped' }),
    },
  };
}

function lineOf(type: string, row: Fields): Fields {
  const { item, location, line, rate, description, price } = row;
  if (type !== 'itemFulfillment' && type !== 'itemReceipt')
    return { item, location, orderLine: line, quantity: row.quantity, rate, description, price };
  const done = Number((type === 'itemFulfillment' ? row.quantityFulfilled : row.quantityReceived) ?? 0);
  const left = Number(row.quantity ?? 0) - done;
  return { item, location, orderLine: line, itemReceive: true, quantity: left, quantityRemaining: left };
}
