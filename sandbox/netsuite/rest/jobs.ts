import type { RestAnswer } from './errors.js';

interface RestTask {
  readonly id: string;
  readonly answer: RestAnswer;
  readonly startedAt: string;
}

export interface RestJob {
  readonly id: string;
  readonly tasks: readonly RestTask[];
  /** How often its status is asked before it is completed. */
  checksLeft: number;
}

/** Requests that are answered later: a job with a task for each record. Their work is done when they are taken on. */
export class RestJobs {
  readonly #jobs = new Map<string, RestJob>();
  readonly #byKey = new Map<string, string>();
  #count = 0;
  /** How many checks find a new job at work. */
  checks = 1;

  add(answers: readonly RestAnswer[], { key, startedAt }: { readonly key: string | undefined; readonly startedAt: string }): RestJob {
    this.#count += 1;
    const tasks = answers.map((answer, index) => ({ id: String(index + 1), answer, startedAt }));
    const job: RestJob = { id: String(this.#count), tasks, checksLeft: this.checks };
    this.#jobs.set(job.id, job);
    if (key !== undefined) this.#byKey.set(key, job.id);
    return job;
  }

  /** The job that was asked for with this idempotency key. */
  byKey(key: string): RestJob | undefined {
    return this.#jobs.get(this.#byKey.get(key) ?? '');
  }

  get(id: string): RestJob | undefined {
    return this.#jobs.get(id);
  }
}
