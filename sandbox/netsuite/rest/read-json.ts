import { listShape, objectType, recordDefinition } from '../catalogue/catalogue.js';
import { countryOfCode } from '../catalogue/countries.js';
import { enumValues } from '../catalogue/enums.js';
import type { Field, TypeDefinition } from '../catalogue/notation.js';
import type { Account } from '../records/account.js';
import type { CustomFieldDefinition } from '../records/definitions.js';
import { type CustomValue, customKinds, type Draft, type Fields, type Reference, type Value } from '../records/shapes.js';
import { placesOf } from '../records/write.js';
import { hasTimeOfDay } from '../soap/times.js';
import { badRequest } from './errors.js';
import { enumOfRest, fieldByRestName } from './names.js';

export interface JsonOptions {
  readonly account: Account;
  readonly type: string;
  readonly scriptId?: string;
  /** `Error`: unknown properties are refused. `Warning` and `Ignore`: they are left aside, and gathered in `unknown`. */
  readonly validation: 'Error' | 'Warning' | 'Ignore';
  /** Names of lists that are replaced as a whole. */
  readonly replaced: readonly string[];
  readonly unknown: string[];
}

type Json = Readonly<Record<string, unknown>>;

/** The record that a body asks for. Throws RestProblem. */
export function readJson(body: unknown, options: JsonOptions): Draft {
  const { type, scriptId } = options;
  const definition = recordDefinition(type);
  if (definition === undefined || !isObject(body)) throw badRequest('INVALID_CONTENT', 'The request body must be a JSON object.');
  const cleared: string[] = [];
  const places = placesOf(type, scriptId);
  const { id: _id, links: _links, externalId, ...properties } = body;
  const fields = readFields(properties, { ...options, definition, on: places, path: '', cleared });
  return {
    type,
    ...(typeof externalId === 'string' && { externalId }),
    ...(scriptId !== undefined && { scriptId }),
    fields,
    cleared,
  };
}

interface Context extends JsonOptions {
  readonly definition: TypeDefinition;
  readonly on: readonly string[];
  readonly path: string;
  /** Names of fields that are null; only at the top. */
  readonly cleared?: string[];
}

function readFields(properties: Json, context: Context): Fields {
  const fields: Record<string, Value> = {};
  const custom: Record<string, CustomValue> = {};
  for (const [name, value] of Object.entries(properties)) {
    const path = context.path === '' ? name : `${context.path}.${name}`;
    const field = fieldByRestName(context.definition, name);
    const definition = field === undefined ? context.account.customField(name, context.on) : undefined;
    if (field === undefined && definition === undefined) noteUnknown(path, context);
    else if (value === null) context.cleared?.push(field?.name ?? name);
    else if (definition !== undefined) custom[definition.scriptId] = customValue(value, definition, path);
    else if (field !== undefined) fields[field.name] = readValue(value, field, { ...context, path });
  }
  return Object.keys(custom).length === 0 ? fields : { ...fields, customFieldList: custom };
}

function noteUnknown(path: string, { validation, unknown }: Context): void {
  if (['links', 'refName', 'totalResults', 'count', 'hasMore', 'offset'].includes(path.split('.').at(-1) ?? '')) return;
  if (validation === 'Error') throw badRequest('INVALID_CONTENT', `Invalid content in the request body: unknown property ${path}.`, path);
  unknown.push(path);
}

function readValue(value: unknown, field: Field, context: Context): Value {
  const { path } = context;
  const list = listShape(field);
  if (list !== undefined) return readList(value, field, context);
  if (field.kind === 'object') {
    const definition = objectType(field);
    if (definition === undefined || !isObject(value)) throw badRequest('INVALID_CONTENT', `${path} takes an object.`, path);
    const { cleared: _cleared, ...inner } = context;
    return readFields(value, { ...inner, definition });
  }
  if (field.kind === 'reference' || field.kind === 'listOrRecordRef') return reference(value, path);
  if (field.kind === 'enum') return enumeration(value, field, path);
  return scalar(value, field, path);
}

