import type { JsonValue } from '../core/json.js';

const deepest = 32;
const mostValues = 100_000;
const longestText = 1_000_000;

/** A result that is no data, or is too large to be some. */
export class ResultError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ResultError';
  }
}

/**
 * Plain JSON of whatever an expression gave: nothing becomes null, keys of objects are sorted, so that equal results
 * give equal text. Throws ResultError for functions, numbers that are none, and results beyond the limits.
 */
export function toJson(value: unknown): JsonValue {
  return new Conversion().convert(value, 0);
}

class Conversion {
  #count = 0;

  convert(value: unknown, depth: number): JsonValue {
    this.#count += 1;
    if (depth > deepest) throw new ResultError(`the result is nested more than ${deepest} levels deep`);
    if (this.#count > mostValues) throw new ResultError(`the result has more than ${mostValues} values`);
    if (value === undefined || value === null) return null;
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number') return number(value);
    if (Array.isArray(value)) return value.map((element) => this.convert(element, depth + 1));
    if (typeof value === 'object' && !('_jsonata_lambda' in value || '_jsonata_function' in value)) return this.#object(value, depth);
    throw new ResultError('the result is a function, not data');
  }

  #object(value: object, depth: number): JsonValue {
    const result: Record<string, JsonValue> = {};
    for (const [key, member] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) result[key] = this.convert(member, depth + 1);
    return result;
  }
}

function text(value: string): string {
  if (value.length > longestText) throw new ResultError(`the result is a text of more than ${longestText} characters`);
  return value;
}

function number(value: number): number {
  if (!Number.isFinite(value)) throw new ResultError(`the result is ${value}, not a number that JSON knows`);
  return value;
}
