import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import type { TargetEntity } from '../../core/entity.js';
import type { Failed, Found, Outcome } from '../../core/outcome.js';
import type { TxType } from '../../core/tx-type.js';
import { txTypes } from '../../core/tx-type.js';
import { causeOf } from '../aws/aws-client.js';
import type { FindRequest, Target, WriteRequest } from '../connector.js';
import { ColumnClash } from '../files/flatten.js';
import { writeFile, writtenFormats } from '../files/write-file.js';
import type { PutRequest, S3Api, S3Object } from './api.js';
import { isConditionFailed, isConflict } from './errors.js';
import { objectKey } from './object-key.js';
import type { S3TargetSettings } from './settings.js';

/** An entity, where it belongs, and what is there. */
interface Placed {
  readonly entity: TargetEntity;
  readonly key: string;
  readonly digest: string;
  readonly present: S3Object | undefined;
}

/** One object per entity, under a key that is made of the entity: writing it twice is writing it once. */
export class S3Target implements Target {
  readonly txTypes = txTypes;
  readonly idempotency = 'upsert';
  readonly #api: S3Api;
  readonly #settings: S3TargetSettings;

  constructor(api: S3Api, settings: S3TargetSettings) {
    this.#api = api;
    this.#settings = settings;
  }

  maxBatch(): number {
    return 100;
  }

