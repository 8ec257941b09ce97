import type { TargetEntity } from '../../core/entity.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.js';
import type { TxType } from '../../core/tx-type.js';
import type { S3TargetSettings } from './settings.js';

const mostKeyBytes = 1024;

/** The key of an entity, or why it has none. Equal for equal entities, and for no others with another srcId or other fields. */
export function objectKey(
  entity: Pick<TargetEntity, 'srcId' | 'updatedAt' | 'data'>,
  { txType, settings }: { readonly txType: TxType; readonly settings: Pick<S3TargetSettings, 'key' | 'format'> },
): { readonly key: string } | { readonly missing: string } {
  let missing: string | undefined;
  const key = settings.key.replaceAll(/\{([^{}]+)\}/g, (_whole, name: string) => {
    const value = valueOf(name, { entity, txType, format: settings.format });
    if (value === undefined) missing ??= `the field "${name}" of the key is empty or no plain value`;
    return encode(value ?? '');
  });
  if (missing === undefined && Buffer.byteLength(key) > mostKeyBytes) missing = `the key has more than ${mostKeyBytes} bytes`;
  return missing === undefined ? { key } : { missing };
}

interface Named {
  readonly entity: Pick<TargetEntity, 'srcId' | 'updatedAt' | 'data'>;
  readonly txType: TxType;
  readonly format: string;
}

function valueOf(name: string, { entity, txType, format }: Named): string | undefined {
  if (name === 'txType') return txType;
  if (name === 'srcId') return entity.srcId;
  if (name === 'format') return format;
  if (name === 'date') return entity.updatedAt.slice(0, 10);
  const value = name.startsWith('data.') ? fieldAt(entity.data, name.slice('data.'.length)) : undefined;
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

/** So that no value makes folders, and no two values the same key. */
function encode(value: string): string {
  const encoded = encodeURIComponent(value).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return /^\.+$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded;
}
