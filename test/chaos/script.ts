import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../client/cli/dev/project-root.js';

export interface ScriptOptions {
  readonly name: string;
  readonly args: readonly string[];
  /** Takes what it says on its standard error. */
  readonly logFile: string;
  readonly nodeOptions?: readonly string[];
}

/** One of the compiled scripts of the chaos, as a process of its own that ends with this one. */
export class Script {
  readonly process: ChildProcess;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Its first line; rejects when it ends without one. */
  readonly line: Promise<string>;

  constructor({ name, args, logFile, nodeOptions = [] }: ScriptOptions) {
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, [...nodeOptions, join(projectRoot, 'dist', 'test', 'chaos', name), ...args], {
      stdio: ['pipe', 'pipe', log],
      env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
    });
    closeSync(log);
    this.process = child;
    this.exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    this.line = new Promise((resolve, reject) => {
      if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve);
      child.once('exit', (code, signal) => reject(new Error(`${name} ended (${signal ?? code}); see ${logFile}`)));
    });
    this.line.catch(() => {});
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** SIGKILL: no handler runs, nothing is finished. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited;
  }
}
