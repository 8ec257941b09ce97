import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/**
 * Moves what was written from the log into the database file, in a thread of its own: in the thread that writes it would
 * be a stall at every thousandth page. Should the thread fail, the writer does it itself again.
 */
export class CheckpointThread {
  readonly #file: string;
  readonly #fallBack: () => void;
  #worker: Worker | undefined;
  #isStopping = false;

  /** @param fallBack lets the writing connection make its own checkpoints */
  constructor(file: string, fallBack: () => void) {
    this.#file = file;
    this.#fallBack = fallBack;
  }

  start(): void {
    try {
      const libsql = createRequire(import.meta.url).resolve('libsql');
      const worker = new Worker(program, { eval: true, workerData: { libsql, file: this.#file, everyMs, restartBytes } });
      worker.unref();
      worker.once('error', () => this.#onEnd());
      worker.once('exit', () => this.#onEnd());
      this.#worker = worker;
    } catch {
      this.#onEnd();
    }
  }

  #onEnd(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#fallBack();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#worker?.terminate();
  }
}

const everyMs = 200;

/** A log that has grown beyond this, since somebody always reads, is begun anew, for which writers wait a moment. */
const restartBytes = 512 * 1024 * 1024;

/** Plain JavaScript in a text, so that it runs alike from `dist`, from sources under test, and from a bundle. */
const program = `
  const { statSync } = require('node:fs');
  const { workerData } = require('node:worker_threads');
  const Database = require(workerData.libsql);
  const database = new Database(workerData.file, { timeout: 5000 });
  const passive = database.prepare('pragma wal_checkpoint(passive)');
  const restart = database.prepare('pragma wal_checkpoint(restart)');
  let seen = '';
  setInterval(() => {
    const log = statSync(workerData.file + '-wal', { throwIfNoEntry: false });
    const now = log === undefined ? '' : log.mtimeMs + '/' + log.size;
    if (now === seen) return;
    seen = now;
    const [answer] = passive.all();
    if (log !== undefined && log.size > workerData.restartBytes && answer.checkpointed < answer.log) restart.all();
  }, workerData.everyMs);
`;