  /** Nothing is written before it is known of all what is there: what fails until then had no effect. */
  async write({ txType, entities, signal }: WriteRequest): Promise<readonly Outcome[]> {
    const placed = await Promise.all(entities.map(async (entity) => await this.#place(entity, txType, signal)));
    const keys = new Map<string, number>();
    for (const [index, one] of placed.entries()) if (!('status' in one) && !keys.has(one.key)) keys.set(one.key, index);
    const written = await Promise.allSettled(
      placed.map(async (one, index) => {
        if ('status' in one) return one;
        return keys.get(one.key) === index ? await this.#put(one, signal) : clash(one, entities[keys.get(one.key) ?? 0]?.srcId);
      }),
    );
    const outcomes = written.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
    await this.#writeManifest(placed, outcomes, signal);
    return outcomes;
  }

  async find({ txType, entities, signal }: FindRequest): Promise<readonly Found[]> {
    return await Promise.all(
      entities.map(async (entity): Promise<Found> => {
        const placed = await this.#place(entity, txType, signal);
        if ('status' in placed || placed.present === undefined || isOfAnother(placed)) return { state: 'absent' };
        return { state: placed.present.metadata?.[digestName] === placed.digest ? 'same' : 'different', tgtId: placed.key };
      }),
    );
  }

  async #place(entity: TargetEntity, txType: TxType, signal: AbortSignal): Promise<Placed | Failed> {
    const made = objectKey(entity, { txType, settings: this.#settings });
    if (entity.tgtId === undefined && 'missing' in made)
      return failed('NO_KEY', `${made.missing} (target.key is ${this.#settings.key}). Fill it in the mapping, or change target.key.`);
    const key = entity.tgtId ?? ('key' in made ? made.key : '');
    const { format, delimiter, xmlRoot } = this.#settings;
    const digest = createHash('sha256')
      .update(stringify([entity.data, format, delimiter, xmlRoot]))
      .digest('base64url');
    return { entity, key, digest, present: await this.#api.head({ bucket: this.#settings.bucket, key }, signal) };
  }

  async #put(placed: Placed, signal: AbortSignal): Promise<Outcome> {
    const { entity, key, digest, present } = placed;
    if (present !== undefined && isOfAnother(placed)) return clash(placed, present.metadata?.[srcIdName]);
    const change = present === undefined ? 'created' : 'updated';
    if (present?.metadata?.[digestName] === digest) return { status: 'sent', tgtId: key, change };
    if (present !== undefined && this.#settings.existing !== 'replace') return this.#refuse(key);
    const body = await this.#bodyOf(entity);
    if (typeof body === 'object' && 'status' in body) return body;
    try {
      await this.#api.put(this.#request(placed, body), signal);
      return { status: 'sent', tgtId: key, change };
    } catch (error) {
      const cause = causeOf(error);
      if (!isConditionFailed(cause) && !isConflict(cause)) throw error;
      // Somebody else wrote here since we looked; looking again tells what it is.
      return { ...failed('CHANGED', `${key} was written by somebody else at the same moment. It is tried again.`), isPassing: true };
    }
  }

  #request({ entity, key, digest, present }: Placed, body: Uint8Array | string): PutRequest {
    const { bucket, format, encryption } = this.#settings;
    return {
      bucket,
      key,
      body,
      contentType: writtenFormats[format],
      metadata: { [digestName]: digest, [srcIdName]: metadataOf(entity.srcId) },
      onlyIf: present?.etag ?? 'absent',
      ...(encryption !== undefined && { encryption: encryptionOf(encryption) }),
    };
  }

  async #bodyOf({ data }: TargetEntity): Promise<Uint8Array | string | Failed> {
    try {
      return await writeFile(data, this.#settings);
    } catch (error) {
      if (error instanceof ColumnClash) return failed('COLUMN_CLASH', `${error.message}. Give them different names in the mapping.`);
      if (error instanceof RangeError) return failed('TOO_MANY_ROWS', `${error.message}. Map fewer of them, or write json.`);
      throw error;
    }
  }

  #refuse(key: string): Outcome {
    const message = `s3://${this.#settings.bucket}/${key} is there already with other content, and is not replaced (target.existing: ${this.#settings.existing}).`;
    return this.#settings.existing === 'ignore'
      ? { status: 'ignored', message, tgtId: key }
      : failed('EXISTS', `${message} Remove it, or set target.existing to replace.`);
  }

  /** After all objects of the batch, under a name that the same batch has again. */
  async #writeManifest(placed: readonly (Placed | Failed)[], outcomes: readonly Outcome[], signal: AbortSignal): Promise<void> {
    const { bucket, manifestPrefix } = this.#settings;
    if (manifestPrefix === undefined) return;
    const objects = placed.flatMap((one, index) =>
      'status' in one || outcomes[index]?.status !== 'sent' ? [] : [{ key: one.key, srcId: one.entity.srcId, digest: one.digest }],
    );
    if (objects.length === 0) return;
    const name = createHash('sha256').update(JSON.stringify(objects)).digest('hex').slice(0, 40);
    const body = `${JSON.stringify({ bucket, objects }, null, 2)}\n`;
    await this.#api.put({ bucket, key: `${manifestPrefix}${name}.json`, body, contentType: 'application/json' }, signal);
  }
}

const digestName = 'datawald-digest';
const srcIdName = 'datawald-srcid';

function encryptionOf(encryption: NonNullable<S3TargetSettings['encryption']>): object {
  if (encryption.type === 's3') return { ServerSideEncryption: 'AES256' };
  const { keyId, bucketKey } = encryption;
  return { ServerSideEncryption: 'aws:kms', BucketKeyEnabled: bucketKey, ...(keyId !== undefined && { SSEKMSKeyId: keyId }) };
}

/** Written by DataWald for another entity: the key does not tell them apart. */
function isOfAnother({ entity, present }: Placed): boolean {
  const written = present?.metadata?.[srcIdName];
  return written !== undefined && written !== metadataOf(entity.srcId);
}

/** As a header takes it; what is cut off is never cut within an escape. */
function metadataOf(srcId: string): string {
  return encodeURIComponent(srcId).slice(0, 1000).replace(/%.?$/, '');
}

function clash({ key }: Placed, other: string | undefined): Failed {
  const message = `${key} is the key of ${other ?? 'another entity'} already. Put {srcId} into target.key.`;
  return failed('KEY_CLASH', message);
}

function failed(code: string, message: string): Failed {
  return { status: 'failed', code, message: message.charAt(0).toUpperCase() + message.slice(1) };
}
