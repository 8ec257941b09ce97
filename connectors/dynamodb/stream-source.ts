import type { SourceEntity, UnreadableEntity } from '../../core/entity.js';
import { ConnectorError } from '../../core/errors.js';
import { type Instant, toInstant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';
import { txTypes } from '../../core/tx-type.js';
import type { Page, ReadRequest, Source } from '../connector.js';
import type { Reading } from './item-reader.js';
import type { DynamoSourceOptions } from './named-items.js';
import type { StreamSettings } from './settings.js';
import { isIteratorExpired, isTrimmed, type StreamApi } from './stream-api.js';
import { entityOfChange } from './stream-entity.js';
import { cursorOf, nextShard, placeOf, readingHour, resyncNeeded, type StreamPlace, withShards } from './stream-place.js';
import { decodeStreamRecord, type StreamChange } from './stream-record.js';
import { tableOf } from './table-name.js';

/** An open shard may answer with nothing although more is to come; so often it is asked on. */
const mostEmptyAnswers = 5;

/** A page looks at so many times its limit, where most changes are of no interest. */
const mostLooks = 20;

/** What a reading has gathered so far. */
interface Gathered {
  readonly entities: SourceEntity[];
  readonly problems: UnreadableEntity[];
  latest: Instant | undefined;
  /** Entities and problems. */
  count: number;
  /** All that was looked at. */
  seen: number;
}

interface ShardReading {
  readonly shard: string;
  readonly place: StreamPlace;
  readonly gathered: Gathered;
  readonly request: ReadRequest;
  readonly reading: Reading;
}

/**
 * The changes of a table, in the order of each shard, parents before children. The cursor's token says how far each shard was
 * read; it leads on from task to task.
 */
export class StreamSource implements Source {
  readonly txTypes = txTypes;
  readonly order = 'updatedAt';
  readonly #streams: StreamApi;
  readonly #options: DynamoSourceOptions;
  readonly #settings: StreamSettings;

  constructor(streams: StreamApi, options: DynamoSourceOptions, settings: StreamSettings) {
    this.#streams = streams;
    this.#options = options;
    this.#settings = settings;
  }

  async read(request: ReadRequest): Promise<Page> {
    const { txType, cursor, until, limit, signal } = request;
    const { api, settings, context } = this.#options;
    const { endpointId } = context;
    const table = tableOf(settings.table, txType);
    // A stream that is switched off and on again is another one.
    const facts = await api.factsNow(table, signal);
    const arn = this.#arnOf(facts, table);
    const now = toInstant(context.now());
    const start = placeOf({ cursor, stream: arn, startAt: this.#settings.startAt, now, endpointId });
    const shards = await this.#streams.shards(arn, signal);
    let place = { ...withShards(start, shards, endpointId), readAt: readingHour(now) };
    const gathered: Gathered = { entities: [], problems: [], latest: undefined, count: 0, seen: 0 };
    const left = new Set<string>();
    const reading = { txType, facts, signal };
    let shard = nextShard(place, shards, (id) => left.has(id));
    while (shard !== undefined && !isFull(gathered, limit)) {
      const read = await this.#readShard({ shard, place, gathered, request, reading });
      place = read.place;
      if (read.isLeft) left.add(shard);
      shard = nextShard(place, shards, (id) => left.has(id));
    }
    const isDone = shard === undefined;
    const { entities, problems, latest } = gathered;
    return { entities, problems, isDone, next: cursorOf(place, { cursor, latest, until, isDone }) };
  }

  /** Until the page is full, the shard has ended, or nothing more is to come of it for now (`isLeft`). */
  async #readShard({
    shard,
    gathered,
    request,
    reading,
    ...from
  }: ShardReading): Promise<{ readonly place: StreamPlace; readonly isLeft: boolean }> {
    const { limit, until } = request;
    let place = from.place;
    let iterator: string | undefined;
    for (let empty = 0; !isFull(gathered, limit); ) {
      const page = await this.#records({ shard, place, iterator, limit: limit - gathered.count, signal: request.signal });
      iterator = page.next;
      for (const record of page.records) {
        gathered.seen += 1;
        const change = decodeStreamRecord(record);
        if (change.kind !== 'unknown' && change.at > until) return { place, isLeft: true };
        await this.#take(change, { gathered, reading, since: place.since, record });
        if (change.sequenceNumber !== undefined)
          place = { ...place, shards: { ...place.shards, [shard]: { after: change.sequenceNumber } } };
      }
      if (page.next === undefined) return { place: { ...place, shards: { ...place.shards, [shard]: 'end' } }, isLeft: false };
      empty = page.records.length === 0 ? empty + 1 : 0;
      if (empty >= mostEmptyAnswers) return { place, isLeft: true };
    }
    return { place, isLeft: false };
  }

  async #take(
    change: ReturnType<typeof decodeStreamRecord>,
    { gathered, reading, since, record }: { gathered: Gathered; reading: Reading; since: Instant | undefined; record: unknown },
  ): Promise<void> {
    if (change.kind === 'unknown') {
      const raw = JSON.parse(JSON.stringify(record)) as JsonValue;
      gathered.problems.push({ code: 'UNKNOWN_RECORD', message: change.message, raw });
      gathered.count += 1;
      return;
    }
    if (since !== undefined && change.at < since) return;
    if (gathered.latest === undefined || change.at > gathered.latest) gathered.latest = change.at;
    const read = await this.#read(change, reading);
    if (read.kind === 'other') return;
    gathered.count += 1;
    if (read.kind === 'entity') gathered.entities.push(read.entity);
    else gathered.problems.push(read.problem);
  }

  async #read(change: StreamChange, reading: Reading) {
    return await entityOfChange(change, { reader: this.#options.reader, reading, settings: this.#settings });
  }

  /** An iterator that has expired is made anew from where the shard stands. */
  async #records({
    shard,
    place,
    iterator,
    limit,
    signal,
  }: {
    shard: string;
    place: StreamPlace;
    iterator: string | undefined;
    limit: number;
    signal: AbortSignal;
  }) {
    const read = place.shards[shard] ?? 'begin';
    const fresh = async () => await this.#streams.iterator({ arn: place.stream, shard, read: read === 'end' ? 'begin' : read }, signal);
    try {
      const from = iterator ?? (await fresh());
      return await this.#streams.records({ iterator: from, limit }, signal).catch(async (error: unknown) => {
        if (!isIteratorExpired(error)) throw error;
        return await this.#streams.records({ iterator: await fresh(), limit }, signal);
      });
    } catch (error) {
      if (isTrimmed(error)) throw resyncNeeded(`what follows in the shard ${shard} is no longer kept`, this.#options.context.endpointId);
      throw error;
    }
  }

  #arnOf({ stream }: Reading['facts'], table: string): string {
    if (stream !== undefined) return stream.arn;
    const message = `The table ${table} has no stream. Enable one with NEW_AND_OLD_IMAGES, or read by poll.`;
    throw new ConnectorError('Config', message, { endpoint: this.#options.context.endpointId, effect: 'none' });
  }
}

function isFull({ count, seen }: Gathered, limit: number): boolean {
  return count >= limit || seen >= limit * mostLooks;
}
