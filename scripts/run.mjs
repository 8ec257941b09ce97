// Runs one step of package.json after setting up what it needs: `node scripts/run.mjs test`, `check`, `bench`, `chaos`, `fuzz`, `map-cases`, `build`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [step = '', ...args] = process.argv.slice(2);
const bin = (name) => join(root, 'node_modules', '.bin', name);

const steps = {
  build: [],
  test: [[process.execPath, '--experimental-vm-modules', '--no-warnings', join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...args]],
  check: [
    [bin('tsc'), '--noEmit', '-p', 'tsconfig.json'],
    [bin('oxlint'), '--type-aware', '.'],
    [bin('biome'), 'check', '--error-on-warnings', '.'],
    [
      bin('depcruise'),
      '--config',
      '.dependency-cruiser.cjs',
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
      'test',
      'bench',
    ],
    [bin('knip'), '--no-progress'],
    [process.execPath, join('scripts', 'check-house.mjs')],
    [process.execPath, join('scripts', 'promises.mjs'), '--check'],
  ],
  format: [[bin('biome'), 'check', '--write', '.']],
  bench: [[process.execPath, join(root, 'dist', 'bench', 'run.js'), ...args]],
  chaos: [[process.execPath, join(root, 'dist', 'test', 'chaos', 'run.js'), ...args]],
  fuzz: [[process.execPath, join(root, 'dist', 'test', 'map-cases', 'fuzz.js'), ...args]],
  'map-cases': [[process.execPath, join(root, 'dist', 'test', 'map-cases', 'run.js'), ...args]],
};

setUp();
if (['build', 'test', 'bench', 'chaos', 'fuzz', 'map-cases'].includes(step)) await build();
for (const [command, ...rest] of steps[step] ?? []) {
  const result = spawnSync(command, rest, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: step === 'bench' ? 'production' : process.env.NODE_ENV },
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
