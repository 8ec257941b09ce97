import type { Provenance } from '../core/pushed.js';

/** One message as a queue hands it out. */
export interface Delivery {
  /** The queue's own id of it, the same for each time that it is handed out. */
  readonly messageId: string;
  readonly body: string;
  /** The sender's attributes that are texts or numbers. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What a FIFO queue keeps in order. */
  readonly group?: string;
  readonly provenance: Provenance;
}

/** A message with the attributes that SQS itself adds. */
export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly system: Readonly<Record<string, string | undefined>>;
  readonly attributes: Readonly<Record<string, string>>;
}

/** @param queue its name */
export function deliveryOf({ messageId, body, system, attributes }: QueueMessage, queue: string): Delivery {
  const { MessageGroupId: group, SequenceNumber: sequenceNumber, SentTimestamp: sentAt, ApproximateReceiveCount: count } = system;
  return {
    messageId,
    body,
    attributes,
    ...(group !== undefined && { group }),
    provenance: {
      door: `queue ${queue}`,
      messageId,
      ...(sequenceNumber !== undefined && { sequenceNumber }),
      ...(sentAt !== undefined && { sentAt }),
      ...(count !== undefined && { receiveCount: Number(count) }),
    },
  };
}

/** What a message says, once it is unwrapped. */
export type Envelope =
  | { readonly kind: 'records'; readonly flow: NamedFlow; readonly records: readonly unknown[] }
  /** Start the sync: there is something to read, but not in here. */
  | { readonly kind: 'news'; readonly flow: NamedFlow }
  | { readonly kind: 'retry'; readonly taskId: string }
  /** Objects were put into a bucket. */
  | { readonly kind: 'objects'; readonly body: string }
  | { readonly kind: 'nothing'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** As much of a flow as a message names. */
export interface NamedFlow {
  readonly sync?: string;
  readonly source?: string;
  readonly target?: string;
  readonly txType?: string;
}
