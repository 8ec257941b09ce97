import type { Cursor } from '../../core/cursor.js';
import type { SourceEntity, TargetEntity, UnreadableEntity } from '../../core/entity.js';
import { toInstant } from '../../core/instant.js';
import type { Found, Outcome } from '../../core/outcome.js';
import type { TxType } from '../../core/tx-type.js';
import type { FinishedUnit, Page, ReadRequest, Source } from '../connector.js';

/** What a memory target holds of one entity. */
export interface MemoryRecord {
  readonly tgtId: string;
  readonly srcId: string;
  readonly entity: TargetEntity;
}

/**
 * A system that lives in this process: records to read, records that were written, and hooks by which a test makes it
 * misbehave. One per name; see `MemorySystems`.
 */
export class MemorySystem {
  readonly #records = new Map<TxType, SourceEntity[]>();
  readonly #problems: UnreadableEntity[] = [];
  readonly #written = new Map<string, MemoryRecord>();
  /** The newest target id by tx type and source id. */
  readonly #bySource = new Map<string, string>();
  /** Every entity of every write call that reached it, in order: what a test counts. */
  readonly writes: TargetEntity[] = [];
  #nextId = 1;

  /** Called before a page is read; may throw, or wait. */
  beforeRead: (request: ReadRequest) => void | Promise<void> = () => {};
  /** Called before a batch is written; may throw, or wait. */
  beforeWrite: (entities: readonly TargetEntity[]) => void | Promise<void> = () => {};
  /** Called after a batch was saved and before it is answered. */
  afterWrite: (entities: readonly TargetEntity[]) => void | Promise<void> = () => {};
  /** The units that end with a page of these records: what a test makes files of. */
  endsWith: (entities: readonly SourceEntity[]) => readonly string[] = () => [];
  /** Called before a unit counts as finished; may throw, or wait. */
  beforeFinish: (unit: FinishedUnit) => void | Promise<void> = () => {};
  /** Every unit that was finished, in order. */
  readonly finished: FinishedUnit[] = [];
  /** The refusal of one entity; undefined lets it through. */
  refuse: (entity: TargetEntity) => Outcome | undefined = () => undefined;

  /** Adds records, or replaces those with the same srcId. */
  put(txType: TxType, records: readonly SourceEntity[]): void {
    const replaced = new Set(records.map((record) => record.srcId));
    const kept = (this.#records.get(txType) ?? []).filter((record) => !replaced.has(record.srcId));
    this.#records.set(txType, [...kept, ...records].sort(bySourceOrder));
  }

  /** Takes records away without a trace. */
  forget(txType: TxType, srcIds: readonly string[]): void {
    this.#records.set(
      txType,
      (this.#records.get(txType) ?? []).filter(({ srcId }) => !srcIds.includes(srcId)),
    );
  }

  /** A record that every page from now on reports as unreadable, once per task, on its first page. */
  putProblem(problem: UnreadableEntity): void {
    this.#problems.push(problem);
  }

  async read(request: ReadRequest, order: Source['order'] = 'updatedAt'): Promise<Page> {
    await this.beforeRead(request);
    const due = (this.#records.get(request.txType) ?? []).filter(({ updatedAt }) => updatedAt <= request.until);
    const page = order === 'updatedAt' ? this.#readByTime(due, request) : this.#readByOffset(due, request, order === 'offset');
    return { ...page, ends: this.endsWith(page.entities) };
  }

  async finish(units: readonly FinishedUnit[]): Promise<void> {
    for (const unit of units) {
      await this.beforeFinish(unit);
      this.finished.push(unit);
    }
  }

  #readByTime(due: readonly SourceEntity[], { cursor, limit }: ReadRequest): Page {
    const start = cursor === undefined ? 0 : firstBehind(due, cursor);
    const entities = due.slice(start, start + limit);
    const last = entities.at(-1);
    return {
      entities,
      problems: cursor?.srcId === undefined ? this.#problems : [],
      isDone: start + limit >= due.length,
      ...(last !== undefined && { next: { updatedAt: last.updatedAt, srcId: last.srcId } }),
    };
  }

  /** By srcId, which does not change while it is read. */
  #readByOffset(due: readonly SourceEntity[], { cursor, limit }: ReadRequest, isSince: boolean): Page {
    const since = cursor?.updatedAt ?? toInstant(0);
    const wanted = due.filter(({ updatedAt }) => !isSince || updatedAt >= since).toSorted((a, b) => (a.srcId < b.srcId ? -1 : 1));
    const start = Number(cursor?.token ?? 0);
    const isDone = start + limit >= wanted.length;
    return {
      entities: wanted.slice(start, start + limit),
      problems: start === 0 ? this.#problems : [],
      isDone,
      ...(!isDone && { next: { updatedAt: since, token: String(start + limit) } }),
    };
  }

