import { ConnectorError } from '../../core/errors.js';
import type { Failed, Outcome } from '../../core/outcome.js';
import type { BatchAnswer, BatchEntry, Refusal, SqsApi } from './api.js';
import { inBatches, type Placed } from './batches.js';

/** What became of a message, before it is known whose it is. */
type Fate = { readonly messageId: string } | Exclude<Outcome, { readonly status: 'sent' }>;

export interface DeliveryOptions {
  readonly api: Pick<SqsApi, 'sendBatch'>;
  /** True for FIFO queues. */
  readonly isOrdered: boolean;
  readonly signal: AbortSignal;
}

/**
 * Sends messages request by request. Once anything may have been taken it does not throw any more: what is known of each
 * message is told, and what was not sent fails for a reason that passes.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #fates = new Map<number, Fate>();
  /** Groups whose next message must not overtake one that was not taken yet. */
  readonly #heldGroups = new Set<string>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** @returns what became of each, by its index */
  async send(messages: readonly Placed[]): Promise<ReadonlyMap<number, Fate>> {
    const batches = inBatches(messages, this.#options);
    for (const [number, batch] of batches.entries()) {
      try {
        await this.#sendBatch(batch);
      } catch (error) {
        const isNothingKnown = this.#fates.size === 0 && batches.length === 1;
        if (!(error instanceof ConnectorError) || isNothingKnown || (this.#fates.size === 0 && error.effect === 'none')) throw error;
        this.#breakOff({ error, doubtful: batch.filter((placed) => !this.#isHeld(placed)), unsent: batches.slice(number + 1).flat() });
        break;
      }
    }
    return this.#fates;
  }

  async #sendBatch(batch: readonly Placed[]): Promise<void> {
    const free = batch.filter((placed) => !this.#isHeld(placed));
    for (const { index } of batch.filter((placed) => this.#isHeld(placed)))
      this.#fates.set(index, passing('HELD', 'Another message of its group was not taken yet, and goes first. It is tried again.'));
    this.#note(free, await this.#ask(free));
    // What SQS itself has failed at, and has not taken, is asked once more.
    const again = free.filter(({ index }) => isPassing(this.#fates.get(index)));
    if (again.length > 0) this.#note(again, await this.#ask(again));
    for (const { index, message } of free) {
      if (this.#options.isOrdered && message.groupId !== undefined && isOpen(this.#fates.get(index))) this.#heldGroups.add(message.groupId);
    }
  }

  async #ask(batch: readonly Placed[]): Promise<BatchAnswer> {
    if (batch.length === 0) return { Successful: [], Failed: [] };
    return await this.#options.api.sendBatch(batch.map(entryOf), this.#options.signal);
  }

  #note(batch: readonly Placed[], { Successful, Failed }: BatchAnswer): void {
    const taken = new Map(Successful.map(({ Id, MessageId }) => [Id, MessageId]));
    const refused = new Map(Failed.map((refusal) => [refusal.Id, refusal]));
    for (const { index } of batch) {
      const [messageId, refusal] = [taken.get(String(index)), refused.get(String(index))];
      if (messageId !== undefined) this.#fates.set(index, { messageId });
      else if (refusal !== undefined) this.#fates.set(index, fateOf(refusal));
      else this.#fates.set(index, { status: 'unknown', message: 'SQS answered the request, and said nothing of this message.' });
    }
  }

  #breakOff({ error, doubtful, unsent }: { error: ConnectorError; doubtful: readonly Placed[]; unsent: readonly Placed[] }): void {
    const { effect, message } = error;
    for (const { index } of doubtful)
      if (!this.#fates.has(index))
        this.#fates.set(index, effect === 'none' ? passing('NOT_SENT', message) : { status: 'unknown', message });
    for (const { index } of unsent) this.#fates.set(index, passing('NOT_SENT', `The request before it failed: ${message}`));
  }

  #isHeld({ message: { groupId } }: Placed): boolean {
    return groupId !== undefined && this.#heldGroups.has(groupId);
  }
}

function isPassing(fate: Fate | undefined): boolean {
  return fate !== undefined && 'status' in fate && fate.status === 'failed' && fate.isPassing === true;
}

function isOpen(fate: Fate | undefined): boolean {
  return isPassing(fate) || (fate !== undefined && 'status' in fate && fate.status === 'unknown');
}

function entryOf({ index, message: { body, attributes, groupId, deduplicationId } }: Placed): BatchEntry {
  return {
    Id: String(index),
    MessageBody: body,
    MessageAttributes: { ...attributes },
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
  };
}

function fateOf({ Code, Message, SenderFault }: Refusal): Failed {
  if (!SenderFault) return passing(Code, `SQS could not take this message: ${Message}. It is tried again.`);
  const message = `SQS refused this message: ${Message}. Mend the record or the mapping; then: datawald retry.`;
  return { status: 'failed', code: Code, message };
}

function passing(code: string, message: string): Failed {
  return { status: 'failed', code, message, isPassing: true };
}
