import type { Instant } from '../../core/instant.js';
import type { AppendRequest, Inbox, InboxMessage, Receipt, Stranded, TakeRequest } from '../inbox.js';
import type { DynamoDatabase, Transaction } from './database.js';
import { appendMessages } from './inbox-append.js';
import {
  deleteBody,
  type FinishedItem,
  type InboxSyncItem,
  type MessageItem,
  type ReceiptItem,
  readMessage,
  type WaitingItem,
} from './inbox-items.js';
import { inboxKeys } from './keys.js';

/** So many messages are changed by one transaction, which may hold a hundred items. */
const perTransaction = 30;

/** See `Inbox` in the contract. Three items for each message: itself, its id, and the mark that it waits. */
export class DynamoInbox implements Inbox {
  readonly #database: DynamoDatabase;

  constructor(database: DynamoDatabase) {
    this.#database = database;
  }

  append(request: AppendRequest): Promise<readonly Receipt[]> {
    return appendMessages(this.#database, request);
  }

  async take({ syncId, taskId, afterNo, limit }: TakeRequest): Promise<readonly InboxMessage[]> {
    await this.#close(syncId, taskId);
    const marks = await this.#waiting(syncId, { afterNo, taskId, limit });
    return await this.#messages(marks);
  }

  /** Adopts what was given back, and only then takes no more. Begun anew wherever it stopped. */
  async #close(syncId: string, taskId: string): Promise<void> {
    for (;;) {
      const state = await this.#state(syncId);
      if (state?.openTaskId !== taskId) return;
      const free = (await this.#waiting(syncId)).filter((mark) => mark.taskId === undefined);
      await this.#assign(free, taskId);
      const { openTaskId: _, ...closed } = state;
      if (await this.#change(state, { ...closed, version: state.version + 1 })) return;
    }
  }

  /** Changes the task of messages that wait; one that was finished meanwhile is left as it is. */
  async #assign(marks: readonly WaitingItem[], taskId: string | undefined): Promise<void> {
    const { tasks: TableName } = this.#database.names;
    const change =
      taskId === undefined
        ? { UpdateExpression: 'REMOVE taskId' }
        : { UpdateExpression: 'SET taskId = :task', ExpressionAttributeValues: { ':task': taskId } };
    for (const { syncId, no } of marks) {
      await this.#database.transact([
        { Update: { TableName, Key: inboxKeys.waiting(syncId, no), ConditionExpression: 'attribute_exists(pk)', ...change } },
        { Update: { TableName, Key: inboxKeys.message(syncId, no), ...change } },
      ]);
    }
  }

  async finish({ syncId, nos, at }: { readonly syncId: string; readonly nos: readonly number[]; readonly at: Instant }): Promise<void> {
    const marks = await this.#database.getMany<WaitingItem>(
      'tasks',
      nos.map((no) => inboxKeys.waiting(syncId, no)),
    );
    for (let start = 0; start < marks.length; start += perTransaction) {
      const some = marks.slice(start, start + perTransaction);
      await this.#database.transact(some.flatMap(({ no }) => this.#finishing(syncId, no, at)));
    }
  }

  #finishing(syncId: string, no: number, at: Instant): Transaction {
    const { tasks: TableName } = this.#database.names;
    const [setFinished, finished] = ['SET finishedAt = :at', { syncId, no, ...inboxKeys.finished(at, syncId, no) }];
    return [
      {
        Update: {
          TableName,
          Key: inboxKeys.message(syncId, no),
          UpdateExpression: setFinished,
          ExpressionAttributeValues: { ':at': at },
        },
      },
      { Delete: { TableName, Key: inboxKeys.waiting(syncId, no) } },
      { Put: { TableName, Item: finished } },
    ];
  }

  async release({ syncId, taskId }: { readonly syncId: string; readonly taskId: string }): Promise<number> {
    const state = await this.#state(syncId);
    if (state?.openTaskId === taskId) {
      const { openTaskId: _, ...closed } = state;
      if (!(await this.#change(state, { ...closed, version: state.version + 1 }))) return await this.release({ syncId, taskId });
    }
    const marks = await this.#waiting(syncId, { taskId });
    await this.#assign(marks, undefined);
    return marks.length;
  }

  async reopen({ syncId, newTaskId }: { readonly syncId: string; readonly newTaskId: string }): Promise<string | undefined> {
    for (;;) {
      const state = await this.#state(syncId);
      if (state === undefined || state.openTaskId !== undefined) return state?.openTaskId;
      const isLeft = (await this.#waiting(syncId)).some((mark) => mark.taskId === undefined);
      if (!isLeft) return undefined;
      if (await this.#change(state, { ...state, version: state.version + 1, openTaskId: newTaskId })) return newTaskId;
    }
  }

  async find(messageId: string): Promise<readonly InboxMessage[]> {
    const receipts = await this.#database.query<ReceiptItem>('tasks', {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': inboxKeys.receipts(messageId) },
    });
    const found = await this.#messages(receipts);
    return found.toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
  }

  async waiting({ syncId, limit }: { readonly syncId?: string; readonly limit: number }): Promise<readonly InboxMessage[]> {
    const marks: WaitingItem[] = [];
    for (const id of syncId === undefined ? await this.#syncIds() : [syncId]) {
      if (marks.length < limit) marks.push(...(await this.#waiting(id, { limit: limit - marks.length })));
    }
    return await this.#messages(marks);
  }

  async stranded({ before, limit }: { readonly before: Instant; readonly limit: number }): Promise<readonly Stranded[]> {
    const found = new Map<string, Stranded>();
    for (const syncId of await this.#syncIds()) {
      for (const { taskId, receivedAt } of await this.#waiting(syncId)) {
        if (taskId !== undefined && receivedAt < before) found.set(taskId, { syncId, taskId });
      }
    }
    return [...found.values()].slice(0, limit);
  }

  async purge({ before, limit }: { readonly before: Instant; readonly limit: number }): Promise<number> {
    const old = await this.#database.query<FinishedItem>(
      'tasks',
      {
        KeyConditionExpression: 'pk = :pk AND sk < :before',
        ExpressionAttributeValues: { ':pk': inboxKeys.allFinished, ':before': before },
        Limit: limit,
      },
      limit,
    );
    const keys = old.map(({ syncId, no }) => inboxKeys.message(syncId, no));
    for (const item of await this.#database.getMany<MessageItem>('tasks', keys)) {
      await deleteBody(this.#database, item);
      await this.#database.delete('tasks', [inboxKeys.receipt(item.id, item.syncId), inboxKeys.message(item.syncId, item.no)]);
    }
    await this.#database.delete('tasks', old);
    return old.length;
  }

  #state(syncId: string): Promise<InboxSyncItem | undefined> {
    return this.#database.get<InboxSyncItem>('tasks', inboxKeys.sync(syncId));
  }

  /** False where somebody else has changed it meanwhile. */
  #change(from: InboxSyncItem, to: InboxSyncItem): Promise<boolean> {
    return this.#database.putIf(
      'tasks',
      { ...to, ...inboxKeys.sync(to.syncId) },
      {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': from.version },
      },
    );
  }

  async #syncIds(): Promise<readonly string[]> {
    const syncs = await this.#database.query<InboxSyncItem>('tasks', {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': inboxKeys.syncs },
    });
    return syncs.map(({ syncId }) => syncId);
  }

  #waiting(
    syncId: string,
    { afterNo = 0, taskId, limit }: { readonly afterNo?: number; readonly taskId?: string; readonly limit?: number } = {},
  ): Promise<readonly WaitingItem[]> {
    const ofTask = taskId === undefined ? {} : { FilterExpression: 'taskId = :task' };
    const query = {
      KeyConditionExpression: 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: {
        ':pk': inboxKeys.allWaiting(syncId),
        ':after': inboxKeys.waiting(syncId, afterNo).sk,
        ...(taskId !== undefined && { ':task': taskId }),
      },
      ...ofTask,
    };
    return this.#database.query<WaitingItem>('tasks', query, limit);
  }

  async #messages(numbers: readonly { readonly syncId: string; readonly no: number }[]): Promise<readonly InboxMessage[]> {
    const items = await this.#database.getMany<MessageItem>(
      'tasks',
      numbers.map(({ syncId, no }) => inboxKeys.message(syncId, no)),
    );
    const messages = await Promise.all(items.map(async (item) => await readMessage(this.#database, item)));
    return messages.toSorted((a, b) => (a.syncId === b.syncId ? a.no - b.no : a.syncId < b.syncId ? -1 : 1));
  }
}
