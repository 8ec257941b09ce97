import type { SourceEntity, UnreadableEntity } from '../../core/entity.js';
import type { Instant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import type { TxType } from '../../core/tx-type.js';
import type { RecordShape } from './entities/record-shape.js';

/** What is read: a record type, as a tx type; or a type of custom records. */
export interface Subject {
  readonly txType: TxType;
  readonly shape: RecordShape;
  /** Of custom records. */
  readonly custom?: { readonly scriptId: string; readonly typeId?: string };
}

/** A place in the order (last modified, internal id). Without an id: before all records of that moment. */
export interface Place {
  readonly time: Instant;
  readonly id?: string;
}

export interface Stretch {
  readonly subject: Subject;
  readonly after?: Place;
  /** Inclusive. */
  readonly until: Instant;
  readonly limit: number;
  /** Seconds that the last page's window was wide, where there was one. */
  readonly width?: number;
  readonly filter: ReadFilter;
  readonly signal: AbortSignal;
}

/** A sync's own filter, in the words of the connector's README. */
export interface ReadFilter {
  readonly subsidiary?: string;
  readonly vendor?: string;
  readonly activeOnly?: boolean;
}

/** One record as it was read: an entity, or what is wrong with it, and where it stands. */
export interface Row {
  readonly place?: Place;
  readonly entity?: SourceEntity;
  readonly problem?: UnreadableEntity;
}

export interface Rows {
  /** Ascending by place, all behind `after`. */
  readonly rows: readonly Row[];
  /** Everything up to this place was read, and it if it has an id; absent: everything up to `until`. */
  readonly upTo?: Place;
  /** Given back as `Stretch.width`. */
  readonly width?: number;
}

/** One of the two doors, for reading. Throws ConnectorError. */
export interface Reader {
  read(stretch: Stretch): Promise<Rows>;
  byIds(request: { readonly subject: Subject; readonly ids: readonly string[]; readonly signal: AbortSignal }): Promise<readonly Row[]>;
  /** Transactions that were made of these, in the domain's shape. */
  related(request: {
    readonly subject: Subject;
    readonly ids: readonly string[];
    readonly signal: AbortSignal;
  }): Promise<readonly JsonObject[]>;
  /** NetSuite's own time. */
  serverTime(signal: AbortSignal): Promise<Instant>;
}

export interface Deletion {
  readonly id: string;
  readonly time: Instant;
  readonly data: JsonObject;
}

/** Where deletions are read from, ascending by (time, id), both ends inclusive. */
export type ReadDeletions = (request: {
  readonly subject: Subject;
  readonly from: Instant;
  readonly until: Instant;
  readonly signal: AbortSignal;
}) => Promise<readonly Deletion[]>;

export function comparePlaces(a: Place, b: Place): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return compareIds(a.id ?? '', b.id ?? '');
}

/** Internal ids are numbers, and sorted as such. */
export function compareIds(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}
