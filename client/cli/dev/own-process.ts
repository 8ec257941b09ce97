import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataWaldError } from '../../../core/errors.js';
import { Child } from './child-process.js';
import { projectRoot } from './project-root.js';

export interface OwnProcessOptions {
  /** What it runs: a command that goes on until it is stopped, and says when it is ready. */
  readonly command: 'worker' | 'bridge';
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Of its log in the folder. Default: the command. */
  readonly name?: string;
  readonly say: (line: string) => void;
}

/**
 * Keeps the worker below half a gigabyte, and gives what lives for one page or chunk room to die young: without, a fifth
 * of the time goes into collecting garbage. See docs/operations.md.
 */
export const workerNodeOptions = ['--max-old-space-size=256', '--max-semi-space-size=64', '--min-semi-space-size=64'] as const;
const startMs = 30_000;
const stopMs = 8000;

/** A worker or a bridge as a process of its own, started again when it is killed: the demo invites people to do that. */
export class OwnProcess {
  readonly #options: OwnProcessOptions;
  readonly #logFile: string;
  #child: Child;
  #isStopping = false;

  constructor(options: OwnProcessOptions) {
    this.#options = options;
    this.#logFile = join(options.folder, `${options.name ?? options.command}.log`);
    rmSync(this.#logFile, { force: true });
    this.#child = this.#start();
  }

  #start(): Child {
    const bin = join(projectRoot, 'dist', 'client', 'cli', 'bin.js');
    const env = { ...process.env, ...this.#options.env, DATAWALD_STOP_WITH_PARENT: '1', NODE_ENV: 'production' };
    const args = [...workerNodeOptions, bin, this.#options.command, '--config', this.#options.config, '--log-level', 'warn'];
    const child = new Child({ command: process.execPath, args, env, cwd: projectRoot, logFile: this.#logFile });
    void child.exited.then(({ code, signal }) => this.#ended(signal ?? `exit code ${code}`));
    return child;
  }

  #ended(how: string): void {
    if (this.#isStopping) return;
    this.#options.say(`the ${this.#options.command} ended (${how}); a new one starts and goes on where it stood`);
    this.#child = this.#start();
  }

  get pid(): number | undefined {
    return this.#child.process.pid;
  }

  /** Resolves when it is at work. Throws what it said when it ended instead. */
  async ready(): Promise<void> {
    const deadline = Date.now() + startMs;
    while (Date.now() < deadline) {
      const log = existsSync(this.#logFile) ? readFileSync(this.#logFile, 'utf8') : '';
      if (log.includes(`${this.#options.command} ready`)) return;
      if (!this.#child.isRunning)
        throw new DataWaldError(
          'Config',
          `The ${this.#options.command} could not start: ${log.trim().split('\n').at(-1) ?? ''} (all of it in ${this.#logFile})`,
        );
      await delay(50);
    }
    throw new DataWaldError('Transient', `The ${this.#options.command} was not ready within ${startMs / 1000} s; see ${this.#logFile}.`);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#child.stop(stopMs);
  }
}
