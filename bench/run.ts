// `npm run bench [-- --only NAME --entities N]`: what the engine takes and gives, and the results in bench/results.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { workerNodeOptions } from '../client/cli/dev/own-process.js';
import { projectRoot } from '../client/cli/dev/project-root.js';
import { bridge } from './bridge.js';
import { csv } from './csv.js';
import type { Figure, FigureOptions, Result } from './figure.js';
import { mapping } from './mapping.js';
import { million } from './million.js';
import { push } from './push.js';
import { schedules } from './schedules.js';
import { table } from './table.js';
import { postgresThroughput, throughput } from './throughput.js';

/** In the order in which they run. */
const figures: Readonly<Record<string, (options: FigureOptions) => Promise<Figure>>> = {
  throughput,
  postgres: postgresThroughput,
  million,
  schedules,
  mapping,
  bridge,
  push,
  csv,
  table,
};
const resultsFile = join(projectRoot, 'bench', 'results.json');

const { values } = parseArgs({ options: { only: { type: 'string' }, entities: { type: 'string' } } });
const { only } = values;
if (only !== undefined && figures[only] === undefined)
  throw new Error(`--only is one of ${Object.keys(figures).join(', ')}, not "${only}"`);
const began = performance.now();

for (const [name, measure] of Object.entries(figures)) {
  if (only !== undefined && name !== only) continue;
  const load = loadavg()[0] ?? 0;
  const figure = await measure({ say, ...(values.entities !== undefined && { entities: Number(values.entities) }) });
  for (const result of figure.results) console.log(lineOf(result));
  for (const { what, isMet } of figure.goals) console.log(`${isMet ? 'holds' : 'MISSED'}: ${what}`);
  keep(name, { measuredAt: new Date().toISOString(), loadBefore: Number(load.toFixed(2)), ...figure });
}

/** Replaces what was kept under this name, and leaves the others. */
function keep(name: string, measured: object): void {
  const known = existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as { figures?: object }) : {};
  const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? '', node: process.versions.node, workerNodeOptions };
  writeFileSync(resultsFile, `${JSON.stringify({ machine, figures: { ...known.figures, [name]: measured } }, null, 2)}\n`);
}

function lineOf({ name, ...measures }: Result): string {
  const parts = Object.entries(measures).map(([measure, value]) => `${measure} ${Array.isArray(value) ? value.join('/') : String(value)}`);
  return `${name}: ${parts.join(', ')}`;
}

function say(line: string): void {
  console.error(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}
