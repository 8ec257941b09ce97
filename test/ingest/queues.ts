import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { queueSchema } from '../../config/ingest.js';
import { startServer } from '../s3/store.js';

export const aws = {
  region: 'eu-central-1',
  credentials: { type: 'keys', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-very-secret-key' },
} as const;

/** A server that speaks SQS, for the duration of a test file. */
export class Queues {
  readonly url: string;
  readonly client: SQSClient;
  readonly #stop: () => Promise<void>;
  #count = 0;

  private constructor(url: string, stop: () => Promise<void>) {
    this.url = url;
    this.#stop = stop;
    const { type: _, ...credentials } = aws.credentials;
    this.client = new SQSClient({ endpoint: url, region: aws.region, credentials, useQueueUrlAsEndpoint: false });
  }

  static async start(name: 'fauxqs' | 'moto'): Promise<Queues> {
    const server = await startServer(name);
    return new Queues(server.url, async () => await server.stop());
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.#stop();
  }

  /** A queue with dead letters of its own. */
  async newQueue(options: { readonly isFifo?: boolean; readonly maxReceives?: number } = {}): Promise<TestQueue> {
    this.#count += 1;
    const ending = options.isFifo === true ? '.fifo' : '';
    const fifo = options.isFifo === true ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {};
    const name = `q${process.pid}-${this.#count}${ending}`;
    const dead = await this.#create(`dead-${name}`, fifo);
    const { Attributes } = await this.client.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.['QueueArn'], maxReceiveCount: options.maxReceives ?? 50 });
    const url = await this.#create(name, { ...fifo, RedrivePolicy });
    return new TestQueue(this, { name, url, dead });
  }

  async #create(QueueName: string, Attributes: Record<string, string>): Promise<string> {
    return (await this.client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  }
}

export class TestQueue {
  readonly name: string;
  readonly url: string;
  readonly #dead: string;
  readonly #queues: Queues;

  constructor(queues: Queues, { name, url, dead }: { readonly name: string; readonly url: string; readonly dead: string }) {
    this.#queues = queues;
    this.name = name;
    this.url = url;
    this.#dead = dead;
  }

  /** As `ingest.queues` has it. */
  config(change: Readonly<Record<string, unknown>> = {}) {
    return queueSchema.parse({ queue: this.name, aws: { ...aws, endpoint: this.#queues.url }, waitSeconds: 1, ...change });
  }

  async send(
    body: unknown,
    options: { readonly group?: string; readonly attributes?: Readonly<Record<string, string>> } = {},
  ): Promise<string> {
    const { group, attributes = {} } = options;
    const { MessageId = '' } = await this.#queues.client.send(
      new SendMessageCommand({
        QueueUrl: this.url,
        MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, text]) => [name, { DataType: 'String', StringValue: text }]),
        ),
        ...(group !== undefined && { MessageGroupId: group }),
      }),
    );
    return MessageId;
  }

  async deadLetters(): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#dead,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    return (await this.#queues.client.send(command)).Messages ?? [];
  }

  /** Takes messages and keeps them for a minute. */
  async receive(): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({ QueueUrl: this.url, MaxNumberOfMessages: 10, VisibilityTimeout: 60 });
    return (await this.#queues.client.send(command)).Messages ?? [];
  }

  async release({ ReceiptHandle }: Message): Promise<void> {
    await this.#queues.client.send(new ChangeMessageVisibilityCommand({ QueueUrl: this.url, ReceiptHandle, VisibilityTimeout: 0 }));
  }

  /** How many are there, whether somebody has received them or not. */
  async count(): Promise<number> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await this.#queues.client.send(
      new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: [...names] }),
    );
    return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
  }
}
