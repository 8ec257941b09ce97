import { randomUUID } from 'node:crypto';
import type { Instant } from '../../core/instant.js';
import type { Provenance, PushedBody } from '../../core/pushed.js';
import type { InboxMessage, NewInboxMessage } from '../inbox.js';
import { compress, decompress, mostBytes } from './compressed.js';
import type { DynamoDatabase } from './database.js';
import { inboxKeys, type Key } from './keys.js';

/** The inbox of a sync: the last number given, and the push task that messages go to. */
export interface InboxSyncItem {
  readonly syncId: string;
  /** Grows with each change. */
  readonly version: number;
  readonly lastNo: number;
  readonly openTaskId?: string;
}

export interface ReceiptItem extends Key {
  readonly syncId: string;
  readonly no: number;
}

/** A message that is not finished. */
export interface WaitingItem extends Key {
  readonly syncId: string;
  readonly no: number;
  readonly taskId?: string;
  readonly receivedAt: Instant;
}

export interface FinishedItem extends Key {
  readonly syncId: string;
  readonly no: number;
}

export interface MessageItem {
  readonly syncId: string;
  readonly no: number;
  readonly id: string;
  readonly group?: string;
  readonly provenance: Provenance;
  readonly receivedAt: Instant;
  readonly taskId?: string;
  readonly finishedAt?: Instant;
  /** JSON, compressed: within the item where it is small, in parts of its own where not. */
  readonly body?: Uint8Array;
  readonly bodyId?: string;
}

/** As many of them, with all else, fit into one transaction of 4 MB. */
const mostInline = 64 * 1024;

/** The body of a message as its item has it; a long one is written here, before anything points to it. */
export async function writeBody(database: DynamoDatabase, { body }: NewInboxMessage): Promise<Pick<MessageItem, 'body' | 'bodyId'>> {
  const bytes = await compress(JSON.stringify(body));
  if (bytes.length <= mostInline) return { body: bytes };
  const bodyId = randomUUID();
  for (let part = 0; part * mostBytes < bytes.length; part += 1) {
    const piece = bytes.subarray(part * mostBytes, (part + 1) * mostBytes);
    await database.put('tasks', { ...inboxKeys.bodyPart(bodyId, part), bytes: piece });
  }
  return { bodyId };
}

export async function readMessage(database: DynamoDatabase, item: MessageItem): Promise<InboxMessage> {
  const { syncId, no, id, group, provenance, receivedAt, taskId, finishedAt } = item;
  const bytes = item.body ?? (await readParts(database, item.bodyId ?? ''));
  return {
    syncId,
    no,
    id,
    provenance,
    receivedAt,
    body: JSON.parse(await decompress(bytes)) as PushedBody,
    ...(group !== undefined && { group }),
    ...(taskId !== undefined && { taskId }),
    ...(finishedAt !== undefined && { finishedAt }),
  };
}

async function readParts(database: DynamoDatabase, bodyId: string): Promise<Uint8Array> {
  const parts = await database.query<{ readonly bytes: Uint8Array }>('tasks', {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': inboxKeys.body(bodyId) },
  });
  return Buffer.concat(parts.map(({ bytes }) => bytes));
}

export async function deleteBody(database: DynamoDatabase, { bodyId }: MessageItem): Promise<void> {
  if (bodyId === undefined) return;
  const parts = await database.query<Key>('tasks', {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': inboxKeys.body(bodyId) },
    ProjectionExpression: 'pk, sk',
  });
  await database.delete('tasks', parts);
}
