import type { TargetEntity } from '../../core/entity.js';
import type { TxType } from '../../core/tx-type.js';
import { encodeName, fillTemplate } from '../entity-template.js';
import type { S3TargetSettings } from './settings.js';

const mostKeyBytes = 1024;

/** The key of an entity, or why it has none. Equal for equal entities, and for no others with another srcId or other fields. */
export function objectKey(
  entity: Pick<TargetEntity, 'srcId' | 'updatedAt' | 'data'>,
  { txType, settings }: { readonly txType: TxType; readonly settings: Pick<S3TargetSettings, 'key' | 'format'> },
): { readonly key: string } | { readonly missing: string } {
  const filled = fillTemplate({ template: settings.key, encode: encodeName }, { entity, txType, more: { format: settings.format } });
  if ('missing' in filled) return { missing: `the field "${filled.missing}" of the key is empty or no plain value` };
  if (Buffer.byteLength(filled.text) > mostKeyBytes) return { missing: `the key has more than ${mostKeyBytes} bytes` };
  return { key: filled.text };
}
