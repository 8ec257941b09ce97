import { itemCodes } from '../catalogue/families.js';
import { asFields, asList, asReference, type CustomValue, type StoredRecord, type Value } from '../records/shapes.js';
import type { Criterion } from './criteria.js';

/** Names that a search has for fields of records. */
const aliases: Readonly<Record<string, string>> = {
  mainName: 'entity',
  memoMain: 'memo',
  lastQuantityAvailableChange: 'stockChangedAt',
  number: 'tranId',
  discountPct: 'discountpct',
  inactive: 'isInactive',
  amount: 'total',
};

/** Fields of a transaction's lines that a search may filter by. */
const lineFields = ['item', 'quantity', 'rate', 'line', 'location', 'inventoryLocation'];

/** What a record holds under a field of a search: nothing, one value, or those of its lines. */
export function valuesOf(record: StoredRecord, { field, isCustom }: Pick<Criterion, 'field' | 'isCustom'>): readonly Value[] {
  if (isCustom) return customValues(record, field);
  const { internalId, externalId, createdAt, modifiedAt, fields } = record;
  if (field === 'internalId') return [{ internalId }];
  if (field === 'internalIdNumber' || field === 'id') return [Number(internalId)];
  if (field === 'externalId') return externalId === undefined ? [] : [{ externalId }];
  if (field === 'externalIdString') return externalId === undefined ? [] : [externalId];
  if (['lastModifiedDate', 'lastModified', 'modified'].includes(field)) return [modifiedAt];
  if (['dateCreated', 'created', 'createdDate'].includes(field)) return [createdAt];
  if (field === 'recordType') return [record.type.toLowerCase()];
  if (field === 'type') return [typeValue(record)];
  if (field === 'isLotItem') return [record.type === 'lotNumberedInventoryItem'];
  if (field === 'isSerialItem') return [false];
  if (field === 'mainLine') return [true];
  if (['taxLine', 'shipping', 'cogs', 'voided', 'memorized'].includes(field)) return [false];
  if (field === 'subsidiary' && fields.subsidiaryList !== undefined) return asList(fields.subsidiaryList);
  if (field === 'vendor' && fields.itemVendorList !== undefined) return asList(fields.itemVendorList).flatMap((row) => row.vendor ?? []);
  if (['city', 'state', 'zipCode', 'country', 'address'].includes(field)) return addressValues(record, field);
  const own = fields[aliases[field] ?? field];
  if (own !== undefined) return [own];
  const lines = [...asList(fields.itemList), ...asList(fields.inventoryList), ...asList(fields.locationsList)];
  if (field === 'location' && fields.locationsList !== undefined) return lines.flatMap((row) => row.locationId ?? []);
  return lineFields.includes(field) ? lines.flatMap((row) => row[field] ?? []) : [];
}

function customValues(record: StoredRecord, scriptId: string): readonly Value[] {
  const custom = asFields(record.fields.customFieldList)?.[scriptId] as CustomValue | undefined;
  if (custom === undefined) return [];
  return Array.isArray(custom.value) ? (custom.value as readonly Value[]) : [custom.value];
}

function typeValue(record: StoredRecord): string {
  const code = itemCodes[record.type];
  if (code === undefined) return `_${record.type}`;
  return code === 'InvtPart' ? '_inventoryItem' : code === 'Service' ? '_service' : '_nonInventoryItem';
}

function addressValues({ fields }: StoredRecord, field: string): readonly Value[] {
  const name = { zipCode: 'zip', address: 'addr1' }[field] ?? field;
  const addresses = [...asList(fields.addressbookList).map((row) => asFields(row.addressbookAddress)), asFields(fields.mainAddress)];
  return addresses.flatMap((address) => address?.[name] ?? []);
}

/** The record that a join leads to, such as `customerJoin`. */
export function joinedId(record: StoredRecord, join: string): { readonly family: string; readonly internalId: string } | undefined {
  const target: Readonly<Record<string, readonly [string, string]>> = {
    customerJoin: ['entity', 'entity'],
    customerMainJoin: ['entity', 'entity'],
    vendorJoin: ['entity', 'entity'],
    createdFromJoin: ['transaction', 'createdFrom'],
    transactionJoin: ['transaction', 'transaction'],
    salesRepJoin: ['entity', 'salesRep'],
    itemJoin: ['item', 'item'],
    locationJoin: ['location', 'location'],
  };
  const [family, field] = target[join] ?? [];
  const internalId = field === undefined ? undefined : asReference(record.fields[field])?.internalId;
  return family === undefined || internalId === undefined ? undefined : { family, internalId };
}
