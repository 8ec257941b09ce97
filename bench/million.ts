import { setTimeout as delay } from 'node:timers/promises';
import type { SyncTaskHandle } from '../client/sync-task-handle.js';
import type { TaskReport } from '../core/task-report.js';
import { BenchEngine, oneFlow } from './engine.js';
import { assertCounts, type Figure, type FigureOptions, rounded } from './figure.js';
import { largestPayload } from './histories.js';
import { runBareLoop, Systems } from './measured-systems.js';

const refusedOnes = 1000;
/** Of the bare loop beside it, which is as fast for more. */
const loopEntities = 100_000;
const sampleMs = 500;
const saidEvery = 100_000;

/** Of the run while it lasts. */
interface Samples {
  readonly memoryMb: readonly number[];
  /** Of asking the task where it stands. */
  readonly answerMs: readonly number[];
  readonly unanswered: number;
}

/** A million entities in one task, a thousand of which are refused; then the retry of these, beside a fresh task of as many. */
export async function million({ say, entities = 1_000_000 }: FigureOptions): Promise<Figure> {
  using systems = await Systems.start(entities);
  using few = await Systems.start(refusedOnes);
  const before = await bareLoop();
  await systems.refuseEvery(entities / refusedOnes);
  const large = { chunkSize: 1000, chunksInFlight: 12, pagesPerRead: 10, keepRaw: 'all' } as const;
  const settings = oneFlow({ ...large, source: systems.source, target: systems.target });
  const fresh = { ...(settings.syncs['bench'] as object), source: 'few', target: 'few' };
  const { target } = settings.endpoints as Readonly<Record<string, object>>;
  await using engine = await BenchEngine.start({
    endpoints: {
      ...settings.endpoints,
      few: { ...target, settings: { url: few.source } },
      taker: { ...target, settings: { url: few.target } },
    },
    syncs: { ...settings.syncs, fresh: { ...fresh, target: 'taker' } },
  });

  say(`${entities} entities`);
  const started = performance.now();
  const task = await engine.client.start('bench');
  const { report, samples } = await follow(engine, task, say);
  const ms = performance.now() - started;
  const sent = entities - refusedOnes;
  const counts = { status: 'Fail', read: entities, sent, failed: refusedOnes, pending: 0, unknown: 0 };
  assertCounts('the million', { status: report.status, ...report.counts }, counts);
  assertCounts('its target', await systems.received(), { saved: sent, refused: refusedOnes, writtenTwice: 0 });
  const runs = await engine.runsOf(task.taskId);
  const payloadBytes = await largestPayload(engine.client, runs);

  const retry = await compareRetry({ engine, systems, task, entities, say });
  const bare = (before + (await bareLoop())) / 2;
  const perSecond = Math.round((entities / ms) * 1000);
  const rate = { perSecond, ofBareLoop: rounded(perSecond / bare) };
  const result = { name: `${entities} entities in one task`, ...rate, ...describeMemory(samples), ...describeAnswers(samples) };
  const events = { runs: runs.length, mostEvents: Math.max(...runs.map((run) => run.events)), largestPayloadBytes: payloadBytes };
  const peakMb = Math.round(engine.memoryMb('VmHWM'));
  return {
    results: [{ ...result, peakMb, ...events }, retry],
    goals: [
      {
        what: `memory: last tenth ${result.lastTenthMb} MB, within 10 % of the second tenth's ${result.secondTenthMb}`,
        isMet: result.lastTenthMb <= result.secondTenthMb * 1.1,
      },
      { what: `memory: at most ${peakMb} MB, under 512`, isMet: peakMb < 512 },
      { what: `the longest run has ${events.mostEvents} events, under 2,000`, isMet: events.mostEvents < 2000 },
      { what: `the largest payload has ${payloadBytes} bytes, under 64 KB`, isMet: payloadBytes < 64 * 1024 },
      { what: `the task answered ${samples.answerMs.length} times, and not ${samples.unanswered} times`, isMet: samples.unanswered === 0 },
      { what: `a retry of 1,000 takes ${retry.ofFreshTask} of a fresh task of 1,000, within 3`, isMet: retry.ofFreshTask <= 3 },
    ],
  };
}

async function bareLoop(): Promise<number> {
  using systems = await Systems.start(loopEntities);
  return (await runBareLoop(systems)).perSecond;
}

/** Asks the task where it stands, and looks at the worker's memory, until it neither reads nor writes. */
async function follow(engine: BenchEngine, task: SyncTaskHandle, say: (line: string) => void) {
  const memoryMb: number[] = [];
  const answerMs: number[] = [];
  let unanswered = 0;
  let said = 0;
  for (;;) {
    const asked = performance.now();
    const report = await task.report().catch(() => undefined);
    if (report === undefined) unanswered += 1;
    else answerMs.push(performance.now() - asked);
    memoryMb.push(engine.memoryMb('VmRSS'));
    if (report !== undefined && hasSettled(report)) return { report, samples: { memoryMb, answerMs, unanswered } };
    if (report !== undefined && report.counts.read >= said + saidEvery) {
      said = report.counts.read;
      say(`${said} read, ${Math.round(memoryMb.at(-1) ?? 0)} MB`);
    }
    await delay(sampleMs);
  }
}

function hasSettled({ isClosed, status }: TaskReport): boolean {
  return isClosed || status === 'Fail' || status === 'Incompleted' || status === 'Paused';
}

async function compareRetry({
  engine,
  systems,
  task,
  entities,
  say,
}: {
  readonly engine: BenchEngine;
  readonly systems: Systems;
  readonly task: SyncTaskHandle;
  readonly entities: number;
  readonly say: (line: string) => void;
}) {
  say('a fresh task of a thousand');
  const fresh = await engine.run('fresh');
  assertCounts('the fresh task', { status: fresh.report.status, ...fresh.report.counts }, { status: 'Completed', sent: refusedOnes });
  await systems.refuseEvery(0);
  const before = await systems.received();
  say('the retry of a thousand among a million');
  const started = performance.now();
  await task.retry();
  const report = await task.result();
  const ms = performance.now() - started;
  const after = await systems.received();
  assertCounts(
    'the retry',
    { status: report.status, ...report.counts },
    { status: 'Completed', read: entities, sent: entities, failed: 0 },
  );
  const touched = after.entities - before.entities;
  assertCounts('its target', { ...after, touched }, { saved: entities, writtenTwice: 0, touched: refusedOnes });
  return {
    name: 'retry of 1,000 among them',
    touched,
    ms: Math.round(ms),
    freshMs: Math.round(fresh.ms),
    ofFreshTask: rounded(ms / fresh.ms),
  };
}

function describeMemory({ memoryMb }: Samples) {
  const tenth = Math.ceil(memoryMb.length / 10);
  return {
    secondTenthMb: Math.round(mean(memoryMb.slice(tenth, 2 * tenth))),
    lastTenthMb: Math.round(mean(memoryMb.slice(-tenth))),
  };
}

function describeAnswers({ answerMs, unanswered }: Samples) {
  return { answers: answerMs.length, unanswered, slowestAnswerMs: Math.round(Math.max(...answerMs)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}
