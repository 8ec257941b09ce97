import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  address: z.string(),
  webUi: z.string().optional(),
  config: z.string(),
  env: z.record(z.string(), z.string()),
  pids: z.array(z.number()),
});

/** Where a demo runs: written by `datawald dev`, found by the other commands in the same folder. */
export type RunningDemo = z.output<typeof schema>;

const name = join('.datawald', 'running.json');

export function writeRunning(folder: string, running: RunningDemo): void {
  writeFileSync(join(folder, name), `${JSON.stringify(running, null, 2)}\n`);
}

export function readRunning(folder: string): RunningDemo | undefined {
  const file = join(folder, name);
  if (!existsSync(file)) return undefined;
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : undefined;
}

export function removeRunning(folder: string): void {
  rmSync(join(folder, name), { force: true });
}

/** Ends what an earlier demo left behind that was killed before it could. */
export function endLeftovers(folder: string): void {
  for (const pid of readRunning(folder)?.pids ?? []) {
    if (isOurs(pid)) process.kill(pid, 'SIGKILL');
  }
  removeRunning(folder);
}

/** A number may belong to another process by now: the command line tells, where the system shows it. */
function isOurs(pid: number): boolean {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return commandLine.includes('start-dev') || commandLine.includes('datawald') || commandLine.includes('bin.js');
  } catch {
    return false;
  }
}
