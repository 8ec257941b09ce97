import { familyOf } from '../catalogue/families.js';
import type { Account } from './account.js';
import { RecordProblem, userError } from './problem.js';
import type { Change, RuledChange } from './rules.js';
import { asList, type Fields, type StoredRecord, textOf } from './shapes.js';

/** Customers, vendors, contacts, employees, and items. */
export function entityRules(account: Account, { record, draft }: Change): RuledChange {
  const named = familyOf(record.type) === 'item' ? namedItem(record) : namedEntity(account, record);
  checkName(account, named);
  const addresses = asList(named.fields.addressbookList);
  const withIds = addresses.map((address) =>
    address.internalId === undefined ? { ...address, internalId: account.records.nextId('address') } : address,
  );
  const fields: Fields = addresses.length === 0 ? named.fields : { ...named.fields, addressbookList: withIds };
  const warnings =
    draft.fields.giveAccess === true
      ? [{ code: 'CUSTOMER_ACCESS_NOT_GIVEN', message: 'Access was not given: the email is not unique.' }]
      : [];
  return { record: { ...named, fields }, warnings };
}

function namedItem(record: StoredRecord): StoredRecord {
  if (typeof record.fields.itemId !== 'string' || record.fields.itemId === '')
    throw userError('Please enter value(s) for: Item Name/Number', 'itemId');
  return record;
}

function namedEntity(account: Account, record: StoredRecord): StoredRecord {
  const { fields, type } = record;
  const person = [textOf(fields.firstName), textOf(fields.lastName)].filter((part) => part !== '').join(' ');
  const isPerson = fields.isPerson ?? (type === 'contact' || type === 'employee');
  const name = typeof fields.companyName === 'string' && isPerson !== true ? fields.companyName : person;
  if (isPerson === true && type !== 'contact' && (fields.lastName === undefined || fields.lastName === '')) {
    throw userError('Please enter value(s) for: Last Name', 'lastName');
  }
  if (isPerson !== true && (type === 'customer' || type === 'vendor') && fields.companyName === undefined) {
    throw userError('Please enter value(s) for: Company Name', 'companyName');
  }
  if (account.settings.isOneWorld && type !== 'contact' && fields.subsidiary === undefined) {
    throw userError('Please enter value(s) for: Primary Subsidiary', 'subsidiary');
  }
  const entityId = fields.entityId ?? name;
  if (entityId === '') throw userError('Please enter value(s) for: Name', 'entityId');
  return { ...record, fields: { ...fields, entityId, isPerson, ...(type === 'employee' && { isPerson: undefined }) } };
}

/** Names are unique: of customers and other entities each in their type, of items among all. */
function checkName(account: Account, record: StoredRecord): void {
  const family = familyOf(record.type);
  const field = family === 'item' ? 'itemId' : 'entityId';
  for (const other of account.records.named(family, textOf(record.fields[field]))) {
    if (other.internalId === record.internalId) continue;
    if (family === 'item')
      throw new RecordProblem('DUP_ITEM', 'Uniqueness error - this item already exists. Change its name.', { path: field });
    if (other.type !== record.type || (record.type === 'contact' && !isSameCompany(other, record))) continue;
    throw new RecordProblem('DUP_ENTITY', 'This entity already exists.', { path: field });
  }
}

function isSameCompany(one: StoredRecord, other: StoredRecord): boolean {
  const idOf = ({ fields }: StoredRecord): unknown => (fields.company as { readonly internalId?: string } | undefined)?.internalId;
  return idOf(one) === idOf(other);
}
