import type { SourceEntity, UnreadableEntity } from './entity.js';
import type { JsonObject, JsonValue } from './json.js';

/**
 * What a pushed message holds: records as the sender has them, entities whose ids and dates are known already, or nothing
 * but the news that the source of the sync has something to read.
 */
export type PushedBody =
  | { readonly records: readonly JsonValue[] }
  | { readonly entities: readonly SourceEntity[]; readonly problems?: readonly UnreadableEntity[] }
  | { readonly isNews: true };

/** Where a message came from, for people: the door, the queue, the sender's own ids. */
export interface Provenance {
  /** Such as `queue datawald_input_queue.fifo`. */
  readonly door: string;
  readonly messageId?: string;
  readonly sequenceNumber?: string;
  readonly sentAt?: string;
  readonly receiveCount?: number;
  readonly details?: JsonObject;
}

/** Records that another service hands over. */
export interface PutMessagesRequest {
  /** The sync that takes them: its id, or its flow where one sync alone takes pushes of that flow. */
  readonly sync: string | { readonly source: string; readonly target: string; readonly txType: string };
  readonly messages: readonly JsonValue[];
  /** The same for every attempt to hand over these messages: what comes twice is taken once. Absent: each call is new. */
  readonly idempotencyKey?: string;
  /** What is to stay in order: messages of one group are read in the order in which they were put. */
  readonly group?: string;
}

/** One message of a request that was taken. */
export interface PutReceipt {
  readonly messageId: string;
  /** The task that brings it over; absent where only the other side of a queue knows. */
  readonly taskId?: string;
  /** It was handed over before. */
  readonly isRepeated: boolean;
}

/** Where messages are handed over: a queue, or the inbox itself. Answers once they are kept. */
export interface MessageDoor {
  put(request: PutMessagesRequest): Promise<readonly PutReceipt[]>;
}
