import type { ChunkRange } from '../core/chunking.js';
import type { EntityStatus, IgnoredReason } from '../core/entity.js';
import type { Lane } from '../core/ids.js';
import type { Instant } from '../core/instant.js';
import type { JsonObject, JsonValue } from '../core/json.js';
import type { Outcome } from '../core/outcome.js';
import type { MetadataTables } from '../core/product-metadata.js';
import type { PageBookmark } from '../core/transfer.js';
import type { Budgets } from './budgets.js';
import type { ConfigVersions } from './config-versions.js';
import type { CutDates } from './cut-dates.js';
import type { Inbox } from './inbox.js';
import type { Lookups } from './lookups.js';
import type { Outbox } from './outbox.js';
import type { Retention } from './retention.js';
import type { Tasks } from './tasks.js';

/**
 * Everything that must survive a crash, but for what Temporal keeps itself. One object per process, used by many
 * activities at once. Every method is one transaction, and every method that writes may be called twice with the same
 * arguments and leaves the same state: activities are repeated. Failures of the database are thrown as
 * `ConnectorError` with code `Transient` (locked, connection lost) or as they come; a refusal is a `DataWaldError`.
 */
export interface Store extends AsyncDisposable {
  readonly tasks: Tasks;
  readonly staging: Staging;
  readonly cutDates: CutDates;
  readonly configVersions: ConfigVersions;
  readonly productMetadata: MetadataTables;
  readonly retention: Retention;
  readonly outbox: Outbox;
  readonly budgets: Budgets;
  readonly lookups: Lookups;
  readonly inbox: Inbox;
  /** Creates or upgrades the tables; safe to call from several processes at once. Returns the migrations it applied. */
  migrate(): Promise<readonly string[]>;
  /** One cheap round trip; throws what is wrong. */
  ping(): Promise<void>;
}

/**
 * The table between source and target. Each staged row is one version of one entity within one task, or one more
 * attempt at it, and keeps its outcome for ever. Apart from the rows, the *head* of an entity (source, target, tx type,
 * srcId) names its newest version: what the next one is compared with.
 */
export interface Staging {
  /** What `stage` answered for this page, if it was staged: a repeated read need not ask the source again. */
  page(taskNo: number, pageKey: string): Promise<StagedPage | undefined>;
  /** The pages of the task with which units of the source end, in the order in which they were staged. */
  endingPages(taskNo: number): Promise<readonly StagedPage[]>;
  /**
   * Stages one page: gives each entity a sequence number in the given order and decides, against its head,
   *
   * | the head is                                     | the entity becomes                            |
   * |-------------------------------------------------|-----------------------------------------------|
   * | absent                                          | N                                             |
   * | newer (`updatedAt`)                             | I stale                                       |
   * | any, for one that `isLeft`                      | I deletion                                    |
   * | same content, sent or ignored by rule           | I unchanged; a newer `updatedAt` is noted     |
   * | same content, failed                            | I parked; N where `isForced`                  |
   * | same content, pending in this task              | I superseded (by the one on its way)          |
   * | same content, pending or unknown in another     | N, to be looked up first; the old: superseded |
   * | other content                                   | N; a pending, failed or unknown old one: superseded |
   *
   * An entity with a `failure` becomes F in place of N. Of two in one page with one srcId, the newer stays and the other
   * is I superseded. An N keeps the head's `tgtId`, but for that of a
   * deletion that has gone through (`core/deletion.ts`). An old row that a claim holds at this moment is not touched:
   * the new one then waits for it (see `claim`).
   *
   * Idempotent by (task, pageKey): a second call returns the first one's answer and stages nothing.
   */
  stage(page: PageToStage): Promise<StagedPage>;
  /**
   * Takes the pending rows of a range for one attempt. The token of the newest claim wins: settling with an older one
   * is refused, so a time-out's survivor cannot overwrite. Rows that a former, unsettled claim held come back with
   * `mustLookUp`; so do those that were unknown. Rows that wait for an older version of theirs are left out and stay pending.
   */
  claim(request: ClaimRequest): Promise<readonly ClaimedEntity[]>;
  /** Gives a claim back when it is certain that nothing of it was sent: its rows need no look-up then. */
  release(claim: ClaimKey): Promise<void>;
  /**
   * Writes outcomes, all or none. Throws `ClaimLost` when another claim has taken the range over. Rows settled before
   * are left as they are. An outcome `unknown` leaves the row as `?`.
   */
  settle(claim: ClaimKey, outcomes: readonly SettledEntity[], at: Instant): Promise<void>;
  /** Ranges that hold the task's pending rows, at most `size` of them each. */
  pendingRanges(taskNo: number, size: number): Promise<readonly ChunkRange[]>;
  /** Marks what is still claimed but unsettled in a range as `?`: the attempts are used up. */
  giveUp(range: {
    readonly taskNo: number;
    readonly first: number;
    readonly last: number;
    readonly message: string;
    readonly at: Instant;
  }): Promise<number>;
  /** The task's failed and unknown entities, by sequence number: what a retry reads. */
  retryable(request: RetryableRequest): Promise<readonly RetryableEntity[]>;
  /** The rows of one task, by sequence number. */
  entities(request: EntitiesRequest): Promise<readonly StagedRow[]>;
  /** Every row of one entity in a flow, newest first, over all tasks. */
  entityHistory(flow: Lane, srcId: string): Promise<readonly StagedRow[]>;
  /**
   * What the target has of the task's flow, as far as is known here, and the task has not come across: after a sweep of the
   * whole source, what may be gone from it. By key, behind `after`.
   */
  absent(request: AbsentRequest): Promise<AbsentEntities>;
  /** The mapped and the raw record of one row; undefined where they are no longer kept or never were (unchanged). */
  payload(taskNo: number, seq: number): Promise<{ readonly data?: JsonValue; readonly raw?: JsonValue } | undefined>;
  /**
   * The versions that a task staged with a content of their own, latest first, each with its raw record where that is kept:
   * what was read, but for what was unchanged, stale, or came once more.
   */
  records(request: RecordsRequest): Promise<readonly StagedRecord[]>;
}

