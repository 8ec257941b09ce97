import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerNodeOptions } from '../client/cli/dev/own-process.js';
import { type RunningTemporal, startTemporal } from '../client/cli/dev/temporal-server.js';
import { DataWaldClient } from '../client/datawald-client.js';
import { configSchema, documentOf } from '../config/config.js';
import { laneId } from '../core/ids.js';
import { toInstant } from '../core/instant.js';
import type { JsonValue } from '../core/json.js';
import type { TaskReport } from '../core/task-report.js';
import { openStore, type StoreSettings } from '../stores/open-store.js';
import { benchMapping } from './record.js';
import { startScript } from './script.js';

export interface EngineRun {
  readonly ms: number;
  readonly report: TaskReport;
  /** Of the runs of both workflows, in the order in which they ran. */
  readonly eventsPerRun: readonly number[];
  readonly workerPeakMb: number;
}

export interface EngineSettings {
  /** Of a config, as `datawald.yaml` has them. */
  readonly endpoints: Readonly<Record<string, unknown>>;
  readonly syncs: Readonly<Record<string, unknown>>;
  /** Default: a file of its own. */
  readonly store?: StoreSettings;
}

export interface Flow {
  /** Addresses of the two systems. */
  readonly source: string;
  readonly target: string;
  readonly chunkSize: number;
  readonly chunksInFlight: number;
  readonly pagesPerRead: number;
  readonly keepRaw: 'all' | 'failed';
}

/** The settings of an engine with one sync, `bench`. */
export function oneFlow({ source, target, chunkSize, chunksInFlight, pagesPerRead, keepRaw }: Flow): EngineSettings {
  return {
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
  };
}

/** A real Temporal server, a store and a worker of its own, all fresh. */
export class BenchEngine implements AsyncDisposable {
  readonly client: DataWaldClient;
  readonly worker: ChildProcess;
  readonly #temporal: RunningTemporal;
  readonly #folder: string;

  private constructor(parts: { client: DataWaldClient; worker: ChildProcess; temporal: RunningTemporal; folder: string }) {
    this.client = parts.client;
    this.worker = parts.worker;
    this.#temporal = parts.temporal;
    this.#folder = parts.folder;
  }

  static async start(settings: EngineSettings): Promise<BenchEngine> {
    const folder = mkdtempSync(join(tmpdir(), 'datawald-bench-'));
    const where = settings.store ?? ({ kind: 'embedded', file: join(folder, 'store.db') } as const);
    await using store = openStore(where);
    await store.migrate();
    const { endpoints, syncs } = settings;
    const document = documentOf(configSchema.parse({ endpoints, syncs }), { bench: benchMapping }) as unknown as JsonValue;
    await store.configVersions.put({ version: 'bench', document, appliedAt: toInstant(new Date()) });
    const temporal = await startTemporal(folder, () => {}, { port: 0, uiPort: 0 });
    const worker = await startScript('worker.js', [temporal.address, JSON.stringify(where)], workerNodeOptions);
    const client = await DataWaldClient.connect({ address: temporal.address });
    return new BenchEngine({ client, worker: worker.process, temporal, folder });
  }

  /** Starts a sync and waits for the end of its task. */
  async run(syncId: string): Promise<EngineRun> {
    const started = performance.now();
    const task = await this.client.start(syncId);
    const report = await task.result();
    const ms = performance.now() - started;
    const runs = await this.runsOf(task.taskId);
    return { ms, report, eventsPerRun: runs.map(({ events }) => events), workerPeakMb: this.memoryMb('VmHWM') };
  }

  /** Every run since the task began: of the task, and of the transfers of its lane. */
  async runsOf(taskId: string): Promise<readonly { readonly workflowId: string; readonly runId: string; readonly events: number }[]> {
    const { startTime } = await this.client.temporal.workflow.getHandle(taskId).describe();
    const lane = laneId({ source: 'source', target: 'target', txType: 'order' });
    const query = `WorkflowId IN ("${taskId}", "${lane}")`;
    const runs = [];
    for await (const { workflowId, runId, historyLength, startTime: began } of this.client.temporal.workflow.list({ query })) {
      if (began >= startTime) runs.push({ workflowId, runId, events: historyLength });
    }
    return runs;
  }

  /** Of the worker, as Linux counts it: `VmRSS` now, `VmHWM` at most so far; 0 where the system does not tell. */
  memoryMb(name: 'VmRSS' | 'VmHWM'): number {
    try {
      const status = readFileSync(`/proc/${this.worker.pid}/status`, 'utf8');
      const [, kb = '0'] = new RegExp(`${name}:\\s+(\\d+)`).exec(status) ?? [];
      return Number(kb) / 1024;
    } catch {
      return 0;
    }
  }

  /** Milliseconds that the worker has computed so far, in all its threads; 0 where the system does not tell. */
  cpuMs(): number {
    try {
      const fields = readFileSync(`/proc/${this.worker.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      const ticksPerSecond = 100;
      return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
    } catch {
      return 0;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
    const ended = new Promise((resolve) => this.worker.once('exit', resolve));
    this.worker.kill('SIGTERM');
    await ended;
    await this.#temporal.child?.stop(5000);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
