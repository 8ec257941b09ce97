import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Takes what the process prints. */
  readonly logFile: string;
}

/** A process of ours: told to end, and ended when it does not. */
export class Child {
  readonly process: ChildProcess;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly logFile: string;

  constructor({ command, args, env, cwd, logFile }: ChildOptions) {
    this.logFile = logFile;
    const log = openSync(logFile, 'a');
    // A group of its own: Ctrl-C in a terminal reaches the parent alone, which ends its children in order.
    this.process = spawn(command, args, { env, cwd, stdio: ['pipe', log, log], detached: true });
    closeSync(log);
    this.exited = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => resolve({ code, signal }));
      this.process.once('error', () => resolve({ code: 1, signal: null }));
    });
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** SIGTERM, and SIGKILL for one that has not ended within `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    if (!this.isRunning) return;
    this.process.kill('SIGTERM');
    const isInTime = await Promise.race([this.exited.then(() => true), delay(graceMs, false, { ref: false })]);
    if (!isInTime) this.process.kill('SIGKILL');
    await this.exited;
  }
}
