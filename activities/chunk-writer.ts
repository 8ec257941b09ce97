import type { Target } from '../connectors/connector.js';
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
  /** One entity at a time, and none behind one that is undecided. */
  readonly isOrdered: boolean;
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

  constructor(job: ChunkWriting) {
    this.#job = job;
  }

  /**
   * @returns what this attempt settled; rows settled by former attempts are counted when the task ends
   * @throws ConnectorError `Transient` while entities are undecided and tries are left: Temporal tries the chunk again
   */
  async write(): Promise<WriteResult> {
    const { store, claim, target, lane, now, isOrdered } = this.#job;
    const claimed = await store.staging.claim({ ...claim, at: toInstant(now()) });
    const toSend = await this.#lookUp(claimed);
    const size = isOrdered ? 1 : target.maxBatch(lane.txType);
    for (let start = 0; start < toSend.length; start += size) {
      if (isOrdered && this.#undecided > 0) break;
      await this.#writeBatch(toSend.slice(start, start + size));
    }
    this.#tryAgainWhileUndecided();
    return this.#sums;
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
    const there = claimed.flatMap(({ seq }) => {
      const answer = found.get(seq);
      return answer?.state === 'same' ? [{ seq, outcome: { status: 'sent', tgtId: answer.tgtId, change: 'updated' } as const }] : [];
    });
    if (there.length > 0) await this.#settle(there);
    return claimed.flatMap((entity) => {
      const answer = found.get(entity.seq);
      if (answer?.state === 'same') return [];
      return answer?.state === 'different' ? [{ ...entity, tgtId: answer.tgtId }] : [entity];
    });
  }

  async #writeBatch(batch: readonly ClaimedEntity[]): Promise<void> {
    const { target, lane, attempt, signal } = this.#job;
    const outcomes = await this.#send(batch, async () => {
      return await target.write({ txType: lane.txType, entities: batch.map((entity) => this.#toTarget(entity)), attempt, signal });
    });
    const isLastTry = this.#job.undecidedTries + 1 >= mostUndecidedTries;
    const settled: SettledEntity[] = [];
    batch.forEach(({ seq }, index) => {
      const outcome = outcomes[index] ?? { status: 'unknown', message: `${lane.target} gave no outcome for this entity` };
      if (isUndecided(outcome) && !isLastTry) this.#undecided += 1;
      else settled.push({ seq, outcome });
    });
    if (settled.length > 0) await this.#settle(settled);
    this.#job.beat({ undecidedTries: this.#job.undecidedTries });
  }

  /** When it is certain that the request had no effect, the claim is given back: nothing needs to be looked up then. */
  async #send(batch: readonly ClaimedEntity[], write: () => Promise<readonly Outcome[]>): Promise<readonly Outcome[]> {
    try {
      return await write();
    } catch (error) {
      const isWithoutEffect = error instanceof ConnectorError && error.effect === 'none';
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
    const { srcId, updatedAt, data, tgtId } = entity;
    const key = digest(JSON.stringify([source, target, txType, srcId, updatedAt, entity.hash]));
    return { srcId, updatedAt, data, key, ...(tgtId !== undefined && { tgtId }) };
  }
}

function isUndecided(outcome: Outcome): boolean {
  return outcome.status === 'unknown' || (outcome.status === 'failed' && outcome.isPassing === true);
}

/** A vendor may repeat a token in what it says of a record. */
function withoutSecrets(outcome: Outcome, redact: Redact): Outcome {
  if (outcome.status !== 'sent') return { ...outcome, message: redact(outcome.message) };
  return outcome.warnings === undefined ? outcome : { ...outcome, warnings: outcome.warnings.map(redact) };
}
