import { GetQueueAttributesCommand, GetQueueUrlCommand, type Message, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { QueueConfig } from '../config/ingest.js';
import { clientConfig } from '../connectors/aws/client-config.js';
import { failureOf, toConnectorError } from '../connectors/aws/errors.js';
import { type AwsSettings, awsShape } from '../connectors/aws/settings.js';
import { ConnectorError, DataWaldError, type ErrorCode } from '../core/errors.js';
import { type Delivery, deliveryOf } from './delivery.js';

/** A queue that is emptied, and where its messages go that cannot be understood. */
export interface OpenQueue {
  readonly name: string;
  readonly url: string;
  readonly client: SQSClient;
  readonly aws: AwsSettings;
  readonly setAside: (delivery: Delivery, reason: string) => Promise<void>;
}

const redrive = z.object({ deadLetterTargetArn: z.string() });

const advice: Readonly<Partial<Record<ErrorCode, string>>> = {
  Auth: 'Check the credentials in ingest.queues, or of this machine.',
  Config: 'Check the name of the queue and the policy of the role; docs/ingest.md lists what it needs.',
  Refused: 'Check the name of the queue; docs/ingest.md lists the attributes that it needs.',
};

/**
 * Finds a queue and its dead-letter queue. Throws `Config` where there is none: what cannot be understood must not be
 * lost, and must not come again and again.
 */
export async function openQueue(name: string, config: QueueConfig): Promise<OpenQueue> {
  const aws = awsOf(name, config);
  const client = new SQSClient({ ...clientConfig(aws), useQueueUrlAsEndpoint: aws.endpoint === undefined });
  try {
    const url = await urlOf(config.queue, { client, name });
    const deadLetters = await deadLettersOf(url, config, { client, name });
    return {
      name,
      url,
      client,
      aws,
      setAside: async (delivery, reason) => await setAside(delivery, reason, { client, url: deadLetters, name }),
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
}

/** The settings of AWS that a queue has. Throws `Config`. */
export function awsOf(name: string, { aws }: Pick<QueueConfig, 'aws'>): AwsSettings {
  const parsed = awsShape.safeParse(aws);
  if (parsed.success) return parsed.data;
  throw new DataWaldError('Config', `ingest.queues.${name}.aws is not as expected: ${z.prettifyError(parsed.error)}`);
}

interface Asking {
  readonly client: SQSClient;
  readonly name: string;
}

async function urlOf(queue: string, { client, name }: Asking): Promise<string> {
  if (queue.includes('://')) return queue;
  const answer = await told(name, `Looking for the queue ${queue}`, () => client.send(new GetQueueUrlCommand({ QueueName: queue })));
  return answer.QueueUrl ?? '';
}

async function deadLettersOf(url: string, config: QueueConfig, asking: Asking): Promise<string> {
  if (config.deadLetterQueue !== undefined) return await urlOf(config.deadLetterQueue, asking);
  const { client, name } = asking;
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] });
  const { Attributes = {} } = await told(name, `Reading the attributes of ${config.queue}`, () => client.send(command));
  const parsed = redrive.safeParse(JSON.parse(Attributes['RedrivePolicy'] ?? '{}'));
  if (!parsed.success) {
    const message = `The queue ${config.queue} has no dead-letter queue, so that messages that cannot be understood would be lost or come again and again. Give it a redrive policy, or name one as ingest.queues.${name}.deadLetterQueue.`;
    throw new DataWaldError('Config', message);
  }
  return await urlOf(parsed.data.deadLetterTargetArn.split(':').at(-1) ?? '', asking);
}

const mostReason = 1000;

/** As it came, with the reason beside it. A second attempt is swallowed by a FIFO queue, and repeats it in others. */
async function setAside(delivery: Delivery, reason: string, { client, url, name }: Asking & { readonly url: string }): Promise<void> {
  const { messageId, body, group, attributes } = delivery;
  const texts = { ...attributes, datawald_reason: printable(reason).slice(0, mostReason), datawald_message_id: messageId };
  const given = Object.entries(texts).slice(-10);
  const command = new SendMessageCommand({
    QueueUrl: url,
    MessageBody: body,
    MessageAttributes: Object.fromEntries(given.map(([key, text]) => [key, { DataType: 'String', StringValue: text || ' ' }])),
    ...(url.endsWith('.fifo') && { MessageGroupId: group ?? messageId, MessageDeduplicationId: messageId }),
  });
  await told(name, 'Sending a dead letter', () => client.send(command));
}

/** What SQS takes: no control characters but for tab, line feed and carriage return. */
function printable(text: string): string {
  return text.replaceAll(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}

async function told<T>(name: string, what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const isMissing = /QueueDoesNotExist|NonExistentQueue/.test(failureOf(error).name);
    const failure = toConnectorError(error, { endpointId: `queue ${name}`, what, advice });
    throw isMissing
      ? new ConnectorError('Config', `${what}: there is no such queue. ${advice.Config}`, { endpoint: `queue ${name}`, cause: error })
      : failure;
  }
}

/** A message as `receive` takes it. */
export function toDelivery({ MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} }: Message, queue: string): Delivery {
  const attributes = Object.entries(MessageAttributes).flatMap(([name, { StringValue }]) =>
    StringValue === undefined ? [] : [[name, StringValue] as const],
  );
  return deliveryOf({ messageId: MessageId, body: Body, system: Attributes, attributes: Object.fromEntries(attributes) }, queue);
}
