import type { FinishedUnit } from '../connectors/connector.js';
import { type Instant, instantOf, secondsBefore, toInstant } from '../core/instant.js';
import type { ReadPosition, SourcePosition } from '../core/transfer.js';
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
  const newsAt = latestNews(messages, position.newsAt);
  const after = messages.at(-1)?.no ?? position.after;
  const next = isDone ? sourceOf(position, newsAt, reading) : { ...position, after, ...(newsAt !== undefined && { newsAt }) };
  return {
    key: `inbox/${position.after}`,
    entities: found.flatMap((one) => ('entity' in one ? [one.entity] : [])),
    problems: found.flatMap((one) => ('problem' in one ? [one.problem] : [])),
    bookmark: { ...(next !== undefined && { next }), ...(messages.length > 0 && { ends: messages.map(({ no }) => unitOf(no)) }) },
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

function latestNews(messages: readonly InboxMessage[], before: Instant | undefined): Instant | undefined {
  let latest = before;
  for (const { body, provenance, receivedAt } of messages) {
    if (!('isNews' in body)) continue;
    const at = (provenance.sentAt === undefined ? undefined : instantOf(provenance.sentAt)) ?? receivedAt;
    if (latest === undefined || at > latest) latest = at;
  }
  return latest;
}

/** What has come while the task waited for its lane is news as well; clocks may be a little apart. */
function sourceOf({ source }: InboxPosition, newsAt: Instant | undefined, { now }: PageReading): SourcePosition | undefined {
  if (newsAt === undefined) return undefined;
  const [moment, told] = [toInstant(now()), secondsBefore(newsAt, -1)];
  return { ...source, until: told > moment ? told : moment };
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
