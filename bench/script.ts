import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Starts one of the benchmark's scripts; resolves with its first line. */
export async function startScript(
  script: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<{ readonly line: string; readonly process: ChildProcess }> {
  const child = spawn(process.execPath, [...process.execArgv, ...nodeOptions, join(folder, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  return { line, process: child };
}
