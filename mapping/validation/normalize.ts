import type { JsonObject, JsonValue } from '../../core/json.js';
import { type Findings, told, within } from './findings.js';
import type { FieldSchema, ObjectSchema } from './schema.js';

/** The record with renamed fields, defaults and other types, as the rules say. What cannot be done is found. */
export function normalizeObject(schema: ObjectSchema, object: JsonObject, at: { path: string; findings: Findings }): JsonObject {
  if (!schema.normalizes) return object;
  const fields = new Map(Object.entries(object));
  rename(schema, fields, at);
  if (schema.purgesUnknown && schema.allowUnknown === false)
    for (const name of fields.keys()) if (!schema.fields.has(name)) fields.delete(name);
  for (const [name, field] of schema.fields) {
    if (field.isReadonly && fields.has(name)) at.findings.add(within(at.path, name), 'is read-only and must not be there');
    if (field.default !== undefined && isAbsent(fields.get(name), field)) fields.set(name, field.default);
  }
  for (const [name, value] of fields) {
    const field = schema.fields.get(name) ?? (typeof schema.allowUnknown === 'object' ? schema.allowUnknown : undefined);
    if (field?.normalizes === true) fields.set(name, changed(field, value, { ...at, path: within(at.path, name) }));
  }
  return Object.fromEntries(fields);
}

function isAbsent(value: JsonValue | undefined, { isNullable }: FieldSchema): boolean {
  return value === undefined || (value === null && !isNullable);
}

function rename({ fields: schemas }: ObjectSchema, fields: Map<string, JsonValue>, at: { path: string; findings: Findings }): void {
  const before = [...fields];
  for (const [name, value] of before) {
    const target = schemas.get(name)?.rename;
    if (target === undefined || target === name) continue;
    if (fields.has(target)) {
      at.findings.add(
        within(at.path, name),
        `cannot be renamed to ${target}: the record has a ${target} already, ${told(fields.get(target) ?? null)}`,
      );
      continue;
    }
    fields.delete(name);
    fields.set(target, value);
  }
}

/** An element of a list or a value of an object, which has no name to change. */
export function normalizeValue(field: FieldSchema, value: JsonValue, at: { path: string; findings: Findings }): JsonValue {
  if (!field.normalizes) return value;
  return changed(field, field.default !== undefined && isAbsent(value, field) ? field.default : value, at);
}

function changed(field: FieldSchema, value: JsonValue, at: { path: string; findings: Findings }): JsonValue {
  const coerced = coerce(field, value, at);
  return field.normalizeInside === undefined ? coerced : field.normalizeInside(coerced, at.path, at.findings);
}

function coerce({ coerce: coercions, isNullable }: FieldSchema, value: JsonValue, at: { path: string; findings: Findings }): JsonValue {
  if (value === null && isNullable) return value;
  try {
    return coercions.reduce((result, coercion) => coercion(result), value);
  } catch (error) {
    at.findings.add(at.path, error instanceof Error ? error.message : String(error));
    return value;
  }
}
