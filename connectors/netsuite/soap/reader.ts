import { ConnectorError } from '../../../core/errors.js';
import { type Instant, instantMs, parseInstant, secondsBefore, toInstant } from '../../../core/instant.js';
import type { JsonObject } from '../../../core/json.js';
import { chunksOf } from '../chunks.js';
import { comparePlaces, type Place, type Reader, type Row, type Rows, type Stretch, type Subject } from '../reader.js';
import { toRow } from '../row.js';
import type { NetSuiteSettings } from '../settings.js';
import { plainText } from '../values/text.js';
import { floorSecond } from '../values/times.js';
import { type SoapApi, statusOf } from './api.js';
import { anyOf, searchRecord } from './criteria.js';
import { readRecord } from './read-record.js';
import { readWhole, SearchMoved, type SearchPage, search } from './search.js';
import { lotsOfItems, stockChanges } from './stock.js';
import { childOf, textOf, type XmlNode } from './xml-node.js';

interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

/** Records by SOAP's searches. A search has no order, so that a window of time is read whole and sorted here. */
export class SoapReader implements Reader {
  readonly #api: SoapApi;
  readonly #settings: NetSuiteSettings;
  readonly #endpointId: string;

  constructor(api: SoapApi, settings: NetSuiteSettings, endpointId: string) {
    this.#api = api;
    this.#settings = settings;
    this.#endpointId = endpointId;
  }

