import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DataWaldError } from '../../../core/errors.js';

const schema = z.object({
  address: z.string(),
  webUi: z.string().optional(),
  config: z.string(),
  env: z.record(z.string(), z.string()),
  /** The process that started all, and the ones that it started. */
  pid: z.number(),
  children: z.array(z.number()),
});

/** Where a demo runs: written by `datawald dev`, found by the other commands in the same folder. */
export type RunningDemo = z.output<typeof schema>;

const demoFile = join('.datawald', 'running.json');
const onceFile = join('.datawald', 'running-once.json');

/** Which of the two kinds of demo: the one that stays is found by other commands, the one that ends by itself is not. */
export interface DemoKind {
  readonly folder: string;
  readonly isOnce: boolean;
}

function fileOf({ folder, isOnce }: DemoKind): string {
  return join(folder, isOnce ? onceFile : demoFile);
}

export function writeRunning(kind: DemoKind, running: RunningDemo): void {
  writeFileSync(fileOf(kind), `${JSON.stringify(running, null, 2)}\n`);
}

/** The demo that stays, if one runs from this folder. */
export function readRunning(folder: string): RunningDemo | undefined {
  return read({ folder, isOnce: false });
}

function read(kind: DemoKind): RunningDemo | undefined {
  const file = fileOf(kind);
  if (!existsSync(file)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Cut off half-way by a kill: it names nothing that could be ended.
    return undefined;
  }
}

export function removeRunning(kind: DemoKind): void {
  rmSync(fileOf(kind), { force: true });
}

/**
 * Ends what an earlier demo left behind that was killed before it could. Throws `WrongState` when that demo still
 * runs: two of them would share their data.
 */
export function endLeftovers(kind: DemoKind): void {
  const earlier = read(kind);
  if (earlier === undefined) return;
  if (earlier.pid !== process.pid && isOurs(earlier.pid)) {
    throw new DataWaldError(
      'WrongState',
      `The demo already runs here, as process ${earlier.pid}. End it with Ctrl-C, or: kill ${earlier.pid}`,
    );
  }
  for (const pid of earlier.children) {
    if (isOurs(pid)) process.kill(pid, 'SIGKILL');
  }
  removeRunning(kind);
}

/** A number may belong to another process by now: the command line tells, where the system shows it. */
function isOurs(pid: number): boolean {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return ['start-dev', 'start.mjs', 'bin.js'].some((part) => commandLine.includes(part));
  } catch {
    return false;
  }
}
