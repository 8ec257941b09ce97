import { listShape, objectType, recordDefinition } from '../catalogue/catalogue.js';
import { codeOfCountry } from '../catalogue/countries.js';
import type { Field, TypeDefinition } from '../catalogue/notation.js';
import {
  asFields,
  asList,
  asReference,
  type CustomValue,
  type Fields,
  type Reference,
  type StoredRecord,
  textOf,
  type Value,
} from '../records/shapes.js';
import { hasTimeOfDay } from '../soap/times.js';
import { fieldsOf } from '../soap/write-record.js';
import { restEnum, restName } from './names.js';

export interface JsonShape {
  /** Such as `https://…/services/rest/record/v1/salesOrder/1001`. */
  readonly self: string;
  readonly isExpanded: boolean;
  /** Absent: all. */
  readonly only?: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** A record as REST shows it. What is empty is left out. */
export function writeJson(record: StoredRecord, shape: JsonShape): Json {
  const definition = recordDefinition(record.type);
  if (definition === undefined) throw new Error(`no definition of ${record.type}`);
  const { internalId, externalId } = record;
  const properties = writeFields(fieldsOf(record), definition, shape);
  const all = { id: internalId, ...(externalId !== undefined && { externalId }), ...properties };
  const { only } = shape;
  const chosen =
    only === undefined ? all : Object.fromEntries(Object.entries(all).filter(([name]) => name === 'id' || only.includes(name)));
  return { links: [{ rel: 'self', href: shape.self }], ...chosen };
}

function writeFields(fields: Fields, type: TypeDefinition, shape: JsonShape): Json {
  const written: Record<string, unknown> = {};
  for (const field of type.fields) {
    const value = fields[field.name];
    if (value === undefined || value === '' || field.kind === 'nullFields') continue;
    if (field.kind === 'customFields') Object.assign(written, customJson(asFields(value) ?? {}));
    else written[restName(field)] = writeValue(value, field, shape);
  }
  return written;
}

function writeValue(value: Value, field: Field, shape: JsonShape): unknown {
  const self = `${shape.self}/${restName(field)}`;
  const list = listShape(field);
  if (list !== undefined) {
    if (!shape.isExpanded) return { links: [{ rel: 'self', href: self }] };
    return collection(asList(value), { self, type: list.type });
  }
  const type = objectType(field);
  if (type !== undefined) {
    if (!shape.isExpanded) return { links: [{ rel: 'self', href: self }] };
    return { links: [{ rel: 'self', href: self }], ...writeFields(asFields(value) ?? {}, type, { self, isExpanded: true }) };
  }
  if (field.kind === 'reference') return referenceJson(asReference(value) ?? {});
  if (field.kind === 'enum') return enumJson(textOf(value), field.of ?? '');
  if (field.kind === 'date') return hasTimeOfDay(field.name) ? restTime(textOf(value)) : textOf(value).slice(0, 10);
  return field.name === 'rate' ? Number(value) : value;
}

function enumJson(value: string, enumeration: string): Json {
  const id = enumeration === 'Country' ? (codeOfCountry(value) ?? value) : restEnum(enumeration, value);
  const words = value.slice(1).replaceAll(/([A-Z])/g, ' $1');
  return { id, refName: words.charAt(0).toUpperCase() + words.slice(1) };
}

/** A list as REST shows it, with the rows where they are asked for. */
export function collection(
  rows: readonly Fields[],
  { self, type }: { readonly self: string; readonly type: TypeDefinition | undefined },
): Json {
  const items = rows.map((row, index) =>
    type === undefined
      ? referenceJson(row as Reference)
      : {
          links: [{ rel: 'self', href: `${self}/${index + 1}` }],
          ...writeFields(row, type, { self: `${self}/${index + 1}`, isExpanded: true }),
        },
  );
  return { links: [{ rel: 'self', href: self }], count: rows.length, hasMore: false, items, offset: 0, totalResults: rows.length };
}

function referenceJson({ internalId, name }: Reference): Json {
  return { links: [], ...(internalId !== undefined && { id: internalId }), ...(name !== undefined && { refName: name }) };
}

function customJson(values: Fields): Json {
  return Object.fromEntries(
    Object.entries(values).map(([scriptId, custom]) => {
      const { kind, value } = custom as CustomValue;
      if (kind === 'select') return [scriptId, referenceJson(asReference(value) ?? {})];
      if (kind === 'multiSelect') return [scriptId, { links: [], items: asList(value).map((each) => referenceJson(each as Reference)) }];
      return [scriptId, kind === 'date' ? restTime(textOf(value)) : value];
    }),
  );
}

/** A moment as REST writes it: UTC, whole seconds. */
export function restTime(iso: string): string {
  return `${iso.slice(0, 19)}Z`;
}
