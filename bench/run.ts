// `npm run bench [-- --entities N]`: the engine beside a bare loop, in one run, and the results in bench/results.json.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { projectRoot } from '../client/cli/dev/project-root.js';
import { workerNodeOptions } from '../client/cli/dev/worker-process.js';
import { type EngineRun, type EngineSettings, runEngine, startScript } from './engine.js';

const { values } = parseArgs({ options: { entities: { type: 'string', default: '100000' } } });
const entities = Number(values.entities);
const loopScript = fileURLToPath(new URL('loop.js', import.meta.url));

interface Measured {
  readonly name: string;
  readonly perSecond: number;
  readonly ofBareLoop: number;
  readonly peakMb: number;
  readonly eventsPerRun?: readonly number[];
  readonly writtenTwice?: number;
  readonly targetRequests?: number;
}

const source = await startScript('systems.js', ['source', String(entities)]);
const target = await startScript('systems.js', ['target']);
const results: Measured[] = [];
try {
  const before = await loop();
  const small = { chunkSize: 200, chunksInFlight: 16, pagesPerRead: 5 };
  const large = { chunkSize: 1000, chunksInFlight: 12, pagesPerRead: 10 };
  const measured = [
    ...(await engine('engine, chunks of 200', { ...small, keepRaw: 'all', runs: 2 })),
    ...(await engine('engine, chunks of 1,000', { ...large, keepRaw: 'all', runs: 1 })),
    ...(await engine('engine, chunks of 1,000, raw records of failures alone', { ...large, keepRaw: 'failed', runs: 1 })),
  ];
  const after = await loop();
  const bare = (before.perSecond + after.perSecond) / 2;
  results.push({
    name: 'bare loop',
    perSecond: Math.round(bare),
    ofBareLoop: 1,
    peakMb: Math.round(Math.max(before.peakMb, after.peakMb)),
  });
  for (const one of measured) results.push({ ...one, ofBareLoop: Number((one.perSecond / bare).toFixed(3)) });
} finally {
  source.process.kill('SIGTERM');
  target.process.kill('SIGTERM');
}

const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? '', node: process.versions.node, workerNodeOptions };
writeFileSync(
  join(projectRoot, 'bench', 'results.json'),
  `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, entities, results }, null, 2)}\n`,
);
for (const { name, perSecond, ofBareLoop, peakMb, eventsPerRun } of results) {
  const events = eventsPerRun === undefined ? '' : `, at most ${Math.max(...eventsPerRun)} events in one of ${eventsPerRun.length} runs`;
  console.log(`${name}: ${perSecond} entities/s, ${ofBareLoop} of the bare loop, ${peakMb} MB${events}`);
}

async function loop(): Promise<{ readonly perSecond: number; readonly peakMb: number }> {
  await fetch(target.line, { method: 'DELETE' });
  const { stdout } = await promisify(execFile)(process.execPath, [loopScript, source.line, target.line], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const { count, ms, peakMb } = JSON.parse(stdout) as { count: number; ms: number; peakMb: number };
  return { perSecond: (count / ms) * 1000, peakMb };
}

async function engine(name: string, settings: Omit<EngineSettings, 'source' | 'target' | 'folder'>): Promise<Measured[]> {
  await fetch(target.line, { method: 'DELETE' });
  const folder = mkdtempSync(join(tmpdir(), 'datawald-bench-'));
  try {
    const runs = await runEngine({ ...settings, source: source.line, target: target.line, folder });
    const { writtenTwice, requests } = (await (await fetch(target.line)).json()) as { writtenTwice: number; requests: number };
    return runs.map((run, index) => ({
      ...describe(index === 0 ? name : `${name}, again, unchanged`, run),
      writtenTwice,
      targetRequests: requests,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe(name: string, { ms, report, workerPeakMb, eventsPerRun }: EngineRun): Measured {
  const { counts, status } = report;
  if (status !== 'Completed' || counts.read !== entities)
    throw new Error(`${name}: ${status} with ${JSON.stringify(counts)}: ${report.note ?? ''}`);
  return { name, perSecond: Math.round((counts.read / ms) * 1000), ofBareLoop: 0, peakMb: Math.round(workerPeakMb), eventsPerRun };
}
