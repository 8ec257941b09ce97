import type { TargetEntity } from '../core/entity.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.js';
import type { TxType } from '../core/tx-type.js';

/** What a template is filled with. `more`: names that only one connector knows, such as `format`. */
export interface TemplateValues {
  readonly entity: Pick<TargetEntity, 'srcId' | 'updatedAt' | 'data'>;
  readonly txType: TxType;
  readonly more?: Readonly<Record<string, string>>;
}

export interface TemplateOptions {
  readonly template: string;
  /** Makes a value safe for its place; it is not applied to what stands between the braces. */
  readonly encode?: (value: string) => string;
}

/**
 * Fills a template such as `{txType}/{srcId}`. It may name `txType`, `srcId`, `updatedAt`, `date` (of the last change),
 * `data.field` of the mapped record (texts, numbers, booleans), and what `more` holds.
 *
 * @returns the text, or the first name that has no plain value
 */
export function fillTemplate(
  { template, encode = (value) => value }: TemplateOptions,
  values: TemplateValues,
): { readonly text: string } | { readonly missing: string } {
  let missing: string | undefined;
  const text = template.replaceAll(/\{([^{}]+)\}/g, (_whole, name: string) => {
    const value = valueOf(name, values);
    if (value === undefined) missing ??= name;
    return encode(value ?? '');
  });
  return missing === undefined ? { text } : { missing };
}

function valueOf(name: string, { entity, txType, more = {} }: TemplateValues): string | undefined {
  if (name === 'txType') return txType;
  if (name === 'srcId') return entity.srcId;
  if (name === 'updatedAt') return entity.updatedAt;
  if (name === 'date') return entity.updatedAt.slice(0, 10);
  if (!name.startsWith('data.')) return Object.hasOwn(more, name) ? more[name] : undefined;
  return plainText(fieldAt(entity.data, name.slice('data.'.length)));
}

/** A value as a part of a name; undefined for lists, objects, null and the empty text. */
function plainText(value: JsonValue | undefined): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function fieldAt(data: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = data;
  for (const step of path.split('.')) {
    const parent: JsonValue | undefined = value;
    value = isJsonObject(parent) ? parent[step] : undefined;
  }
  return value;
}

/** Percent-encodes a value, so that it makes no folders, and no two values the same name. */
export function encodeName(value: string): string {
  // Half a character has no encoding.
  const whole = Buffer.from(value).toString();
  const encoded = encodeURIComponent(whole).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return /^\.+$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded;
}
