import type { JsonObject, JsonValue } from '../../core/json.js';
import { isJsonObject } from '../../core/json.js';
import type { RecordShape } from './entities/record-shape.js';
import type { CustomFieldSettings } from './settings.js';

const prefixes: Readonly<Record<RecordShape['family'], string>> = {
  transaction: 'custbody',
  item: 'custitem',
  entity: 'custentity',
  other: 'custrecord',
};

type CustomFields = Readonly<Record<string, CustomFieldSettings>>;

/** The custom fields that records of a kind have, by the beginning of their script ids. */
export function bodyFields(all: CustomFields, family: RecordShape['family']): CustomFields {
  return startingWith(all, prefixes[family]);
}

export function lineFields(all: CustomFields): CustomFields {
  return startingWith(all, 'custcol');
}

function startingWith(all: CustomFields, prefix: string): CustomFields {
  return Object.fromEntries(Object.entries(all).filter(([scriptId]) => scriptId.toLowerCase().startsWith(prefix)));
}

/** The value of a custom field of a record that was read, for mapping keys such as `@custbody_channel`. */
export function customField(record: JsonObject, name: string): JsonValue {
  const custom = record['custom'];
  if (!isJsonObject(custom)) return null;
  const own = custom[name] ?? Object.entries(custom).find(([scriptId]) => scriptId.toLowerCase() === name.toLowerCase())?.[1];
  return own ?? null;
}
