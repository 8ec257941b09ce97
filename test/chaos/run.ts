// `npm run chaos [-- --seconds N --seed S --store embedded|postgres|dynamodb --records R]`: one sync while everything around it dies, and what came of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DataWaldClient } from '../../client/datawald-client.js';
import { closingLine, compareRecords } from './comparison.js';
import { Ground } from './ground.js';
import { bringAbout } from './incidents.js';
import { loads } from './loads.js';
import { planOf } from './plan.js';
import type { SourceRecord } from './source-records.js';
import { type StoreKind, storeIncidents } from './store/chaos-store.js';
import { comeToRest, describeTasks, startAgainAndAgain } from './syncs.js';
import type { TargetRecord } from './target-records.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    store: { type: 'string', default: 'embedded' },
    records: { type: 'string' },
  },
});
const store = storeKind(values.store);
const load = loads[store];
const { changesPerSecond, sizes } = load;
const [seconds, seed, records] = [Number(values.seconds), Number(values.seed), Number(values.records ?? load.records)];
const restMs = 600_000;

const began = Date.now();
const folder = mkdtempSync(join(tmpdir(), 'datawald-chaos-'));
print(`seed ${seed}, ${seconds} seconds, on ${store}, ${records} records at first, about ${changesPerSecond} changes a second`);
const ground = await Ground.start({ folder, store, seed, records, sizes, say });
let isGood = false;
try {
  isGood = await run();
} finally {
  await ground.stop();
  if (isGood) rmSync(folder, { recursive: true, force: true });
  else print(`databases and logs are kept in ${folder}`);
}
process.exit(isGood ? 0 : 1);

async function run(): Promise<boolean> {
  await using client = await DataWaldClient.connect({ address: ground.address });
  const stop = new AbortController();
  const syncs = startAgainAndAgain(client, stop.signal);
  await fetch(`${ground.source}/change?perSecond=${changesPerSecond}`, { method: 'POST' });
  await goThroughPlan();
  say('faults have stopped');
  await fetch(`${ground.source}/change?perSecond=0`, { method: 'POST' });
  stop.abort();
  await syncs;
  say('the source has stopped changing; a last run');
  const isAtRest = await comeToRest(client, restMs);
  say(isAtRest ? 'the last run is completed, and nothing is left open' : `not at rest within ${restMs / 1000} seconds`);
  print(`tasks: ${await describeTasks(client)}`);
  return (await compare()) && isAtRest;
}

/** Incidents may overlap: one begins when its time has come, whether or not the one before is over. */
async function goThroughPlan(): Promise<void> {
  const start = Date.now();
  const underWay: Promise<void>[] = [];
  for (const incident of planOf(seed, seconds, store)) {
    await delay(Math.max(start + incident.atMs - Date.now(), 0));
    underWay.push(bringAbout(incident, ground, say));
  }
  await delay(Math.max(start + seconds * 1000 - Date.now(), 0));
  await Promise.all(underWay);
}

async function compare(): Promise<boolean> {
  const source = await getJson<{ records: SourceRecord[] }>(`${ground.source}/all`);
  const target = await getJson<{ records: TargetRecord[] }>(`${ground.target}/all`);
  const stats = await getJson<{ wentBack: number }>(`${ground.target}/stats`);
  print(`source: ${source.records.length} records, ${JSON.stringify(await getJson(`${ground.source}/stats`))}`);
  print(`target: ${target.records.length} records, ${JSON.stringify(stats)}`);
  if (ground.store.describe() !== '') print(`store: ${ground.store.describe()}`);
  const comparison = compareRecords(source.records, target.records);
  for (const [what, keys] of Object.entries(comparison) as [string, readonly string[]][]) {
    if (keys.length > 0) print(`${what}: ${keys.slice(0, 10).join(', ')}`);
  }
  const closing = closingLine(comparison, stats.wentBack);
  print(closing);
  return closing === 'lost 0 doubled 0 stale 0';
}

async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

function storeKind(name: string): StoreKind {
  const kinds = Object.keys(storeIncidents) as StoreKind[];
  const found = kinds.find((kind) => kind === name);
  if (found === undefined) throw new Error(`--store is one of ${kinds.join(', ')}, not "${name}"`);
  return found;
}

function say(line: string): void {
  print(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
