import type { Instant } from '../core/instant.js';
import type { Notification } from '../core/notification.js';

/**
 * Notifications on their way out. They are written together with the status that they tell of (`Tasks.update`), in one
 * transaction, and stay until retention deletes them.
 */
export interface Outbox {
  get(id: string): Promise<OutboxMessage | undefined>;
  /** Newest first. */
  list(filter: OutboxFilter): Promise<readonly OutboxMessage[]>;
  /** Notes the end of one attempt. Throws `NotFound` where there is no such message. */
  note(id: string, attempt: DeliveryAttempt): Promise<void>;
  /** Deletes messages that were written before and are no longer pending, at most `limit`; returns how many. */
  purge(request: { readonly before: Instant; readonly limit: number }): Promise<number>;
}

/** `pending`: will be tried (again). `undeliverable`: given up. */
export const deliveryStates = ['pending', 'delivered', 'undeliverable'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface NewMessage {
  /** The delivery id, the same for every attempt: receivers recognise repetitions by it. Sorts by time. */
  readonly id: string;
  readonly channel: string;
  readonly body: Notification;
}

export interface OutboxMessage extends NewMessage {
  readonly taskId: string;
  readonly state: DeliveryState;
  readonly writtenAt: Instant;
  readonly attempts: number;
  /** Why the last attempt failed. */
  readonly error?: string;
  readonly deliveredAt?: Instant;
}

export interface OutboxFilter {
  readonly taskId?: string;
  readonly states?: readonly DeliveryState[];
  /** Only those that were written before. */
  readonly before?: Instant;
  readonly limit: number;
}

export interface DeliveryAttempt {
  readonly state: DeliveryState;
  /** Counts from 1; the highest number noted is kept. */
  readonly attempt: number;
  readonly error?: string;
  readonly at: Instant;
}
