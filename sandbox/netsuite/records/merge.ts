import { listShape, objectType } from '../catalogue/catalogue.js';
import type { Field, TypeDefinition } from '../catalogue/notation.js';
import type { Account } from './account.js';
import { readCustomFields } from './custom-fields.js';
import { userError } from './problem.js';
import { resolveReference } from './references.js';
import { asFields, asList, asListDraft, asReference, type Fields, type ListDraft, textOf, type Value } from './shapes.js';

/** What identifies a row of a list, so that a row that is sent again changes the one that is there. */
const rowKeys: Readonly<Record<string, readonly string[]>> = {
  itemList: ['line', 'orderLine'],
  inventoryList: ['line'],
  applyList: ['doc'],
  addressbookList: ['internalId'],
  itemVendorList: ['vendor', 'subsidiary'],
  locationsList: ['locationId'],
  pricingMatrix: ['priceLevel', 'currency'],
  contactRolesList: ['contact'],
  customValueList: ['valueId'],
  inventoryAssignmentList: ['internalId'],
};

export interface MergeContext {
  readonly account: Account;
  readonly recordType: string;
  /** Where custom fields are looked up, such as `transaction` or `line`. */
  readonly on: readonly string[];
}

/** What is kept after a change: fields of the draft over those that were there. References are resolved. */
export function mergeFields(before: Fields, draft: Fields, { type, ...context }: MergeContext & { readonly type: TypeDefinition }): Fields {
  const merged: Record<string, Value | undefined> = { ...before };
  for (const [name, value] of Object.entries(draft)) {
    const field = type.byName.get(name);
    if (field === undefined || value === undefined || field.kind === 'nullFields') continue;
    merged[name] = mergeValue(before[name], value, { ...context, field });
  }
  return merged;
}

type FieldContext = MergeContext & { readonly field: Field };

function mergeValue(before: Value | undefined, value: Value, context: FieldContext): Value {
  const { field, account, recordType } = context;
  if (field.kind === 'reference') {
    const reference = asReference(value);
    if (reference === undefined) throw userError(`${field.name} takes a reference`, field.name);
    return resolveReference(account, reference, { field: field.name, recordType });
  }
  if (field.kind === 'customFields') return { ...asFields(before), ...readCustomFields(asFields(value) ?? {}, context) };
  if (field.kind === 'text' && typeof value === 'string') checkLength(value, field.name);
  const list = asListDraft(value);
  if (list !== undefined) return mergeList(asList(before), list, context);
  const type = objectType(field);
  return type === undefined ? value : mergeFields(asFields(before) ?? {}, asFields(value) ?? {}, { ...context, type });
}

const longTexts = ['message', 'note', 'content', 'memo', 'description', 'salesDescription', 'purchaseDescription', 'comments'];

function checkLength(value: string, name: string): void {
  const most = longTexts.includes(name) ? 4000 : 300;
  if (name === 'content' || value.length <= most) return;
  throw userError(`The field ${name} contained more than the maximum number (${most}) of characters allowed.`, name);
}

function mergeList(before: readonly Fields[], draft: ListDraft, context: FieldContext): readonly Value[] {
  const shape = listShape(context.field);
  if (shape === undefined) return before;
  const { field, account, recordType } = context;
  if (shape.type === undefined) {
    const added = draft.rows.map((row) => resolveReference(account, row, { field: itemOfList(field.name), recordType }));
    return draft.replaceAll ? added : [...before, ...added.filter((row) => !before.some((old) => old.internalId === row.internalId))];
  }
  const { type } = shape;
  const on = field.name === 'itemList' || field.name === 'inventoryList' ? ['line'] : context.on;
  const keys = rowKeys[field.name] ?? [];
  const rows = draft.replaceAll ? [] : [...before];
  for (const row of draft.rows) {
    const index = rows.findIndex((old) => isSameRow(old, row, keys));
    const old = index < 0 ? (draft.replaceAll ? before.find((each) => isSameRow(each, row, keys)) : undefined) : rows[index];
    const merged = mergeFields(old ?? {}, row, { account, recordType, on, type });
    if (index < 0) rows.push(merged);
    else rows[index] = merged;
  }
  return rows;
}

function itemOfList(list: string): string {
  return list === 'subsidiaryList' ? 'subsidiary' : list;
}

/** Rows are the same where one of the keys is given and equal. */
function isSameRow(old: Fields, row: Fields, keys: readonly string[]): boolean {
  const given = keys.filter((key) => row[key] !== undefined);
  return given.length > 0 && given.every((key) => keyText(old[key]) === keyText(row[key]));
}

function keyText(value: Value | undefined): string {
  return asReference(value)?.internalId ?? textOf(value);
}
