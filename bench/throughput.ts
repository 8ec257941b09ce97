import type { StoreSettings } from '../stores/open-store.js';
import { startPostgres } from '../test/contract/store/postgres-server.js';
import { BenchEngine, type EngineRun, type Flow, oneFlow } from './engine.js';
import { assertCounts, type Figure, type FigureOptions, type Goal, type Result, rounded } from './figure.js';
import { runBareLoop, Systems } from './measured-systems.js';

interface Case {
  readonly name: string;
  readonly flow: Omit<Flow, 'source' | 'target'>;
  /** Runs of the same sync, one after the other: the second finds nothing changed. */
  readonly runs: number;
  /** At least this much of the bare loop's rate, for the first run. */
  readonly goal?: number;
}

const small = { chunkSize: 200, chunksInFlight: 16, pagesPerRead: 5, keepRaw: 'all' } as const;
const large = { chunkSize: 1000, chunksInFlight: 12, pagesPerRead: 10, keepRaw: 'all' } as const;

/** The engine beside the bare loop, on the embedded store. */
export async function throughput(options: FigureOptions): Promise<Figure> {
  const cases: readonly Case[] = [
    { name: 'chunks of 200', flow: small, runs: 2, goal: 0.42 },
    { name: 'chunks of 1,000', flow: large, runs: 1, goal: 0.6 },
    { name: 'chunks of 1,000, raw records of failures alone', flow: { ...large, keepRaw: 'failed' }, runs: 1 },
  ];
  return await besideBareLoop(cases, options, () => Promise.resolve(undefined));
}

/** The same on Postgres, which runs on this machine too. */
export async function postgresThroughput(options: FigureOptions): Promise<Figure> {
  const server = await startPostgres();
  const cases: readonly Case[] = [
    { name: 'chunks of 200', flow: small, runs: 1, goal: 0.35 },
    { name: 'chunks of 1,000', flow: large, runs: 1, goal: 0.5 },
  ];
  try {
    return await besideBareLoop(cases, options, async () => ({ kind: 'postgres', url: await server.newDatabase() }));
  } finally {
    await server.stop();
  }
}

async function besideBareLoop(
  cases: readonly Case[],
  options: FigureOptions,
  newStore: () => Promise<StoreSettings | undefined>,
): Promise<Figure> {
  const { entities = 100_000, say } = options;
  using systems = await Systems.start(entities);
  const before = await runBareLoop(systems);
  const measured: { readonly result: Result & { readonly perSecond: number }; readonly goal?: number }[] = [];
  for (const one of cases) {
    await systems.reset();
    const store = await newStore();
    await using engine = await BenchEngine.start({
      ...oneFlow({ ...one.flow, source: systems.source, target: systems.target }),
      ...(store !== undefined && { store }),
    });
    for (let run = 0; run < one.runs; run += 1) {
      const name = run === 0 ? one.name : `${one.name}, again, unchanged`;
      say(name);
      const result = { ...describe(name, await engine.run('bench'), entities), ...(await received(systems, entities)) };
      measured.push({ result, ...(run === 0 && one.goal !== undefined && { goal: one.goal }) });
    }
  }
  const after = await runBareLoop(systems);
  const bare = (before.perSecond + after.perSecond) / 2;
  const loop: Result = { name: 'bare loop', perSecond: Math.round(bare), peakMb: Math.round(Math.max(before.peakMb, after.peakMb)) };
  const results = measured.map(({ result }) => ({ ...result, ofBareLoop: rounded(result.perSecond / bare) }));
  const goals = measured.flatMap(({ result, goal }): Goal[] => {
    if (goal === undefined) return [];
    const ratio = rounded(result.perSecond / bare);
    return [{ what: `${result.name}: ${ratio} of the bare loop, at least ${goal}`, isMet: ratio >= goal }];
  });
  return { results: [loop, ...results], goals };
}

async function received(systems: Systems, entities: number) {
  const { requests, saved, writtenTwice } = await systems.received();
  assertCounts('the target', { saved, writtenTwice }, { saved: entities, writtenTwice: 0 });
  return { writtenTwice, targetRequests: requests };
}

function describe(name: string, { ms, report, workerPeakMb, eventsPerRun }: EngineRun, entities: number) {
  assertCounts(name, { status: report.status, ...report.counts }, { status: 'Completed', read: entities, failed: 0, pending: 0 });
  return { name, perSecond: Math.round((entities / ms) * 1000), peakMb: Math.round(workerPeakMb), eventsPerRun };
}