  readByIds(txType: TxType, srcIds: readonly string[]): Page {
    const wanted = new Set(srcIds);
    return { entities: (this.#records.get(txType) ?? []).filter((record) => wanted.has(record.srcId)), problems: [], isDone: true };
  }

  async write(txType: TxType, entities: readonly TargetEntity[], isUpsert: boolean): Promise<Outcome[]> {
    await this.beforeWrite(entities);
    const outcomes = entities.map((entity) => this.#save(txType, entity, isUpsert));
    await this.afterWrite(entities);
    return outcomes;
  }

  #save(txType: TxType, entity: TargetEntity, isUpsert: boolean): Outcome {
    this.writes.push(entity);
    const refusal = this.refuse(entity);
    if (refusal !== undefined) return refusal;
    if (entity.isDeleted) return this.#delete(txType, entity);
    const known = entity.tgtId === undefined ? (isUpsert ? this.#find(txType, entity) : undefined) : this.#written.get(entity.tgtId);
    const tgtId = known?.tgtId ?? `${txType}-${this.#nextId++}`;
    this.#written.set(tgtId, { tgtId, srcId: entity.srcId, entity });
    this.#bySource.set(sourceKey(txType, entity.srcId), tgtId);
    return { status: 'sent', tgtId, change: known === undefined ? 'created' : 'updated' };
  }

  #delete(txType: TxType, entity: TargetEntity): Outcome {
    const known = this.#find(txType, entity);
    if (known === undefined) return { status: 'ignored', message: 'there is no such record' };
    this.#written.delete(known.tgtId);
    this.#bySource.delete(sourceKey(txType, entity.srcId));
    return { status: 'sent', tgtId: known.tgtId, change: 'deleted' };
  }

  find(txType: TxType, entity: TargetEntity): Found {
    const known = this.#find(txType, entity);
    if (known === undefined) return { state: 'absent' };
    const isSame = !entity.isDeleted && JSON.stringify(known.entity.data) === JSON.stringify(entity.data);
    return { state: isSame ? 'same' : 'different', tgtId: known.tgtId };
  }

  #find(txType: TxType, entity: TargetEntity): MemoryRecord | undefined {
    return this.#written.get(this.#bySource.get(sourceKey(txType, entity.srcId)) ?? '');
  }

  /** All that was written and is there now. */
  get records(): readonly MemoryRecord[] {
    return [...this.#written.values()];
  }
}

function sourceKey(txType: TxType, srcId: string): string {
  return `${txType}/${srcId}`;
}

function bySourceOrder(a: SourceEntity, b: SourceEntity): number {
  return a.updatedAt < b.updatedAt ? -1 : a.updatedAt > b.updatedAt ? 1 : a.srcId < b.srcId ? -1 : a.srcId > b.srcId ? 1 : 0;
}

function firstBehind(records: readonly SourceEntity[], cursor: Cursor): number {
  const index = records.findIndex(({ updatedAt, srcId }) => {
    if (updatedAt !== cursor.updatedAt) return updatedAt > cursor.updatedAt;
    return cursor.srcId === undefined || srcId > cursor.srcId;
  });
  return index === -1 ? records.length : index;
}
