import type { Target } from '../connectors/connector.js';
import { deletionHash } from '../core/deletion.js';
import type { TargetEntity } from '../core/entity.js';
import { ConnectorError } from '../core/errors.js';
import type { Lane } from '../core/ids.js';
import { toInstant } from '../core/instant.js';
import type { Found, Outcome } from '../core/outcome.js';
import type { WriteResult } from '../core/transfer.js';
import type { ClaimedEntity, ClaimKey, SettledEntity, Store } from '../stores/store.js';
import { digest } from './digest.js';
import type { Redact } from './failures.js';

export interface ChunkWriting {
  readonly store: Store;
  readonly target: Target;
  readonly lane: Lane;
  readonly claim: ClaimKey;
  readonly attempt: number;
  readonly undecidedTries: number;
  /**
   * Entities with the same one go one after the other, and none behind one that is undecided. Absent: all of them go as they
   * come.
   */
  readonly orderOf?: (entity: ClaimedEntity) => string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly beat: (details: unknown) => void;
  readonly redact: Redact;
}

/** So often entities that are locked, overloaded or without an answer are tried before they are settled as they are. */
const mostUndecidedTries = 5;

/**
 * One attempt at one chunk: claim, look up what a lost attempt may have left, write in batches of the target's size,
 * settle each batch as it returns.
 */
export class ChunkWriter {
  readonly #job: ChunkWriting;
  readonly #sums = { sent: 0, ignored: 0, failed: 0, unknown: 0 };
  #undecided = 0;
  /** Orders of which one is undecided. */
  readonly #heldUp = new Set<string>();

  constructor(job: ChunkWriting) {
    this.#job = job;
  }

  /**
   * @returns what this attempt settled; rows settled by former attempts are counted when the task ends
   * @throws ConnectorError `Transient` while entities are undecided and tries are left: Temporal tries the chunk again
   */
  async write(): Promise<WriteResult> {
    const { store, claim, target, lane, now, orderOf } = this.#job;
    const claimed = await this.#withoutIdleDeletions(await store.staging.claim({ ...claim, at: toInstant(now()) }));
    const toSend = target.idempotency === 'none' ? await this.#stopDoubtful(claimed) : await this.#lookUp(claimed);
    const size = target.maxBatch(lane.txType);
    for (const wave of orderOf === undefined ? [toSend] : inWaves(toSend, orderOf)) {
      const free = orderOf === undefined ? wave : wave.filter((entity) => !this.#heldUp.has(orderOf(entity)));
      for (let start = 0; start < free.length; start += size) await this.#writeBatch(free.slice(start, start + size));
    }
    this.#tryAgainWhileUndecided();
    return this.#sums;
  }

  /** Settles deletions of what was never sent, and those that this target cannot carry out. */
  async #withoutIdleDeletions(claimed: readonly ClaimedEntity[]): Promise<readonly ClaimedEntity[]> {
    const { target, lane } = this.#job;
    const idle = claimed.flatMap((entity): SettledEntity[] => {
      if (!isDeletion(entity)) return [];
      if (entity.tgtId === undefined && !entity.mustLookUp) return [{ seq: entity.seq, outcome: neverSent(lane.target) }];
      return target.deletes?.includes(lane.txType) === true ? [] : [{ seq: entity.seq, outcome: cannotDelete(lane) }];
    });
    if (idle.length === 0) return claimed;
    await this.#settle(idle);
    const settled = new Set(idle.map(({ seq }) => seq));
    return claimed.filter(({ seq }) => !settled.has(seq));
  }

