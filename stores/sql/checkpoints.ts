import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

const everyMs = 200;

/** A log that has grown beyond this, since somebody always reads, is begun anew, for which writers wait a moment. */
const restartBytes = 512 * 1024 * 1024;

/** What the thread does, in memory that both threads see. */
const idle = 0;
const busy = 1;
const ended = 2;

/**
 * Moves what was written from the log into the database file, in a thread of its own: in the thread that writes it would
 * be a stall at every thousandth page. Should the thread fail, the writer does it itself again.
 *
 * A thread must not be ended within a call into libsql, which would abort the whole process; hence the shared state.
 */
export class CheckpointThread {
  readonly #file: string;
  readonly #fallBack: () => void;
  readonly #state = new Int32Array(new SharedArrayBuffer(4)).fill(busy);
  readonly #onExit = () => this.#waitUntilIdle();
  #worker: Worker | undefined;
  #isStopping = false;

  /** @param fallBack lets the writing connection make its own checkpoints */
  constructor(file: string, fallBack: () => void) {
    this.#file = file;
    this.#fallBack = fallBack;
  }

  start(): void {
    const libsql = createRequire(import.meta.url).resolve('libsql');
    const workerData = { libsql, file: this.#file, everyMs, restartBytes, state: this.#state };
    this.#worker = new Worker(program, { eval: true, workerData });
    this.#worker.unref();
    this.#worker.once('error', () => this.#onEnd());
    this.#worker.once('exit', () => this.#onEnd());
    process.once('exit', this.#onExit);
  }

  #onEnd(): void {
    process.off('exit', this.#onExit);
    this.#worker = undefined;
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#fallBack();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#worker === undefined) return;
    this.#waitUntilIdle();
    await this.#worker.terminate();
  }

  /** Holds this thread up for the rest of one checkpoint; afterwards the other one begins none. */
  #waitUntilIdle(): void {
    while (this.#worker !== undefined && Atomics.compareExchange(this.#state, 0, idle, ended) === busy) {
      if (Atomics.wait(this.#state, 0, busy, longestCheckpointMs) === 'timed-out') return;
    }
  }
}

const longestCheckpointMs = 10_000;

/** Plain JavaScript in a text, so that it runs alike from `dist`, from sources under test, and from a bundle. */
const program = `
  const { statSync } = require('node:fs');
  const { workerData } = require('node:worker_threads');
  const { state, file } = workerData;
  const become = (next) => { Atomics.store(state, 0, next); Atomics.notify(state, 0); };
  try {
    const Database = require(workerData.libsql);
    const database = new Database(file, { timeout: 5000 });
    const passive = database.prepare('pragma wal_checkpoint(passive)');
    const restart = database.prepare('pragma wal_checkpoint(restart)');
    let seen = '';
    const checkpoint = () => {
      const log = statSync(file + '-wal', { throwIfNoEntry: false });
      const now = log === undefined ? '' : log.mtimeMs + '/' + log.size;
      if (now === seen) return;
      seen = now;
      const [answer] = passive.all();
      if (log !== undefined && log.size > workerData.restartBytes && answer.checkpointed < answer.log) restart.all();
    };
    setInterval(() => {
      if (Atomics.compareExchange(state, 0, ${idle}, ${busy}) !== ${idle}) return;
      try { checkpoint(); } finally { become(${idle}); }
    }, workerData.everyMs);
  } finally {
    become(${idle});
  }
`;
