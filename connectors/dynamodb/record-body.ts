import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { stringify } from 'safe-stable-stringify';
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../core/json.js';
import { withEffect } from '../aws/aws-client.js';
import type { S3Api } from '../s3/api.js';
import type { BodyBucket } from '../s3/body-bucket.js';
import { fromItem, type Item } from './attribute-value.js';
import { names } from './names.js';

/** Where records lie that are too large for an item. */
export type Overflow =
  | { readonly to: 'nowhere' }
  | { readonly to: 'gzip' }
  | { readonly to: 's3'; readonly api: S3Api; readonly place: BodyBucket };

/** Why an item holds no record that can be read. */
export class NoRecord extends Error {}

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** A digest of a record's content, whatever the order of its fields. */
export function contentHash(data: JsonObject): string {
  return createHash('sha256').update(stringify(data)).digest('base64url').slice(0, 22);
}

/** The attributes that hold a record when it does not fit as a map; undefined where it may lie nowhere else. */
export async function overflowed(
  data: JsonObject,
  overflow: Overflow,
  signal: AbortSignal,
): Promise<Record<string, AttributeValue> | undefined> {
  if (overflow.to === 'nowhere') return undefined;
  const json = JSON.stringify(data);
  if (overflow.to === 'gzip') return { [names.compressed]: { B: await zip(json) } };
  const { bucket, prefix } = overflow.place;
  const key = `${prefix}${createHash('sha256').update(json).digest('hex').slice(0, 40)}.json`;
  await overflow.api.put({ bucket, key, body: json, contentType: 'application/json' }, signal).catch((error: unknown) => {
    // An object that no item points to is no record.
    throw withEffect(error, 'none');
  });
  return { [names.elsewhere]: { S: `s3://${bucket}/${key}` } };
}

/** The record of an item with the attribute `data`, wherever it lies. Throws NoRecord. */
export async function recordOf(item: Item, overflow: Overflow, signal: AbortSignal): Promise<JsonObject> {
  const { [names.data]: data, [names.compressed]: compressed, [names.elsewhere]: elsewhere } = item;
  if (data?.M !== undefined) return fromItem(data.M);
  if (data !== undefined) throw new NoRecord('its attribute data is no map');
  if (compressed?.B !== undefined)
    return parsed((await unzip(compressed.B).catch(() => Buffer.from(''))).toString('utf8'), names.compressed);
  if (elsewhere?.S === undefined) throw new NoRecord('it has no attribute data');
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(elsewhere.S) ?? [];
  if (overflow.to !== 's3') throw new NoRecord(`its record lies at ${elsewhere.S}, and oversize says nothing of S3`);
  const found = await overflow.api.text({ bucket, key }, signal);
  if (found === undefined) throw new NoRecord(`its record should lie at ${elsewhere.S}, and is not there`);
  return parsed(found.text, elsewhere.S);
}

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' });
    return z.NEVER;
  }
});

function parsed(text: string, where: string): JsonObject {
  const { data } = json.safeParse(text);
  if (!isJsonObject(data)) throw new NoRecord(`${where} holds no JSON object`);
  return data;
}
