/** A value as JSON knows it. Entity data is made of these alone, so that it can be stored, hashed and sent unchanged. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object: the shape of one entity's data. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** True for a plain JSON object: not null, not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