  /** What may have been sent is a person's to decide: this target cannot be asked. */
  async #stopDoubtful(claimed: readonly ClaimedEntity[]): Promise<readonly ClaimedEntity[]> {
    const doubtful = claimed.filter(({ mustLookUp, isResend }) => mustLookUp && !isResend);
    const outcome = { status: 'unknown', message: cannotBeAsked(this.#job.lane.target) } as const;
    if (doubtful.length > 0) await this.#settle(doubtful.map(({ seq }) => ({ seq, outcome })));
    return claimed.filter((entity) => !doubtful.includes(entity));
  }

  /** Settles what is already in the target with this very content; the rest is still to be sent, with the id that was found. */
  async #lookUp(claimed: readonly ClaimedEntity[]): Promise<readonly ClaimedEntity[]> {
    const { target, lane, signal } = this.#job;
    const doubtful = claimed.filter((entity) => entity.mustLookUp);
    if (doubtful.length === 0) return claimed;
    const found = new Map<number, Found>();
    const size = target.maxBatch(lane.txType);
    for (let start = 0; start < doubtful.length; start += size) {
      const batch = doubtful.slice(start, start + size);
      const answers = await target.find({ txType: lane.txType, entities: batch.map((entity) => this.#toTarget(entity)), signal });
      batch.forEach((entity, index) => found.set(entity.seq, answers[index] ?? { state: 'absent' }));
    }
    const there = claimed.flatMap((entity): SettledEntity[] => {
      const { seq, tgtId = '' } = entity;
      const answer = found.get(seq);
      if (isDeletion(entity)) return answer?.state === 'absent' ? [{ seq, outcome: { status: 'sent', tgtId, change: 'deleted' } }] : [];
      return answer?.state === 'same' ? [{ seq, outcome: { status: 'sent', tgtId: answer.tgtId, change: 'updated' } as const }] : [];
    });
    if (there.length > 0) await this.#settle(there);
    return claimed.flatMap((entity) => {
      const answer = found.get(entity.seq);
      const isDone = isDeletion(entity) ? answer?.state === 'absent' : answer?.state === 'same';
      if (isDone) return [];
      return answer === undefined || answer.state === 'absent' ? [entity] : [{ ...entity, tgtId: answer.tgtId }];
    });
  }

  async #writeBatch(batch: readonly ClaimedEntity[]): Promise<void> {
    const { target, lane, attempt, signal } = this.#job;
    const outcomes = await this.#send(batch, async () => {
      return await target.write({ txType: lane.txType, entities: batch.map((entity) => this.#toTarget(entity)), attempt, signal });
    });
    // Trying again needs a look-up first.
    const isLastTry = this.#job.undecidedTries + 1 >= mostUndecidedTries || target.idempotency === 'none';
    const settled: SettledEntity[] = [];
    batch.forEach((entity, index) => {
      const { seq } = entity;
      const outcome = outcomes[index] ?? { status: 'unknown', message: `${lane.target} gave no outcome for this entity` };
      if (isUndecided(outcome) && !isLastTry) this.#holdUp(entity);
      else settled.push({ seq, outcome });
    });
    if (settled.length > 0) await this.#settle(settled);
    this.#job.beat({ undecidedTries: this.#job.undecidedTries });
  }

  #holdUp(entity: ClaimedEntity): void {
    this.#undecided += 1;
    const order = this.#job.orderOf?.(entity);
    if (order !== undefined) this.#heldUp.add(order);
  }

  /** When it is certain that the request had no effect, the claim is given back: nothing needs to be looked up then. */
  async #send(batch: readonly ClaimedEntity[], write: () => Promise<readonly Outcome[]>): Promise<readonly Outcome[]> {
    try {
      return await write();
    } catch (error) {
      let isWithoutEffect = error instanceof ConnectorError && error.effect === 'none';
      if (!isWithoutEffect && this.#job.target.idempotency === 'none') {
        // What this batch has left behind is a person's to find out; nothing else of the claim is in doubt.
        const outcome = { status: 'unknown', message: `${messageOf(error)} ${cannotBeAsked(this.#job.lane.target)}` } as const;
        await this.#settle(batch.map(({ seq }) => ({ seq, outcome })));
        isWithoutEffect = true;
      }
      if (isWithoutEffect && this.#undecided === 0 && batch.length > 0) await this.#job.store.staging.release(this.#job.claim);
      throw error;
    }
  }

  async #settle(outcomes: readonly SettledEntity[]): Promise<void> {
    const { store, claim, now } = this.#job;
    const told = outcomes.map(({ seq, outcome }) => ({ seq, outcome: withoutSecrets(outcome, this.#job.redact) }));
    await store.staging.settle(claim, told, toInstant(now()));
    for (const { outcome } of outcomes) this.#sums[outcome.status] += 1;
  }

  #tryAgainWhileUndecided(): void {
    if (this.#undecided === 0) return;
    const tries = this.#job.undecidedTries + 1;
    this.#job.beat({ undecidedTries: tries });
    const message = `${this.#undecided} entities were neither taken nor refused for good (try ${tries} of ${mostUndecidedTries}). They are looked up and tried again.`;
    throw new ConnectorError('Transient', message, { endpoint: this.#job.lane.target });
  }

  #toTarget(entity: ClaimedEntity): TargetEntity {
    const { source, target, txType } = this.#job.lane;
    const { seq, srcId, updatedAt, data, tgtId } = entity;
    const key = digest(JSON.stringify([source, target, txType, srcId, updatedAt, entity.hash]));
    const sendingKey = digest(JSON.stringify([key, this.#job.claim.taskNo, seq]));
    const isDeleted = isDeletion(entity) ? ({ isDeleted: true } as const) : {};
    return { srcId, updatedAt, data, key, sendingKey, ...(tgtId !== undefined && { tgtId }), ...isDeleted };
  }
}

/** The first of each order, then the second of each, and so on. */
function inWaves(entities: readonly ClaimedEntity[], orderOf: (entity: ClaimedEntity) => string): readonly ClaimedEntity[][] {
  const waves: ClaimedEntity[][] = [];
  const counts = new Map<string, number>();
  for (const entity of entities) {
    const order = orderOf(entity);
    const count = counts.get(order) ?? 0;
    counts.set(order, count + 1);
    (waves[count] ??= []).push(entity);
  }
  return waves;
}

function isDeletion({ hash }: ClaimedEntity): boolean {
  return hash === deletionHash;
}

function neverSent(target: string): Outcome {
  return { status: 'ignored', message: `deleted in the source, and never sent to ${target}: there is nothing to delete` };
}

function cannotDelete({ source, target, txType }: Lane): Outcome {
  const message = `${source} says that this ${txType} was deleted, and ${target} cannot delete any. Delete it there by hand, or set deletions: ignore.`;
  return { status: 'failed', code: 'CANNOT_DELETE', message };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function cannotBeAsked(target: string): string {
  return (
    `A former attempt may have written this one, and ${target} cannot be asked. Look there: if it is missing, a retry sends it again; ` +
    'if it is there, dismiss the task.'
  );
}

function isUndecided(outcome: Outcome): boolean {
  return outcome.status === 'unknown' || (outcome.status === 'failed' && outcome.isPassing === true);
}

/** A vendor may repeat a token in what it says of a record. */
function withoutSecrets(outcome: Outcome, redact: Redact): Outcome {
  if (outcome.status !== 'sent') return { ...outcome, message: redact(outcome.message) };
  return outcome.warnings === undefined ? outcome : { ...outcome, warnings: outcome.warnings.map(redact) };
}
