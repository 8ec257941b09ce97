import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { progressIntervalMs } from '../core/pace.js';
import type { TransferProgress } from '../core/transfer.js';
import { transferProgressSignal } from './messages.js';

/** Tells a transfer's task how far it is: at once when it stops or goes on, otherwise now and then. */
export class ProgressReporter {
  readonly startedAtMs: number;
  readonly #taskId: string;
  #lastAtMs = 0;
  #lastState = '';
  #sending: Promise<void> = Promise.resolve();

  constructor(taskId: string, startedAtMs: number) {
    this.#taskId = taskId;
    this.startedAtMs = startedAtMs;
  }

  report(progress: TransferProgress): void {
    const now = Date.now();
    const state = JSON.stringify([progress.isPaused, progress.halt]);
    const isDue = now - this.#lastAtMs >= progressIntervalMs(now - this.startedAtMs);
    if (!isDue && state === this.#lastState) return;
    this.#lastAtMs = now;
    this.#lastState = state;
    this.#sending = this.#send(progress);
  }

  /** Waits for the last report. */
  async finish(): Promise<void> {
    await this.#sending;
  }

  /** A task that has ended meanwhile needs no report. */
  async #send(progress: TransferProgress): Promise<void> {
    try {
      await getExternalWorkflowHandle(this.#taskId).signal(transferProgressSignal, progress);
    } catch {
      return;
    }
  }
}
