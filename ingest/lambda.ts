import { randomUUID } from 'node:crypto';
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
  /** Says to operators why something is handed out again. */
  readonly tell: (line: string) => void;
}

/** What Lambda says of a call; the id is the same for each time that it tries an event again. */
export interface Invocation {
  readonly awsRequestId?: string;
}

export type LambdaHandler = (event: unknown, invocation?: Invocation) => Promise<BatchAnswer>;

/**
 * The bridge as a function of AWS Lambda: for events of SQS, S3, SNS, EventBridge and change streams of DynamoDB, and for
 * direct calls in the manner of DataWald's predecessor. Of SQS and streams, what could not be taken in is named, so that
 * nothing else comes again; anything else fails as a whole, and is tried again by whoever called.
 */
export function lambdaHandler({ receiving, queue, changes, tell }: HandlerOptions): LambdaHandler {
  return async (event, invocation = {}) => {
    const queued = queueEvent.safeParse(event);
    if (queued.success) {
      const { setAside, sync } = await queue(queued.data.Records[0]?.eventSourceARN ?? '');
      const { left } = await receive(queued.data.Records.map(toDelivery), { ...receiving, setAside, sync });
      for (const { delivery, error } of left) tell(`message ${delivery.messageId} is handed out again: ${String(error)}`);
      return { batchItemFailures: left.map(({ delivery }) => ({ itemIdentifier: delivery.messageId })) };
    }
    const changed = changesIn(event);
    if (changed !== undefined) return await (await changes()).take(changed, { door: receiving.door, tell });
    const { left } = await receive(deliveriesOf(event, invocation), { ...receiving, setAside: refuse });
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

/** Known by its own id, or by that of the call: the same words tomorrow, such as those of a schedule, are another event. */
function deliveriesOf(event: unknown, { awsRequestId }: Invocation): readonly Delivery[] {
  const topic = topicEvent.safeParse(event);
  if (topic.success) return topic.data.Records.map(({ Sns }) => alone(Sns.Message, `sns/${Sns.MessageId}`));
  const body = JSON.stringify(event) ?? 'null';
  const id = event instanceof Object && 'id' in event && typeof event.id === 'string' ? event.id : (awsRequestId ?? randomUUID());
  return [alone(body, `event/${id}`)];
}

function alone(body: string, messageId: string): Delivery {
  return { messageId, body, attributes: {}, provenance: { door: 'function', messageId } };
}
