import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../client/cli/dev/project-root.js';

/** A Python with some packages: `home` is its PYTHONPATH. */
export interface PythonHome {
  readonly python: string;
  readonly home: string;
}

/** Installs the pinned and hashed wheels of `scripts/{name}-requirements.txt` where they are not there yet. Throws what is missing. */
export async function installWheels(name: string): Promise<PythonHome> {
  const python = await findPython(name);
  return { python, home: await install(python, name) };
}

async function findPython(name: string): Promise<string> {
  for (const python of ['python3', 'python']) {
    const isThere = await promisify(execFile)(python, ['-m', 'pip', '--version']).then(
      () => true,
      () => false,
    );
    if (isThere) return python;
  }
  throw new Error(`${name} needs Python 3 with pip, which is not on the PATH`);
}

async function install(python: string, name: string): Promise<string> {
  const requirements = join(projectRoot, 'scripts', `${name}-requirements.txt`);
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const home = join(projectRoot, '.datawald', `${name}-${digest}`);
  if (existsSync(home)) return home;
  const partial = `${home}.${process.pid}.partial`;
  const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-compile', '--quiet', '--disable-pip-version-check'];
  try {
    await promisify(execFile)(python, ['-m', 'pip', 'install', ...options, '--target', partial, '-r', requirements]);
    // In one step, so that a kill half-way leaves nothing broken behind.
    if (!existsSync(home)) renameSync(partial, home);
  } catch (error) {
    throw new Error(`${name} could not be installed with pip: no network, or no wheel for this Python`, { cause: error });
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return home;
}
