import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.js';

/** The whole current record. */
export const wholeRecord = '####';

/** Reads one value of a record; null where there is none. Throws `PathError` where the path walks through a value. */
export type PathReader = (record: JsonObject) => JsonValue;

/** A path that leads through something that has no fields. */
export class PathError extends Error {
  constructor(path: string, step: string, found: JsonValue) {
    const what = Array.isArray(found) ? 'a list' : JSON.stringify(found);
    super(`the path ${path} asks for "${step}" of ${what}${Array.isArray(found) ? '; a rule of type list walks through lists' : ''}`);
    this.name = 'PathError';
  }
}

/** Compiles `a|b|c`. A missing step, or one that is null, false, 0 or '', gives null. */
export function compilePath(path: string): PathReader {
  if (path === wholeRecord) return (record) => record;
  const steps = path.split('|');
  const only = steps[0];
  if (steps.length === 1 && only !== undefined) return (record) => own(record, only);
  return (record) => {
    let value: JsonValue = record;
    for (const step of steps) {
      if (isJsonObject(value)) value = own(value, step);
      else if (value === null || value === false || value === 0 || value === '') return null;
      else throw new PathError(path, step, value);
    }
    return value;
  };
}

function own(record: JsonObject, key: string): JsonValue {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}
