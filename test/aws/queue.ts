import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Endpoint, Target } from '../../connectors/connector.js';
import { sqs } from '../../connectors/sqs/index.js';
import { sqsSettings } from '../../connectors/sqs/settings.js';
import type { TargetEntity } from '../../core/entity.js';
import type { Outcome } from '../../core/outcome.js';
import { type S3Server, startServer } from '../s3/store.js';
import { aloneContext } from '../support/context.js';
import { JsonProxy } from './json-proxy.js';

/** A server that speaks SQS and S3, for the duration of a test file. */
export type QueueServer = S3Server;
export const startQueues = startServer;

export const credentials = { type: 'keys', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-very-secret-key' } as const;
const region = 'eu-central-1';
let queues = 0;

/** A queue of its own, and endpoints over it. */
export class TestQueue implements AsyncDisposable {
  readonly proxy: JsonProxy;
  readonly name: string;
  readonly #client: SQSClient;
  readonly #opened: Endpoint[] = [];
  #url = '';

  private constructor(proxy: JsonProxy, { server, isFifo }: { readonly server: QueueServer; readonly isFifo: boolean }) {
    this.proxy = proxy;
    this.name = `queue-${process.pid}-${++queues}${isFifo ? '.fifo' : ''}`;
    this.#client = new SQSClient({ endpoint: server.url, region, credentials: { ...credentials }, useQueueUrlAsEndpoint: false });
  }

  static async make(
    server: QueueServer,
    { isFifo = false, attributes = {} }: { readonly isFifo?: boolean; readonly attributes?: Record<string, string> } = {},
  ): Promise<TestQueue> {
    const queue = new TestQueue(await JsonProxy.open(server.url), { server, isFifo });
    const Attributes = { VisibilityTimeout: '3600', ...(isFifo && { FifoQueue: 'true' }), ...attributes };
    const { QueueUrl = '' } = await queue.#client.send(new CreateQueueCommand({ QueueName: queue.name, Attributes }));
    queue.#url = QueueUrl;
    return queue;
  }

  /** The settings that lead to it. */
  get access() {
    return { queue: this.name, region, endpoint: this.proxy.url, credentials: { ...credentials } };
  }

  open(settings: object = {}): Endpoint {
    const groupId = this.name.endsWith('.fifo') ? { groupId: '{txType}-{srcId}' } : {};
    const parsed = sqsSettings.parse({ ...this.access, ...groupId, ...settings });
    const endpoint = sqs.open(parsed, aloneContext('queue'));
    this.#opened.push(endpoint);
    return endpoint;
  }

  target(settings: object = {}): Target {
    const { target } = this.open(settings);
    if (target === undefined) throw new Error('sqs has a target');
    return target;
  }

  async waiting(): Promise<number> {
    const command = new GetQueueAttributesCommand({ QueueUrl: this.#url, AttributeNames: ['ApproximateNumberOfMessages'] });
    return Number((await this.#client.send(command)).Attributes?.['ApproximateNumberOfMessages'] ?? 0);
  }

  /** Takes all messages out of the queue, in the order in which they come. */
  async drain(): Promise<readonly Message[]> {
    const all: Message[] = [];
    for (;;) {
      const { Messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl: this.#url,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) return all;
      all.push(...Messages);
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.#client.send(new DeleteMessageBatchCommand({ QueueUrl: this.#url, Entries }));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const endpoint of this.#opened) await endpoint[Symbol.asyncDispose]();
    this.#client.destroy();
    await this.proxy[Symbol.asyncDispose]();
  }
}

export async function write(target: Target, entities: readonly TargetEntity[]): Promise<readonly Outcome[]> {
  return await target.write({ txType: 'order', entities, attempt: 1, signal: new AbortController().signal });
}

export function bodiesOf(messages: readonly Message[]): readonly unknown[] {
  return messages.map(({ Body = '' }) => JSON.parse(Body));
}

export function statusesOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map(({ status }) => status);
}

/** Of failures their codes, of all others their statuses. */
export function codesOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.status === 'failed' ? outcome.code : outcome.status));
}
