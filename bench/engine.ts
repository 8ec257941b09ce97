import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startTemporal } from '../client/cli/dev/temporal-server.js';
import { workerNodeOptions } from '../client/cli/dev/worker-process.js';
import { DataWaldClient } from '../client/datawald-client.js';
import { type ConfigDocument, configSchema, documentOf } from '../config/config.js';
import { laneId } from '../core/ids.js';
import { toInstant } from '../core/instant.js';
import type { JsonValue } from '../core/json.js';
import type { TaskReport } from '../core/task-report.js';
import { openStore } from '../stores/open-store.js';
import { benchMapping } from './record.js';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Starts one of the benchmark's scripts; resolves with its first line. */
export async function startScript(
  script: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<{ readonly line: string; readonly process: ChildProcess }> {
  const child = spawn(process.execPath, [...process.execArgv, ...nodeOptions, join(folder, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  return { line, process: child };
}

export interface EngineRun {
  readonly ms: number;
  readonly report: TaskReport;
  /** Of the runs of both workflows, in the order in which they ran. */
  readonly eventsPerRun: readonly number[];
  readonly workerPeakMb: number;
}

export interface EngineSettings {
  readonly source: string;
  readonly target: string;
  readonly chunkSize: number;
  readonly chunksInFlight: number;
  readonly pagesPerRead: number;
  readonly keepRaw: 'all' | 'failed';
  /** A folder of its own, empty. */
  readonly folder: string;
  /** Runs of the same sync, one after the other: the second finds nothing changed. */
  readonly runs: number;
}

/** A real Temporal server, the embedded store and a worker of its own, all fresh. */
export async function runEngine(settings: EngineSettings): Promise<readonly EngineRun[]> {
  const file = join(settings.folder, 'store.db');
  const store = openStore({ kind: 'embedded', file });
  await store.migrate();
  await store.configVersions.put({
    version: 'bench',
    document: documentFor(settings) as unknown as JsonValue,
    appliedAt: toInstant(new Date()),
  });
  const temporal = await startTemporal(settings.folder, () => {});
  const worker = await startScript('worker.js', [temporal.address, file], workerNodeOptions);
  const client = await DataWaldClient.connect({ address: temporal.address });
  try {
    const runs: EngineRun[] = [];
    for (let run = 0; run < settings.runs; run += 1) runs.push(await runOnce(client, worker.process));
    return runs;
  } finally {
    await client[Symbol.asyncDispose]();
    worker.process.kill('SIGTERM');
    await new Promise((resolve) => worker.process.once('exit', resolve));
    await temporal.child?.stop(5000);
    await store[Symbol.asyncDispose]();
  }
}

async function runOnce(client: DataWaldClient, worker: ChildProcess): Promise<EngineRun> {
  const started = performance.now();
  const task = await client.start('bench');
  const report = await task.result();
  const ms = performance.now() - started;
  return { ms, report, eventsPerRun: await eventsOf(client, task.taskId), workerPeakMb: peakMb(worker.pid ?? 0) };
}

/** The history length of every run since the task began: of the task, and of the transfers of its lane. */
async function eventsOf(client: DataWaldClient, taskId: string): Promise<readonly number[]> {
  const { startTime } = await client.temporal.workflow.getHandle(taskId).describe();
  const lane = laneId({ source: 'source', target: 'target', txType: 'order' });
  const lengths: number[] = [];
  for await (const { historyLength, startTime: began } of client.temporal.workflow.list({
    query: `WorkflowId IN ("${taskId}", "${lane}")`,
  })) {
    if (began >= startTime && historyLength !== undefined) lengths.push(historyLength);
  }
  return lengths;
}

/** The most memory that a process has held, as Linux counts it; 0 where the system does not tell. */
function peakMb(pid: number): number {
  try {
    const [, kb = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kb) / 1024;
  } catch {
    return 0;
  }
}

function documentFor({ source, target, chunkSize, chunksInFlight, pagesPerRead, keepRaw }: EngineSettings): ConfigDocument {
  const config = configSchema.parse({
    endpoints: {
      source: { connector: 'bench', settings: { url: source } },
      target: { connector: 'bench', settings: { url: target }, limits: { concurrency: 16 } },
    },
    syncs: {
      bench: {
        source: 'source',
        target: 'target',
        txType: 'order',
        mapping: 'bench',
        startAt: '2020-01-01T00:00:00Z',
        maxEntitiesInMessageBody: chunkSize,
        chunksInFlight,
        pageSize: 1000,
        pagesPerRead,
        keepRaw,
        overlapSeconds: 86_400,
      },
    },
  });
  return documentOf(config, { bench: benchMapping });
}
