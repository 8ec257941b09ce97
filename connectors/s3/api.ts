import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { z } from 'zod';
import { type Instant, toInstant } from '../../core/instant.js';
import { AwsClient, causeOf } from '../aws/aws-client.js';
import { clientConfig } from '../aws/client-config.js';
import type { AwsSettings } from '../aws/settings.js';
import type { KnownLimits } from '../budget/budgets.js';
import type { ConnectorContext } from '../connector.js';
import { advice, isMissing } from './errors.js';

/** One object as S3 knows it. */
export interface S3Object {
  readonly bucket: string;
  readonly key: string;
  /** As it came, in quotes. */
  readonly etag: string;
  readonly size: number;
  readonly modifiedAt: Instant;
  /** Of buckets that keep versions. */
  readonly versionId?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

export interface PutRequest {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array | string;
  readonly contentType: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** The etag that it must have now, or `absent`. */
  readonly onlyIf?: string;
  readonly encryption?: object;
}

const listed = z.object({ Key: z.string(), ETag: z.string(), Size: z.number(), LastModified: z.date() });
const head = z.object({ ETag: z.string(), ContentLength: z.number(), LastModified: z.date(), VersionId: z.string().optional() });

/** A part of a large upload; what is smaller goes in one request. */
const partBytes = 16 * 1024 * 1024;

/** What of the settings leads to the store. */
export type S3Access = AwsSettings & { readonly forcePathStyle: boolean };

/** The requests of S3: each takes a turn of the budget, is sent once, and throws ConnectorError. */
export class S3Api implements AsyncDisposable {
  readonly #client: AwsClient<S3Client>;

  /** `known`: with a name where S3 is not the endpoint's main system. */
  constructor(settings: S3Access, context: ConnectorContext, known: KnownLimits = { concurrency: 16 }) {
    this.#client = new AwsClient({ settings, context, open: () => newClient(settings), known, advice });
  }

