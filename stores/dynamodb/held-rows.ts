import { DataWaldError } from '../../core/errors.js';
import type { ClaimKey } from '../store.js';
import type { DynamoDatabase } from './database.js';
import type { ClaimItem, OpenClaim, PlannedItem, ProgressItem, RowItem, TaskItem } from './items.js';
import { stagingKeys } from './keys.js';
import { readProgress } from './known-task.js';
import { readRows, type Stretch } from './rows.js';

/** Long after anybody could still settle under a claim that is over, DynamoDB deletes it. */
const keptSeconds = 90 * 24 * 3600;

/** What a write in a task has read of it, and what it changed: everything that its plan writes. */
export class HeldRows {
  readonly taskNo: number;
  readonly #database: DynamoDatabase;
  readonly #rows = new Map<number, RowItem>();
  readonly #changed = new Map<string, PlannedItem>();
  #progress: ProgressItem;

  private constructor(database: DynamoDatabase, taskNo: number, progress: ProgressItem) {
    this.#database = database;
    this.taskNo = taskNo;
    this.#progress = progress;
  }

  static async of(database: DynamoDatabase, taskNo: number): Promise<HeldRows> {
    return new HeldRows(database, taskNo, await readProgress(database, taskNo));
  }

  /** The claims under which something may be on its way at this moment. */
  get openClaims(): readonly OpenClaim[] {
    return this.#progress.openClaims;
  }

  /** The rows of a stretch by sequence number, with the changes made so far. */
  async read({ first, last }: Pick<Stretch, 'first' | 'last'>): Promise<readonly RowItem[]> {
    const rows = await readRows(this.#database, { taskNo: this.taskNo, first, last });
    return rows.map((row) => this.#remember(row));
  }

  async readThese(seqs: readonly number[]): Promise<ReadonlyMap<number, RowItem>> {
    const keys = seqs.map((seq) => stagingKeys.row(this.taskNo, seq));
    const rows = await this.#database.getMany<RowItem>('staging', keys);
    return new Map(rows.map((row) => [row.seq, this.#remember(row)]));
  }

  #remember(row: RowItem): RowItem {
    const known = this.#rows.get(row.seq);
    if (known !== undefined) return known;
    this.#rows.set(row.seq, row);
    return row;
  }

  change(row: RowItem, change: Partial<RowItem>): RowItem {
    const changed = { ...row, ...change };
    this.#rows.set(row.seq, changed);
    this.#changed.set(row.sk, changed);
    return changed;
  }

  claim(token: string): Promise<ClaimItem | undefined> {
    return this.#database.get<ClaimItem>('staging', stagingKeys.claim(this.taskNo, token));
  }

  /** Writes a claim, and notes whether it is open. */
  setClaim(claim: ClaimItem): void {
    const { token, first, last } = claim;
    const key = stagingKeys.claim(this.taskNo, token);
    const isOver = claim.state !== 'open';
    this.#changed.set(key.pk, { ...claim, ...key, ...(isOver && { expiresAt: Math.floor(Date.now() / 1000) + keptSeconds }) });
    const others = this.#progress.openClaims.filter((open) => open.token !== token);
    this.#progress = { ...this.#progress, openClaims: claim.state === 'open' ? [...others, { token, first, last }] : others };
    const progress = stagingKeys.progress(this.taskNo);
    this.#changed.set(progress.pk, { ...progress, ...this.#progress });
  }

  get items(): readonly PlannedItem[] {
    return [...this.#changed.values()];
  }
}

/** Among the given claims, those that reach into the stretch. */
export function overlapping(claims: readonly OpenClaim[], { first, last }: Pick<Stretch, 'first' | 'last'>): readonly OpenClaim[] {
  return claims.filter((claim) => claim.first <= last && claim.last >= first);
}

export function isSameRange(claim: ClaimItem | undefined, key: ClaimKey): claim is ClaimItem {
  return claim !== undefined && claim.first === key.first && claim.last === key.last;
}

export function claimLost(task: TaskItem, claim: ClaimKey): DataWaldError {
  return new DataWaldError(
    'ClaimLost',
    `task ${task.taskId}: entities ${claim.first} to ${claim.last} are no longer held by claim ${claim.token}; ` +
      'another attempt has taken them over, or they were given back. What this attempt sent will be looked up by the other.',
  );
}
