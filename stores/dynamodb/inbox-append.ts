import { setTimeout } from 'node:timers/promises';
import type { AppendRequest, NewInboxMessage, Receipt } from '../inbox.js';
import type { DynamoDatabase, Transaction } from './database.js';
import { type InboxSyncItem, type MessageItem, type ReceiptItem, type WaitingItem, writeBody } from './inbox-items.js';
import { inboxKeys } from './keys.js';

/** A transaction may hold a hundred items and 4 MB. */
const perTransaction = 30;
const longestPauseMs = 500;

/** See `Inbox.append`. Some messages after the other, each group in one transaction. */
export async function appendMessages(database: DynamoDatabase, request: AppendRequest): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = [];
  for (let start = 0; start < request.messages.length; start += perTransaction) {
    const messages = request.messages.slice(start, start + perTransaction);
    receipts.push(...(await appendSome(database, { ...request, messages })));
  }
  return receipts;
}

/** Begun anew where another writer was quicker. */
async function appendSome(database: DynamoDatabase, request: AppendRequest): Promise<readonly Receipt[]> {
  const bodies = new Map<string, Pick<MessageItem, 'body' | 'bodyId'>>();
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const { syncId, newTaskId, messages } = request;
    const state = (await database.get<InboxSyncItem>('tasks', inboxKeys.sync(syncId))) ?? { syncId, version: 0, lastNo: 0 };
    const known = await knownMessages(database, request);
    const fresh = new Map<string, NewInboxMessage & { readonly no: number }>();
    for (const message of messages) {
      if (known.has(message.id) || fresh.has(message.id)) continue;
      if (!bodies.has(message.id)) bodies.set(message.id, await writeBody(database, message));
      fresh.set(message.id, { ...message, no: state.lastNo + fresh.size + 1 });
    }
    const taskId = state.openTaskId ?? newTaskId;
    const isWritten = fresh.size === 0 || (await write(database, { request, state, taskId, fresh: [...fresh.values()], bodies }));
    if (isWritten) return receiptsOf(request, { known, fresh, taskId });
    await setTimeout(Math.random() * pauseMs);
  }
}

async function knownMessages(database: DynamoDatabase, { syncId, messages }: AppendRequest): Promise<ReadonlyMap<string, MessageItem>> {
  const receipts = await database.getMany<ReceiptItem>(
    'tasks',
    messages.map(({ id }) => inboxKeys.receipt(id, syncId)),
  );
  const items = await database.getMany<MessageItem>(
    'tasks',
    receipts.map(({ no }) => inboxKeys.message(syncId, no)),
  );
  return new Map(items.map((item) => [item.id, item]));
}

interface ToWrite {
  readonly request: AppendRequest;
  readonly state: InboxSyncItem;
  readonly taskId: string;
  readonly fresh: readonly (NewInboxMessage & { readonly no: number })[];
  readonly bodies: ReadonlyMap<string, Pick<MessageItem, 'body' | 'bodyId'>>;
}

/** False where the sync's inbox has changed since it was looked at. */
function write(database: DynamoDatabase, { request, state, taskId, fresh, bodies }: ToWrite): Promise<boolean> {
  const { tasks: TableName } = database.names;
  const { syncId, at } = request;
  const next: InboxSyncItem = { syncId, version: state.version + 1, lastNo: state.lastNo + fresh.length, openTaskId: taskId };
  const puts = fresh.flatMap(({ no, id, group, provenance }): Transaction => {
    const common = { syncId, no };
    const message: MessageItem = {
      ...common,
      id,
      provenance,
      taskId,
      receivedAt: at,
      ...(group !== undefined && { group }),
      ...bodies.get(id),
    };
    const [receipt, mark] = [inboxKeys.receipt(id, syncId), inboxKeys.waiting(syncId, no)];
    const receiptItem: ReceiptItem = { ...common, ...receipt };
    const waitingItem: WaitingItem = { ...common, ...mark, taskId, receivedAt: at };
    return [
      { Put: { TableName, Item: { ...receiptItem }, ConditionExpression: 'attribute_not_exists(pk)' } },
      { Put: { TableName, Item: { ...message, ...inboxKeys.message(syncId, no) } } },
      { Put: { TableName, Item: { ...waitingItem } } },
    ];
  });
  const condition = {
    ConditionExpression: 'attribute_not_exists(pk) OR #version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': state.version },
  };
  return database.transact([{ Put: { TableName, Item: { ...next, ...inboxKeys.sync(syncId) }, ...condition } }, ...puts]);
}

function receiptsOf(
  { syncId, messages }: AppendRequest,
  {
    known,
    fresh,
    taskId,
  }: {
    readonly known: ReadonlyMap<string, MessageItem>;
    readonly fresh: ReadonlyMap<string, { readonly no: number }>;
    readonly taskId: string;
  },
): Receipt[] {
  const seen = new Set(known.keys());
  return messages.map(({ id }) => {
    const before = known.get(id);
    const owner = before === undefined ? taskId : before.taskId;
    const isRepeated = seen.has(id);
    seen.add(id);
    const no = before?.no ?? fresh.get(id)?.no ?? 0;
    const isFinished = before?.finishedAt !== undefined;
    return { syncId, messageId: id, no, isRepeated, isFinished, ...(owner !== undefined && { taskId: owner }) };
  });
}
