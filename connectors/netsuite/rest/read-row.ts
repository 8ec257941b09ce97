import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.js';
import { type Field, fieldsOf } from '../entities/notation.js';
import type { QueryShape, RecordShape } from '../entities/record-shape.js';
import type { CustomFieldSettings } from '../settings.js';
import { plainText } from '../values/text.js';
import { fromQueryTime } from '../values/times.js';

export interface RowContext {
  readonly zone: string;
  readonly customFields: Readonly<Record<string, CustomFieldSettings>>;
}

export interface Parts {
  readonly [name: string]: JsonValue | undefined;
}

/** Without what is not there: SuiteQL leaves out what is null. */
export function defined(parts: Parts): JsonObject {
  return Object.fromEntries(Object.entries(parts).filter((part): part is [string, JsonValue] => part[1] !== undefined));
}

export function textAt(row: JsonObject, column: string): string | undefined {
  const value = row[column];
  return value === undefined || value === null || value === '' ? undefined : plainText(value);
}

export function numberAt(row: JsonObject, column: string): number | undefined {
  const text = textAt(row, column);
  return text === undefined || Number.isNaN(Number(text)) ? undefined : Number(text);
}

export function flagAt(row: JsonObject, column: string): boolean | undefined {
  const text = textAt(row, column);
  return text === undefined ? undefined : text === 'T';
}

/** A reference, with the name of what it points at. */
export function referenceAt(row: JsonObject, column: string): JsonObject | undefined {
  const id = textAt(row, column);
  const name = textAt(row, `${column}_name`);
  return id === undefined ? undefined : defined({ id, name });
}

/** A row of a record's own columns as the domain's entity, without its lists. */
export function readHeader(row: JsonObject, shape: RecordShape, context: RowContext): JsonObject {
  const { query } = shape;
  const fields: Parts = query === undefined ? {} : readFields(row, query);
  return defined({
    id: textAt(row, 'id'),
    externalId: textAt(row, 'externalid'),
    recordType: fields['isLotItem'] === true && shape.record === 'inventoryItem' ? 'lotNumberedInventoryItem' : shape.record,
    createdDate: timeAt(row, 'created_at', context),
    lastModifiedDate: timeAt(row, 'modified_at', context),
    ...fields,
    ...readCustom(row, context),
  });
}

function readFields(row: JsonObject, { fields }: QueryShape): Parts {
  return Object.fromEntries(fields.map((field) => [field.name, readField(row, field)]));
}

function readField(row: JsonObject, { kind, name }: Field): JsonValue | undefined {
  const column = name.toLowerCase();
  if (kind === 'reference') return name === 'status' ? statusAt(row) : referenceAt(row, column);
  if (kind === 'number' || kind === 'integer') return numberAt(row, column);
  return kind === 'boolean' ? flagAt(row, column) : textAt(row, column);
}

/** `Sales Order : Pending Fulfillment` without what comes before the colon, as SOAP says it. */
function statusAt(row: JsonObject): string | undefined {
  return textAt(row, 'status_name')?.replace(/^.*? : /, '') ?? textAt(row, 'status');
}

/** What is no moment stays as it came, so that the record becomes a problem, and is not lost. */
function timeAt(row: JsonObject, column: string, { zone }: RowContext): JsonValue | undefined {
  const text = textAt(row, column);
  return text === undefined ? undefined : (fromQueryTime(text, zone) ?? text);
}

export function readCustom(row: JsonObject, { customFields, zone }: RowContext): Parts {
  const values = Object.entries(customFields).flatMap(([scriptId, { kind }]): [string, JsonValue][] => {
    const value = customValue(row, { column: scriptId.toLowerCase(), kind, zone });
    return value === undefined ? [] : [[scriptId, value]];
  });
  return values.length === 0 ? {} : { custom: Object.fromEntries(values) };
}

function customValue(
  row: JsonObject,
  { column, kind, zone }: { column: string; kind: CustomFieldSettings['kind']; zone: string },
): JsonValue | undefined {
  const text = textAt(row, column);
  if (text === undefined) return undefined;
  if (kind === 'long' || kind === 'double') return Number(text);
  if (kind === 'boolean') return text === 'T';
  if (kind === 'date') return fromQueryTime(text, zone) ?? text;
  if (kind === 'select') return referenceAt(row, column);
  if (kind !== 'multiSelect') return text;
  const names = (textAt(row, `${column}_name`) ?? '').split(', ');
  return text.split(', ').map((id, index) => defined({ id, name: names[index] }));
}

const addressFields = fieldsOf('attention addressee addrPhone addr1 addr2 addr3 city state zip country');

export function readAddress(row: JsonObject): JsonObject {
  return defined(Object.fromEntries(addressFields.map(({ name }) => [name, textAt(row, name.toLowerCase())])));
}

/** Rows by the record that they belong to. */
export function byParent(rows: readonly JsonObject[], column = 'parent_id'): ReadonlyMap<string, readonly JsonObject[]> {
  const found = new Map<string, JsonObject[]>();
  for (const row of rows.filter(isJsonObject)) {
    const id = textAt(row, column) ?? '';
    const list = found.get(id);
    if (list === undefined) found.set(id, [row]);
    else list.push(row);
  }
  return found;
}
