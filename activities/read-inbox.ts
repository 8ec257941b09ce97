import type { FinishedUnit } from '../connectors/connector.js';
import { toInstant } from '../core/instant.js';
import type { ReadPosition } from '../core/transfer.js';
import type { InboxMessage } from '../stores/inbox.js';
import { recordReader } from './pushed-record.js';
import type { PageReading, PageToMap } from './read-page.js';

type InboxPosition = ReadPosition & { readonly kind: 'inbox' };

/** So many messages are taken from the store at once; each may hold a megabyte. */
const messagesPerTake = 20;

/**
 * A page of messages that were pushed: whole ones, until they hold a page of entities. Each message is a unit that ends with
 * the page. Behind the last one the source is read, where one of them said that it has news.
 */
export async function readInbox(position: InboxPosition, reading: PageReading): Promise<PageToMap> {
  const { sync } = reading;
  const { messages, isDone } = await takePage(position, reading);
  const read = recordReader(sync.config.push, sync.lane.source);
  const found = messages.flatMap((message) => [...read(message)]);
  const hasNews = position.hasNews || messages.some(({ body }) => 'isNews' in body);
  const after = messages.at(-1)?.no ?? position.after;
  const next = isDone ? { ...(hasNews && { next: sourceOfNews(position, reading) }) } : { next: { ...position, after, hasNews } };
  return {
    key: `inbox/${position.after}`,
    entities: found.flatMap((one) => ('entity' in one ? [one.entity] : [])),
    problems: found.flatMap((one) => ('problem' in one ? [one.problem] : [])),
    bookmark: { ...next, ...(messages.length > 0 && { ends: messages.map(({ no }) => unitOf(no)) }) },
  };
}

async function takePage(position: InboxPosition, { store, task, sync }: PageReading) {
  const messages: InboxMessage[] = [];
  let [entities, after] = [0, position.after];
  for (;;) {
    const some = await store.inbox.take({ syncId: task.syncId, taskId: task.taskId, afterNo: after, limit: messagesPerTake });
    messages.push(...some);
    after = some.at(-1)?.no ?? after;
    entities += some.reduce((sum, { body }) => sum + sizeOf(body), 0);
    if (some.length < messagesPerTake) return { messages, isDone: true };
    if (entities >= sync.config.pageSize) return { messages, isDone: false };
  }
}

/** Even the smallest message counts, so that pages end. */
function sizeOf(body: InboxMessage['body']): number {
  if ('records' in body) return Math.max(body.records.length, 1);
  return 'entities' in body ? Math.max(body.entities.length, 1) : 1;
}

/** What has come while the task waited for its lane is news as well. */
function sourceOfNews({ source }: InboxPosition, { now }: PageReading): InboxPosition['source'] {
  return { ...source, until: toInstant(now()) };
}

const prefix = 'inbox/';

function unitOf(no: number): string {
  return `${prefix}${no}`;
}

/** The numbers of the messages among units, and the units that are the source's own. */
export function messagesAmong(units: readonly FinishedUnit[]): readonly [readonly number[], readonly FinishedUnit[]] {
  const messages = units.filter(({ unit }) => unit.startsWith(prefix));
  return [messages.map(({ unit }) => Number(unit.slice(prefix.length))), units.filter((unit) => !messages.includes(unit))];
}
