import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const state = join(root, '.datawald');
const neededBytes = 2 * 1024 ** 3;

/** Ends the process with one line that says what is wrong and what to do. */
export function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Installs what is missing. Uses nothing but Node itself, so that it runs on a fresh clone. */
export function setUp(say = (line) => process.stderr.write(`${line}\n`)) {
  checkNode();
  checkDisk();
  mkdirSync(state, { recursive: true });
  install(say);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(`DataWald needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node and try again.`);
}

function checkDisk() {
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize >= neededBytes || existsSync(join(root, 'node_modules', '.package-lock.json'))) return;
  stop(
    `DataWald needs about 2 GB of free disk for its packages and Temporal; here are ${Math.round((bavail * bsize) / 1024 ** 2)} MB. Free some and try again.`,
  );
}

/** Installs when the lock file has changed since the last time. `npm install` rather than `npm ci`: see docs/decisions. */
function install(say) {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.datawald-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing packages (once, about a minute) …');
  const result = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    const reason =
      (result.stderr ?? '').split('\n').find((line) => line.includes('npm error')) ?? result.error?.message ?? 'npm gave no reason';
    stop(`The packages could not be installed: ${reason.trim()}. Check the network and npm's registry setting, then try again.`);
  }
  writeFileSync(stamp, wanted);
}
