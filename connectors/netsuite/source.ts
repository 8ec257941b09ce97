import { z } from 'zod';
import type { Cursor } from '../../core/cursor.js';
import type { SourceEntity } from '../../core/entity.js';
import { ConnectorError } from '../../core/errors.js';
import { type Instant, instantMs, parseInstant, secondsBefore } from '../../core/instant.js';
import { type TxType, txTypes } from '../../core/tx-type.js';
import type { ConnectorContext, Page, ReadByIdsRequest, ReadRequest, Source } from '../connector.js';
import { recordOf, shapeNamed } from './entities/index.js';
import { shapeOf } from './entities/record-shape.js';
import { type ReadNotes, withJoins } from './joins.js';
import {
  comparePlaces,
  type Place,
  type ReadDeletions,
  type Reader,
  type ReadFilter,
  type Row,
  type Rows,
  type Subject,
} from './reader.js';
import type { NetSuiteSettings } from './settings.js';
import { floorSecond } from './values/times.js';
import { viewOf } from './views.js';

export interface SourceParts {
  readonly settings: NetSuiteSettings;
  readonly context: ConnectorContext;
  readonly reader: Reader;
  readonly deletions?: ReadDeletions;
  readonly readNotes: ReadNotes;
}

/** When what is asked for may reach into the present, NetSuite's own clock says where that is. */
const presentMs = 10 * 60_000;

const filterSchema = z.strictObject({
  subsidiary: z.string().optional(),
  vendor: z.string().optional(),
  activeOnly: z.boolean().optional(),
});

/** Records in the order of their last change, through either door. */
export class NetSuiteSource implements Source {
  readonly txTypes: readonly TxType[] = txTypes;
  readonly order = 'updatedAt';
  readonly #parts: SourceParts;

  constructor(parts: SourceParts) {
    this.#parts = parts;
  }

