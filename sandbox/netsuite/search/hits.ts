import type { Account } from '../records/account.js';
import { asList, asReference, type CustomValue, type Fields, type StoredRecord, type Value } from '../records/shapes.js';
import type { Column, SearchQuery } from './criteria.js';
import { joinedId, valuesOf } from './field-values.js';
import { runSearch } from './run.js';

/** A record that was found, and, where columns were asked for, the line that the row is about. */
export interface Hit {
  readonly record: StoredRecord;
  readonly line?: Fields;
}

/**
 * Without columns: records. With columns, transactions come once for their main line and once for each line, unless
 * `mainLine` says which.
 */
export function hitsOf(account: Account, query: SearchQuery): readonly Hit[] {
  const mainLine = query.criteria.find(({ field }) => field === 'mainLine')?.values[0];
  const records = runSearch(account, { ...query, criteria: query.criteria.filter(({ field }) => field !== 'mainLine') });
  if (query.columns === undefined || query.subject !== 'Transaction') return records.map((record) => ({ record }));
  return records.flatMap((record): readonly Hit[] => {
    const lines = [...asList(record.fields.itemList), ...asList(record.fields.inventoryList)].map((line) => ({ record, line }));
    return [...(mainLine === false ? [] : [{ record }]), ...(mainLine === true ? [] : lines)];
  });
}

/** What a row holds under a column: of the line, the record, or the record that a join leads to. */
export function columnValues(account: Account, { record, line }: Hit, { group, field, isCustom = false }: Column): readonly Value[] {
  if (group === 'basic') {
    if (field === 'mainLine') return [line === undefined];
    if (isCustom) return customValues(line, record, field);
    const own = line?.[field];
    return own === undefined ? plainValues(record, field) : [own];
  }
  if (group === 'inventoryDetailJoin') return detailValues(line, field);
  if (group === 'pricingJoin') return priceValues(record, field);
  if (group === 'inventoryNumberJoin') return lotsOf(account, record).flatMap((lot) => plainValues(lot, field));
  const place = group === 'itemJoin' && line !== undefined ? itemOf(line) : joinedId(record, group);
  const joined = place === undefined ? undefined : account.records.get(place.family, place.internalId);
  return joined === undefined ? [] : valuesOf(joined, { field, isCustom });
}

/** A custom field of the line, or else of the record. */
function customValues(line: Fields | undefined, record: StoredRecord, scriptId: string): readonly Value[] {
  const own = (line?.customFieldList as Fields | undefined)?.[scriptId] as CustomValue | undefined;
  return own === undefined ? valuesOf(record, { field: scriptId, isCustom: true }) : [own.value];
}

function plainValues(record: StoredRecord, field: string): readonly Value[] {
  return valuesOf(record, { field, isCustom: false });
}

function itemOf(line: Fields): { readonly family: string; readonly internalId: string } | undefined {
  const internalId = asReference(line.item)?.internalId;
  return internalId === undefined ? undefined : { family: 'item', internalId };
}

function detailValues(line: Fields | undefined, field: string): readonly Value[] {
  const detail = line?.inventoryDetail as Fields | undefined;
  const name = field === 'inventoryNumber' ? 'issueInventoryNumber' : field;
  return asList(detail?.inventoryAssignmentList).flatMap(
    (row) => row[name] ?? (name === 'issueInventoryNumber' ? (row.receiptInventoryNumber ?? []) : []),
  );
}

function priceValues(record: StoredRecord, field: string): readonly Value[] {
  return asList(record.fields.pricingMatrix).flatMap((row) =>
    field === 'unitPrice' ? asList(row.priceList).flatMap((price) => price.value ?? []) : (row[field] ?? []),
  );
}

function lotsOf(account: Account, item: StoredRecord): readonly StoredRecord[] {
  return account.records.ofType('inventoryNumber').filter((lot) => asReference(lot.fields.item)?.internalId === item.internalId);
}
