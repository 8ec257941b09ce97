import { parseInstant } from '../../../core/instant.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.js';
import { type Field, listShape } from '../entities/notation.js';
import type { RecordShape } from '../entities/record-shape.js';
import { addressParts } from '../values/address.js';
import { wordOfRestId } from '../values/enums.js';
import { plainText } from '../values/text.js';
import { defined, type Parts } from './read-row.js';

/** A record of the record service, expanded, as the domain's entity. */
export function readJson(json: JsonObject, shape: RecordShape): JsonObject {
  const { id, externalId } = json;
  return defined({ id, externalId, recordType: shape.record, ...readFields(json, shape.fields, shape.rows), ...readCustom(json) });
}

type Rows = Readonly<Record<string, readonly Field[]>>;

function readFields(json: JsonObject, fields: readonly Field[], rows: Rows): Parts {
  return Object.fromEntries(fields.map((field) => [field.name, readField(json, field, rows)]));
}

function readField(json: JsonObject, field: Field, rows: Rows): JsonValue | undefined {
  if (field.kind === 'list') {
    const items = itemsOf(json[listShape(field).rest]);
    return items?.map((row) => defined({ id: row['internalId'], ...readFields(row, rows[field.name] ?? [], rows), ...readCustom(row) }));
  }
  if (field.kind === 'lots') return readLots(json);
  if (field.name === 'subsidiaries') return itemsOf(json['subsidiary'])?.map(reference);
  const value = json[field.name === 'address' && field.kind === 'address' ? 'addressBookAddress' : field.name];
  if (value === undefined || value === null) return undefined;
  if (field.kind === 'reference') return isJsonObject(value) ? reference(value) : value;
  if (field.kind === 'address') return isJsonObject(value) ? readAddress(value) : undefined;
  if (field.kind === 'enum') return isJsonObject(value) ? wordOfRestId(field.of ?? '', plainText(value['id'])) : value;
  if (field.kind === 'moment') return typeof value === 'string' ? (parseInstant(value) ?? value) : value;
  return isJsonObject(value) ? (value['refName'] ?? value['id'] ?? null) : value;
}

function itemsOf(value: JsonValue | undefined): readonly JsonObject[] | undefined {
  if (!isJsonObject(value)) return undefined;
  const { items } = value;
  return Array.isArray(items) ? (items as readonly JsonValue[]).filter(isJsonObject) : undefined;
}

function reference({ id, refName }: JsonObject): JsonObject {
  return defined({ id: id === undefined ? undefined : plainText(id), name: refName });
}

function readAddress(json: JsonObject): JsonObject {
  const { country } = json;
  const code = isJsonObject(country) ? country['id'] : country;
  return defined({ ...Object.fromEntries(addressParts.map((name) => [name, json[name]])), country: code });
}

function readLots(row: JsonObject): JsonValue | undefined {
  const detail = row['inventoryDetail'];
  const lots = isJsonObject(detail) ? itemsOf(detail['inventoryAssignment']) : undefined;
  return lots?.map((lot) => {
    const issued = lot['issueInventoryNumber'];
    const number = isJsonObject(issued) ? issued['refName'] : lot['receiptInventoryNumber'];
    return defined({ number, quantity: lot['quantity'] });
  });
}

function readCustom(json: JsonObject): Parts {
  const entries = Object.entries(json)
    .filter(([name]) => /^cust(body|col|entity|item|record)/i.test(name))
    .map(([name, value]): [string, JsonValue] => [name, customValue(value)]);
  return entries.length === 0 ? {} : { custom: Object.fromEntries(entries) };
}

function customValue(value: JsonValue): JsonValue {
  const items = itemsOf(value);
  if (items !== undefined) return items.map(reference);
  return isJsonObject(value) ? reference(value) : value;
}
