import { type ChunkRange, joinRanges } from './chunking.js';
import { type Cursor, laterCursor } from './cursor.js';
import { noCounts, type TaskCounts } from './task.js';
import type {
  ReadPosition,
  ReadResult,
  Stoppage,
  TransferCarry,
  TransferInput,
  TransferProgress,
  TransferResult,
  WriteResult,
} from './transfer.js';

/** What a transfer does next. */
export type Step =
  | { readonly kind: 'read'; readonly position: ReadPosition }
  | { readonly kind: 'write'; readonly range: ChunkRange }
  /** Ask the store what is still pending: rows that waited for an older version of theirs. */
  | { readonly kind: 'sweep' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'continueAsNew' }
  | { readonly kind: 'end' };

/** So many rounds of chunks are read ahead: a read takes about as long as writing one round does. */
const roundsAhead = 3;

/**
 * The state of one transfer and the rules by which it goes on. Pure: `next()` decides, the workflow acts, and the
 * `…ed` methods take in what came of it. One read at a time; at most `chunksInFlight` writes; the next page is read
 * while chunks are written, a few rounds of chunks ahead and no more.
 */
export class TransferState {
  readonly #input: TransferInput;
  #reads: ReadPosition[];
  #queue: ChunkRange[];
  /** Ranges that are written again. Never joined with others: what lies between may be in flight. */
  #again: ChunkRange[] = [];
  #tally: TaskCounts;
  #pages: number;
  #chunks: number;
  #units: number;
  #latest: Cursor | undefined;
  #sweptCount: number | undefined;
  #isReading = false;
  #isSweeping = false;
  #writing = 0;
  #isPaused = false;
  #isStopping = false;
  #isTurnOver = false;
  #hasRead = false;
  #halt: Stoppage | undefined;
  #failure: Stoppage | undefined;
  #revision = 0;

  constructor(input: TransferInput) {
    this.#input = input;
    this.#reads = [...input.reads];
    this.#queue = [...(input.carried?.queue ?? [])];
    this.#tally = input.carried?.tally ?? noCounts;
    this.#pages = input.carried?.pages ?? 0;
    this.#chunks = input.carried?.chunks ?? 0;
    this.#units = input.carried?.units ?? 0;
    this.#latest = input.carried?.latest;
    this.#sweptCount = input.carried?.sweptCount;
  }

  /** Changes whenever something was taken in: whoever was told to wait asks again then. */
  get revision(): number {
    return this.#revision;
  }

