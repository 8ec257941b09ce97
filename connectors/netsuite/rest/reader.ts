import type { Instant } from '../../../core/instant.js';
import type { JsonObject } from '../../../core/json.js';
import { chunksOf } from '../chunks.js';
import { bodyFields, lineFields } from '../custom-fields.js';
import type { Reader, Row, Rows, Stretch, Subject } from '../reader.js';
import { toRow } from '../row.js';
import type { NetSuiteSettings } from '../settings.js';
import type { RestApi } from './api.js';
import { readDetails } from './details.js';
import { filterConditions, headerQuery, idList, stretchConditions } from './query.js';
import { readHeader, textAt } from './read-row.js';

/** Records by SuiteQL: page by place, never by number, so that nothing moves under the reader. */
export class QueryReader implements Reader {
  readonly #api: RestApi;
  readonly #settings: NetSuiteSettings;

  constructor(api: RestApi, settings: NetSuiteSettings) {
    this.#api = api;
    this.#settings = settings;
  }

  async read({ subject, after, until, limit, filter, signal }: Stretch): Promise<Rows> {
    const { timeZone: zone, pageSize } = this.#settings;
    const { query } = subject.shape;
    if (query === undefined) return { rows: [] };
    const conditions = [...stretchConditions(query, { after, until, zone }), ...filterConditions(subject, filter)];
    const size = Math.min(limit, pageSize);
    const answer = await this.#api.query(this.#header(subject, conditions), { limit: size, signal });
    const rows = await this.#complete(subject, answer.items, signal);
    if (!answer.hasMore) return { rows };
    const last = rows.findLast(({ place }) => place?.id !== undefined)?.place;
    return last === undefined ? { rows } : { rows, upTo: last };
  }

  async byIds({ subject, ids, signal }: { subject: Subject; ids: readonly string[]; signal: AbortSignal }): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const some of chunksOf(ids, this.#settings.pageSize)) {
      const header = this.#header(subject, [`t.id IN (${idList(some)})`]);
      rows.push(...(await this.#complete(subject, await this.#api.queryAll(header, signal), signal)));
    }
    return rows;
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
    const header = this.#header(subject, [`m.createdfrom IN (${idList(ids)})`]);
    const rows = await this.#complete(subject, await this.#api.queryAll(header, signal), signal);
    return rows.flatMap(({ entity }) => (entity === undefined ? [] : [entity.data]));
  }

  async serverTime(signal: AbortSignal): Promise<Instant> {
    return await this.#api.serverTime(signal);
  }

  #header(subject: Subject, conditions: readonly string[]): string {
    const { timeZone: zone, customFields } = this.#settings;
    const { query, family } = subject.shape;
    if (query === undefined) throw new TypeError(`${subject.shape.record} has no query`);
    return headerQuery({ subject, query, conditions, zone, customFields: bodyFields(customFields, family) });
  }

  async #complete(subject: Subject, headers: readonly JsonObject[], signal: AbortSignal): Promise<readonly Row[]> {
    if (headers.length === 0) return [];
    const { timeZone: zone, customFields } = this.#settings;
    const context = { zone, customFields: bodyFields(customFields, subject.shape.family) };
    const details = await readDetails({ api: this.#api, subject, headers, context, lineFields: lineFields(customFields), signal });
    return headers.map((row) => {
      const record = { ...readHeader(row, subject.shape, context), ...details.get(textAt(row, 'id') ?? '') };
      return toRow(record, subject.txType);
    });
  }
}
