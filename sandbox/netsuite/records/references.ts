import { entityTypes, itemTypes, transactionTypes } from '../catalogue/families.js';
import type { Account } from './account.js';
import { invalidKey } from './problem.js';
import type { Reference, StoredRecord } from './shapes.js';

const customers = ['customer'];
const vendors = ['vendor'];
const employees = ['employee'];

/** What the reference of a field may point at. Fields that are not here point at things that the sandbox does not keep. */
const targets: Readonly<Record<string, readonly string[]>> = {
  customer: customers,
  vendor: vendors,
  poVendor: vendors,
  salesRep: employees,
  employee: employees,
  supervisor: employees,
  assigned: employees,
  author: employees,
  company: ['customer', 'vendor'],
  contact: ['contact'],
  item: itemTypes,
  location: ['location'],
  transferLocation: ['location'],
  adjLocation: ['location'],
  inventoryLocation: ['location'],
  preferredLocation: ['location'],
  subsidiary: ['subsidiary'],
  class: ['classification'],
  department: ['department'],
  currency: ['currency'],
  terms: ['term'],
  paymentMethod: ['paymentMethod'],
  shipMethod: ['shipItem'],
  priceLevel: ['priceLevel'],
  price: ['priceLevel'],
  folder: ['folder'],
  issueInventoryNumber: ['inventoryNumber'],
  binNumber: ['bin'],
  toBinNumber: ['bin'],
  createdFrom: transactionTypes,
  transaction: transactionTypes,
  salesOrder: ['salesOrder'],
  opportunity: ['opportunity'],
};

const vendorTransactions = ['purchaseOrder', 'vendorBill', 'vendorCredit', 'vendorPayment'];

/** The types that a field of a record may point at. Absent: anything. */
export function targetsOf(field: string, recordType: string): readonly string[] | undefined {
  if (field === 'entity') {
    if (vendorTransactions.includes(recordType)) return vendors;
    return transactionTypes.includes(recordType) && recordType !== 'itemReceipt' && recordType !== 'itemFulfillment'
      ? customers
      : entityTypes;
  }
  if (field === 'parent') return [recordType];
  if (field === 'folder' && recordType === 'folder') return undefined;
  return targets[field];
}

/** Prices of lines may be "custom": no price level, a rate of their own. */
const customPrice = '-1';

/** The reference with id and name of what it points at. Throws INVALID_KEY_OR_REF where that is not there or inactive. */
export function resolveReference(
  account: Account,
  reference: Reference,
  { field, recordType }: { readonly field: string; readonly recordType: string },
): Reference {
  const types = targetsOf(field, recordType);
  const { internalId, externalId } = reference;
  if (internalId === undefined && externalId === undefined) throw invalidKey(field, reference.name ?? '');
  if (types === undefined)
    return { ...(internalId !== undefined && { internalId }), name: reference.name ?? `${field} ${internalId ?? externalId}` };
  if (internalId === customPrice && field === 'price') return { internalId, name: 'Custom' };
  const record = findOf(account, types, reference);
  if (record === undefined || record.fields.isInactive === true) throw invalidKey(field, internalId ?? externalId ?? '');
  return { internalId: record.internalId, name: nameOf(record) };
}

function findOf(account: Account, types: readonly string[], { internalId, externalId }: Reference): StoredRecord | undefined {
  for (const type of types) {
    const found = account.find({ type, ...(internalId !== undefined && { internalId }), ...(externalId !== undefined && { externalId }) });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What people call a record. */
export function nameOf(record: StoredRecord): string {
  const { fields } = record;
  for (const field of ['entityId', 'itemId', 'name', 'inventoryNumber', 'binNumber', 'title', 'subject']) {
    const value = fields[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  return typeof fields.tranId === 'string' ? `${titleOf(record.type)} #${fields.tranId}` : record.internalId;
}

function titleOf(type: string): string {
  return type.replaceAll(/([A-Z])/g, ' $1').replace(/^./, (letter) => letter.toUpperCase());
}
