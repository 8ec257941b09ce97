import { configure } from 'safe-stable-stringify';
import type { JsonObject } from '../core/json.js';
import type { Mapping } from './mapping.js';

const stringify = configure({ deterministic: true, circularValue: Error });

/** The same object with its keys in a fixed order at every level: equal objects then give equal JSON text. */
export function canonical(value: JsonObject): JsonObject {
  return JSON.parse(stringify(value) ?? '{}') as JsonObject;
}

/** The mapping of a sync that names none: records go through as they are. */
export const identityMapping: Mapping = {
  version: 'identity',
  run: (record) => ({ data: canonical(record) }),
};
