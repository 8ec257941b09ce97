import { z } from 'zod';
import type { Cursor } from '../../core/cursor.js';
import { ConnectorError } from '../../core/errors.js';
import { type Instant, instantMs, parseInstant, secondsBefore, toInstant } from '../../core/instant.js';

/** A shard as the stream describes it. */
export interface Shard {
  readonly id: string;
  readonly parent?: string | undefined;
}

const instant = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'is no instant' });
  return z.NEVER;
});

/** How far a shard was read: from its beginning, up to a record, or to its end. */
const progress = z.union([z.literal('begin'), z.literal('end'), z.strictObject({ after: z.string() })]);

const place = z.strictObject({
  stream: z.string(),
  /** The hour in which the stream was read last: what is older than it keeps may be lost. */
  readAt: instant,
  /** What was changed before is not wanted. */
  since: instant.optional(),
  shards: z.record(z.string(), progress),
});

export type ShardProgress = z.output<typeof progress>;
/** Where the reading of a stream stands: the token of its cursor. */
export type StreamPlace = z.output<typeof place>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
const keptHours = 24;
/** The time of a change is given in whole seconds, and approximately. */
const slackSeconds = 5;

export interface PlaceRequest {
  readonly cursor: Cursor | undefined;
  readonly stream: string;
  readonly startAt: 'oldest' | 'latest';
  readonly now: Instant;
  readonly endpointId: string;
}

/** Where to go on. Throws where the stream no longer keeps what comes next. */
export function placeOf({ cursor, stream, startAt, now, endpointId }: PlaceRequest): StreamPlace {
  const parsed = parse(cursor, endpointId);
  const known = parsed ?? { stream, readAt: cursor?.updatedAt ?? now, shards: {}, ...startOf({ cursor, startAt, now }) };
  if (instantMs(now) - instantMs(known.readAt) > keptHours * 3_600_000)
    throw resyncNeeded(`it was read last at ${known.readAt}, and a stream keeps ${keptHours} hours`, endpointId);
  if (known.stream !== stream)
    throw resyncNeeded('the table has another stream than the one that was read: it was switched off and on again', endpointId);
  return known;
}

function startOf({ cursor, startAt, now }: Pick<PlaceRequest, 'cursor' | 'startAt' | 'now'>): { readonly since?: Instant } {
  if (cursor !== undefined) return { since: secondsBefore(cursor.updatedAt, 1) };
  return startAt === 'latest' ? { since: secondsBefore(now, slackSeconds) } : {};
}

function parse(cursor: Cursor | undefined, endpointId: string): StreamPlace | undefined {
  if (cursor?.token === undefined) return undefined;
  try {
    return place.parse(JSON.parse(cursor.token));
  } catch (cause) {
    const message = 'The cursor was not made by a stream of DynamoDB. Set the cut date anew, without a token.';
    throw new ConnectorError('Refused', message, { endpoint: endpointId, effect: 'none', cause });
  }
}

/** The progress of all shards that there are now. What is gone was read to its end, or is lost. */
export function withShards(known: StreamPlace, shards: readonly Shard[], endpointId: string): StreamPlace {
  const isFirst = Object.keys(known.shards).length === 0;
  const there = new Set(shards.map(({ id }) => id));
  for (const [id, read] of Object.entries(known.shards))
    if (!there.has(id) && read !== 'end') throw resyncNeeded(`the shard ${id} is gone, and was not read to its end`, endpointId);
  for (const { id, parent } of shards) {
    const isFollowed = parent === undefined || there.has(parent) || Object.hasOwn(known.shards, parent);
    if (!isFirst && !Object.hasOwn(known.shards, id) && !isFollowed)
      throw resyncNeeded(`the shard ${parent ?? ''} came and went between two readings`, endpointId);
  }
  return { ...known, shards: Object.fromEntries(shards.map(({ id }) => [id, known.shards[id] ?? 'begin'])) };
}

/** The next shard to read: never one whose parent is not at its end. */
export function nextShard({ shards: read }: StreamPlace, shards: readonly Shard[], isLeft: (id: string) => boolean): string | undefined {
  return shards.find(({ id, parent }) => {
    const isParentRead = parent === undefined || read[parent] === undefined || read[parent] === 'end';
    return isParentRead && read[id] !== 'end' && !isLeft(id);
  })?.id;
}

/** The cursor behind a page. At the end of a reading it has seen all that was changed up to `until`, but for the last moments. */
export function cursorOf(
  next: StreamPlace,
  { cursor, latest, until, isDone }: { cursor: Cursor | undefined; latest: Instant | undefined; until: Instant; isDone: boolean },
): Cursor {
  const times = [
    cursor?.updatedAt ?? toInstant(0),
    ...(latest === undefined ? [] : [latest]),
    ...(isDone ? [secondsBefore(until, slackSeconds)] : []),
  ];
  return { updatedAt: times.reduce((later, time) => (time > later ? time : later)), token: JSON.stringify(next) };
}

/** In whole hours, so that the same page has the same token. */
export function readingHour(now: Instant): Instant {
  return `${now.slice(0, 13)}:00:00.000000Z` as Instant;
}

export function resyncNeeded(why: string, endpointId: string): ConnectorError {
  const message =
    `Resync needed: changes of the stream may be lost, since ${why}. Set the cut date of this sync to the present moment (datawald cut-date), ` +
    'then read the table as a whole once, by a sync from an endpoint with source.type scan or poll into the same target.';
  return new ConnectorError('Refused', message, { endpoint: endpointId, effect: 'none' });
}