function readList(value: unknown, field: Field, context: Context): Value {
  const { path, replaced } = context;
  const items = isObject(value) ? value.items : undefined;
  if (!Array.isArray(items)) throw badRequest('INVALID_CONTENT', `${path} takes an object with items.`, path);
  const type = listShape(field)?.type;
  const on = ['itemList', 'inventoryList'].includes(field.name) ? ['line'] : context.on;
  const { cleared: _cleared, ...inner } = context;
  const rows = items.map((item, index) => {
    const place = `${path}.items[${index}]`;
    if (!isObject(item)) throw badRequest('INVALID_CONTENT', `${place} must be an object.`, place);
    return type === undefined ? reference(item, place) : readFields(item, { ...inner, definition: type, on, path: place });
  });
  return { replaceAll: replaced.includes(path), rows };
}

function reference(value: unknown, path: string): Reference {
  if (typeof value === 'string' || typeof value === 'number') return { internalId: String(value) };
  if (!isObject(value)) throw badRequest('INVALID_CONTENT', `${path} takes an object with an id or an externalId.`, path);
  const { id, externalId } = value;
  if (typeof id === 'string' || typeof id === 'number') return { internalId: String(id) };
  if (typeof externalId === 'string') return { externalId };
  throw badRequest('INVALID_CONTENT', `${path} needs an id or an externalId.`, path);
}

function enumeration(value: unknown, field: Field, path: string): string {
  const id = isObject(value) ? value.id : value;
  if (typeof id !== 'string' || field.of === undefined) throw badRequest('INVALID_CONTENT', `${path} takes an object with an id.`, path);
  const found = field.of === 'Country' ? countryOfCode(id) : enumOfRest(field.of, id);
  if (found === undefined || enumValues(field.of)?.includes(found) === false) {
    throw badRequest('INVALID_CONTENT', `Invalid value "${id}" of ${path}.`, path);
  }
  return found;
}

function scalar(value: unknown, field: Field, path: string): Value {
  if (field.kind === 'boolean') {
    if (typeof value !== 'boolean') throw badRequest('INVALID_CONTENT', `${path} takes true or false.`, path);
    return value;
  }
  if (field.kind === 'number' || field.kind === 'integer' || field.name === 'rate') {
    const number = typeof value === 'number' ? value : Number.NaN;
    if (!Number.isFinite(number)) throw badRequest('INVALID_CONTENT', `${path} takes a number.`, path);
    return field.kind === 'text' ? String(number) : number;
  }
  if (typeof value !== 'string') throw badRequest('INVALID_CONTENT', `${path} takes text.`, path);
  return field.kind === 'date' ? date(value, hasTimeOfDay(field.name), path) : value;
}

function date(value: string, hasTime: boolean, path: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value);
  if (Number.isNaN(Date.parse(value)) || (!isDay && !isTime)) {
    throw badRequest('INVALID_CONTENT', `${path} takes a date such as 2026-01-31${hasTime ? 'T09:30:00Z' : ''}.`, path);
  }
  return hasTime ? new Date(value).toISOString() : value.slice(0, 10);
}

function customValue(value: unknown, { kind }: CustomFieldDefinition, path: string): CustomValue {
  const kinds = { string: 'text', long: 'integer', double: 'number', boolean: 'boolean', date: 'date' } as const;
  if (kind === 'select') return { kind, value: reference(value, path) };
  if (kind === 'multiSelect') {
    const items = isObject(value) ? value.items : undefined;
    if (!Array.isArray(items)) throw badRequest('INVALID_CONTENT', `${path} takes an object with items.`, path);
    return { kind, value: items.map((item, index) => reference(item, `${path}.items[${index}]`)) };
  }
  const field: Field = { name: kind === 'date' ? 'noteDate' : path, kind: kinds[kind], of: undefined, isMany: false };
  return { kind: customKinds.find((each) => each === kind) ?? 'string', value: scalar(value, field, path) };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
