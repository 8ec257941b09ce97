import { hash } from 'node:crypto';
import { z } from 'zod';
import { DataWaldError } from '../core/errors.js';
import { type Changes, changesIn } from './changes.js';
import { type Delivery, deliveryOf } from './delivery.js';
import { type Receiving, receive } from './receive.js';

/** What Lambda hands out again. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const attribute = z.looseObject({ stringValue: z.string().nullish() });
const queueRecord = z.looseObject({
  eventSource: z.literal('aws:sqs'),
  messageId: z.string(),
  body: z.string(),
  attributes: z.record(z.string(), z.string()).default({}),
  messageAttributes: z.record(z.string(), attribute).default({}),
  eventSourceARN: z.string().default(''),
});
const queueEvent = z.looseObject({ Records: z.array(queueRecord).min(1) });
const topicEvent = z.looseObject({
  Records: z
    .array(z.looseObject({ EventSource: z.literal('aws:sns'), Sns: z.looseObject({ Message: z.string(), MessageId: z.string() }) }))
    .min(1),
});

export interface HandlerOptions {
  readonly receiving: Omit<Receiving, 'sync' | 'setAside'>;
  /** What belongs to the queue with this ARN. */
  readonly queue: (arn: string) => Promise<Pick<Receiving, 'sync' | 'setAside'>>;
  /** Of the config that is applied now. */
  readonly changes: () => Promise<Pick<Changes, 'take'>>;
}

/**
 * The bridge as a function of AWS Lambda: for events of SQS, S3, SNS, EventBridge and change streams of DynamoDB, and for direct calls in the manner of
 * DataWald's predecessor. Of SQS and streams, what could not be taken in is named, so that nothing else comes again; anything else fails
 * as a whole, and is tried again by whoever called.
 */
export function lambdaHandler({ receiving, queue, changes }: HandlerOptions): (event: unknown) => Promise<BatchAnswer> {
  return async (event) => {
    const queued = queueEvent.safeParse(event);
    if (queued.success) {
      const { setAside, sync } = await queue(queued.data.Records[0]?.eventSourceARN ?? '');
      const { left } = await receive(queued.data.Records.map(toDelivery), { ...receiving, setAside, sync });
      return { batchItemFailures: left.map(({ delivery }) => ({ itemIdentifier: delivery.messageId })) };
    }
    const changed = changesIn(event);
    if (changed !== undefined) return await (await changes()).take(changed, receiving.door);
    const { left } = await receive(deliveriesOf(event), { ...receiving, setAside: refuse });
    if (left[0] !== undefined) throw left[0].error;
    return { batchItemFailures: [] };
  };
}

/** Nobody hands it out again: whoever calls is told. */
async function refuse({ messageId }: Delivery, reason: string): Promise<never> {
  throw new DataWaldError('Refused', `The event ${messageId} cannot be taken: ${reason}.`);
}

function toDelivery({ messageId, body, attributes: system, messageAttributes, eventSourceARN }: z.output<typeof queueRecord>): Delivery {
  const texts = Object.entries(messageAttributes).flatMap(([name, { stringValue }]) =>
    typeof stringValue === 'string' ? [[name, stringValue] as const] : [],
  );
  return deliveryOf({ messageId, body, system, attributes: Object.fromEntries(texts) }, eventSourceARN.split(':').at(-1) ?? '');
}

/** An event that comes by itself is known by its id, or by what it says: one that is sent again is the same. */
function deliveriesOf(event: unknown): readonly Delivery[] {
  const topic = topicEvent.safeParse(event);
  if (topic.success) return topic.data.Records.map(({ Sns }) => alone(Sns.Message, `sns/${Sns.MessageId}`));
  const body = JSON.stringify(event) ?? 'null';
  const id = event instanceof Object && 'id' in event && typeof event.id === 'string' ? event.id : hash('sha256', body);
  return [alone(body, `event/${id}`)];
}

function alone(body: string, messageId: string): Delivery {
  return { messageId, body, attributes: {}, provenance: { door: 'function', messageId } };
}
