import type { ChunkRange } from './chunking.js';
import type { Cursor } from './cursor.js';
import type { ErrorCode } from './errors.js';
import type { Lane } from './ids.js';
import type { Instant } from './instant.js';
import type { TaskCounts } from './task.js';

/** How a transfer is paced. Pinned when its task is opened. */
export interface TransferPolicy {
  /** `maxEntitiesInMessageBody`: the most entities that one target activity writes. */
  readonly chunkSize: number;
  /** Target activities at the same time. */
  readonly chunksInFlight: number;
  /** Entities per source page. */
  readonly pageSize: number;
  /** Pages that one source activity reads. */
  readonly pagesPerRead: number;
  /** After so many history events the transfer continues as new, if Temporal has not suggested it before. */
  readonly eventsPerRun: number;
  /** How long passing failures (the target is down) are retried before the rest of a chunk is called unknown. */
  readonly retryBudgetHours: number;
}

/** A place in the source. */
export interface SourcePosition {
  readonly kind: 'source';
  readonly cursor?: Cursor;
  readonly until: Instant;
  /** Where the source is read in windows of time: the one that is being read. */
  readonly window?: { readonly end: Instant; readonly hours: number };
  /** Counts the pages of the task's reading, from 0. */
  readonly page: number;
  /** What the page before held, in short, and how often in a row: a source that repeats itself is found out by it. */
  readonly before?: { readonly content: string; readonly times: number };
}

/** Where the next read begins: in the source, in the inbox, among what is gone from the source, among records that were asked for by id, or among the task's own failed entities. */
export type ReadPosition =
  | SourcePosition
  | {
      readonly kind: 'inbox';
      /** The number of the last message that was read; 0 before the first. */
      readonly after: number;
      /** Messages have said, the latest of them at this time, that the source has news: it is read when the inbox is empty. */
      readonly newsAt?: Instant;
      /** Where the source is read from then. */
      readonly source: SourcePosition;
    }
  /** Behind a sweep of the whole source: among what the target has and the sweep did not find. */
  | { readonly kind: 'absent'; readonly after?: string }
  | {
      readonly kind: 'ids';
      readonly srcIds: readonly string[];
      /** How many of them were read. */
      readonly after: number;
    }
  | {
      readonly kind: 'failed';
      /** The number of the retry within its task, from 1. */
      readonly round: number;
      readonly afterSeq: number;
      readonly untilSeq: number;
      readonly srcIds?: readonly string[];
    };

/** Where a page leads: the next position, absent at the end, and the latest entity of the source up to and in it. */
export interface PageBookmark {
  readonly next?: ReadPosition;
  readonly latest?: Cursor;
  /** The units of the source, such as files, that end with the page. */
  readonly ends?: readonly string[];
}

/** What one read activity staged. */
export interface ReadResult {
  readonly pages: number;
  /** Running sums; the exact counts are taken from the store when a transfer ends. */
  readonly tally: TaskCounts;
  readonly ranges: readonly ChunkRange[];
  /** Where to go on; absent when this position is read to its end. */
  readonly next?: ReadPosition;
  /** The latest entity of the source that was read: what the cut date may move to. */
  readonly latest?: Cursor;
  /** How many units of the source ended in it. */
  readonly units: number;
}

/** What one write activity settled. */
export interface WriteResult {
  readonly sent: number;
  readonly ignored: number;
  readonly failed: number;
  readonly unknown: number;
}

/** Why a transfer cannot go on: what failed, in the words of the failure. */
export interface Stoppage {
  readonly code: ErrorCode | 'Unexpected';
  readonly message: string;
}

/** What a transfer tells its task while it runs. */
export interface TransferProgress {
  readonly tally: TaskCounts;
  readonly pages: number;
  readonly chunks: number;
  /** Units of the source, such as files, that were read to their end. */
  readonly units: number;
  readonly latest?: Cursor;
  readonly isPaused: boolean;
  /** Credentials or settings were refused: it waits for `resume`. */
  readonly halt?: Stoppage;
}

/** The input of a transfer; everything that it carries over when it continues as new. */
export interface TransferInput {
  readonly taskId: string;
  readonly taskNo: number;
  readonly lane: Lane;
  readonly policy: TransferPolicy;
  /** Read one after the other. */
  readonly reads: readonly ReadPosition[];
  readonly carried?: TransferCarry;
  /** A backfill: told to give way, it ends its turn in the lane behind the page that is being read. */
  readonly givesWay?: boolean;
}

export interface TransferCarry {
  readonly queue: readonly ChunkRange[];
  readonly tally: TaskCounts;
  readonly pages: number;
  readonly chunks: number;
  readonly units: number;
  readonly latest?: Cursor;
  readonly startedAtMs: number;
  readonly sweptCount?: number;
}

/** What is left when a transfer ends. */
export interface TransferResult {
  readonly progress: TransferProgress;
  /** Positions not read to their end: empty when all was read, or the turn in the lane was over. */
  readonly unread: readonly ReadPosition[];
  /** It was told to stop. */
  readonly isStopped: boolean;
  /** It could not go on. */
  readonly failure?: Stoppage;
}
