import type { ChunkRange } from '../../core/chunking.js';
import type { Lane } from '../../core/ids.js';
import type { Instant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';
import type {
  AbsentEntities,
  AbsentRequest,
  ClaimedEntity,
  ClaimKey,
  ClaimRequest,
  EntitiesRequest,
  PageToStage,
  RecordsRequest,
  RetryableEntity,
  RetryableRequest,
  SettledEntity,
  StagedPage,
  StagedRecord,
  StagedRow,
  Staging,
} from '../store.js';
import { readAbsent } from './absent.js';
import { claimRange, type GiveUp, giveUpRange, releaseClaim } from './claims.js';
import type { SqlDatabase } from './database.js';
import { readEntities, readHistory, readPendingRanges, readRecords, readRetryable } from './entities.js';
import { readData, readRaw } from './packs.js';
import { readEndingPages, readPage } from './pages.js';
import { settleClaim } from './settle.js';
import { stagePage } from './stage.js';

/** See `Staging` in the contract. Each method is a function in a file of its own. */
export class SqlStaging implements Staging {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  page(taskNo: number, pageKey: string): Promise<StagedPage | undefined> {
    return this.#database.read((db) => readPage(db, taskNo, pageKey));
  }

  endingPages(taskNo: number): Promise<readonly StagedPage[]> {
    return this.#database.read((db) => readEndingPages(db, taskNo));
  }

  stage(page: PageToStage): Promise<StagedPage> {
    return stagePage(this.#database, page);
  }

  claim(request: ClaimRequest): Promise<readonly ClaimedEntity[]> {
    return claimRange(this.#database, request);
  }

  release(claim: ClaimKey): Promise<void> {
    return releaseClaim(this.#database, claim);
  }

  settle(claim: ClaimKey, outcomes: readonly SettledEntity[], at: Instant): Promise<void> {
    return settleClaim(this.#database, { claim, outcomes, at });
  }

  pendingRanges(taskNo: number, size: number): Promise<readonly ChunkRange[]> {
    return this.#database.read((db) => readPendingRanges(db, taskNo, size));
  }

  giveUp(range: GiveUp): Promise<number> {
    return giveUpRange(this.#database, range);
  }

  absent(request: AbsentRequest): Promise<AbsentEntities> {
    return this.#database.read((db) => readAbsent(db, request));
  }

  retryable(request: RetryableRequest): Promise<readonly RetryableEntity[]> {
    return this.#database.read((db) => readRetryable(db, this.#database.dialect, request));
  }

  entities(request: EntitiesRequest): Promise<readonly StagedRow[]> {
    return this.#database.read((db) => readEntities(db, request));
  }

  entityHistory(flow: Lane, srcId: string): Promise<readonly StagedRow[]> {
    return this.#database.read((db) => readHistory(db, flow, srcId));
  }

  payload(taskNo: number, seq: number): Promise<{ readonly data?: JsonValue; readonly raw?: JsonValue } | undefined> {
    return this.#database.read(async (db) => {
      const raw = (await readRaw(db, taskNo, [seq])).get(seq)?.raw;
      const data = (await readData(db, taskNo, [seq])).get(seq);
      if (raw === undefined && data === undefined) return undefined;
      return { ...(raw !== undefined && { raw }), ...(data !== undefined && { data }) };
    });
  }

  records(request: RecordsRequest): Promise<readonly StagedRecord[]> {
    return this.#database.read((db) => readRecords(db, request));
  }
}
