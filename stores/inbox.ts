import type { Instant } from '../core/instant.js';
import type { Provenance, PushedBody } from '../core/pushed.js';

/**
 * Messages that were pushed, by sync: those that wait to be read, and the receipts of those of which every entity has its
 * outcome.
 */
export interface Inbox {
  /**
   * Writes messages of one sync in the given order. A message with an id that the sync has had before is left out. The others
   * go to the push task of the sync that is still open to messages; without one, `newTaskId` becomes it. Each message is
   * written whole or not at all, and none before those ahead of it.
   *
   * @returns a receipt for each message, in the same order; of one that was there before, its first one
   */
  append(request: AppendRequest): Promise<readonly Receipt[]>;
  /**
   * The messages of a task that are not finished, by number, behind `afterNo`. The first call closes the task to further messages and
   * gives it those that other tasks gave back.
   */
  take(request: TakeRequest): Promise<readonly InboxMessage[]>;
  /** Every entity of these messages has its outcome. */
  finish(request: { readonly syncId: string; readonly nos: readonly number[]; readonly at: Instant }): Promise<void>;
  /** Gives back what a task has not finished; the next push task of the sync takes it. Returns how many. */
  release(request: { readonly syncId: string; readonly taskId: string }): Promise<number>;
  /** The messages that were pushed with an id, to any sync. */
  find(messageId: string): Promise<readonly InboxMessage[]>;
  /** Messages that are not finished, in the order of their numbers; of every sync where none is named. */
  waiting(request: { readonly syncId?: string; readonly limit: number }): Promise<readonly InboxMessage[]>;
  /** The push task of a sync that is still open to messages; where messages were given back and none is open, `newTaskId` becomes it. */
  reopen(request: { readonly syncId: string; readonly newTaskId: string }): Promise<string | undefined>;
  /** Tasks with messages that were received before and are not finished. */
  stranded(request: { readonly before: Instant; readonly limit: number }): Promise<readonly Stranded[]>;
  /** Deletes messages that were finished before, at most `limit`; returns how many. */
  purge(request: { readonly before: Instant; readonly limit: number }): Promise<number>;
}

export interface AppendRequest {
  readonly syncId: string;
  readonly messages: readonly NewInboxMessage[];
  readonly newTaskId: string;
  readonly at: Instant;
}

export interface NewInboxMessage {
  /** The idempotency key, at most 1,000 characters. */
  readonly id: string;
  /** What the sender wants kept in order. */
  readonly group?: string;
  readonly body: PushedBody;
  readonly provenance: Provenance;
}

export interface Receipt {
  readonly syncId: string;
  readonly messageId: string;
  /** The message's number in the inbox of its sync, from 1. */
  readonly no: number;
  /** Absent where its task gave it back and no other has taken it yet. */
  readonly taskId?: string;
  /** It was there before. */
  readonly isRepeated: boolean;
  /** Every entity of it has its outcome already. */
  readonly isFinished: boolean;
}

export interface TakeRequest {
  readonly syncId: string;
  readonly taskId: string;
  readonly afterNo: number;
  readonly limit: number;
}

export interface InboxMessage extends NewInboxMessage {
  readonly syncId: string;
  readonly no: number;
  readonly receivedAt: Instant;
  readonly taskId?: string;
  readonly finishedAt?: Instant;
}

/** What is said of a message without repeating it. */
export type InboxLine = Omit<InboxMessage, 'body'>;

export function withoutBody({ body: _body, ...line }: InboxMessage): InboxLine {
  return line;
}

export interface Stranded {
  readonly syncId: string;
  readonly taskId: string;
}
