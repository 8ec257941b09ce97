import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { type Instant, toInstant } from '../../core/instant.js';
import type { Item } from './attribute-value.js';

/** What happened to one item, whoever brought the record: a reader of the stream, or an event of Lambda. */
export interface StreamChange {
  readonly kind: 'insert' | 'modify' | 'remove';
  /** Of the table, where the record names it. */
  readonly table?: string;
  readonly keys: Item;
  /** Where the stream holds new, or old, images. */
  readonly newImage?: Item;
  readonly oldImage?: Item;
  readonly sequenceNumber: string;
  /** In whole seconds, and approximate. */
  readonly at: Instant;
  /** DynamoDB itself has deleted it, by time to live. */
  readonly isExpiry: boolean;
}

/** A record that is none, with its place in the shard where it tells one. */
export interface UnknownChange {
  readonly kind: 'unknown';
  readonly sequenceNumber?: string;
  readonly message: string;
}

/** In events bytes are base64, and members that do not apply may be null; the SDK gives bytes, and leaves members away. */
const bytes = z.union([z.instanceof(Uint8Array), z.base64().transform((text): Uint8Array => Buffer.from(text, 'base64'))]);

const attribute: z.ZodType<AttributeValue> = z.lazy(() =>
  z
    .object({
      S: z.string().nullish(),
      N: z.string().nullish(),
      BOOL: z.boolean().nullish(),
      B: bytes.nullish(),
      M: z.record(z.string(), attribute).nullish(),
      L: z.array(attribute).nullish(),
      SS: z.array(z.string()).nullish(),
      NS: z.array(z.string()).nullish(),
      BS: z.array(bytes).nullish(),
    })
    .transform(memberOf),
);

interface Members {
  readonly S?: string | null | undefined;
  readonly N?: string | null | undefined;
  readonly BOOL?: boolean | null | undefined;
  readonly B?: Uint8Array | null | undefined;
  readonly M?: Record<string, AttributeValue> | null | undefined;
  readonly L?: AttributeValue[] | null | undefined;
  readonly SS?: string[] | null | undefined;
  readonly NS?: string[] | null | undefined;
  readonly BS?: Uint8Array[] | null | undefined;
}

/** The one member that an attribute value has. */
function memberOf({ S, N, BOOL, B, M, L, SS, NS, BS }: Members): AttributeValue {
  if (typeof S === 'string') return { S };
  if (typeof N === 'string') return { N };
  if (typeof BOOL === 'boolean') return { BOOL };
  if (B instanceof Uint8Array) return { B };
  if (M) return { M };
  if (L) return { L };
  if (SS) return { SS };
  if (NS) return { NS };
  return BS ? { BS } : { NULL: true };
}

const item = z.record(z.string(), attribute);

const record = z.looseObject({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  eventSourceARN: z.string().nullish(),
  dynamodb: z.looseObject({
    ApproximateCreationDateTime: z.union([z.number().transform((seconds) => new Date(seconds * 1000)), z.date()]),
    Keys: item,
    NewImage: item.nullish(),
    OldImage: item.nullish(),
    SequenceNumber: z.string(),
  }),
  /** The SDK and Lambda write these names differently. */
  userIdentity: z
    .looseObject({
      type: z.string().nullish(),
      principalId: z.string().nullish(),
      Type: z.string().nullish(),
      PrincipalId: z.string().nullish(),
    })
    .nullish(),
});

const kinds = { INSERT: 'insert', MODIFY: 'modify', REMOVE: 'remove' } as const;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html */
export function decodeStreamRecord(raw: unknown): StreamChange | UnknownChange {
  const parsed = record.safeParse(raw);
  if (!parsed.success) return unknownChange(raw, parsed.error);
  const { eventName, eventSourceARN, dynamodb, userIdentity } = parsed.data;
  const { Keys, NewImage, OldImage, SequenceNumber, ApproximateCreationDateTime } = dynamodb;
  const table = tableIn(eventSourceARN ?? '');
  return {
    kind: kinds[eventName],
    keys: Keys,
    sequenceNumber: SequenceNumber,
    at: toInstant(ApproximateCreationDateTime),
    isExpiry: eventName === 'REMOVE' && (userIdentity?.principalId ?? userIdentity?.PrincipalId) === 'dynamodb.amazonaws.com',
    ...(table !== undefined && { table }),
    ...(NewImage && { newImage: NewImage }),
    ...(OldImage && { oldImage: OldImage }),
  };
}

/** `arn:aws:dynamodb:region:account:table/orders/stream/label` */
function tableIn(arn: string): string | undefined {
  return /:table\/([^/]+)\//.exec(arn)?.[1];
}

const placed = z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) });

function unknownChange(raw: unknown, error: z.ZodError): UnknownChange {
  const [issue] = error.issues;
  const message = `This is no record of a stream of DynamoDB: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`;
  const place = placed.safeParse(raw);
  return { kind: 'unknown', message, ...(place.success && { sequenceNumber: place.data.dynamodb.SequenceNumber }) };
}