  async read(stretch: Stretch): Promise<Rows> {
    const { subject, after, until, signal, limit } = stretch;
    const from = floorSecond(after?.time ?? beginning);
    if (from > until) return { rows: [] };
    try {
      const { window, first } = await this.#open(stretch, { from, to: endOf(from, stretch) });
      const width = Math.max(1, secondsOf(window));
      const nodes = await readWhole(this.#api, first, { endpointId: this.#endpointId, signal });
      const rows = sorted(await this.#records(nodes, subject, signal), subject).filter(
        ({ place }) => place === undefined || after === undefined || isBehind(place, after),
      );
      if (rows.length > limit) {
        const cut = cutAt(rows, limit);
        return { ...cut, rows: await this.#withLots(cut.rows, subject, signal), width };
      }
      const whole = await this.#withLots(rows, subject, signal);
      return window.to >= until
        ? { rows: whole }
        : { rows: whole, upTo: { time: secondsBefore(floorSecond(window.to), -1) }, width: 2 * width };
    } catch (error) {
      if (!(error instanceof SearchMoved)) throw error;
      const message = `A search changed while its pages were read (${error.message}). It is read again from the start of this page.`;
      throw new ConnectorError('Transient', message, { endpoint: this.#endpointId, effect: 'none', cause: error });
    }
  }

  async byIds({ subject, ids, signal }: { subject: Subject; ids: readonly string[]; signal: AbortSignal }): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const some of chunksOf(ids, 500)) {
      const first = await search(this.#api, { record: searchRecord(subject, { ids: some }), signal });
      const nodes = await readWhole(this.#api, first, { endpointId: this.#endpointId, signal });
      rows.push(...sorted(await this.#records(nodes, subject, signal), subject));
    }
    return await this.#withLots(rows, subject, signal);
  }

  /** The records; stock stands where it changed last, and not where its item was edited. */
  async #records(nodes: readonly XmlNode[], subject: Subject, signal: AbortSignal): Promise<readonly JsonObject[]> {
    const records = nodes.map((node) => readRecord(node, subject.shape));
    if (!isStock(subject) || records.length === 0) return records;
    const changes = await stockChanges({ api: this.#api, endpointId: this.#endpointId, signal }, idsOf(records));
    return records.map((record) => {
      const changed = changes.get(plainText(record['id']));
      return changed === undefined ? record : { ...record, lastModifiedDate: changed };
    });
  }

  async #withLots(rows: readonly Row[], { txType }: Subject, signal: AbortSignal): Promise<readonly Row[]> {
    const ids = rows.flatMap(({ entity }) => entity?.srcId ?? []);
    if (txType !== 'inventorylot' || ids.length === 0) return rows;
    const lots = await lotsOfItems({ api: this.#api, endpointId: this.#endpointId, signal }, ids);
    return rows.map((row) =>
      row.entity === undefined
        ? row
        : { ...row, entity: { ...row.entity, data: { ...row.entity.data, lots: lots.get(row.entity.srcId) ?? [] } } },
    );
  }

  async related({
    subject,
    ids,
    signal,
  }: {
    subject: Subject;
    ids: readonly string[];
    signal: AbortSignal;
  }): Promise<readonly JsonObject[]> {
    const more = { createdFrom: anyOf(ids.map((internalId) => ({ internalId }))) };
    const first = await search(this.#api, { record: searchRecord(subject, { more }), signal });
    const nodes = await readWhole(this.#api, first, { endpointId: this.#endpointId, signal });
    return nodes.map((node) => readRecord(node, subject.shape));
  }

  async serverTime(signal: AbortSignal): Promise<Instant> {
    const result = childOf(await this.#api.call({ operation: 'getServerTime', body: {}, signal }), 'getServerTimeResult');
    this.#api.demand(statusOf(result), 'getServerTime');
    const time = parseInstant(textOf(childOf(result, 'serverTime')) ?? '');
    if (time !== undefined) return time;
    throw new ConnectorError('UnexpectedAnswer', 'getServerTime answered without a time.', { endpoint: this.#endpointId });
  }

  /** The widest window from the start that holds no more than `windowRows`; a single second is never split. */
  async #open(stretch: Stretch, whole: Window): Promise<{ readonly window: Window; readonly first: SearchPage }> {
    let window = whole;
    for (;;) {
      const { subject, filter, signal } = stretch;
      const criteria = { filter, window: { from: window.from, to: endOfSecond(window.to) } };
      const first = await search(this.#api, { record: searchRecord(subject, criteria), signal });
      const seconds = secondsOf(window);
      if (first.total <= this.#settings.windowRows || seconds < 1) return { window, first };
      window = { from: window.from, to: secondsBefore(window.from, -Math.floor(seconds / 2)) };
    }
  }
}

const beginning: Instant = toInstant(0);

function secondsOf({ from, to }: Window): number {
  return Math.floor((instantMs(to) - instantMs(from)) / 1000);
}

/** As wide as the last window was, where one was read before. */
function endOf(from: Instant, { until, width }: Stretch): Instant {
  const end = width === undefined ? until : secondsBefore(from, -width);
  return end < until ? end : until;
}

function endOfSecond(instant: Instant): Instant {
  return toInstant(instantMs(floorSecond(instant)) + 999);
}

/** A place without an id stands before its whole moment. */
function isBehind(place: Place, after: Place): boolean {
  return after.id === undefined ? place.time >= after.time : comparePlaces(place, after) > 0;
}

function isStock({ txType }: Subject): boolean {
  return txType === 'inventory' || txType === 'inventorylot';
}

function idsOf(records: readonly JsonObject[]): readonly string[] {
  return records.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
}

function sorted(records: readonly JsonObject[], subject: Subject): readonly Row[] {
  const rows = records.map((record) => toRow(record, subject.txType));
  const distinct = new Map(rows.map((row, index) => [row.place?.id ?? `row ${index}`, row]));
  return [...distinct.values()].sort((a, b) => (a.place === undefined ? -1 : b.place === undefined ? 1 : comparePlaces(a.place, b.place)));
}

/** Problems without a place come first, and with every page of the window: they cannot be put off. */
function cutAt(rows: readonly Row[], limit: number): Rows {
  const given = rows.slice(0, limit);
  const upTo = given.findLast(({ place }) => place?.id !== undefined)?.place;
  return upTo === undefined ? { rows } : { rows: given, upTo };
}
