import { type ChunkRange, cutIntoRanges } from '../../core/chunking.js';
import { deletionHash } from '../../core/deletion.js';
import type { Lane } from '../../core/ids.js';
import type { Instant } from '../../core/instant.js';
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
import { storable } from '../text.js';
import { readAbsent } from './absent.js';
import { claimRange, releaseClaim } from './claims.js';
import type { DynamoDatabase } from './database.js';
import type { RowItem } from './items.js';
import { stagingKeys } from './keys.js';
import { findTask } from './known-task.js';
import { type Payload, readPayloads } from './packs.js';
import { readRecords } from './records.js';
import type { RouteWrites } from './route-writes.js';
import { everything, readRows, toStagedRow } from './rows.js';
import { type GiveUp, giveUpRange, settleClaim } from './settle.js';
import { readEndingPages, readPage, stagePage } from './stage.js';
import { keptText } from './texts.js';

/** See `Staging` in the contract. What writes is a function in a file of its own. */
export class DynamoStaging implements Staging {
  readonly #database: DynamoDatabase;
  readonly #writes: RouteWrites;

  constructor(database: DynamoDatabase, writes: RouteWrites) {
    this.#database = database;
    this.#writes = writes;
  }

  page(taskNo: number, pageKey: string): Promise<StagedPage | undefined> {
    return this.#quietly(taskNo, undefined, () => readPage(this.#database, taskNo, pageKey));
  }

  endingPages(taskNo: number): Promise<readonly StagedPage[]> {
    return this.#quietly(taskNo, [], () => readEndingPages(this.#database, taskNo));
  }

  stage(page: PageToStage): Promise<StagedPage> {
    return stagePage(this.#database, this.#writes, page);
  }

  claim(request: ClaimRequest): Promise<readonly ClaimedEntity[]> {
    return claimRange(this.#database, this.#writes, request);
  }

  release(claim: ClaimKey): Promise<void> {
    return releaseClaim(this.#database, this.#writes, claim);
  }

  settle(claim: ClaimKey, outcomes: readonly SettledEntity[], at: Instant): Promise<void> {
    return settleClaim(this.#database, this.#writes, { claim, outcomes, at });
  }

  giveUp(range: GiveUp): Promise<number> {
    return giveUpRange(this.#database, this.#writes, range);
  }

  async pendingRanges(taskNo: number, size: number): Promise<readonly ChunkRange[]> {
    const rows = await this.#quietly(taskNo, [], () => readRows(this.#database, { taskNo, ...everything }, { statuses: ['N'] }));
    return cutIntoRanges(
      rows.map(({ seq }) => seq),
      size,
    );
  }

  async retryable({ taskNo, afterSeq, untilSeq, limit, srcIds, withRecords }: RetryableRequest): Promise<readonly RetryableEntity[]> {
    const stretch = { taskNo, first: afterSeq + 1, last: untilSeq };
    const filter = { statuses: ['F', '?'], isSuperseded: false, limit, srcIds: srcIds?.map(keptText) } as const;
    const rows = await this.#quietly(taskNo, [], () => readRows(this.#database, stretch, filter));
    const payloads = await readPayloads(this.#database, withRecords ? rows : []);
    return rows.map((row) => toRetryable(row, payloads.get(row.seq)));
  }

  async absent(request: AbsentRequest): Promise<AbsentEntities> {
    const nothing: AbsentEntities = { srcIds: [], known: 0, absent: 0, unidentified: 0 };
    return await this.#quietly(request.taskNo, nothing, () => readAbsent(this.#database, request));
  }

  async entities({ taskNo, statuses, srcId, afterSeq = 0, limit }: EntitiesRequest): Promise<readonly StagedRow[]> {
    const task = await findTask(this.#database, taskNo);
    if (task === undefined) return [];
    const filter = { statuses, limit, ...(srcId !== undefined && { srcIds: [keptText(srcId)] }) };
    const rows = await this.#writes.read(task.lane, () =>
      readRows(this.#database, { taskNo, first: afterSeq + 1, last: everything.last }, filter),
    );
    return rows.map((row) => toStagedRow(row, task.taskId));
  }

  /** The rows come from an index, which follows the table within a second or so; their contents come from the table. */
  async entityHistory(flow: Lane, srcId: string): Promise<readonly StagedRow[]> {
    const rows = await this.#writes.read(flow, () => this.#rowsOfEntity(flow, storable(srcId)));
    const numbers = [...new Set(rows.map((row) => row.taskNo))];
    const tasks = await Promise.all(numbers.map((taskNo) => findTask(this.#database, taskNo)));
    const ids = new Map(tasks.flatMap((task) => (task === undefined ? [] : [[task.taskNo, task.taskId] as const])));
    return rows.map((row) => toStagedRow(row, ids.get(row.taskNo) ?? ''));
  }

  async #rowsOfEntity(flow: Lane, srcId: string): Promise<readonly RowItem[]> {
    const keys = await this.#database.query<RowItem>('staging', {
      IndexName: 'entity',
      KeyConditionExpression: '#entity = :entity',
      ExpressionAttributeNames: { '#entity': 'entity' },
      ExpressionAttributeValues: { ':entity': stagingKeys.entity(flow, srcId) },
    });
    const rows = await this.#database.getMany<RowItem>('staging', keys);
    return rows.toSorted((a, b) => (a.entityNo < b.entityNo ? 1 : -1));
  }

  async payload(taskNo: number, seq: number): Promise<Payload | undefined> {
    const row = await this.#database.get<RowItem>('staging', stagingKeys.row(taskNo, seq));
    return row && (await readPayloads(this.#database, [row])).get(seq);
  }

  records(request: RecordsRequest): Promise<readonly StagedRecord[]> {
    return this.#quietly(request.taskNo, [], () => readRecords(this.#database, request));
  }

  async #quietly<T>(taskNo: number, otherwise: T, read: () => Promise<T>): Promise<T> {
    const task = await findTask(this.#database, taskNo);
    return task === undefined ? otherwise : this.#writes.read(task.lane, read);
  }
}

function toRetryable(row: RowItem, payload: Payload | undefined): RetryableEntity {
  const { seq, srcId, updatedAt, createdAt, status, hash } = row;
  return {
    seq,
    srcId,
    updatedAt,
    ...(createdAt !== undefined && { createdAt }),
    status,
    ...(hash === deletionHash && { isDeleted: true }),
    ...(payload?.raw !== undefined && { raw: payload.raw }),
  };
}
