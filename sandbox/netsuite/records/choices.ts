import type { Account } from './account.js';
import { nameOf } from './references.js';
import { asList, type Reference, textOf } from './shapes.js';

const lists: Readonly<Record<string, string>> = {
  terms: 'term',
  paymentMethod: 'paymentMethod',
  shipMethod: 'shipItem',
  location: 'location',
  subsidiary: 'subsidiary',
  class: 'classification',
  department: 'department',
  currency: 'currency',
  priceLevel: 'priceLevel',
  price: 'priceLevel',
  salesRep: 'employee',
  folder: 'folder',
};

/** What a select field lets choose from: active records of a list, or the values of a custom list. Absent where it is none. */
export function choicesOf(account: Account, field: string): readonly Reference[] | undefined {
  const custom = account.settings.customFields.find(({ scriptId }) => scriptId === field.toLowerCase());
  if (custom?.choices?.startsWith('customlist') === true) {
    const list = account.records.ofType('customList').find(({ fields }) => fields.scriptId === custom.choices);
    return asList(list?.fields.customValueList).map((row) => ({ internalId: textOf(row.valueId), name: textOf(row.value) }));
  }
  const type = custom?.choices ?? lists[field];
  const records = field === 'item' ? [...account.records.inFamily('item')] : type === undefined ? undefined : account.records.ofType(type);
  return records
    ?.filter(({ fields }) => fields.isInactive !== true)
    .map((record) => ({ internalId: record.internalId, name: nameOf(record) }));
}
