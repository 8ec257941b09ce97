import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type MessageAttributeValue,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { ConnectorError } from '../../core/errors.js';
import { AwsClient } from '../aws/aws-client.js';
import { clientConfig } from '../aws/client-config.js';
import type { ConnectorContext } from '../connector.js';
import { advice } from './errors.js';
import type { SqsSettings } from './settings.js';

/** One message of a batch, and where it stands in it. */
export interface BatchEntry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, MessageAttributeValue>;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

const sent = z.object({ Id: z.string(), MessageId: z.string() });
const refused = z.object({
  Id: z.string(),
  Code: z.string(),
  SenderFault: z.boolean().default(false),
  Message: z.string().default('no text'),
});
const answer = z.object({ Successful: z.array(sent).default([]), Failed: z.array(refused).default([]) });

export type BatchAnswer = z.output<typeof answer>;
export type Refusal = z.output<typeof refused>;

/** What DataWald needs to know of a queue. */
export interface QueueFacts {
  readonly maxMessageBytes: number;
  readonly isFifo: boolean;
}

/** The requests of SQS: each takes a turn of the budget, is sent once, and throws ConnectorError. */
export class SqsApi implements AsyncDisposable {
  readonly #settings: SqsSettings;
  readonly #context: ConnectorContext;
  readonly #client: AwsClient<SQSClient>;
  /** Once it is known. */
  #url: string | undefined;

  constructor(settings: SqsSettings, context: ConnectorContext) {
    this.#settings = settings;
    this.#context = context;
    this.#client = new AwsClient({ settings, context, open: () => newClient(settings), known: { concurrency: 16 }, advice });
  }

  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
  async facts(signal: AbortSignal): Promise<QueueFacts> {
    const { queue } = this.#settings;
    const command = new GetQueueAttributesCommand({ QueueUrl: await this.#queueUrl(signal), AttributeNames: ['All'] });
    const what = `Reading the attributes of ${queue}`;
    const { Attributes = {} } = await this.#client.send({ what, signal }, (client, options) => client.send(command, options));
    return { maxMessageBytes: Number(Attributes['MaximumMessageSize'] ?? 262_144), isFifo: Attributes['FifoQueue'] === 'true' };
  }

  /** At most ten entries of together at most 1 MiB. What it throws is of the batch as a whole. */
  async sendBatch(entries: readonly BatchEntry[], signal: AbortSignal): Promise<BatchAnswer> {
    const command = new SendMessageBatchCommand({ QueueUrl: await this.#queueUrl(signal), Entries: [...entries] });
    const what = `Sending ${entries.length} messages to ${this.#settings.queue}`;
    const given = await this.#client.send({ what, signal, isWrite: true }, (client, options) => client.send(command, options));
    const parsed = answer.safeParse(given);
    if (parsed.success) return parsed.data;
    const message = `${what} was answered with something else than the documented lists.`;
    throw new ConnectorError('UnexpectedAnswer', message, { endpoint: this.#context.endpointId, cause: parsed.error });
  }

  async #queueUrl(signal: AbortSignal): Promise<string> {
    const { queue } = this.#settings;
    this.#url ??= queue.includes('://') ? queue : await this.#askForUrl(signal);
    return this.#url;
  }

  async #askForUrl(signal: AbortSignal): Promise<string> {
    const { queue, queueOwner } = this.#settings;
    const command = new GetQueueUrlCommand({
      QueueName: queue,
      ...(queueOwner !== undefined && { QueueOwnerAWSAccountId: queueOwner }),
    });
    const what = `Looking for the queue ${queue}`;
    return await this.#client.send({ what, signal }, async (client, options) =>
      z.string().parse((await client.send(command, options)).QueueUrl),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }
}

/** In place of AWS, the host of the queue's URL need not be one that can be reached. */
function newClient(settings: SqsSettings): SQSClient {
  return new SQSClient({ ...clientConfig(settings), useQueueUrlAsEndpoint: settings.endpoint === undefined });
}
