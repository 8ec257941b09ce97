import { setTimeout } from 'node:timers/promises';
import { ChangeMessageVisibilityBatchCommand, type Message } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import type { QueueConfig } from '../config/ingest.js';
import type { Delivery } from './delivery.js';
import { Pointers } from './pointer.js';
import { type OpenQueue, toDelivery } from './queue.js';
import { type Received, type Receiving, receive } from './receive.js';

export interface QueueBridgeOptions {
  readonly queue: OpenQueue;
  readonly config: QueueConfig;
  readonly receiving: Omit<Receiving, 'sync' | 'bodyOf' | 'setAside'>;
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

const batchSize = 10;
const firstPauseMs = 200;
const longestPauseMs = 15_000;

/**
 * Empties one queue into the inbox. A message is deleted when what it holds is in the inbox; while the store or Temporal is
 * away, nothing more is received, and what was received is kept and tried again.
 */
export class QueueBridge {
  readonly #options: QueueBridgeOptions;
  readonly #pointers: Pointers;
  readonly #consumers: readonly Consumer[];
  readonly #stopping = new AbortController();
  readonly #working = new Map<Consumer, Promise<unknown>>();

  constructor(options: QueueBridgeOptions) {
    this.#options = options;
    this.#pointers = new Pointers(options.queue.aws);
    this.#consumers = Array.from({ length: options.config.consumers }, () => this.#newConsumer());
  }

  #newConsumer(): Consumer {
    const { queue, config, log } = this.#options;
    const consumer: Consumer = Consumer.create({
      queueUrl: queue.url,
      sqs: queue.client,
      batchSize,
      visibilityTimeout: config.visibilityTimeoutSeconds,
      heartbeatInterval: Math.floor(config.visibilityTimeoutSeconds / 2),
      waitTimeSeconds: config.waitSeconds,
      messageAttributeNames: ['All'],
      messageSystemAttributeNames: ['All'],
      suppressFifoWarning: true,
      strictReturn: true,
      handleMessageBatch: async (messages) => {
        const work = this.#handle(messages);
        this.#working.set(consumer, work);
        try {
          return await work;
        } finally {
          this.#working.delete(consumer);
        }
      },
    });
    consumer.on('error', (error) => {
      if (!this.#stopping.signal.aborted) log('warn', `the queue ${queue.name} could not be asked; it is asked again`, { err: error });
    });
    return consumer;
  }

  start(): void {
    for (const consumer of this.#consumers) consumer.start();
  }

  /** Receives nothing more, and ends what is being taken in; what is not done is released at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const consumer of this.#consumers) consumer.stop({ abort: !this.#working.has(consumer) });
    await Promise.allSettled(this.#working.values());
    // The consumer deletes what it was told is done, right behind the work.
    for (const consumer of this.#consumers) while (consumer.status.isPolling) await setTimeout(10);
    this.#pointers.close();
    this.#options.queue.client.destroy();
  }

  /** Those that may be deleted. */
  async #handle(messages: readonly Message[]): Promise<Message[]> {
    const { queue } = this.#options;
    const byDelivery = new Map(messages.map((message) => [toDelivery(message, queue.name), message]));
    let received = await this.#receive([...byDelivery.keys()]);
    const done = [...received.done];
    for (let pauseMs = firstPauseMs; received.left.length > 0; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      this.#tellOf(received);
      if (!(await this.#pause(pauseMs))) break;
      received = await this.#receive(received.left.map(({ delivery }) => delivery));
      done.push(...received.done);
    }
    const left = messages.filter((message) => !done.some((delivery) => byDelivery.get(delivery) === message));
    if (left.length > 0) await this.#release(left);
    return done.flatMap((delivery) => byDelivery.get(delivery) ?? []);
  }

  #receive(deliveries: readonly Delivery[]): Promise<Received> {
    const { receiving, config, queue, log } = this.#options;
    return receive(deliveries, {
      ...receiving,
      sync: config.sync,
      bodyOf: (body) => this.#pointers.bodyOf(body),
      setAside: async (delivery, reason) => {
        await queue.setAside(delivery, reason);
        log('warn', `message ${delivery.messageId} of the queue ${queue.name} is a dead letter: ${reason}`);
      },
    });
  }

  #tellOf({ left }: Received): void {
    const { queue, log } = this.#options;
    const [first] = left;
    log('warn', `${left.length} messages of the queue ${queue.name} cannot be taken in at the moment; they are kept and tried again`, {
      err: first?.error,
    });
  }

  /** False where the bridge stops meanwhile. */
  async #pause(pauseMs: number): Promise<boolean> {
    const { signal } = this.#stopping;
    await setTimeout(pauseMs, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  }

  /** Others need not wait until their time is over. */
  async #release(messages: readonly Message[]): Promise<void> {
    const { queue, log } = this.#options;
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    try {
      await queue.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue.url, Entries }));
    } catch (error) {
      log('warn', `${messages.length} messages of the queue ${queue.name} are handed out again when their time is over`, { err: error });
    }
  }
}
