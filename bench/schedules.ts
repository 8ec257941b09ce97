import { setTimeout as delay } from 'node:timers/promises';
import { type ScheduleConfig, scheduleSchema } from '../config/config.js';
import { scheduleId } from '../core/ids.js';
import { BenchEngine } from './engine.js';
import { type Figure, type FigureOptions, rounded } from './figure.js';
import { Systems } from './measured-systems.js';

const syncs = 1000;
/** A busy machine takes more than a minute to make them all. */
const leadMs = 90_000;
const idleMs = 20_000;
const doneWithinMs = 300_000;

/** A thousand syncs that are due in one minute, spread over it by jitter, with one worker; then the same worker at rest. */
export async function schedules({ say }: FigureOptions): Promise<Figure> {
  using systems = await Systems.start(1);
  const ids = Array.from({ length: syncs }, (_, index) => `sync-${index}`);
  const dueAt = new Date(Math.ceil((Date.now() + leadMs) / 60_000) * 60_000);
  const flow = { source: 'source', target: 'target', txType: 'order', mapping: 'bench', overlapSeconds: 0 };
  await using engine = await BenchEngine.start({
    endpoints: {
      source: { connector: 'bench', settings: { url: systems.source } },
      target: { connector: 'bench', settings: { url: systems.target } },
    },
    syncs: Object.fromEntries(ids.map((id) => [id, { ...flow, group: id }])),
  });
  say(`${syncs} schedules, due at ${dueAt.toISOString()}`);
  const cron = `${dueAt.getUTCMinutes()} ${dueAt.getUTCHours()} * * *`;
  const schedule: ScheduleConfig = scheduleSchema.parse({ cron, jitter: '60s' });
  await engine.client.schedules.bringInLine(Object.fromEntries(ids.map((id) => [id, schedule])), await engine.client.hasSearchAttributes());
  if (Date.now() > dueAt.getTime()) throw new Error('the schedules were not made before they were due: this machine is too busy');
  await untilCompleted(engine, dueAt.getTime() + doneWithinMs);
  say('all have run; at rest');
  const late = await latenessOf(engine, ids);
  const idle = await idleCpu(engine);
  const { started, ended } = { started: quantiles(late.map((one) => one.startedMs)), ended: quantiles(late.map((one) => one.endedMs)) };
  return {
    results: [
      {
        name: 'a thousand schedules in a minute',
        runs: late.length,
        startedLateMedianMs: started.median,
        startedLateMostMs: started.most,
        startedWithin5Seconds: late.filter((one) => one.startedMs <= 5000).length,
        endedAfterMedianMs: ended.median,
        endedAfterMostMs: ended.most,
      },
      { name: 'at rest', ofOneCore: idle, memoryMb: Math.round(engine.memoryMb('VmRSS')) },
    ],
    goals: [
      { what: `the latest of ${late.length} runs started ${started.most} ms after its time, within 5,000`, isMet: started.most <= 5000 },
      { what: `at rest the worker takes ${idle} of one core, under 0.05`, isMet: idle < 0.05 },
    ],
  };
}

async function untilCompleted(engine: BenchEngine, deadline: number): Promise<void> {
  const query = 'WorkflowType = "syncTask" AND ExecutionStatus = "Completed"';
  for (;;) {
    const { count } = await engine.client.temporal.workflow.count(query);
    if (count >= syncs) return;
    if (Date.now() > deadline) throw new Error(`only ${count} of ${syncs} syncs have run to their end`);
    await delay(1000);
  }
}

/** For each sync, how long after its time, jitter included, its worker took it up, and when it had ended. */
async function latenessOf(engine: BenchEngine, ids: readonly string[]) {
  const found: { readonly startedMs: number; readonly endedMs: number }[] = [];
  const { schedule, workflow } = engine.client.temporal;
  for (const id of ids) {
    const { recentActions } = (await schedule.getHandle(scheduleId(id)).describe()).info;
    const [action] = recentActions;
    if (action === undefined || action.action.type !== 'startWorkflow') throw new Error(`${id} was never started by its schedule`);
    const handle = workflow.getHandle(action.action.workflow.workflowId);
    const { events } = await handle.fetchHistory();
    const { closeTime } = await handle.describe();
    const dueMs = action.scheduledAt.getTime();
    const takenUp = events?.find(
      (event) => event.workflowTaskStartedEventAttributes !== undefined && event.workflowTaskStartedEventAttributes !== null,
    );
    const takenUpMs = Number(takenUp?.eventTime?.seconds ?? 0) * 1000 + (takenUp?.eventTime?.nanos ?? 0) / 1e6;
    found.push({ startedMs: Math.round(takenUpMs - dueMs), endedMs: (closeTime?.getTime() ?? Number.NaN) - dueMs });
  }
  return found;
}

/** The part of one core that the worker takes while nothing is due. */
async function idleCpu(engine: BenchEngine): Promise<number> {
  await delay(5000);
  const [before, started] = [engine.cpuMs(), performance.now()];
  await delay(idleMs);
  return rounded((engine.cpuMs() - before) / (performance.now() - started));
}

function quantiles(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, most: sorted.at(-1) ?? 0 };
}
