import { mulberry32 } from './random.js';

export interface SourceRecord {
  readonly id: string;
  readonly updatedAt: string;
  readonly version: number;
}

/** Changes carry the time to a tenth of a second, so that many share one. */
const tickMs = 100;
/** A change may be seen this much later than its `updatedAt` says: its transaction was still open. */
const latestCommitMs = 5000;

/** Records that are added and edited, each with a version that rises together with its `updatedAt`. */
export class SourceRecords {
  readonly #visible = new Map<string, SourceRecord>();
  readonly #uncommitted = new Map<string, { readonly record: SourceRecord; readonly atMs: number }>();
  readonly #random: () => number;
  #sorted: readonly SourceRecord[] | undefined;
  #next = 1;
  readonly stats = { added: 0, edited: 0, committedLate: 0 };

  constructor(count: number, seed: number) {
    this.#random = mulberry32(seed);
    const first = Date.now() - 3_600_000;
    for (let index = 0; index < count; index += 1) this.#see({ id: this.#newId(), updatedAt: instant(first + index), version: 1 });
  }

  #newId(): string {
    const id = `R${String(this.#next).padStart(7, '0')}`;
    this.#next += 1;
    return id;
  }

  #see(record: SourceRecord): void {
    this.#visible.set(record.id, record);
    this.#sorted = undefined;
  }

  /** Adds or edits so many records; every tenth change commits late. */
  change(count: number): void {
    const now = Date.now();
    this.#commit(now);
    for (let index = 0; index < count; index += 1) {
      const record = this.#random() < 0.2 ? this.#added(now) : this.#edited(now);
      if (record === undefined) continue;
      if (this.#random() < 0.1) this.#uncommitted.set(record.id, { record, atMs: now + this.#random() * latestCommitMs });
      else this.#see(record);
    }
  }

  #added(now: number): SourceRecord {
    this.stats.added += 1;
    return { id: this.#newId(), updatedAt: tick(now), version: 1 };
  }

  /** Undefined where the record is being changed by another transaction, or was changed within this very tick. */
  #edited(now: number): SourceRecord | undefined {
    const id = `R${String(1 + Math.floor(this.#random() * (this.#next - 1))).padStart(7, '0')}`;
    const old = this.#visible.get(id);
    const updatedAt = tick(now);
    if (old === undefined || this.#uncommitted.has(id) || old.updatedAt >= updatedAt) return undefined;
    this.stats.edited += 1;
    return { id, updatedAt, version: old.version + 1 };
  }

  #commit(now: number): void {
    for (const [id, { record, atMs }] of this.#uncommitted) {
      if (atMs > now) continue;
      this.#uncommitted.delete(id);
      this.#see(record);
      this.stats.committedLate += 1;
    }
  }

  /** Nothing is left open: what is seen now is the end. */
  commitAll(): void {
    this.#commit(Infinity);
  }

  get all(): readonly SourceRecord[] {
    this.#sorted ??= [...this.#visible.values()].sort(byTimeAndId);
    return this.#sorted;
  }

  byIds(ids: readonly string[]): readonly SourceRecord[] {
    return ids.flatMap((id) => this.#visible.get(id) ?? []);
  }

  page({ since, after, until, limit }: { since: string; after: string; until: string; limit: number }) {
    const { all } = this;
    const start = firstBehind(all, { updatedAt: since, id: after });
    const due = all.slice(start, start + limit + 1).filter(({ updatedAt }) => updatedAt <= until);
    return { records: due.slice(0, limit), isDone: due.length <= limit };
  }
}

function firstBehind(all: readonly SourceRecord[], { updatedAt, id }: { readonly updatedAt: string; readonly id: string }): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = all[middle];
    const isBehind = one !== undefined && (one.updatedAt > updatedAt || (one.updatedAt === updatedAt && one.id > id));
    if (isBehind) high = middle;
    else low = middle + 1;
  }
  return low;
}

function byTimeAndId(a: SourceRecord, b: SourceRecord): number {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function tick(ms: number): string {
  return instant(Math.floor(ms / tickMs) * tickMs);
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}000Z`;
}