  /** Decides, and counts a read or write as begun. `isHistoryLong`: time to continue as new. */
  next(isHistoryLong: boolean): Step {
    const isIdle = !this.#isReading && !this.#isSweeping && this.#writing === 0;
    if (this.#isStopping || this.#failure !== undefined) return { kind: isIdle ? 'end' : 'wait' };
    if (this.#isPaused || this.#halt !== undefined) return { kind: 'wait' };
    if (isHistoryLong) return { kind: isIdle ? 'continueAsNew' : 'wait' };
    return this.#nextRead() ?? this.#nextWrite() ?? this.#nextWhenDrained(isIdle);
  }

  #nextRead(): Step | undefined {
    const position = this.#reads[0];
    if (position === undefined || this.#isReading || this.#hasToGiveWay) return undefined;
    if (this.#queue.length >= this.#input.policy.chunksInFlight * roundsAhead) return undefined;
    this.#isReading = true;
    return { kind: 'read', position };
  }

  #nextWrite(): Step | undefined {
    if (this.#writing >= this.#input.policy.chunksInFlight) return undefined;
    const range = this.#again.shift() ?? this.#takeFromQueue();
    if (range === undefined) return undefined;
    this.#writing += 1;
    this.#chunks += 1;
    return { kind: 'write', range };
  }

  /** The last range of the queue waits for the next page where that may fill it up and something is being written anyway. */
  #takeFromQueue(): ChunkRange | undefined {
    const range = this.#queue[0];
    const mayGrow = this.#queue.length === 1 && range !== undefined && range.count < this.#input.policy.chunkSize && this.#isReading;
    return mayGrow && this.#writing > 0 ? undefined : this.#queue.shift();
  }

  #nextWhenDrained(isIdle: boolean): Step {
    if (!isIdle) return { kind: 'wait' };
    if (this.#sweptCount !== undefined && this.#sweptCount <= 0) return { kind: 'end' };
    this.#isSweeping = true;
    return { kind: 'sweep' };
  }

  readDone(result: ReadResult): void {
    this.#revision += 1;
    this.#isReading = false;
    this.#pages += result.pages;
    this.#units += result.units;
    this.#hasRead = true;
    this.#sweptCount = undefined;
    this.#reads = result.next === undefined ? this.#reads.slice(1) : [result.next, ...this.#reads.slice(1)];
    this.#queue = joinRanges([...this.#queue, ...result.ranges], this.#input.policy.chunkSize);
    if (result.latest !== undefined) this.#latest = laterCursor(this.#latest, result.latest);
    this.#add(result.tally);
  }

  writeDone(result: WriteResult): void {
    this.#revision += 1;
    this.#writing -= 1;
    const settled = result.sent + result.ignored + result.failed + result.unknown;
    this.#add({ ...noCounts, ...result, pending: -settled });
  }

  /** Still pending rows lead to more writes as long as each sweep finds fewer than the one before. */
  swept(ranges: readonly ChunkRange[]): void {
    this.#revision += 1;
    this.#isSweeping = false;
    const count = ranges.reduce((sum, range) => sum + range.count, 0);
    const isProgress = this.#sweptCount === undefined || count < this.#sweptCount;
    this.#sweptCount = isProgress ? count : 0;
    if (isProgress) this.#queue = [...ranges];
  }

  readFailed(stoppage: Stoppage): void {
    this.#isReading = false;
    this.#stopFor(stoppage);
  }

  sweepFailed(stoppage: Stoppage): void {
    this.#isSweeping = false;
    this.#stopFor(stoppage);
  }

  /** `isGivenUp`: its unsettled rows have been marked unknown; otherwise the range is written again after `resume`. */
  writeFailed(range: ChunkRange, end: { readonly stoppage: Stoppage; readonly isGivenUp: boolean }): void {
    this.#writing -= 1;
    if (!end.isGivenUp) this.#again = [...this.#again, range].sort((a, b) => a.first - b.first);
    this.#stopFor(end.stoppage);
  }

  #stopFor(stoppage: Stoppage): void {
    this.#revision += 1;
    if (canBeMendedOutside(stoppage)) this.#halt ??= stoppage;
    else this.#failure ??= stoppage;
  }

  pause(): void {
    this.#revision += 1;
    this.#isPaused = true;
  }

  resume(): void {
    this.#revision += 1;
    this.#isPaused = false;
    this.#halt = undefined;
  }

  /** No new read or write is begun; what is under way is finished. */
  stop(): void {
    this.#revision += 1;
    this.#isStopping = true;
  }

  /** Others wait for the lane: what was read is finished, and at least one page is read in each turn. */
  giveWay(): void {
    this.#revision += 1;
    this.#isTurnOver = this.#input.givesWay === true;
  }

  get #hasToGiveWay(): boolean {
    return this.#isTurnOver && this.#hasRead;
  }

  get progress(): TransferProgress {
    return {
      tally: this.#tally,
      pages: this.#pages,
      chunks: this.#chunks,
      units: this.#units,
      isPaused: this.#isPaused,
      ...(this.#latest !== undefined && { latest: this.#latest }),
      ...(this.#halt !== undefined && { halt: this.#halt }),
    };
  }

  get result(): TransferResult {
    return {
      progress: this.progress,
      unread: this.#reads,
      isStopped: this.#isStopping,
      ...(this.#failure !== undefined && { failure: this.#failure }),
    };
  }

  /** The input of the next run. */
  continued(startedAtMs: number): TransferInput {
    const carried: TransferCarry = {
      queue: [...this.#again, ...this.#queue],
      tally: this.#tally,
      pages: this.#pages,
      chunks: this.#chunks,
      units: this.#units,
      startedAtMs,
      ...(this.#latest !== undefined && { latest: this.#latest }),
      ...(this.#sweptCount !== undefined && { sweptCount: this.#sweptCount }),
    };
    return { ...this.#input, reads: this.#reads, carried };
  }

  #add(more: TaskCounts): void {
    const sum = { ...this.#tally };
    for (const key of Object.keys(sum) as (keyof TaskCounts)[]) sum[key] += more[key];
    this.#tally = sum;
  }
}

/** More is to be read, and nothing speaks against it: others had asked for the lane. */
export function isTurnOver({ unread, isStopped, failure }: TransferResult): boolean {
  return unread.length > 0 && !isStopped && failure === undefined;
}

/** Credentials and settings are mended by a person, after which the transfer goes on where it stood. */
export function canBeMendedOutside(stoppage: Stoppage): boolean {
  return stoppage.code === 'Auth' || stoppage.code === 'Config';
}
