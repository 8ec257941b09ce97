import type { Instant } from '../../../core/instant.js';
import type { Field } from '../entities/notation.js';
import type { QueryShape } from '../entities/record-shape.js';
import type { Place, ReadFilter, Subject } from '../reader.js';
import type { CustomFieldSettings } from '../settings.js';
import { queryFormat, toQueryTime } from '../values/times.js';

/** A text in a query. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Ids in an IN list; anything but digits is left out. */
export function idList(ids: readonly string[]): string {
  return ids.filter((id) => /^\d+$/.test(id)).join(', ');
}

export function moment(instant: Instant, zone: string): string {
  return `TO_DATE(${quoted(toQueryTime(instant, zone))}, '${queryFormat}')`;
}

/** Columns for a field: its value under its own name, and for references the name beside it. */
export function columnsOf(field: Field, column: string): readonly string[] {
  const as = field.name.toLowerCase();
  if (field.kind === 'reference') return [`${column} AS ${as}`, `BUILTIN.DF(${column}) AS ${as}_name`];
  if (field.kind === 'day') return [`TO_CHAR(${column}, 'YYYY-MM-DD') AS ${as}`];
  return [`${column} AS ${as}`];
}

/** Columns of custom fields: dates with their time, selects with their names. */
export function customColumns(fields: Readonly<Record<string, CustomFieldSettings>>, table: string): readonly string[] {
  return Object.entries(fields).flatMap(([scriptId, { kind }]) => {
    const name = scriptId.toLowerCase();
    const column = `${table}.${name}`;
    if (kind === 'date') return [`TO_CHAR(${column}, '${queryFormat}') AS ${name}`];
    if (kind === 'select' || kind === 'multiSelect') return [`${column} AS ${name}`, `BUILTIN.DF(${column}) AS ${name}_name`];
    return [`${column} AS ${name}`];
  });
}

export interface HeaderQuery {
  readonly subject: Subject;
  readonly query: QueryShape;
  readonly customFields: Readonly<Record<string, CustomFieldSettings>>;
  readonly zone: string;
  readonly conditions: readonly string[];
}

/** The records themselves, in the order (last modified, id). */
export function headerQuery({ subject, query, customFields, conditions }: HeaderQuery): string {
  const isTransaction = subject.shape.family === 'transaction';
  const time = (column: string, as: string): string => `TO_CHAR(${column}, '${queryFormat}') AS ${as}`;
  const columns = [
    't.id AS id',
    't.externalid AS externalid',
    time(query.modified, 'modified_at'),
    ...(query.created === undefined ? [] : [time(query.created, 'created_at')]),
    ...(isTransaction ? ['t.billingaddress AS billing_key', 't.shippingaddress AS shipping_key'] : []),
    ...query.fields.flatMap((field) => columnsOf(field, query.columns[field.name] ?? `t.${field.name.toLowerCase()}`)),
    ...customColumns(customFields, 't'),
  ];
  const main = isTransaction ? " LEFT JOIN transactionline m ON m.transaction = t.id AND m.mainline = 'T'" : '';
  const where = [...(query.where === undefined ? [] : [query.where]), ...conditions].join(' AND ');
  return `SELECT ${columns.join(', ')} FROM ${query.table} t${query.join ?? ''}${main}${where === '' ? '' : ` WHERE ${where}`} ORDER BY ${query.modified}, t.id`;
}

/** What lies behind a place and not after `until`. Rows that share a second are told apart by their ids. */
export function stretchConditions(
  { modified }: QueryShape,
  { after, until, zone }: { readonly after: Place | undefined; readonly until: Instant; readonly zone: string },
): readonly string[] {
  const upper = `${modified} <= ${moment(until, zone)}`;
  if (after === undefined) return [upper];
  const from = moment(after.time, zone);
  if (after.id === undefined || !/^\d+$/.test(after.id)) return [upper, `${modified} >= ${from}`];
  return [upper, `(${modified} > ${from} OR (${modified} = ${from} AND t.id > ${after.id}))`];
}

export function filterConditions({ shape }: Subject, { subsidiary, vendor, activeOnly }: ReadFilter): readonly string[] {
  const main = shape.family === 'transaction' ? 'm' : 't';
  return [
    ...(subsidiary === undefined ? [] : [`${main}.subsidiary = ${idList([subsidiary]) || '-1'}`]),
    ...(vendor === undefined ? [] : [`t.${shape.family === 'item' ? 'vendor' : 'entity'} = ${idList([vendor]) || '-1'}`]),
    ...(activeOnly === true ? ["t.isinactive = 'F'"] : []),
  ];
}

