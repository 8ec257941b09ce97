import { familyOf } from '../catalogue/families.js';
import type { Account } from './account.js';
import { entityRules } from './entity-rules.js';
import { RecordProblem } from './problem.js';
import { type Draft, type StoredRecord, textOf } from './shapes.js';
import { transactionRules } from './transaction-rules.js';

export interface Change {
  /** As it would be kept. */
  readonly record: StoredRecord;
  readonly before: StoredRecord | undefined;
  readonly draft: Draft;
}

export interface RuledChange {
  readonly record: StoredRecord;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

const required: Readonly<Record<string, readonly string[]>> = {
  salesOrder: ['entity', 'itemList'],
  estimate: ['entity', 'itemList'],
  opportunity: ['entity'],
  invoice: ['entity', 'itemList'],
  cashSale: ['entity', 'itemList'],
  returnAuthorization: ['entity', 'itemList'],
  creditMemo: ['entity', 'itemList'],
  purchaseOrder: ['entity', 'itemList'],
  vendorBill: ['entity'],
  vendorCredit: ['entity'],
  vendorPayment: ['entity'],
  customerPayment: ['customer', 'payment'],
  customerDeposit: ['customer', 'payment'],
  itemFulfillment: ['createdFrom'],
  itemReceipt: ['createdFrom'],
  inventoryAdjustment: ['account', 'inventoryList'],
  inventoryTransfer: ['location', 'transferLocation', 'inventoryList'],
  binTransfer: ['location', 'inventoryList'],
  task: ['title'],
  note: ['note'],
  file: ['name', 'folder'],
  folder: ['name'],
  inventoryNumber: ['inventoryNumber', 'item'],
  bin: ['binNumber', 'location'],
};

/** What NetSuite asks of a record, and what it fills in. Throws RecordProblem. */
export function applyRules(account: Account, change: Change): RuledChange {
  const { record } = change;
  const missing = (required[record.type] ?? []).filter((name) => isEmpty(record.fields[name]));
  if (missing.length > 0) throw new RecordProblem('USER_ERROR', `Please enter value(s) for: ${missing.map(labelOf).join(', ')}`);
  checkMandatoryCustomFields(account, record);
  const family = familyOf(record.type);
  if (family === 'transaction') return transactionRules(account, change);
  if (family === 'entity' || family === 'item') return entityRules(account, change);
  return { record: record.type === 'file' ? withSize(record) : record, warnings: [] };
}

/** What is in a file comes as base64. */
function withSize(record: StoredRecord): StoredRecord {
  const content = textOf(record.fields.content).replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content))
    throw new RecordProblem('USER_ERROR', 'The content of the file is not base64.', { path: 'content' });
  return { ...record, fields: { ...record.fields, fileSize: Buffer.from(content, 'base64').length } };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function labelOf(field: string): string {
  const words = field.replace(/List$/, 's').replaceAll(/([A-Z])/g, ' $1');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function checkMandatoryCustomFields(account: Account, record: StoredRecord): void {
  const values = record.fields.customFieldList ?? {};
  const place = record.scriptId ?? familyOf(record.type);
  for (const { isMandatory, on, scriptId, label } of account.settings.customFields) {
    if (isMandatory === true && on === place && !(scriptId in (values as object))) {
      throw new RecordProblem('USER_ERROR', `Please enter value(s) for: ${label}`, { path: scriptId });
    }
  }
}
