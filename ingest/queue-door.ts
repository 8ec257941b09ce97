import { hash } from 'node:crypto';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from '../connectors/aws/client-config.js';
import { toConnectorError } from '../connectors/aws/errors.js';
import { type AwsSettings, awsShape } from '../connectors/aws/settings.js';
import { DataWaldError } from '../core/errors.js';
import type { MessageDoor, PutMessagesRequest, PutReceipt } from '../core/pushed.js';
import { type MessagePart, partsOf } from './message-parts.js';

/** What every queue takes, whenever it was made, with room for what is around the records. */
const mostBytes = 240 * 1024;

/**
 * Hands messages over by a queue that the bridge empties: for services that may reach the queue and not the store. Sends
 * what DataWald's predecessor sends, so that either reads it.
 */
export class QueueDoor implements MessageDoor, AsyncDisposable {
  readonly #queue: string;
  readonly #client: SQSClient;
  #url: Promise<string> | undefined;

  /** @param settings as endpoints on AWS have them; absent: as the AWS SDK finds them */
  constructor(queue = 'datawald_input_queue.fifo', settings: Partial<AwsSettings> = {}) {
    const aws = awsShape.parse(settings);
    this.#queue = queue;
    this.#client = new SQSClient({ ...clientConfig(aws), useQueueUrlAsEndpoint: aws.endpoint === undefined });
  }

  /** Throws `Refused` for a record that is too large for a message; nothing of the request was sent then. */
  async put(request: PutMessagesRequest): Promise<readonly PutReceipt[]> {
    const parts = partsOf(request, mostBytes);
    for (const { records } of parts) {
      const size = Buffer.byteLength(JSON.stringify(records));
      if (size > mostBytes)
        throw new DataWaldError('Refused', `A record of ${size} bytes is too large for a message (${mostBytes}). Nothing was sent.`);
    }
    for (const part of parts) await this.#send(part, request);
    return parts.map(({ key }) => ({ messageId: key, isRepeated: false }));
  }

  async #send({ key, records }: MessagePart, { sync, group }: PutMessagesRequest): Promise<void> {
    try {
      this.#url ??= this.#findUrl();
      const QueueUrl = await this.#url;
      const flow = typeof sync === 'string' ? {} : { source: sync.source, target: sync.target, tx_type: sync.txType };
      const texts = {
        funct: 'retrieve_entities_from_source',
        idempotency_key: key,
        ...(typeof sync === 'string' ? { sync } : { endpoint_id: sync.source }),
      };
      const command = new SendMessageCommand({
        QueueUrl,
        MessageBody: JSON.stringify({ params: { ...flow, messages: records } }),
        MessageAttributes: Object.fromEntries(
          Object.entries(texts).map(([name, text]) => [name, { DataType: 'String', StringValue: text }]),
        ),
        ...(QueueUrl.endsWith('.fifo') && { MessageGroupId: short(group ?? key), MessageDeduplicationId: short(key) }),
      });
      await this.#client.send(command);
    } catch (error) {
      this.#url = undefined;
      throw toConnectorError(error, { endpointId: `queue ${this.#queue}`, what: 'Handing messages over', advice: {}, isWrite: true });
    }
  }

  async #findUrl(): Promise<string> {
    if (this.#queue.includes('://')) return this.#queue;
    return (await this.#client.send(new GetQueueUrlCommand({ QueueName: this.#queue }))).QueueUrl ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
  }
}

/** What SQS takes as the id of a group or of a message: 128 of the plain characters. */
function short(text: string): string {
  return /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/.test(text) ? text : hash('sha256', text);
}