/** Lines of transactions, all at once. */
export function linesQuery(ids: readonly string[], custom: Readonly<Record<string, CustomFieldSettings>>): string {
  const references = ['item', 'location', 'department', 'class', 'units', 'price'].flatMap((name) => [
    `l.${name} AS ${name}`,
    `BUILTIN.DF(l.${name}) AS ${name}_name`,
  ]);
  const columns = [
    'l.transaction AS parent_id',
    'l.id AS line',
    'l.linesequencenumber AS sequence',
    'l.quantity AS quantity',
    'l.rate AS rate',
    'l.foreignamount AS amount',
    'l.memo AS description',
    'l.isclosed AS isclosed',
    ...references,
    ...customColumns(custom, 'l'),
  ];
  const where = `l.transaction IN (${idList(ids)}) AND l.mainline = 'F' AND l.taxline = 'F' AND l.iscogs = 'F' AND l.item IS NOT NULL`;
  return `SELECT ${columns.join(', ')} FROM transactionline l WHERE ${where} ORDER BY l.transaction, l.linesequencenumber, l.id`;
}

export function lotsQuery(ids: readonly string[]): string {
  return `SELECT a.transaction AS parent_id, a.transactionline AS line, BUILTIN.DF(a.inventorynumber) AS lot_number, BUILTIN.DF(a.bin) AS bin_name, a.quantity AS quantity FROM inventoryassignment a WHERE a.transaction IN (${idList(ids)}) ORDER BY a.transaction, a.transactionline, a.inventorynumber`;
}

const addressColumns = 'a.attention, a.addressee, a.addrphone, a.addr1, a.addr2, a.addr3, a.city, a.state, a.zip, a.country';

export function addressesQuery(table: 'transactionbillingaddress' | 'transactionshippingaddress', keys: readonly string[]): string {
  return `SELECT a.nkey AS nkey, ${addressColumns} FROM ${table} a WHERE a.nkey IN (${idList(keys)}) ORDER BY a.nkey`;
}

export function addressBookQuery(ids: readonly string[]): string {
  return `SELECT b.entity AS parent_id, b.internalid AS address_id, b.label AS label, b.defaultbilling AS defaultbilling, b.defaultshipping AS defaultshipping, ${addressColumns} FROM entityaddressbook b JOIN entityaddress a ON a.nkey = b.addressbookaddress WHERE b.entity IN (${idList(ids)}) ORDER BY b.entity, b.internalid`;
}

export function stockQuery(ids: readonly string[]): string {
  return `SELECT s.item AS parent_id, s.location AS location, BUILTIN.DF(s.location) AS location_name, s.quantityonhand AS quantityonhand, s.quantityavailable AS quantityavailable, s.quantityonorder AS quantityonorder, s.quantitycommitted AS quantitycommitted FROM aggregateitemlocation s WHERE s.item IN (${idList(ids)}) ORDER BY s.item, s.location`;
}

export function itemLotsQuery(ids: readonly string[]): string {
  return `SELECT s.item AS parent_id, s.location AS location, BUILTIN.DF(s.location) AS location_name, BUILTIN.DF(s.inventorynumber) AS lot_number, s.quantityonhand AS quantityonhand, s.quantityavailable AS quantityavailable FROM inventorybalance s WHERE s.item IN (${idList(ids)}) AND s.inventorynumber IS NOT NULL ORDER BY s.item, s.inventorynumber, s.location`;
}

export function pricesQuery(ids: readonly string[]): string {
  return `SELECT p.item AS parent_id, p.pricelevel AS pricelevel, BUILTIN.DF(p.pricelevel) AS pricelevel_name, p.currency AS currency, BUILTIN.DF(p.currency) AS currency_name, p.quantity AS quantity, p.unitprice AS price FROM pricing p WHERE p.item IN (${idList(ids)}) ORDER BY p.item, p.pricelevel, p.currency, p.quantity`;
}

export function notesQuery(ids: readonly string[]): string {
  return `SELECT n.id AS id, n.externalid AS externalid, n.transaction AS parent_id, n.title AS title, n.note AS note FROM note n WHERE n.transaction IN (${idList(ids)}) ORDER BY n.transaction, n.id`;
}
