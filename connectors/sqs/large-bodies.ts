import { withEffect } from '../aws/aws-client.js';
import type { S3Api } from '../s3/api.js';
import type { BodyBucket } from '../s3/body-bucket.js';
import { type Message, sha256 } from './message.js';

/** What tells readers that the body is a pointer. */
const pointerClass = 'software.amazon.payloadoffloading.PayloadS3Pointer';
const sizeAttribute = 'ExtendedPayloadSize';

/**
 * Puts the body of a message into S3, and makes the message a pointer to it, as Amazon's extended clients write and read it.
 * The key is made of the body: a second attempt puts the same object.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-managing-large-messages.html
 */
export class BodyStore {
  readonly #api: S3Api;
  readonly #settings: BodyBucket;

  constructor(api: S3Api, settings: BodyBucket) {
    this.#api = api;
    this.#settings = settings;
  }

  async offload(message: Message, signal: AbortSignal): Promise<Message> {
    const { bucket, prefix } = this.#settings;
    const { body, attributes } = message;
    const key = `${prefix}${sha256(body)}.json`;
    await this.#api.put({ bucket, key, body, contentType: 'application/json' }, signal).catch((error: unknown) => {
      // An object without a message that points to it is no message.
      throw withEffect(error, 'none');
    });
    return {
      ...message,
      body: JSON.stringify([pointerClass, { s3BucketName: bucket, s3Key: key }]),
      attributes: { ...attributes, [sizeAttribute]: { DataType: 'Number', StringValue: String(Buffer.byteLength(body)) } },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api[Symbol.asyncDispose]();
  }
}
