import type { JsonObject, JsonValue } from '../../../core/json.js';
import { shapeNamed } from '../entities/index.js';
import { type Field, type FieldKind, listShape } from '../entities/notation.js';
import type { RecordShape } from '../entities/record-shape.js';
import { addressParts } from '../values/address.js';
import { countryCode } from '../values/countries.js';
import { fromSoapDay, fromSoapTime } from '../values/times.js';
import { attributeOf, childOf, childrenOf, textOf, typeOf, type XmlNode } from './xml-node.js';

/**
 * A record of an answer as the domain's entity. It may be of a more special type than was asked for, such as an item with
 * lots. What its shape does not know comes along as text or reference.
 */
export function readRecord(node: XmlNode, asked: RecordShape): JsonObject {
  const shape = ownShape(node, asked);
  const id = attributeOf(node, 'internalId');
  const externalId = attributeOf(node, 'externalId');
  const known = new Set(['attributes', 'customFieldList', ...shape.fields.map(soapName)]);
  return {
    ...(id !== undefined && { id }),
    ...(externalId !== undefined && { externalId }),
    recordType: shape.record,
    ...othersOf(node, known),
    ...readFields(node, shape.fields, shape),
    ...readCustom(node),
  };
}

function ownShape(node: XmlNode, asked: RecordShape): RecordShape {
  const type = typeOf(node);
  if (type === undefined || type === asked.soapType) return asked;
  const record = type.charAt(0).toLowerCase() + type.slice(1);
  return shapeNamed(record) ?? { ...asked, record };
}

function soapName(field: Field): string {
  return field.kind === 'list' ? listShape(field).soapList : field.name;
}

function readFields(node: XmlNode, fields: readonly Field[], shape: RecordShape): JsonObject {
  const entries = fields.flatMap((field): [string, JsonValue][] => {
    const value = readField(node, field, shape);
    return value === undefined ? [] : [[field.name, value]];
  });
  return Object.fromEntries(entries);
}

function readField(node: XmlNode, field: Field, shape: RecordShape): JsonValue | undefined {
  if (field.kind === 'list') return readList(node, field, shape);
  if (field.kind === 'lots') return readLots(childOf(node, 'inventoryDetail/inventoryAssignmentList'));
  if (field.name === 'subsidiaries') return readReferences(childOf(node, 'subsidiaryList'));
  const name = field.kind === 'address' && field.name === 'address' ? 'addressbookAddress' : field.name;
  const element = childOf(node, name);
  return element === undefined ? undefined : scalar(element, field.kind);
}

function scalar(element: XmlNode, kind: FieldKind): JsonValue | undefined {
  if (kind === 'reference') return readReference(element);
  if (kind === 'address') return readAddress(element);
  const text = textOf(element);
  if (text === undefined) return undefined;
  if (kind === 'number' || kind === 'integer') return Number.isNaN(Number(text)) ? text : Number(text);
  if (kind === 'boolean') return text === 'true';
  if (kind === 'day') return fromSoapDay(text);
  if (kind === 'moment') return fromSoapTime(text) ?? text;
  return kind === 'enum' ? text.replace(/^_/, '') : text;
}

export function readReference(element: XmlNode): JsonObject | undefined {
  const parts = {
    id: attributeOf(element, 'internalId'),
    externalId: attributeOf(element, 'externalId'),
    name: textOf(childOf(element, 'name')),
  };
  const found = Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function readReferences(list: XmlNode): JsonValue | undefined {
  const found = childrenOf(list, 'recordRef').flatMap((element) => readReference(element) ?? []);
  return found.length === 0 ? undefined : found;
}

function readAddress(element: XmlNode): JsonObject {
  const parts = addressParts.flatMap((name) => {
    const text = textOf(childOf(element, name));
    return text === undefined ? [] : [[name, text] as const];
  });
  const country = textOf(childOf(element, 'country'));
  return { ...Object.fromEntries(parts), ...(country !== undefined && { country: countryCode(country) ?? country }) };
}

function readList(node: XmlNode, field: Field, shape: RecordShape): JsonValue | undefined {
  const { soapList, soapRow } = listShape(field);
  const list = childOf(node, soapList);
  if (list === undefined) return undefined;
  const rows = childrenOf(list, soapRow);
  if (field.name === 'prices') return rows.flatMap(readPrices);
  return rows.map((row) => {
    const id = field.name === 'addresses' ? textOf(childOf(row, 'internalId')) : undefined;
    return { ...(id !== undefined && { id }), ...readFields(row, shape.rows[field.name] ?? [], shape), ...readCustom(row) };
  });
}

/** One row per quantity from which a price is valid; the first is 1. */
function readPrices(row: XmlNode): readonly JsonObject[] {
  const level = { currency: scalar(childOf(row, 'currency'), 'reference'), priceLevel: scalar(childOf(row, 'priceLevel'), 'reference') };
  const named = Object.fromEntries(Object.entries(level).filter((part): part is [string, JsonValue] => part[1] !== undefined));
  return childrenOf(childOf(row, 'priceList'), 'price').map((price) => ({
    ...named,
    price: Number(textOf(childOf(price, 'value')) ?? 0),
    quantity: Math.max(1, Number(textOf(childOf(price, 'quantity')) ?? 1)),
  }));
}

function readLots(list: XmlNode): JsonValue | undefined {
  const lots = childrenOf(list, 'inventoryAssignment').map((lot) => {
    const number = childOf(lot, 'issueInventoryNumber/name') ?? childOf(lot, 'receiptInventoryNumber');
    const parts: Readonly<Record<string, JsonValue | undefined>> = {
      number: textOf(number),
      quantity: scalar(childOf(lot, 'quantity'), 'number'),
      bin: textOf(childOf(lot, 'binNumber/name')),
      toBin: textOf(childOf(lot, 'toBinNumber/name')),
      expirationDate: scalar(childOf(lot, 'expirationDate'), 'day'),
      status: scalar(childOf(lot, 'inventoryStatus'), 'reference'),
    };
    return Object.fromEntries(Object.entries(parts).filter((part): part is [string, JsonValue] => part[1] !== undefined));
  });
  return lots.length === 0 ? undefined : lots;
}

/** Custom fields by script id, under `custom`. */
function readCustom(node: XmlNode): JsonObject {
  const fields = childrenOf(childOf(node, 'customFieldList'), 'customField');
  if (fields.length === 0) return {};
  return { custom: Object.fromEntries(fields.map((field) => [attributeOf(field, 'scriptId') ?? '', customValue(field)])) };
}

function customValue(field: XmlNode): JsonValue {
  const value = childOf(field, 'value');
  switch (typeOf(field)) {
    case 'LongCustomFieldRef':
    case 'DoubleCustomFieldRef':
      return Number(textOf(value) ?? 0);
    case 'BooleanCustomFieldRef':
      return textOf(value) === 'true';
    case 'DateCustomFieldRef':
      return fromSoapTime(textOf(value)) ?? null;
    case 'SelectCustomFieldRef':
      return readReference(value) ?? null;
    case 'MultiSelectCustomFieldRef':
      return childrenOf(field, 'value').flatMap((each) => readReference(each) ?? []);
    default:
      return textOf(value) ?? '';
  }
}

function othersOf(node: XmlNode, known: ReadonlySet<string>): JsonObject {
  if (typeof node !== 'object' || node === null) return {};
  const entries = Object.entries(node).flatMap(([name, element]): [string, JsonValue][] => {
    if (known.has(name)) return [];
    const value = readReference(element) ?? textOf(element);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}
