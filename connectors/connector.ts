import type { ZodType } from 'zod';
import type { Cursor } from '../core/cursor.js';
import type { SourceEntity, TargetEntity, UnreadableEntity } from '../core/entity.js';
import type { Instant } from '../core/instant.js';
import type { JsonObject, JsonValue } from '../core/json.js';
import type { Found, Outcome } from '../core/outcome.js';
import type { TxType } from '../core/tx-type.js';
import type { OpenBudget } from './budget/budgets.js';

/**
 * The code that speaks to one kind of system. A connector is a value without state: everything that belongs to one
 * configured system lives in the `Endpoint` that `open` returns.
 */
export interface Connector<Settings = unknown> {
  /** The word used in the config: `magento2`, `hubspot`. */
  readonly name: string;
  /** One sentence for `--help` and the docs. */
  readonly summary: string;
  /** Checks the `settings` of an endpoint, and documents them: every field carries a description. */
  readonly settings: ZodType<Settings>;
  /** What it can read and write, known without opening it; the config is checked against this. */
  readonly reads: readonly TxType[];
  readonly writes: readonly TxType[];
  /**
   * Optional ability: the value of a custom field of a record, for mapping keys such as `@color`; null where there is
   * none. `name` comes without the `@`.
   */
  readonly customField?: (record: JsonObject, name: string) => JsonValue;
  /** Opens no connection and calls nothing: a wrong password shows at the first request, not here. */
  open(settings: Settings, context: ConnectorContext): Endpoint;
}

/** What an endpoint is given besides its settings. */
export interface ConnectorContext {
  readonly endpointId: string;
  /**
   * Opens the endpoint's budget, which says when a request may be sent: given to the `HttpClient`, or asked for each
   * request (`run`) and told of every 429 (`throttled`) by connectors that send by other means. `known`: what the
   * connector knows of its system's limits; the config's go first.
   */
  readonly budget: OpenBudget;
  readonly now: () => Date;
  /** Structured, for operators; never with secrets or whole records. */
  readonly log: (level: 'debug' | 'info' | 'warn', message: string, fields?: JsonObject) => void;
}

/** One configured system, opened. Used by many activities at once; holds no state between calls but pools and limiters. */
export interface Endpoint extends AsyncDisposable {
  /** Connection, credentials, permissions, clock: one line each, in the order in which they would fail. Never throws. */
  check(): Promise<readonly Check[]>;
  readonly source?: Source;
  readonly target?: Target;
}

export interface Check {
  readonly name: string;
  readonly isOk: boolean;
  /** What was seen. */
  readonly detail: string;
  /** What to do about it; only where `isOk` is false. */
  readonly fix?: string;
}

/**
 * Where entities come from. The engine calls `read` for one page after the other, each call with the cursor of the page
 * before; calls for one sync never overlap. Any call may be made again with the same cursor, by another process.
 */
export interface Source {
  readonly txTypes: readonly TxType[];
  /**
   * What the cursor may rely on.
   * - `updatedAt`: ascending by (updatedAt, srcId). `next` names the last entity. Where `next` has a `token`, as of a stream, the
   *   token leads on, also into the next task where the sync has no overlap, and the order is the source's own; the time of
   *   `next` never goes back.
   * - `offset`: in any order that stays the same while it is read, such as by id; only what changed at or after
   *   `cursor.updatedAt`, which stands until the sweep is over: `next` repeats it and leads on by its `token`.
   * - `none`: everything there is, each time; the cut date plays no part. `next` leads on by its `token`.
   */
  readonly order: 'updatedAt' | 'offset' | 'none';
  /** Throws ConnectorError; a record that cannot be read is a problem in the page, not an error. */
  read(request: ReadRequest): Promise<Page>;
  /**
   * Optional ability: the present state of the named records, for retries. Ids that are gone are left out of the answer.
   * At most as many ids as the `limit` of a page.
   */
  readByIds?(request: ReadByIdsRequest): Promise<Page>;
  /**
   * Optional ability of sources whose entities come in units, such as files: what is done with them once every entity that
   * was read from them has an outcome, such as moving a file into an archive. Called before the cut date moves, and again
   * after a crash: units that are finished already are left as they are.
   */
  finish?(request: FinishRequest): Promise<void>;
}

export interface FinishRequest {
  readonly txType: TxType;
  readonly units: readonly FinishedUnit[];
  readonly signal: AbortSignal;
}

export interface FinishedUnit {
  /** As a page named it in `ends`. */
  readonly unit: string;
  /** What failed or stayed unknown of it, at most a thousand; an entity that was mended later is not among them. */
  readonly failures: readonly UnitFailure[];
}

export interface UnitFailure {
  readonly srcId: string;
  readonly code: string;
  readonly message: string;
}

export interface ReadRequest {
  readonly txType: TxType;
  /** Absent: from the very beginning. Without `srcId` in it: from that instant, inclusive. */
  readonly cursor?: Cursor;
  /** Nothing updated after this instant is returned: the upper bound of the task, the same for all its pages. */
  readonly until: Instant;
  /** About so many entities; a source may return fewer, and more only to complete what its paging gives. */
  readonly limit: number;
  /** The sync's own filter, in the words of the connector's README. */
  readonly filter?: JsonObject;
  readonly signal: AbortSignal;
}

export interface ReadByIdsRequest {
  readonly txType: TxType;
  readonly srcIds: readonly string[];
  readonly signal: AbortSignal;
}

export interface Page {
  /** In the order of the source. The same record may appear again on a later page, in a newer version. */
  readonly entities: readonly SourceEntity[];
  readonly problems: readonly UnreadableEntity[];
  /** Where the next page begins. Must differ from the cursor of the request unless `isDone`. */
  readonly next?: Cursor;
  /** True when nothing more is to be read up to `until`. */
  readonly isDone: boolean;
  /** The units that end with this page; only of sources that can `finish` them. */
  readonly ends?: readonly string[];
}

/** Where entities go. `write` calls for different entities run in parallel; one entity is never in two calls at once. */
export interface Target {
  readonly txTypes: readonly TxType[];
  /** The most entities that one `write` takes. */
  maxBatch(txType: TxType): number;
  /**
   * Why writing the same version twice is safe. `upsert`: the target matches by a unique key. `key`: it remembers
   * `TargetEntity.key`. `lookup`: it does neither, and `find` tells what a lost attempt left behind. `none`: it cannot even
   * be asked; what may have been written stops as unknown, until a person has looked and asks for it to be sent again.
   */
  readonly idempotency: 'upsert' | 'key' | 'lookup' | 'none';
  /**
   * Optional ability: the tx types of which `write` deletes what is marked `isDeleted`. To delete what is not there is
   * `ignored`, and `find` calls it `absent`; what is there is `different`.
   */
  readonly deletes?: readonly TxType[];
  /**
   * Creates, updates, or deletes what is marked as deleted. Exactly one outcome per entity, in the same order. Throws ConnectorError only when nothing is
   * known about the batch as a whole; what was already known about single entities is then learned again by `find`.
   */
  write(request: WriteRequest): Promise<readonly Outcome[]>;
  /** What the target holds for these entities; exactly one per entity, in the same order. Changes nothing. Not called where `idempotency` is `none`. */
  find(request: FindRequest): Promise<readonly Found[]>;
}

export interface WriteRequest {
  readonly txType: TxType;
  readonly entities: readonly TargetEntity[];
  /** 1 for the first attempt at this chunk. */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

export interface FindRequest {
  readonly txType: TxType;
  readonly entities: readonly TargetEntity[];
  readonly signal: AbortSignal;
}
