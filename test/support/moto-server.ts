import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectRoot } from '../../client/cli/dev/project-root.js';

/** A stand-in for DynamoDB for the duration of a test file. */
export interface MotoServer {
  readonly endpoint: string;
  /** It stands still, and so do requests to it, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const requirements = join(projectRoot, 'scripts', 'moto-requirements.txt');
const startsWithinMs = 60_000;

/** Installs pinned and hashed wheels where they are not there yet. Throws what is missing. */
export async function startMoto(): Promise<MotoServer> {
  const python = await findPython();
  const home = await install(python);
  const port = await freePort();
  const server = spawn(python, ['-c', 'from moto.server import main; main()', '-H', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, PYTHONPATH: home },
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilReady(server, endpoint);
  return {
    endpoint,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    stop: () => end(server),
  };
}

async function findPython(): Promise<string> {
  for (const python of ['python3', 'python']) {
    const isThere = await promisify(execFile)(python, ['-m', 'pip', '--version']).then(
      () => true,
      () => false,
    );
    if (isThere) return python;
  }
  throw new Error('moto needs Python 3 with pip, which is not on the PATH');
}

async function install(python: string): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const home = join(projectRoot, '.datawald', `moto-${digest}`);
  if (existsSync(home)) return home;
  const partial = `${home}.${process.pid}.partial`;
  const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-compile', '--quiet', '--disable-pip-version-check'];
  try {
    await promisify(execFile)(python, ['-m', 'pip', 'install', ...options, '--target', partial, '-r', requirements]);
    // In one step, so that a kill half-way leaves nothing broken behind.
    if (!existsSync(home)) renameSync(partial, home);
  } catch (error) {
    throw new Error('moto could not be installed with pip: no network, or no wheel for this Python', { cause: error });
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return home;
}

async function untilReady(server: ChildProcess, endpoint: string): Promise<void> {
  const deadline = Date.now() + startsWithinMs;
  while (server.exitCode === null && Date.now() < deadline) {
    const isReady = await fetch(`${endpoint}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await setTimeout(100);
  }
  server.kill();
  throw new Error(`moto's server did not answer at ${endpoint}`);
}

async function end(server: ChildProcess): Promise<void> {
  const ended = new Promise((done) => server.once('exit', done));
  server.kill('SIGKILL');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}
