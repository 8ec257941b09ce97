import type { TargetEntity } from '../../core/entity.js';
import type { Failed, Found, Outcome } from '../../core/outcome.js';
import { txTypes } from '../../core/tx-type.js';
import type { FindRequest, Target, WriteRequest } from '../connector.js';
import type { SqsApi } from './api.js';
import type { Placed } from './batches.js';
import { Delivery } from './delivery.js';
import type { BodyStore } from './large-bodies.js';
import { bytesOf, type Message, messageOf } from './message.js';
import type { SqsSettings } from './settings.js';

export interface SqsTargetOptions {
  readonly api: SqsApi;
  readonly settings: SqsSettings;
  /** Absent: what is too large fails. */
  readonly bodies?: BodyStore;
}

/** One message per version of an entity. A queue cannot be asked what was sent to it. */
export class SqsTarget implements Target {
  readonly txTypes = txTypes;
  readonly deletes = txTypes;
  readonly idempotency: 'none' | 'key';
  readonly #options: SqsTargetOptions;
  /** Of the queue, once it is known. */
  #maxBytes: number | undefined;

  constructor(options: SqsTargetOptions) {
    this.#options = options;
    this.#maxBytes = options.settings.maxMessageBytes;
    this.idempotency = options.settings.afterUnknown === 'resend' ? 'key' : 'none';
  }

  /** One request, so that a lost answer leaves few in doubt. */
  maxBatch(): number {
    return 10;
  }

  async write({ txType, entities, signal }: WriteRequest): Promise<readonly Outcome[]> {
    if (entities.length === 0) return [];
    const { api, settings } = this.#options;
    const made = await this.#prepare({ txType, entities, signal });
    const placed = made.flatMap((message, index): Placed[] => ('status' in message ? [] : [{ index, message }]));
    const fates = await new Delivery({ api, isOrdered: settings.queue.endsWith('.fifo'), signal }).send(placed);
    return entities.map((entity, index): Outcome => {
      const one = made[index];
      if (one !== undefined && 'status' in one) return one;
      const fate = fates.get(index) ?? { status: 'unknown', message: 'Nothing is known of this message.' };
      return 'status' in fate ? fate : { status: 'sent', tgtId: fate.messageId, change: changeOf(entity) };
    });
  }

  /** The queue remembers `TargetEntity.key` at best, and only for five minutes: nothing is known to be there. */
  async find({ entities }: FindRequest): Promise<readonly Found[]> {
    return entities.map(() => ({ state: 'absent' }));
  }

  /** All that can fail before anything is sent. */
  async #prepare({ txType, entities, signal }: Omit<WriteRequest, 'attempt'>): Promise<readonly (Message | Failed)[]> {
    const { api, settings, bodies } = this.#options;
    this.#maxBytes ??= (await api.facts(signal)).maxMessageBytes;
    const most = this.#maxBytes;
    return await Promise.all(
      entities.map(async (entity) => {
        const message = messageOf(entity, { txType, settings });
        if ('status' in message || bytesOf(message) <= most) return message;
        if (bodies === undefined) return tooLarge(bytesOf(message), most);
        return await bodies.offload(message, signal);
      }),
    );
  }
}

function changeOf({ isDeleted, tgtId }: TargetEntity): 'created' | 'updated' | 'deleted' {
  if (isDeleted === true) return 'deleted';
  return tgtId === undefined ? 'created' : 'updated';
}

function tooLarge(bytes: number, most: number): Failed {
  const message = `The message has ${bytes} bytes with its attributes, and the queue takes ${most}. Map fewer fields, or set largeBodies.`;
  return { status: 'failed', code: 'TOO_LARGE', message };
}
