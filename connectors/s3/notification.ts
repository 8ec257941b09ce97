import { z } from 'zod';
import { type Instant, parseInstant } from '../../core/instant.js';

/** What S3 says has happened to one object. */
export interface ObjectEvent {
  readonly kind: 'created' | 'other';
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  readonly versionId?: string;
  readonly at?: Instant;
}

const objectShape = z.looseObject({
  key: z.string(),
  versionId: z.string().nullish(),
  'version-id': z.string().nullish(),
});
const record = z.looseObject({
  eventName: z.string(),
  eventTime: z.string().nullish(),
  s3: z.looseObject({ bucket: z.looseObject({ name: z.string() }), object: objectShape }),
});
const notification = z.looseObject({ Records: z.array(record) });
const testEvent = z.looseObject({ Event: z.literal('s3:TestEvent') });
const wrapped = z.looseObject({ Type: z.literal('Notification'), Message: z.string() });
const eventBridge = z.looseObject({
  source: z.literal('aws.s3'),
  'detail-type': z.string(),
  time: z.string().nullish(),
  detail: z.looseObject({ bucket: z.looseObject({ name: z.string() }), object: objectShape }),
});

/**
 * The events in the body of a message: as S3 sends it, as SNS wraps it, or as EventBridge brings it. None in the event with
 * which S3 tests a queue. Undefined where it is no message of S3.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function objectEvents(body: string): readonly ObjectEvent[] | undefined {
  const message = parseJson(body);
  const inner = wrapped.safeParse(message);
  if (inner.success) return objectEvents(inner.data.Message);
  if (testEvent.safeParse(message).success) return [];
  const records = notification.safeParse(message);
  if (records.success) return records.data.Records.map(toEvent);
  const event = eventBridge.safeParse(message);
  if (!event.success) return undefined;
  const { detail, time } = event.data;
  return [objectEvent({ ...detail, at: time, isCreated: event.data['detail-type'] === 'Object Created', key: detail.object.key })];
}

function toEvent({ eventName, eventTime, s3 }: z.output<typeof record>): ObjectEvent {
  return objectEvent({ ...s3, at: eventTime, isCreated: /^(s3:)?ObjectCreated:/.test(eventName), key: decodeKey(s3.object.key) });
}

interface Found {
  readonly bucket: { readonly name: string };
  readonly object: z.output<typeof objectShape>;
  readonly key: string;
  readonly at: string | null | undefined;
  readonly isCreated: boolean;
}

function objectEvent({ bucket, object, key, at, isCreated }: Found): ObjectEvent {
  const versionId = object.versionId ?? object['version-id'];
  const time = at === null || at === undefined ? undefined : parseInstant(at);
  return {
    kind: isCreated ? 'created' : 'other',
    bucket: bucket.name,
    key,
    ...(typeof versionId === 'string' && { versionId }),
    ...(time !== undefined && { at: time }),
  };
}

/** Keys in notifications of S3 itself are encoded as in a form: `+` is a space. Those of EventBridge are as they are. */
export function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', '%20'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
