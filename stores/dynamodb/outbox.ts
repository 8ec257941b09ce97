import { DataWaldError } from '../../core/errors.js';
import type { Instant } from '../../core/instant.js';
import { notificationStamp } from '../../core/notification.js';
import type { DeliveryAttempt, DeliveryState, NewMessage, Outbox, OutboxFilter, OutboxMessage } from '../outbox.js';
import type { DynamoDatabase, Transaction } from './database.js';
import { type Key, outboxKeys } from './keys.js';
import { keptText } from './texts.js';

/** DynamoDB looks at so many messages for each page of a list. */
const messagesPerRead = 200;

type MessageItem = Omit<OutboxMessage, 'body'> & { readonly body: string };

interface MessagesToWrite {
  readonly taskId: string;
  readonly messages: readonly NewMessage[];
  readonly at: Instant;
}

/** What a transaction does to write those messages that are not there yet. */
export async function messagePuts(database: DynamoDatabase, { taskId, messages, at }: MessagesToWrite): Promise<Transaction> {
  if (messages.length === 0) return [];
  const there = await database.getMany<Key>(
    'tasks',
    messages.map(({ id }) => outboxKeys.message(id)),
  );
  const known = new Set(there.map(({ sk }) => sk));
  const { tasks: TableName } = database.names;
  const fresh = messages.filter(({ id }) => !known.has(outboxKeys.message(id).sk));
  return fresh.flatMap(({ id, channel, body }) => {
    const item: MessageItem = { id, taskId, channel, body: JSON.stringify(body), state: 'pending', attempts: 0, writtenAt: at };
    return [
      { Put: { TableName, Item: { ...item, ...outboxKeys.message(id) }, ConditionExpression: 'attribute_not_exists(pk)' } },
      { Put: { TableName, Item: { id, ...outboxKeys.pending(id) } } },
    ];
  });
}

/** See `Outbox` in the contract. */
export class DynamoOutbox implements Outbox {
  readonly #database: DynamoDatabase;

  constructor(database: DynamoDatabase) {
    this.#database = database;
  }

  async get(id: string): Promise<OutboxMessage | undefined> {
    const item = await this.#database.get<MessageItem>('tasks', outboxKeys.message(id));
    return item && toMessage(item);
  }

  async list({ taskId, states, before, limit }: OutboxFilter): Promise<readonly OutboxMessage[]> {
    const isWanted = (item: MessageItem) =>
      (taskId === undefined || item.taskId === taskId) &&
      (states === undefined || states.includes(item.state)) &&
      (before === undefined || item.writtenAt < before);
    const isPending = states?.every((state) => state === 'pending') === true;
    const found: MessageItem[] = [];
    let below = '~';
    for (;;) {
      const ids = await this.#idsBelow(below, isPending ? outboxKeys.allPending : outboxKeys.all);
      const items = await this.#database.getMany<MessageItem>('tasks', ids.map(outboxKeys.message));
      found.push(...items.filter(isWanted));
      if (ids.length < messagesPerRead || found.length >= limit) break;
      below = outboxKeys.message(ids.at(-1) ?? '').sk;
    }
    return found
      .toSorted((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, limit)
      .map(toMessage);
  }

  async #idsBelow(sk: string, pk: string): Promise<readonly string[]> {
    const query = {
      KeyConditionExpression: 'pk = :pk AND sk < :sk',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ProjectionExpression: 'id',
      ScanIndexForward: false,
      Limit: messagesPerRead,
    };
    const found = await this.#database.query<{ readonly id: string }>('tasks', query, messagesPerRead);
    return found.map(({ id }) => id);
  }

  async note(id: string, { state, attempt, error, at }: DeliveryAttempt): Promise<void> {
    const item = await this.#database.get<MessageItem>('tasks', outboxKeys.message(id));
    if (item === undefined) throw new DataWaldError('NotFound', `there is no notification "${id}"; "datawald notifications" lists them`);
    const { error: _, deliveredAt: __, ...kept } = item;
    const noted = {
      ...kept,
      state,
      attempts: Math.max(item.attempts, attempt),
      ...(error !== undefined && { error: keptText(error) }),
      ...(state === 'delivered' && { deliveredAt: at }),
    };
    const { tasks: TableName } = this.#database.names;
    const pending = outboxKeys.pending(id);
    const pointer = state === 'pending' ? { Put: { TableName, Item: { id, ...pending } } } : { Delete: { TableName, Key: pending } };
    await this.#database.transact([{ Put: { TableName, Item: { ...noted, ...outboxKeys.message(id) } } }, pointer]);
  }

  async purge({ before, limit }: { readonly before: Instant; readonly limit: number }): Promise<number> {
    const items = await this.#database.query<MessageItem>(
      'tasks',
      {
        KeyConditionExpression: 'pk = :pk AND sk < :sk',
        FilterExpression: 'writtenAt < :before AND #state <> :pending',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':pk': outboxKeys.all,
          ':sk': notificationStamp(before),
          ':before': before,
          ':pending': 'pending' satisfies DeliveryState,
        },
      },
      limit,
    );
    return await this.#database.delete(
      'tasks',
      items.map(({ id }) => outboxKeys.message(id)),
    );
  }
}

function toMessage(item: MessageItem): OutboxMessage {
  const { id, taskId, channel, body, state, writtenAt, attempts, error, deliveredAt } = item;
  return {
    id,
    taskId,
    channel,
    body: JSON.parse(body) as OutboxMessage['body'],
    state,
    writtenAt,
    attempts,
    ...(error !== undefined && { error }),
    ...(deliveredAt !== undefined && { deliveredAt }),
  };
}
