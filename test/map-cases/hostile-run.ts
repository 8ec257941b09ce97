import { Worker } from 'node:worker_threads';
import type { End, HostileLanguage } from './attempt.js';

export interface HostileExpression {
  readonly language: HostileLanguage;
  readonly expression: string;
}

/** An expression that got through, or did not end. */
export interface Breakthrough extends HostileExpression {
  readonly what: string;
}

export interface HostileReport {
  readonly ends: Readonly<Record<End, number>>;
  readonly breakthroughs: readonly Breakthrough[];
  readonly slowest: { readonly ms: number; readonly expression: string };
}

/** Far more than any limit lets an expression have; a busy machine included. */
const mostMs = 20_000;
const megabytes = 1024;

interface Answer {
  readonly end?: End;
  readonly error?: string;
  readonly ms: number;
}

/** Runs expressions one after the other in a thread, which is ended when one of them does not end by itself. */
export class HostileRun {
  readonly #ends: Record<End, number> = { refused: 0, failed: 0, gave: 0 };
  readonly #breakthroughs: Breakthrough[] = [];
  readonly #script: URL;
  #slowest = { ms: 0, expression: '' };
  #worker: Worker | undefined;
  /** Takes the answer to the expression that is under way. */
  #give: (answer: Answer) => void = () => {};

  /** @param script the built `hostile-thread.js` */
  constructor(script: URL) {
    this.#script = script;
  }

  async add(hostile: HostileExpression): Promise<void> {
    const { end, error, ms } = await this.#ask(hostile);
    if (ms > this.#slowest.ms) this.#slowest = { ms: Math.round(ms), expression: hostile.expression };
    if (end === undefined) this.#breakthroughs.push({ ...hostile, what: error ?? 'no answer' });
    else this.#ends[end] += 1;
  }

  #ask(hostile: HostileExpression): Promise<Answer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#give({ error: `it was still running after ${mostMs} ms`, ms: mostMs }), mostMs);
      this.#give = (answer) => {
        clearTimeout(timer);
        if (answer.end === undefined) this.#forget(worker);
        resolve(answer);
      };
      worker.postMessage(hostile);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { resourceLimits: { maxOldGenerationSizeMb: megabytes } });
    worker.on('message', (answer: Answer) => this.#give(answer));
    worker.on('error', (error) => this.#give({ error: `it ended the thread: ${String(error)}`, ms: 0 }));
    return worker;
  }

  #forget(worker: Worker): void {
    this.#worker = undefined;
    void worker.terminate();
  }

  async end(): Promise<HostileReport> {
    await this.#worker?.terminate();
    return { ends: this.#ends, breakthroughs: this.#breakthroughs, slowest: this.#slowest };
  }
}