export interface AbsentRequest {
  readonly taskNo: number;
  /** Absent: from the first one on. */
  readonly after?: string;
  readonly limit: number;
}

export interface AbsentEntities {
  readonly srcIds: readonly string[];
  /** What the next call begins behind; absent at the end. */
  readonly next?: string;
  /** How many entities the target has of the flow, and how many of them the task has not come across, whatever `after`. */
  readonly known: number;
  readonly absent: number;
  /** Records of the task that came without an id: any of those that seem to be gone may be one of them. */
  readonly unidentified: number;
}

export interface RecordsRequest {
  readonly taskNo: number;
  /** Only rows before this one. Absent: from the last one on. */
  readonly beforeSeq?: number;
  readonly limit: number;
}

export interface StagedRecord {
  readonly taskNo: number;
  readonly seq: number;
  readonly srcId: string;
  readonly updatedAt: Instant;
  readonly status: EntityStatus;
  /** Absent where it is not kept, or no longer. */
  readonly raw?: JsonValue;
}

export interface PageToStage {
  readonly taskNo: number;
  readonly pageKey: string;
  readonly entities: readonly EntityToStage[];
  /** Where reading goes on; kept as JSON and given back by `page` and `stage` unchanged. */
  readonly bookmark: PageBookmark;
  /** True for retries, and for syncs that hold their cut date: a version that failed is tried again. */
  readonly isForced: boolean;
  /** True where a person asked for these to be sent again: she has seen to those whose outcome is unknown. */
  readonly isRetry: boolean;
  /** Pending rows per range of the answer. */
  readonly chunkSize: number;
  readonly at: Instant;
}

export interface EntityToStage {
  readonly srcId: string;
  /**
   * Absent where the record has no date that could be read, or is not there: it then counts as old as what is known of
   * the entity, so that whatever comes of it next is not taken for stale.
   */
  readonly updatedAt?: Instant;
  readonly createdAt?: Instant;
  /** Digest of what is to be sent; of the raw record and the mapping's version where there is a failure. */
  readonly hash: string;
  /** The mapped record as JSON text, the very text that `hash` was taken of; absent where there is a failure. */
  readonly dataJson?: string;
  /** Absent where it is not kept. */
  readonly raw?: JsonValue;
  readonly failure?: { readonly code: string; readonly message: string };
  /** The record was deleted, and is to stay in the target: it becomes I deletion, and changes nothing of its entity. */
  readonly isLeft?: true;
}

export interface StagedPage {
  readonly first: number;
  /** Less than `first` for an empty page. */
  readonly last: number;
  readonly read: number;
  readonly pending: number;
  readonly unchanged: number;
  readonly ignored: number;
  readonly failed: number;
  /** Where the pending rows are, cut into chunks. */
  readonly ranges: readonly ChunkRange[];
  readonly bookmark: PageBookmark;
}

export interface ClaimKey {
  readonly taskNo: number;
  readonly first: number;
  readonly last: number;
  /** Different for every attempt. */
  readonly token: string;
}

export interface ClaimRequest extends ClaimKey {
  readonly at: Instant;
}

export interface ClaimedEntity {
  readonly seq: number;
  readonly srcId: string;
  readonly updatedAt: Instant;
  readonly hash: string;
  readonly tgtId?: string;
  readonly data: JsonObject;
  readonly mustLookUp: boolean;
  /** Of one to be looked up: its outcome was unknown and a person asked for it to be sent again; no attempt has been at it since. */
  readonly isResend: boolean;
}

export interface SettledEntity {
  readonly seq: number;
  readonly outcome: Outcome;
}

export interface RetryableRequest {
  readonly taskNo: number;
  readonly afterSeq: number;
  /** Rows staged later than this are left out: a retry's own failures are not retried by the same retry. */
  readonly untilSeq: number;
  readonly limit: number;
  /** Absent: all. */
  readonly srcIds?: readonly string[];
  /** With `createdAt` and the raw records that are kept: they cost far more than the rows. */
  readonly withRecords: boolean;
}

export interface RetryableEntity {
  readonly seq: number;
  readonly srcId: string;
  readonly updatedAt: Instant;
  readonly createdAt?: Instant;
  readonly status: EntityStatus;
  /** This version says that the record was deleted. */
  readonly isDeleted?: true;
  /** Absent where it was not kept. */
  readonly raw?: JsonValue;
}

export interface EntitiesRequest {
  readonly taskNo: number;
  readonly statuses?: readonly EntityStatus[];
  readonly srcId?: string;
  readonly afterSeq?: number;
  readonly limit: number;
}

export interface StagedRow {
  readonly taskId: string;
  readonly taskNo: number;
  readonly seq: number;
  readonly srcId: string;
  readonly updatedAt: Instant;
  readonly status: EntityStatus;
  readonly reason?: IgnoredReason;
  /** True where a newer row of the same entity took this one's place. */
  readonly isSuperseded: boolean;
  readonly tgtId?: string;
  readonly change?: 'created' | 'updated' | 'deleted';
  readonly code?: string;
  /** The target's words, the mapping's error, or warnings. */
  readonly message?: string;
  /** How many attempts this version has had within its task, this one included. */
  readonly attempt: number;
  readonly stagedAt: Instant;
  readonly settledAt?: Instant;
}
