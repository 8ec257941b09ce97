import type { Cursor } from '../../core/cursor.js';
import type { JsonObject } from '../../core/json.js';
import type { TxType } from '../../core/tx-type.js';
import type { ConnectorContext, Page, ReadByIdsRequest, ReadRequest, Source } from '../connector.js';
import type { MagentoApi } from './api.js';
import { type RecordType, recordTypeOf, recordTypes } from './entities/index.js';
import { fail } from './errors.js';
import { toFilters } from './filter.js';
import { toMagentoTime } from './magento-time.js';
import { cursorBehind, type Position, positionOf, restingCursor } from './position.js';
import { type Row, toRow } from './row.js';
import type { Filter } from './search-criteria.js';
import { checkOrder, checkRange, type Stretch } from './stretch.js';

/** So many ids fit into one address of a request, whatever web server stands before the shop. */
const idsPerRequest = 200;

/**
 * Reads orders, customers and products by their place in the order (updated_at, id), never by page numbers: first what
 * is left of the second that the cursor stands in, then all later ones. So records with equal times are neither split
 * nor skipped, and what is edited while a task reads moves to the end of it.
 */
export class MagentoSource implements Source {
  readonly txTypes: readonly TxType[] = recordTypes.map(({ txType }) => txType);
  readonly order = 'updatedAt';
  readonly #api: MagentoApi;
  readonly #context: ConnectorContext;

  constructor(api: MagentoApi, context: ConnectorContext) {
    this.#api = api;
    this.#context = context;
  }

  async read(request: ReadRequest): Promise<Page> {
    const type = this.#typeOf(request.txType);
    const own = this.#filtersOf(request.filter);
    const last = toMagentoTime(request.until);
    const rows: Row[] = [];
    let hasMore = false;
    for (const stretch of stretches(this.#startOf(request.cursor), last)) {
      const missing = request.limit - rows.length;
      hasMore = missing <= 0;
      if (hasMore) break;
      const found = await this.#readStretch(type, { stretch, own, pageSize: missing, signal: request.signal });
      rows.push(...found.rows);
      hasMore = found.hasMore;
      if (hasMore) break;
    }
    const behind = cursorBehind(rows, request.cursor);
    if (!hasMore) {
      const next = restingCursor(behind ?? request.cursor, this.#context.now());
      return { ...sorted(rows), isDone: true, ...(next !== undefined && { next }) };
    }
    if (behind !== undefined && !isSame(behind, request.cursor)) return { ...sorted(rows), isDone: false, next: behind };
    const message = `none of ${rows.length} records says where it stands (${type.idField} and updated_at), so that reading cannot go on behind them.`;
    throw fail('SourceLoop', `${this.#api.addressOf(type)}: ${message}`, this.#context);
  }

  async readByIds({ txType, srcIds, signal }: ReadByIdsRequest): Promise<Page> {
    const type = this.#typeOf(txType);
    const ids = srcIds.filter((srcId) => /^\d{1,15}$/.test(srcId));
    const rows: Row[] = [];
    let start = 0;
    while (start < ids.length) {
      const part = ids.slice(start, start + Math.min(idsPerRequest, this.#api.maxPageSize));
      const filters: Filter[] = [{ field: 'entity_id', condition: 'in', value: part.join(',') }];
      const found = await this.#api.search(type, { filters, sortBy: ['entity_id'], pageSize: part.length }, signal);
      if (part.length > this.#api.maxPageSize) continue;
      const wanted = new Set(part);
      rows.push(...found.records.map((raw) => toRow(raw, type)).filter((row) => row.id === undefined || wanted.has(String(row.id))));
      start += part.length;
    }
    return { ...sorted(rows), isDone: true };
  }

  async #readStretch(
    type: RecordType,
    { stretch, own, pageSize, signal }: StretchRequest,
  ): Promise<{ readonly rows: readonly Row[]; readonly hasMore: boolean }> {
    const search = { filters: [...stretch.filters, ...own], sortBy: ['updated_at', 'entity_id'], pageSize };
    const found = await this.#api.search(type, search, signal);
    const rows = found.records.map((raw) => toRow(raw, type));
    const complaint = checkRange(rows, stretch) ?? checkOrder(rows);
    if (complaint === undefined) return { rows, hasMore: found.hasMore };
    const message = `${this.#api.addressOf(type)}: ${complaint}. Reading on would miss records or never end. Something before the shop (a cache, a proxy) or an extension changes the query or the answer.`;
    throw fail('SourceLoop', message, this.#context);
  }

  #typeOf(txType: TxType): RecordType {
    const type = recordTypeOf(txType);
    if (type !== undefined) return type;
    throw fail('Config', `magento2 does not read "${txType}". It reads: ${this.txTypes.join(', ')}.`, this.#context);
  }

  #filtersOf(filter: JsonObject | undefined): readonly Filter[] {
    const { filters, complaint } = toFilters(filter ?? {});
    if (complaint === undefined) return filters;
    throw fail('Config', `The filter of the sync cannot be used: ${complaint}`, this.#context);
  }

  #startOf(cursor: Cursor | undefined): Position | undefined {
    if (cursor === undefined) return undefined;
    const position = positionOf(cursor);
    if (position !== undefined) return position;
    throw fail(
      'Config',
      `The cursor ${JSON.stringify(cursor)} was not made by a magento2 source. Reset the cut date of the sync.`,
      this.#context,
    );
  }
}

interface StretchRequest {
  readonly stretch: Stretch;
  readonly own: readonly Filter[];
  readonly pageSize: number;
  readonly signal: AbortSignal;
}

/** What is left to read up to and including the second `last`, in its order. */
function stretches(start: Position | undefined, last: string): readonly Stretch[] {
  const upTo: Filter = { field: 'updated_at', condition: 'lteq', value: last };
  if (start === undefined) return [{ filters: [upTo], last }];
  if (start.time > last) return [];
  if (start.id === undefined)
    return [{ filters: [{ field: 'updated_at', condition: 'gteq', value: start.time }, upTo], from: start, last }];
  const sameSecond: Filter[] = [
    { field: 'updated_at', condition: 'eq', value: start.time },
    { field: 'entity_id', condition: 'gt', value: String(start.id) },
  ];
  const later: Filter[] = [{ field: 'updated_at', condition: 'gt', value: start.time }, upTo];
  return [
    { filters: sameSecond, from: start, last: start.time },
    { filters: later, from: { time: start.time, id: Number.MAX_SAFE_INTEGER }, last },
  ];
}

function sorted(rows: readonly Row[]): Pick<Page, 'entities' | 'problems'> {
  return {
    entities: rows.flatMap((row) => row.entity ?? []),
    problems: rows.flatMap((row) => row.problem ?? []),
  };
}

function isSame(a: Cursor, b: Cursor | undefined): boolean {
  return a.updatedAt === b?.updatedAt && a.srcId === b.srcId && a.token === b.token;
}
