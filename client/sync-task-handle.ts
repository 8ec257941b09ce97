import { setTimeout as delay } from 'node:timers/promises';
import { type Client, WorkflowFailedError, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DataWaldError } from '../core/errors.js';
import type { TaskReport } from '../core/task-report.js';
import * as messages from '../workflows/messages.js';

/** One sync task: what it says of itself, and what can be asked of it. Every method throws `NotFound` for an unknown task. */
export class SyncTaskHandle {
  readonly taskId: string;
  readonly #client: Client;

  constructor(client: Client, taskId: string) {
    this.#client = client;
    this.taskId = taskId;
  }

  /** Counts, status and reasons as they are now; also of a task that has ended. Needs a running worker. */
  async report(): Promise<TaskReport> {
    return await this.#asked(async () => {
      const [report, { status }] = await Promise.all([this.#handle.query(messages.reportQuery), this.#handle.describe()]);
      return status.name === 'RUNNING' || report.isClosed ? report : ended(report, status.name);
    });
  }

  /**
   * Sends failed entities again: all, or the named ones. Answers as soon as the retry has begun. Throws `WrongState`
   * with the reason when it makes no sense now; so do the others.
   */
  async retry(request: messages.RetryRequest = {}): Promise<TaskReport> {
    return await this.#update(messages.retryUpdate, request);
  }

  /** Begins nothing new; what is under way is finished. */
  async pause(): Promise<TaskReport> {
    return await this.#update(messages.pauseUpdate);
  }

  async resume(): Promise<TaskReport> {
    return await this.#update(messages.resumeUpdate);
  }

  /** Ends the task as Cancelled once what is under way is finished. The cut date does not move. */
  async cancel(): Promise<TaskReport> {
    return await this.#update(messages.cancelUpdate);
  }

  /** Closes a failed task without sending its entities. */
  async dismiss(): Promise<TaskReport> {
    return await this.#update(messages.dismissUpdate);
  }

  /** Waits for the task's end, however long that takes. A failed task ends only when it is retried, dismissed or past its deadline. */
  async result(): Promise<TaskReport> {
    try {
      return await this.#asked(async () => (await this.#handle.result()) as TaskReport);
    } catch (error) {
      if (error instanceof WorkflowFailedError) return await this.report();
      throw error;
    }
  }

  /** Waits until the task neither reads nor writes: ended, or open for a person. Looks every `everyMs` milliseconds. */
  async settled(onReport: (report: TaskReport) => void = () => {}, everyMs = 500): Promise<TaskReport> {
    for (;;) {
      const report = await this.report();
      onReport(report);
      if (report.isClosed || report.status === 'Fail' || report.status === 'Incompleted' || report.status === 'Paused') return report;
      await delay(everyMs);
    }
  }

  /** The task's page in the Web UI, below the address at which that runs. */
  url(webUi: string): string {
    return `${webUi}/namespaces/${encodeURIComponent(this.#client.options.namespace)}/workflows/${encodeURIComponent(this.taskId)}`;
  }

  get #handle() {
    return this.#client.workflow.getHandle(this.taskId);
  }

  async #update(definition: { readonly name: string }, request: messages.RetryRequest = {}): Promise<TaskReport> {
    return await this.#asked(
      async () => await this.#handle.executeUpdate<TaskReport, [messages.RetryRequest]>(definition.name, { args: [request] }),
    );
  }

  /** Turns Temporal's errors into ours. */
  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (cause) {
      if (cause instanceof WorkflowUpdateFailedError && cause.cause instanceof ApplicationFailure) {
        throw new DataWaldError('WrongState', cause.cause.message, { cause });
      }
      if (cause instanceof WorkflowNotFoundError) {
        throw new DataWaldError('NotFound', `There is no open task ${this.taskId}. List them with: datawald tasks`, { cause });
      }
      throw cause;
    }
  }
}

/** A workflow that was ended from outside had no time to say so itself. */
function ended(report: TaskReport, status: string): TaskReport {
  if (status === 'COMPLETED' || status === 'CONTINUED_AS_NEW') return { ...report, isClosed: true };
  const note = `its workflow was ended from outside (${status}); the cut date has not moved, and the next task picks up what is pending`;
  return { ...report, isClosed: true, status: 'Cancelled', note };
}
