import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { clientConfig } from '../connectors/aws/client-config.js';
import { toConnectorError } from '../connectors/aws/errors.js';
import type { AwsSettings } from '../connectors/aws/settings.js';
import { DataWaldError } from '../core/errors.js';

const pointer = z.tuple([z.string().endsWith('PayloadS3Pointer'), z.object({ s3BucketName: z.string(), s3Key: z.string() })]);

/** Larger bodies would not fit into memory ten at a time, nor into an inbox. */
const mostBytes = 32 * 1024 * 1024;

/**
 * Fetches bodies that lie in S3 because they are too large for a message, as Amazon's extended clients put them there.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-managing-large-messages.html
 */
export class Pointers {
  readonly #client: S3Client;

  constructor(settings: AwsSettings) {
    this.#client = new S3Client({ ...clientConfig(settings), forcePathStyle: settings.endpoint !== undefined });
  }

  /** The body itself, where it is no pointer. Throws `Refused` for one that leads nowhere or to too much. */
  async bodyOf(body: string): Promise<string> {
    const place = body.startsWith('["') ? placeIn(body) : undefined;
    if (place === undefined) return body;
    const where = `s3://${place.Bucket}/${place.Key}`;
    try {
      const answer = await this.#client.send(new GetObjectCommand(place));
      if ((answer.ContentLength ?? 0) > mostBytes) {
        throw new DataWaldError('Refused', `${where} has ${answer.ContentLength} bytes; a message may have ${mostBytes}`);
      }
      return (await answer.Body?.transformToString()) ?? '';
    } catch (error) {
      if (error instanceof DataWaldError) throw error;
      throw toConnectorError(error, { endpointId: 'queue', what: `reading ${where}, to which a message points,`, advice: {} });
    }
  }

  close(): void {
    this.#client.destroy();
  }
}

function placeIn(body: string): { readonly Bucket: string; readonly Key: string } | undefined {
  try {
    const parsed = pointer.safeParse(JSON.parse(body));
    return parsed.success ? { Bucket: parsed.data[1].s3BucketName, Key: parsed.data[1].s3Key } : undefined;
  } catch {
    return undefined;
  }
}
