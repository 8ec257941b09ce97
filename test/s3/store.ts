import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import type { Endpoint } from '../../connectors/connector.js';
import { s3 } from '../../connectors/s3/index.js';
import { s3Settings } from '../../connectors/s3/settings.js';
import { aloneContext } from '../support/context.js';
import { startMoto } from '../support/moto-server.js';
import { FaultProxy } from './fault-proxy.js';

/** A server that speaks S3, for the duration of a test file. */
export interface S3Server {
  readonly name: 'fauxqs' | 'moto';
  readonly url: string;
  stop(): Promise<void>;
}

export async function startServer(name: S3Server['name']): Promise<S3Server> {
  if (name === 'moto') {
    const moto = await startMoto();
    return { name, url: moto.endpoint, stop: async () => await moto.stop() };
  }
  const server = await startFauxqs({ port: 0, logger: false });
  return { name, url: `http://127.0.0.1:${server.port}`, stop: async () => await server.stop() };
}

export const credentials = { type: 'keys', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-very-secret-key' } as const;
let buckets = 0;

/** A bucket of its own, and endpoints over it. */
export class TestBucket implements AsyncDisposable {
  readonly name = `bucket-${process.pid}-${++buckets}`;
  readonly proxy: FaultProxy;
  readonly #client: S3Client;
  readonly #opened: Endpoint[] = [];
  #url = '';

  constructor({ url }: S3Server) {
    this.proxy = new FaultProxy(url);
    this.#client = new S3Client({
      endpoint: url,
      region: 'eu-central-1',
      credentials: { ...credentials },
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
  }

  static async make(server: S3Server): Promise<TestBucket> {
    const bucket = new TestBucket(server);
    bucket.#url = await bucket.proxy.listen();
    await bucket.#client.send(
      new CreateBucketCommand({ Bucket: bucket.name, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }),
    );
    return bucket;
  }

  async keepVersions(): Promise<void> {
    await this.#client.send(new PutBucketVersioningCommand({ Bucket: this.name, VersioningConfiguration: { Status: 'Enabled' } }));
  }

  async put(key: string, body: string | Uint8Array): Promise<string> {
    const { ETag = '' } = await this.#client.send(new PutObjectCommand({ Bucket: this.name, Key: key, Body: Buffer.from(body) }));
    return ETag;
  }

  async text(key: string): Promise<string> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
    return (await Body?.transformToString()) ?? '';
  }

  async bytes(key: string): Promise<Uint8Array> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }

  async head(key: string) {
    return await this.#client.send(new HeadObjectCommand({ Bucket: this.name, Key: key }));
  }

  async keys(prefix = ''): Promise<readonly string[]> {
    const { Contents = [] } = await this.#client.send(new ListObjectsV2Command({ Bucket: this.name, Prefix: prefix }));
    return Contents.map(({ Key = '' }) => Key);
  }

  /** The settings that lead to it. */
  get access() {
    return { region: 'eu-central-1', endpoint: this.#url, forcePathStyle: true, credentials };
  }

  /** `source`, `target`: beside the bucket, which is this one. */
  open(settings: { source?: object; target?: object; now?: () => Date; endpointId?: string; rest?: object }): Endpoint {
    const { source, target, now, endpointId = 'files', rest } = settings;
    const parsed = s3Settings.parse({
      ...this.access,
      ...rest,
      ...(source !== undefined && { source: { bucket: this.name, prefix: 'in/', claims: false, ...source } }),
      ...(target !== undefined && { target: { bucket: this.name, ...target } }),
    });
    const endpoint = s3.open(parsed, aloneContext(endpointId, now === undefined ? {} : { now }));
    this.#opened.push(endpoint);
    return endpoint;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const endpoint of this.#opened) await endpoint[Symbol.asyncDispose]();
    this.#client.destroy();
    await this.proxy.close();
  }
}