  /** Up to a thousand objects behind a key, in the order of their keys. */
  async list({ bucket, prefix, after, signal }: { bucket: string; prefix: string; after?: string | undefined; signal: AbortSignal }) {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(after !== undefined && { StartAfter: after }) });
    const what = `Listing s3://${bucket}/${prefix}`;
    const { Contents = [], IsTruncated = false } = await this.#client.send({ what, signal }, (client, options) =>
      client.send(command, options),
    );
    const objects = Contents.map((content): S3Object => {
      const { Key, ETag, Size, LastModified } = listed.parse(content);
      return { bucket, key: Key, etag: ETag, size: Size, modifiedAt: toInstant(LastModified) };
    });
    return { objects, isTruncated: IsTruncated };
  }

  /** The folders right below a prefix. */
  async folders({ bucket, prefix, signal }: { bucket: string; prefix: string; signal: AbortSignal }): Promise<readonly string[]> {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: '/' });
    const what = `Listing s3://${bucket}/${prefix}`;
    const { CommonPrefixes = [] } = await this.#client.send({ what, signal }, (client, options) => client.send(command, options));
    return CommonPrefixes.flatMap(({ Prefix }) => (Prefix === undefined ? [] : [Prefix]));
  }

  async head({ bucket, key, versionId }: ObjectName, signal: AbortSignal): Promise<S3Object | undefined> {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key, ...(versionId !== undefined && { VersionId: versionId }) });
    try {
      const what = `Looking for s3://${bucket}/${key}`;
      const answer = await this.#client.send({ what, signal }, (client, options) => client.send(command, options));
      const { ETag, ContentLength, LastModified, VersionId } = head.parse(answer);
      return {
        bucket,
        key,
        etag: ETag,
        size: ContentLength,
        modifiedAt: toInstant(LastModified),
        metadata: answer.Metadata ?? {},
        ...(VersionId !== undefined && VersionId !== 'null' && { versionId: VersionId }),
      };
    } catch (error) {
      if (isMissing(causeOf(error))) return undefined;
      throw error;
    }
  }

  /** The bytes from `start` to `end`, exclusive, of exactly this object. The cause of what it throws tells whether it is another one by now. */
  async bytes({ bucket, key, etag, versionId }: S3Object, { start, end, signal }: { start: number; end: number; signal: AbortSignal }) {
    const pin = versionId === undefined ? { IfMatch: etag } : { VersionId: versionId };
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=${start}-${end - 1}`, ...pin });
    const what = `Reading s3://${bucket}/${key} from byte ${start}`;
    return await this.#client.send({ what, signal }, async (client, options) => {
      const { Body } = await client.send(command, options);
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    });
  }

  /** All of a small object, with its etag; undefined where there is none. */
  async text({ bucket, key }: ObjectName, signal: AbortSignal): Promise<{ readonly text: string; readonly etag: string } | undefined> {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    try {
      return await this.#client.send({ what: `Reading s3://${bucket}/${key}`, signal }, async (client, options) => {
        const { Body, ETag = '' } = await client.send(command, options);
        return { text: (await Body?.transformToString()) ?? '', etag: ETag };
      });
    } catch (error) {
      if (isMissing(causeOf(error))) return undefined;
      throw error;
    }
  }

  /** @returns the etag; large bodies go in parts. The cause of what it throws tells whether the condition did not hold. */
  async put(request: PutRequest, signal: AbortSignal): Promise<string> {
    const { bucket, key, body, contentType, metadata, onlyIf, encryption } = request;
    const condition = onlyIf === undefined ? {} : onlyIf === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: onlyIf };
    const params = {
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
      ...condition,
      ...encryption,
      ...(metadata !== undefined && { Metadata: { ...metadata } }),
    };
    const answer = await this.#client.send(
      { what: `Writing s3://${bucket}/${key}`, signal, isWrite: true },
      async (client, { abortSignal }) => {
        const upload = new Upload({ client, params, partSize: partBytes, queueSize: 2 });
        const stop = () => void upload.abort();
        abortSignal.addEventListener('abort', stop, { once: true });
        return await upload.done().finally(() => abortSignal.removeEventListener('abort', stop));
      },
    );
    return answer.ETag ?? '';
  }

  /** Within the bucket, of exactly this object. */
  async copy({ bucket, key, etag, versionId }: S3Object, to: string, signal: AbortSignal): Promise<void> {
    const version = versionId === undefined ? '' : `?versionId=${encodeURIComponent(versionId)}`;
    const source = `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}${version}`;
    const command = new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: source, CopySourceIfMatch: etag });
    await this.#client.send({ what: `Copying s3://${bucket}/${key} to ${to}`, signal, isWrite: true }, (client, options) =>
      client.send(command, options),
    );
  }

  async delete({ bucket, key, etag }: { bucket: string; key: string; etag?: string | undefined }, signal: AbortSignal): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(etag !== undefined && { IfMatch: etag }) });
    await this.#client.send({ what: `Deleting s3://${bucket}/${key}`, signal, isWrite: true }, (client, options) =>
      client.send(command, options),
    );
  }

  async tags({ bucket, key, versionId }: ObjectName, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const command = new GetObjectTaggingCommand({ Bucket: bucket, Key: key, ...(versionId !== undefined && { VersionId: versionId }) });
    const what = `Reading the tags of s3://${bucket}/${key}`;
    const { TagSet = [] } = await this.#client.send({ what, signal }, (client, options) => client.send(command, options));
    return Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value]));
  }

  async tag({ bucket, key, versionId }: ObjectName, tags: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
    const Tagging = { TagSet: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    const command = new PutObjectTaggingCommand({
      Bucket: bucket,
      Key: key,
      Tagging,
      ...(versionId !== undefined && { VersionId: versionId }),
    });
    await this.#client.send({ what: `Tagging s3://${bucket}/${key}`, signal, isWrite: true }, (client, options) =>
      client.send(command, options),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }
}

/** Checksums only where S3 asks for them: compatible stores do not know the others. */
function newClient(settings: S3Access): S3Client {
  const isCompatible = settings.endpoint !== undefined;
  return new S3Client({
    ...clientConfig(settings),
    forcePathStyle: settings.forcePathStyle,
    ...(isCompatible && { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }),
  });
}
