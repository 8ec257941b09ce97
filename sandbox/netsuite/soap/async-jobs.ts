import { RecordProblem } from '../records/problem.js';

export interface AsyncJob {
  readonly id: string;
  /** Type of the result, such as `AsyncSearchResult`. */
  readonly resultType: string;
  /** How often its status is asked before it is finished. */
  checksLeft: number;
  /** The content of the result of a page. */
  readonly result: (pageIndex: number) => string;
}

/** Jobs of asyncSearch, asyncUpsertList…; their work is done when they are taken on, and told of later. */
export class AsyncJobs {
  readonly #jobs = new Map<string, AsyncJob>();
  #count = 0;
  /** How many checks find a new job pending and processing. */
  checks = 2;

  add(job: Pick<AsyncJob, 'resultType' | 'result'>): AsyncJob {
    this.#count += 1;
    const added = { ...job, id: `ASYNCWEBSERVICES_${this.#count}_${Math.random().toString(36).slice(2, 10)}`, checksLeft: this.checks };
    this.#jobs.set(added.id, added);
    return added;
  }

  /** Throws INVALID_JOB_ID. */
  get(id: string): AsyncJob {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new RecordProblem('INVALID_JOB_ID', `There is no job ${id}.`);
    return job;
  }

  /** One step nearer to the end each time. */
  check(id: string): { readonly job: AsyncJob; readonly status: 'pending' | 'processing' | 'finished' } {
    const job = this.get(id);
    const status = job.checksLeft === 0 ? 'finished' : job.checksLeft >= this.checks ? 'pending' : 'processing';
    if (job.checksLeft > 0) job.checksLeft -= 1;
    return { job, status };
  }
}
