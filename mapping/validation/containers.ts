import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.js';
import { Findings, within } from './findings.js';
import { normalizeObject, normalizeValue } from './normalize.js';
import type { LogicalName } from './rule-names.js';
import type { Check, FieldSchema, ObjectSchema } from './schema.js';
import { validateObject } from './validate-object.js';

/** The rules of what is in a list or an object. */
export interface Inside {
  readonly ofObject?: ObjectSchema;
  readonly ofElements?: FieldSchema;
  readonly ofItems?: readonly FieldSchema[];
  readonly ofKeys?: FieldSchema;
  readonly ofValues?: FieldSchema;
}

type Normalize = NonNullable<FieldSchema['normalizeInside']>;

/** Undefined where no rule inside changes anything. */
export function normalizeInside({ ofObject, ofElements, ofItems, ofValues }: Inside): Normalize | undefined {
  const all = [ofObject, ofElements, ofValues, ...(ofItems ?? [])];
  if (!all.some((one) => one?.normalizes === true)) return undefined;
  return (value, path, findings) => {
    if (Array.isArray(value)) return normalizeList(value as readonly JsonValue[], { path, findings, ofElements, ofItems });
    if (!isJsonObject(value)) return value;
    const values = ofValues === undefined ? value : normalizeValues(ofValues, value, { path, findings });
    return ofObject === undefined ? values : normalizeObject(ofObject, values, { path, findings });
  };
}

interface ListNormalizing {
  readonly path: string;
  readonly findings: Findings;
  readonly ofElements: FieldSchema | undefined;
  readonly ofItems: readonly FieldSchema[] | undefined;
}

function normalizeList(list: readonly JsonValue[], { path, findings, ofElements, ofItems }: ListNormalizing): JsonValue {
  if (ofElements === undefined && ofItems?.length !== list.length) return list;
  return list.map((value, index) => {
    const field = ofElements ?? ofItems?.[index];
    return field === undefined ? value : normalizeValue(field, value, { path: within(path, index), findings });
  });
}

function normalizeValues(field: FieldSchema, object: JsonObject, { path, findings }: { path: string; findings: Findings }): JsonObject {
  const entries = Object.entries(object);
  return Object.fromEntries(entries.map(([name, value]) => [name, normalizeValue(field, value, { path: within(path, name), findings })]));
}

/** `schema`: of an object its fields, of a list its elements. */
export function schemaCheck({ ofObject, ofElements }: Pick<Inside, 'ofObject' | 'ofElements'>): Check {
  return ({ path, value, record }, findings) => {
    if (Array.isArray(value) && ofElements !== undefined) {
      const siblings = byPosition(value as readonly JsonValue[]);
      for (const [index, element] of (value as readonly JsonValue[]).entries())
        ofElements.validate({ path: within(path, index), value: element, siblings, record }, findings);
    } else if (isJsonObject(value) && ofObject !== undefined) {
      validateObject(ofObject, { path, object: value, record }, findings);
    }
  };
}

function byPosition(list: readonly JsonValue[]): JsonObject {
  return Object.fromEntries<JsonValue>(list.entries());
}

/** `items`: one set of rules for each element. */
export function itemsCheck(items: readonly FieldSchema[]): Check {
  return ({ path, value, record }, findings) => {
    if (!Array.isArray(value)) return;
    if (value.length !== items.length) {
      findings.add(path, `has ${value.length} elements; it must have ${items.length}`);
      return;
    }
    const siblings = byPosition(value as readonly JsonValue[]);
    for (const [index, field] of items.entries())
      field.validate({ path: within(path, index), value: value[index] as JsonValue, siblings, record }, findings);
  };
}

export function keysCheck(field: FieldSchema): Check {
  return ({ path, value, record }, findings) => {
    if (!isJsonObject(value)) return;
    const siblings = Object.fromEntries(Object.keys(value).map((key) => [key, key]));
    for (const key of Object.keys(value)) {
      const inner = new Findings();
      field.validate({ path: '', value: key, siblings, record }, inner);
      if (inner.count > 0) findings.add(within(path, key), `the key ${inner.describe()}`);
    }
  };
}

export function valuesCheck(field: FieldSchema): Check {
  return ({ path, value, record }, findings) => {
    if (!isJsonObject(value)) return;
    for (const [key, member] of Object.entries(value))
      field.validate({ path: within(path, key), value: member, siblings: value, record }, findings);
  };
}

const verdicts: Readonly<Record<LogicalName, { readonly holds: (valid: number, all: number) => boolean; readonly words: string }>> = {
  anyof: { holds: (valid) => valid > 0, words: 'is none of what is allowed' },
  allof: { holds: (valid, all) => valid === all, words: 'is not all of what is asked for' },
  noneof: { holds: (valid) => valid === 0, words: 'is something that is forbidden' },
  oneof: { holds: (valid) => valid === 1, words: 'is not exactly one of what is allowed' },
};

/** `anyof`, `allof`, `noneof`, `oneof`: how many of some sets of rules a value keeps. */
export function logicalCheck(name: LogicalName, alternatives: readonly FieldSchema[]): Check {
  const { holds, words } = verdicts[name];
  return (place, findings) => {
    const results = alternatives.map((alternative) => {
      const inner = new Findings();
      alternative.validate({ ...place, path: '' }, inner);
      return inner;
    });
    const valid = results.filter(({ count }) => count === 0).length;
    if (holds(valid, alternatives.length)) return;
    const reasons = results.flatMap((inner, index) => (inner.count === 0 ? [] : [`(${index + 1}) ${inner.describe()}`]));
    const detail = reasons.length === 0 ? `${valid} of ${alternatives.length} hold` : reasons.join(' ');
    findings.add(place.path, `${words}: ${detail}`);
  };
}