  async read(request: ReadRequest): Promise<Page> {
    const { cursor, signal, limit } = request;
    const subject = this.#subject(request.txType);
    const after = this.#placeOf(cursor);
    const until = await this.#upperBound(request);
    if (after !== undefined && after.time > until) return { entities: [], problems: [], isDone: true };
    const width = widthOf(cursor);
    const filter = this.#filter(request);
    const read = await this.#parts.reader.read({
      subject,
      until,
      limit,
      filter,
      signal,
      ...(after !== undefined && { after }),
      ...(width !== undefined && { width }),
    });
    const joined = { ...read, rows: await this.#withJoins(read.rows, request) };
    const rows = await this.#withDeletions(joined, { subject, after, until, signal });
    return pageOf(rows, { txType: request.txType, cursor, ...read });
  }

  async readByIds({ txType, srcIds, signal }: ReadByIdsRequest): Promise<Page> {
    const ids = srcIds.filter((id) => /^\d+$/.test(id));
    const read = await this.#parts.reader.byIds({ subject: this.#subject(txType), ids, signal });
    const rows = await this.#withJoins(read, { txType, signal });
    return pageOf(rows, { txType, cursor: undefined });
  }

  async #withJoins(rows: readonly Row[], { txType, signal }: Pick<ReadRequest, 'txType' | 'signal'>): Promise<readonly Row[]> {
    const { reader, settings, readNotes } = this.#parts;
    return await withJoins(rows, { reader, settings, readNotes, txType, signal, subjectOf: (joined) => this.#subject(joined) });
  }

  #subject(txType: TxType): Subject {
    const { settings } = this.#parts;
    const custom = settings.customRecords[txType];
    if (custom !== undefined) return { txType, shape: customShape(custom.scriptId), custom: plain(custom) };
    const record = recordOf(txType, settings.recordTypes);
    const shape = shapeNamed(record);
    if (shape === undefined || shape.search === undefined)
      throw this.#config(`There is no record type "${record}" to read as ${txType}. Correct settings.recordTypes.`);
    return { txType, shape: txType === 'inventory' || txType === 'inventorylot' ? ofStock(shape) : shape };
  }

  #filter({ filter = {} }: ReadRequest): ReadFilter {
    const parsed = filterSchema.safeParse(filter);
    if (parsed.success) return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
    const [issue] = parsed.error.issues;
    throw this.#config(
      `The sync's filter is not understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}. It takes subsidiary, vendor and activeOnly.`,
    );
  }

  #placeOf(cursor: Cursor | undefined): Place | undefined {
    if (cursor === undefined) return undefined;
    if (parseInstant(cursor.updatedAt) === undefined) throw this.#config(`The cut date "${cursor.updatedAt}" is no moment with an offset.`);
    return { time: cursor.updatedAt, ...(cursor.srcId !== undefined && { id: cursor.srcId }) };
  }

  /** `until`, and no second that still runs by NetSuite's clock: it may yet fill up behind what was read. */
  async #upperBound({ until, signal }: ReadRequest): Promise<Instant> {
    if (instantMs(until) < this.#parts.context.now().getTime() - presentMs) return until;
    const last = secondsBefore(floorSecond(await this.#parts.reader.serverTime(signal)), 1);
    return last < until ? last : until;
  }

  async #withDeletions(
    read: Rows,
    request: { readonly subject: Subject; readonly after: Place | undefined; readonly until: Instant; readonly signal: AbortSignal },
  ): Promise<readonly Row[]> {
    const { deletions } = this.#parts;
    if (deletions === undefined) return read.rows;
    const { subject, after, until, signal } = request;
    const end = read.upTo?.time ?? until;
    const deleted = await deletions({ subject, from: after?.time ?? beginning, until: end, signal });
    const rows = deleted.map(({ id, time, data }): Row => {
      const entity: SourceEntity = { srcId: id, updatedAt: time, data, isDeleted: true };
      return { place: { time, id }, entity };
    });
    const within = rows.filter(({ place }) => place !== undefined && !isRead(place, after) && isUpTo(place, read.upTo));
    return [...read.rows, ...within].sort((a, b) => (a.place === undefined || b.place === undefined ? 0 : comparePlaces(a.place, b.place)));
  }

  #config(message: string): ConnectorError {
    return new ConnectorError('Config', message, { endpoint: this.#parts.context.endpointId, effect: 'none' });
  }
}

const beginning = parseInstant('1970-01-01T00:00:00Z') as Instant;

function isRead(place: Place, after: Place | undefined): boolean {
  if (after === undefined) return false;
  return after.id === undefined ? place.time < after.time : comparePlaces(place, after) <= 0;
}

function isUpTo(place: Place, upTo: Place | undefined): boolean {
  if (upTo === undefined) return true;
  return upTo.id === undefined ? place.time < upTo.time : comparePlaces(place, upTo) <= 0;
}

function plain({ scriptId, typeId }: { readonly scriptId: string; readonly typeId?: string | undefined }): NonNullable<Subject['custom']> {
  return { scriptId, ...(typeId !== undefined && { typeId }) };
}

function customShape(scriptId: string): Subject['shape'] {
  return shapeOf({
    record: scriptId,
    family: 'other',
    soapType: 'CustomRecord',
    namespace: 'customization',
    nameField: 'name',
    fields: 'isInactive:b created:t lastModified:t name altName owner:r',
    query: { table: scriptId, fields: 'name isInactive:b', modified: 't.lastmodified', created: 't.created' },
  });
}

/** Stock changes without an edit of its item: what counts is when it moved last. */
function ofStock(shape: Subject['shape']): Subject['shape'] {
  const { query } = shape;
  if (query === undefined) return shape;
  const join =
    ' LEFT JOIN (SELECT s.item AS item, MAX(s.lastquantityavailablechange) AS changed FROM aggregateitemlocation s GROUP BY s.item) q ON q.item = t.id';
  return { ...shape, query: { ...query, join, modified: `NVL(q.changed, ${query.modified})` } };
}

/** The width of the last window stands in the cursor's token. */
function widthOf(cursor: Cursor | undefined): number | undefined {
  const width = Number(cursor?.token ?? Number.NaN);
  return Number.isInteger(width) && width > 0 ? width : undefined;
}

interface PageParts extends Partial<Rows> {
  readonly txType: TxType;
  readonly cursor: Cursor | undefined;
}

function pageOf(rows: readonly Row[], { txType, cursor, upTo, width }: PageParts): Page {
  const entities = rows.flatMap(({ entity }) => (entity === undefined ? [] : [viewOf(entity, txType)]));
  const problems = rows.flatMap(({ problem }) => problem ?? []);
  const token = width === undefined ? {} : { token: String(width) };
  if (upTo !== undefined) {
    return {
      entities,
      problems,
      isDone: false,
      next: { updatedAt: upTo.time, ...(upTo.id !== undefined && { srcId: upTo.id }), ...token },
    };
  }
  const last = rows.findLast(({ place }) => place?.id !== undefined)?.place;
  if (last?.id === undefined) return { entities, problems, isDone: true, ...(cursor !== undefined && { next: withoutToken(cursor) }) };
  return { entities, problems, isDone: true, next: { updatedAt: last.time, srcId: last.id } };
}

function withoutToken({ updatedAt, srcId }: Cursor): Cursor {
  return { updatedAt, ...(srcId !== undefined && { srcId }) };
}
