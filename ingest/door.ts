import { randomBytes } from 'node:crypto';
import { newPushTaskId } from '../core/ids.js';
import { toInstant } from '../core/instant.js';
import type { Inbox, NewInboxMessage, Receipt } from '../stores/inbox.js';

/** Whoever can see to it that a push task runs: the client. */
export interface PushStarter {
  startPushTask(task: { readonly syncId: string; readonly taskId: string }): Promise<void>;
}

export interface DoorOptions {
  readonly inbox: Inbox;
  readonly tasks: PushStarter;
  readonly now: () => Date;
}

interface Pushing {
  readonly messages: readonly NewInboxMessage[];
  readonly done: (receipts: readonly Receipt[]) => void;
  readonly failed: (error: unknown) => void;
}

/** So many tasks are remembered as started. */
const mostStarted = 1000;

/**
 * The way into the inbox, the same for all who push: first the durable write, then the task. What fails in between is put
 * right by pushing again. Those who push at the same time share a write.
 */
export class Door {
  readonly #options: DoorOptions;
  readonly #waiting = new Map<string, Pushing[]>();
  readonly #started = new Set<string>();

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** Answers once the messages are in the inbox of the sync and the task that will read them was started. */
  push(syncId: string, messages: readonly NewInboxMessage[]): Promise<readonly Receipt[]> {
    return new Promise((done, failed) => {
      const pushing = { messages, done, failed };
      const waiting = this.#waiting.get(syncId);
      if (waiting !== undefined) {
        waiting.push(pushing);
        return;
      }
      this.#waiting.set(syncId, [pushing]);
      void this.#drain(syncId);
    });
  }

  /** While one write is under way, others gather for the next. */
  async #drain(syncId: string): Promise<void> {
    for (;;) {
      const together = this.#waiting.get(syncId) ?? [];
      if (together.length === 0) {
        this.#waiting.delete(syncId);
        return;
      }
      this.#waiting.set(syncId, []);
      await this.#pushTogether(syncId, together);
    }
  }

  async #pushTogether(syncId: string, together: readonly Pushing[]): Promise<void> {
    try {
      const receipts = await this.#append(
        syncId,
        together.flatMap(({ messages }) => messages),
      );
      let start = 0;
      for (const { messages, done } of together) {
        done(receipts.slice(start, start + messages.length));
        start += messages.length;
      }
    } catch (error) {
      for (const { failed } of together) failed(error);
    }
  }

  async #append(syncId: string, messages: readonly NewInboxMessage[]): Promise<readonly Receipt[]> {
    const { inbox, now } = this.#options;
    const moment = now();
    const newTaskId = newPushTaskId(syncId, moment, randomBytes(4).toString('hex'));
    const receipts = await inbox.append({ syncId, messages, newTaskId, at: toInstant(moment) });
    const taskIds = new Set(receipts.flatMap(({ taskId, isFinished }) => (taskId === undefined || isFinished ? [] : [taskId])));
    for (const taskId of taskIds) await this.#start(syncId, taskId);
    return receipts;
  }

  /** Until a task has read its first page, a message finds it; by then it was started once. */
  async #start(syncId: string, taskId: string): Promise<void> {
    if (this.#started.has(taskId)) return;
    await this.#options.tasks.startPushTask({ syncId, taskId });
    this.#started.add(taskId);
    if (this.#started.size > mostStarted) for (const [oldest] of this.#started.entries()) return void this.#started.delete(oldest);
  }

  /** Starts what others wrote and did not start, or what was terminated; returns how many tasks. */
  async startStranded(olderThanMs: number): Promise<number> {
    const { inbox, tasks, now } = this.#options;
    const stranded = await inbox.stranded({ before: toInstant(now().getTime() - olderThanMs), limit: mostStarted });
    for (const task of stranded) await tasks.startPushTask(task);
    return stranded.length;
  }
}
