import type { JsonObject, JsonValue } from '../../core/json.js';
import { type Findings, within } from './findings.js';
import type { ObjectSchema } from './schema.js';

interface ObjectPlace {
  readonly path: string;
  readonly object: JsonObject;
  readonly record: JsonObject;
}

/** Holds an object against its schema; all that is wrong is found. */
export function validateObject(schema: ObjectSchema, { path, object, record }: ObjectPlace, findings: Findings): void {
  for (const [name, value] of Object.entries(object)) {
    const field = schema.fields.get(name);
    const place = { path: within(path, name), value, siblings: object, record };
    if (field !== undefined) field.validate(place, findings);
    else if (typeof schema.allowUnknown === 'object') schema.allowUnknown.validate(place, findings);
    else if (!schema.allowUnknown) findings.add(place.path, 'is not known to the schema');
  }
  for (const name of missing(schema, object)) findings.add(within(path, name), 'is required and is not there');
}

/** Required fields that are not there. Of required ones that exclude each other, one suffices. */
function missing(schema: ObjectSchema, object: JsonObject): readonly string[] {
  const released = releasedByExclusion(schema, object);
  const required = [...schema.fields].filter(([name, { isRequired }]) => isRequired && !Object.hasOwn(object, name));
  const absent = required.map(([name]) => name).filter((name) => !released.has(name));
  const isThere = [...released].some((name) => valueOf(object, name) !== null);
  return released.size === 0 || isThere ? absent : [...absent, ...released];
}

function releasedByExclusion({ fields }: ObjectSchema, object: JsonObject): ReadonlySet<string> {
  const released = new Set<string>();
  for (const [name, { excludes, isRequired }] of fields) {
    if (excludes.length === 0 || !isRequired || !Object.hasOwn(object, name)) continue;
    for (const one of [name, ...excludes]) if (fields.has(one)) released.add(one);
  }
  return released;
}

function valueOf(object: JsonObject, name: string): JsonValue {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null;
}
