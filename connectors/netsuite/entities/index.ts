import type { TxType } from '../../../core/tx-type.js';
import { listShapes } from './lists.js';
import type { RecordShape } from './record-shape.js';
import { transactionShapes } from './transactions.js';

const shapes: ReadonlyMap<string, RecordShape> = new Map([...transactionShapes, ...listShapes].map((shape) => [shape.record, shape]));

/** Which record type a tx type is, unless the settings or the entity say so. */
const recordTypes: Readonly<Record<TxType, string>> = {
  order: 'salesOrder',
  invoice: 'invoice',
  purchaseorder: 'purchaseOrder',
  itemreceipt: 'itemReceipt',
  itemfulfillment: 'itemFulfillment',
  opportunity: 'opportunity',
  quote: 'estimate',
  rma: 'returnAuthorization',
  billcredit: 'vendorCredit',
  payment: 'vendorPayment',
  inventoryadjustment: 'inventoryAdjustment',
  creditmemo: 'creditMemo',
  inventorytransfer: 'inventoryTransfer',
  product: 'inventoryItem',
  inventory: 'inventoryItem',
  inventorylot: 'lotNumberedInventoryItem',
  pricelevel: 'inventoryItem',
  customer: 'customer',
  vendor: 'vendor',
  company: 'customer',
  contact: 'contact',
};

/** The shape of a record type; undefined where the connector does not know it. */
export function shapeNamed(record: string): RecordShape | undefined {
  return shapes.get(record);
}

export function recordOf(txType: TxType, overrides: Readonly<Partial<Record<string, string>>>): string {
  return overrides[txType] ?? recordTypes[txType];
}
