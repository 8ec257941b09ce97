import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stop } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const rooms = [
  'core',
  'mapping',
  'config',
  'connectors',
  'ingest',
  'stores',
  'workflows',
  'activities',
  'workers',
  'client',
  'sandbox',
  'bench',
  'test/chaos',
  'test/support',
  'test/contract/store',
  'test/map-cases',
];
const stamp = join(dist, '.built-from');

/** Compiles to dist/ and bundles the workflows, when a source has changed since the last time. */
export async function build(say = (line) => process.stderr.write(`${line}\n`)) {
  const wanted = digestOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('building …');
  rmSync(dist, { recursive: true, force: true });
  const tsc = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (tsc.status !== 0) stop(`The build failed:\n${tsc.stdout}${tsc.stderr}`);
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const quiet = () => {};
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: (message) => say(message) };
  const { code } = await bundleWorkflowCode({ workflowsPath: join(dist, 'workflows', 'index.js'), logger });
  writeFileSync(join(dist, 'workflow-bundle.js'), code);
  chmodSync(join(dist, 'client', 'cli', 'bin.js'), 0o755);
  writeFileSync(stamp, wanted);
}

function digestOfSources() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) hash.update(readFileSync(join(root, file)));
  for (const room of rooms) {
    for (const entry of readdirSync(join(root, room), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue;
      const file = join(entry.parentPath, entry.name);
      hash.update(file.slice(root.length)).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}
