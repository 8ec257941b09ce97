import { parseInstant } from '../../../core/instant.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.js';
import type { Field } from '../entities/notation.js';
import { plainText } from '../values/text.js';
import { type CustomValue, type Draft, type DraftValue, isPointer, type LotDraft, type Pointer, type RowDraft } from './draft.js';

/** Whether every value that would be written is already there. */
export function isThere(draft: Draft, record: JsonObject): boolean {
  if (!isRowThere(draft, record, { fields: draft.shape.fields, draft })) return false;
  return draft.cleared.every((name) => isEmpty(record[name]) && isEmpty(customOf(record)[name]));
}

function isRowThere(
  row: RowDraft,
  record: JsonObject,
  { fields, draft }: { readonly fields: readonly Field[]; readonly draft: Draft },
): boolean {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const isOwn = [...row.fields].every(([name, value]) => {
    const field = byName.get(name);
    return field === undefined || isValueThere(value, record[name], { field, draft });
  });
  const custom = customOf(record);
  return isOwn && [...row.custom].every(([scriptId, value]) => isCustomThere(value, custom[scriptId] ?? custom[scriptId.toLowerCase()]));
}

function isValueThere(
  value: DraftValue,
  found: JsonValue | undefined,
  { field, draft }: { readonly field: Field; readonly draft: Draft },
): boolean {
  switch (field.kind) {
    case 'reference':
      if (Array.isArray(value)) return arePointersThere(value as readonly Pointer[], found);
      return isPointerThere(value as Pointer, found);
    case 'list':
      return areRowsThere(value as readonly RowDraft[], found, { field, draft });
    case 'lots':
      return areLotsThere(value as readonly LotDraft[], found);
    case 'address':
      return isJsonObject(found) && Object.entries(value).every(([name, part]) => plainText(found[name]) === plainText(part));
    default:
      return isScalarThere(value as string | number | boolean, found);
  }
}

function areRowsThere(
  rows: readonly RowDraft[],
  found: JsonValue | undefined,
  { field, draft }: { readonly field: Field; readonly draft: Draft },
): boolean {
  const there = Array.isArray(found) ? (found as readonly JsonValue[]).filter(isJsonObject) : [];
  const fields = draft.shape.rows[field.name] ?? [];
  if (field.name === 'addresses' || !draft.replacesLines)
    return rows.every((row) => there.some((each) => isRowThere(row, each, { fields, draft })));
  return rows.length === there.length && rows.every((row, index) => isRowThere(row, there[index] ?? {}, { fields, draft }));
}

function areLotsThere(lots: readonly LotDraft[], found: JsonValue | undefined): boolean {
  const there = Array.isArray(found) ? (found as readonly JsonValue[]).filter(isJsonObject) : [];
  return lots.every(({ number, quantity }) =>
    there.some(
      (lot) => Number(lot['quantity']) === quantity && (number === undefined || lot['number'] === undefined || lot['number'] === number),
    ),
  );
}

function isPointerThere(pointer: Pointer, found: JsonValue | undefined): boolean {
  if (!isJsonObject(found)) return false;
  return 'id' in pointer ? found['id'] === pointer.id : found['externalId'] === pointer.externalId;
}

function arePointersThere(pointers: readonly Pointer[], found: JsonValue | undefined): boolean {
  const there = Array.isArray(found) ? (found as readonly JsonValue[]) : [];
  return pointers.length === there.length && pointers.every((pointer) => there.some((each) => isPointerThere(pointer, each)));
}

function isCustomThere({ value }: CustomValue, found: JsonValue | undefined): boolean {
  if (isPointer(value)) return isPointerThere(value, found);
  return typeof value === 'object' ? arePointersThere(value, found) : isScalarThere(value, found);
}

/** Moments are compared in whole seconds, which is all that REST keeps. */
function isScalarThere(value: string | number | boolean, found: JsonValue | undefined): boolean {
  if (typeof value === 'number') return found !== undefined && found !== null && Number(found) === value;
  if (typeof value === 'string' && typeof found === 'string' && value.length > 10) {
    const [a, b] = [parseInstant(value), parseInstant(found)];
    if (a !== undefined && b !== undefined) return a.slice(0, 19) === b.slice(0, 19);
  }
  return value === found || (value === '' && isEmpty(found)) || (value === false && isEmpty(found));
}

function isEmpty(found: JsonValue | undefined): boolean {
  return found === undefined || found === null || found === '' || found === false || (Array.isArray(found) && found.length === 0);
}

function customOf(record: JsonObject): JsonObject {
  const { custom } = record;
  return isJsonObject(custom) ? custom : {};
}
