import type { SourceEntity } from './entity.js';
import type { JsonObject, JsonValue } from './json.js';

/**
 * What a pushed message holds: records as the sender has them, entities whose ids and dates are known already, or nothing
 * but the news that the source of the sync has something to read.
 */
export type PushedBody =
  | { readonly records: readonly JsonValue[] }
  | { readonly entities: readonly SourceEntity[] }
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
