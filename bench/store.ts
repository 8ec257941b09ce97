import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toInstant } from '../core/instant.js';
import type { JsonObject } from '../core/json.js';
import { openStore, type StoreSettings } from '../stores/open-store.js';
import type { EntityToStage, PageToStage, Store } from '../stores/store.js';
import { startPostgres } from '../test/contract/store/postgres-server.js';

/**
 * Microseconds per entity of the store's hot operations, with records of 1.5 KB in pages of 1,000 and ids in no order.
 * `cpu` counts all threads of the process, that of the checkpoints too.
 *
 *     npx tsc -p tsconfig.build.json --outDir /tmp/store-build
 *     cp package.json /tmp/store-build && ln -sfn "$PWD/node_modules" /tmp/store-build/node_modules
 *     node /tmp/store-build/bench/store.js [pages] [libsql|postgres]
 */
const pages = Number(process.argv[2] ?? 100);
const only = process.argv[3];
const pageSize = 1000;
const now = toInstant(Date.now());

function record(index: number): JsonObject {
  const fields = Array.from({ length: 41 }, (_, field) => [`field_${field}`, `${field} of ${index} lorem ipsum do`] as const);
  return Object.fromEntries(fields);
}

function shuffled(count: number): readonly number[] {
  const numbers = Array.from({ length: count }, (_, index) => index);
  let seed = 7;
  for (let index = count - 1; index > 0; index--) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = seed % (index + 1);
    [numbers[index], numbers[other]] = [numbers[other] ?? 0, numbers[index] ?? 0];
  }
  return numbers;
}

const ids = shuffled(pages * pageSize);
const records = Array.from({ length: pageSize }, (_, index) => record(index));

function entitiesOf(page: number): EntityToStage[] {
  return records.map((data, index) => {
    const srcId = `SO-${1_000_000 + (ids[page * pageSize + index] ?? 0)}`;
    return { srcId, updatedAt: now, hash: `0123456789abcdef0123456789abcdef-${srcId}`, dataJson: JSON.stringify(data), raw: data };
  });
}

/** Time that passed, and time that the process computed: only the latter means something on a busy machine. */
class Clock {
  readonly #times: number[] = [];
  readonly #entities: number;
  #cpu = 0;

  constructor(entitiesPerCall: number) {
    this.#entities = entitiesPerCall;
  }

  async measure<T>(work: () => Promise<T>): Promise<T> {
    const cpu = process.cpuUsage();
    const start = process.hrtime.bigint();
    const result = await work();
    this.#times.push(Number(process.hrtime.bigint() - start) / 1000 / this.#entities);
    const { user, system } = process.cpuUsage(cpu);
    this.#cpu += (user + system) / this.#entities;
    return result;
  }

  get text(): string {
    const sorted = this.#times.toSorted((a, b) => a - b);
    const mean = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return `${mean.toFixed(1)} (median ${median.toFixed(1)}, cpu ${(this.#cpu / sorted.length).toFixed(1)})`;
  }
}

async function openTask(store: Store, target: string): Promise<number> {
  const lane = { source: 'shop', target, txType: 'order' } as const;
  const common = { syncId: 'bench', lane, trigger: 'manual', configVersion: 'v1', until: now, openedAt: now } as const;
  return (await store.tasks.open({ ...common, taskId: `${target}-${Math.random()}` })).taskNo;
}

function newPage(taskNo: number, number: number, chunkSize: number): PageToStage {
  return { taskNo, pageKey: `${number}`, entities: entitiesOf(number), bookmark: {}, isForced: false, isRetry: false, chunkSize, at: now };
}

async function run(store: Store, chunkSize: number): Promise<void> {
  const [stage, claim, settle, unchanged] = [new Clock(pageSize), new Clock(chunkSize), new Clock(chunkSize), new Clock(pageSize)];
  const target = `crm-${chunkSize}`;
  const taskNo = await openTask(store, target);
  for (let number = 0; number < pages; number++) {
    const fresh = newPage(taskNo, number, chunkSize);
    const page = await stage.measure(() => store.staging.stage(fresh));
    for (const range of page.ranges) {
      const key = { taskNo, first: range.first, last: range.last, token: `${range.first}` };
      const claimed = await claim.measure(() => store.staging.claim({ ...key, at: now }));
      const outcomes = claimed.map(({ seq }) => ({ seq, outcome: { status: 'sent', tgtId: `T-${seq}`, change: 'created' } as const }));
      await settle.measure(() => store.staging.settle(key, outcomes, now));
    }
    await new Promise(setImmediate);
  }
  const again = await openTask(store, target);
  for (let number = 0; number < pages; number++) {
    const same = newPage(again, number, chunkSize);
    await unchanged.measure(() => store.staging.stage(same));
  }
  const counts = new Clock(pages * pageSize);
  await counts.measure(() => store.tasks.counts(taskNo));
  const history = new Clock(2 * pages * pageSize);
  await history.measure(() => store.staging.entityHistory({ source: 'shop', target, txType: 'order' }, 'SO-1000007'));
  console.log(`  chunks of ${chunkSize}: stage ${stage.text}   claim ${claim.text}   settle ${settle.text}   unchanged ${unchanged.text}`);
  console.log(`    per row looked at: counts ${counts.text}   entityHistory ${history.text}`);
}

async function bench(name: string, settings: StoreSettings): Promise<void> {
  console.log(`${name}, ${pages} pages of ${pageSize}, microseconds per entity`);
  await using store = openStore(settings);
  await store.migrate();
  for (const chunkSize of [200, 1000]) await run(store, chunkSize);
}

async function json(): Promise<void> {
  const [write, read] = [new Clock(pageSize), new Clock(pageSize)];
  for (let count = 0; count < 50; count++) {
    const text = await write.measure(() => Promise.resolve(JSON.stringify(records)));
    await read.measure(() => Promise.resolve(JSON.parse(text)));
  }
  console.log(
    `JSON alone, ${JSON.stringify(records[0]).length} bytes: stringify ${write.text} (stage does it twice)   parse ${read.text} (claim does it once)`,
  );
}

await json();
if (only !== 'postgres') {
  const directory = await mkdtemp(join(tmpdir(), 'datawald-bench-'));
  await bench('libsql', { kind: 'embedded', file: join(directory, 'store.db') });
  await rm(directory, { recursive: true });
}
if (only !== 'libsql') {
  const server = await startPostgres();
  await bench('Postgres', { kind: 'postgres', url: await server.newDatabase() });
  await server.stop();
}
