import type { JsonObject, JsonValue } from '../../core/json.js';
import type { Coercion } from './coerce.js';
import type { Findings } from './findings.js';

/** A value and where it is. */
export interface Place {
  readonly path: string;
  readonly value: JsonValue;
  /** The object that it is a field of. */
  readonly siblings: JsonObject;
  /** The whole record. */
  readonly record: JsonObject;
}

/** Adds what is wrong with a value. */
export type Check = (place: Place, findings: Findings) => void;

/** The rules of one field, compiled. */
export interface FieldSchema {
  readonly isRequired: boolean;
  readonly isNullable: boolean;
  readonly isReadonly: boolean;
  readonly rename?: string;
  readonly default?: JsonValue;
  readonly coerce: readonly Coercion[];
  /** Fields that must not be there together with this one. */
  readonly excludes: readonly string[];
  /** Gives a list or object with the rules of what is in it applied to its values; absent where that changes nothing. */
  readonly normalizeInside?: (value: JsonValue, path: string, findings: Findings) => JsonValue;
  /** True: normalizing may change the value. */
  readonly normalizes: boolean;
  readonly validate: Check;
}

/** The rules of an object's fields, compiled. */
export interface ObjectSchema {
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** What becomes of fields that are not in `fields`: let through, refused, or held against rules. */
  readonly allowUnknown: boolean | FieldSchema;
  /** True: fields that are neither known nor allowed are left out. */
  readonly purgesUnknown: boolean;
  readonly normalizes: boolean;
}
