import type { JsonObject, JsonValue } from '../../../core/json.js';
import { type Field, listShape } from '../entities/notation.js';
import { restEnumId } from '../values/enums.js';
import { plainText } from '../values/text.js';
import { type CustomValue, type Draft, type DraftValue, isPointer, type LotDraft, type Pointer, type RowDraft } from '../writing/draft.js';

/** A draft as the body of a request, and the lists in it that are replaced as a whole. */
export function renderRest(draft: Draft): { readonly body: JsonObject; readonly replaced: readonly string[] } {
  const { shape, id, externalId, cleared } = draft;
  const body = {
    ...(id !== undefined && { externalId }),
    ...renderRow(draft, shape.fields, shape.rows),
    ...Object.fromEntries(cleared.map((name) => [name, null])),
  };
  const lists = shape.fields.filter(({ kind, name }) => kind === 'list' && name !== 'addresses' && draft.fields.has(name));
  return { body, replaced: draft.replacesLines ? lists.map((field) => listShape(field).rest) : [] };
}

type Rows = Readonly<Record<string, readonly Field[]>>;

function renderRow({ fields: values, custom }: RowDraft, fields: readonly Field[], rows: Rows): JsonObject {
  const own = fields.flatMap((field): [string, JsonValue][] => {
    const value = values.get(field.name);
    return value === undefined ? [] : [renderField(field, value, rows)];
  });
  const id = values.get('id');
  return {
    ...(typeof id === 'string' && { internalId: id }),
    ...Object.fromEntries(own),
    ...Object.fromEntries([...custom].map(([scriptId, each]): [string, JsonValue] => [scriptId, renderCustom(each)])),
  };
}

function renderField(field: Field, value: DraftValue, rows: Rows): [string, JsonValue] {
  switch (field.kind) {
    case 'list':
      return [listShape(field).rest, { items: (value as readonly RowDraft[]).map((row) => renderRow(row, rows[field.name] ?? [], rows)) }];
    case 'lots':
      return ['inventoryDetail', { inventoryAssignment: { items: (value as readonly LotDraft[]).map(renderLot) } }];
    case 'address':
      return [field.name === 'address' ? 'addressBookAddress' : field.name, renderAddress(value as JsonObject)];
    case 'reference':
      if (Array.isArray(value)) return ['subsidiary', { items: (value as readonly Pointer[]).map(plain) }];
      return [field.name, plain(value as Pointer)];
    case 'enum':
      return [field.name, { id: restEnumId(field.of ?? '', plainText(value)) }];
    case 'moment':
      return [field.name, restTime(plainText(value))];
    default:
      return [field.name, value as string | number | boolean];
  }
}

function plain(pointer: Pointer): JsonObject {
  return { ...pointer };
}

function renderAddress({ country, ...parts }: JsonObject): JsonObject {
  return { ...parts, ...(country !== undefined && { country: { id: country } }) };
}

function renderLot({ number, issueId, quantity, bin, toBin, expirationDate }: LotDraft): JsonObject {
  return {
    ...(issueId !== undefined ? { issueInventoryNumber: { id: issueId } } : number !== undefined && { receiptInventoryNumber: number }),
    quantity,
    ...(bin !== undefined && { binNumber: plain(bin) }),
    ...(toBin !== undefined && { toBinNumber: plain(toBin) }),
    ...(expirationDate !== undefined && { expirationDate }),
  };
}

function renderCustom({ kind, value }: CustomValue): JsonValue {
  if (isPointer(value)) return plain(value);
  if (typeof value === 'object') return { items: value.map(plain) };
  return kind === 'date' ? restTime(plainText(value)) : value;
}

/** Whole seconds, which is all that REST takes. */
function restTime(instant: string): string {
  return `${instant.slice(0, 19)}Z`;
}
