import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { SyncRuntime } from '../activities/sync-runtime.js';
import type { Secrets } from '../config/secrets.js';
import type { Registry } from '../connectors/registry.js';
import { DataWaldError } from '../core/errors.js';
import { compileMapping } from '../mapping/load.js';
import type { Store } from '../stores/store.js';
import { HealthFile } from './health-file.js';
import { Workers } from './workers.js';

export interface RunWorkerOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly secrets: Secrets;
  readonly temporal: { readonly address: string; readonly namespace: string; readonly connection: object };
  /** Absent: all endpoints of the applied config. */
  readonly endpoints?: readonly string[];
  /** The build of the code; see `WorkersOptions`. */
  readonly buildId?: string;
  /** Resolves when the worker is to stop. */
  readonly stopped: Promise<void>;
  /** Called when the workers poll. */
  readonly onReady: (queues: readonly string[]) => void;
  readonly logLevel: string;
  /** Kept fresh while the workers poll and the server answers. */
  readonly healthFile?: string;
}

/** Activities may go on for this long after a shutdown was asked for; then they are cancelled, and repeated elsewhere. */
const shutdownGraceMs = 5000;

/** Runs the workers of this process until they are told to stop. Throws what a worker failed of. */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  // Secrets are hidden in every line, whatever part of it they came in.
  const log = pino({ name: 'datawald', level: options.logLevel, hooks: { streamWrite: options.secrets.redact } }, pino.destination(2));
  installRuntime(log);
  const connection = await connect(options.temporal);
  const now = () => new Date();
  const runtime = new SyncRuntime({
    store: options.store,
    registry: options.registry,
    compileMapping,
    resolveSecrets: (settings, endpointId) => options.secrets.resolve(settings, endpointId),
    now,
    log: (level, message, fields) => log[level](fields ?? {}, message),
  });
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const { endpoints, buildId } = options;
  const workers = new Workers({
    store: options.store,
    runtime,
    now,
    redact: options.secrets.redact,
    connection,
    namespace: options.temporal.namespace,
    shutdownGraceMs,
    onFailure: fail,
    onBlind: (error) => log.warn({ err: error }, 'the applied config cannot be read; new endpoints are looked for again in a moment'),
    ...(endpoints !== undefined && { endpoints }),
    ...(buildId !== undefined && { buildId }),
  });
  let health: HealthFile | undefined;
  try {
    // From here on it counts how long leases are not renewed: those of a worker that was killed before this one began are over the sooner.
    await options.store.budgets.list();
    await workers.start();
    options.onReady(workers.queues);
    health = keepHealthFile(options.healthFile, { workers, connection });
    await Promise.race([options.stopped, failed]);
  } finally {
    health?.close();
    await workers.stop();
    await runtime[Symbol.asyncDispose]();
    await connection.close();
  }
}

async function connect({ address, connection }: RunWorkerOptions['temporal']): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect({ ...connection, address });
  } catch (cause) {
    throw new DataWaldError('Transient', `No Temporal server answers at ${address}. Start one, or name yours in TEMPORAL_ADDRESS.`, {
      cause,
    });
  }
}

/** How long the server may take to answer before it counts as away. */
const answerMs = 4000;

function keepHealthFile(file: string | undefined, of: { workers: Workers; connection: NativeConnection }): HealthFile | undefined {
  if (file === undefined) return undefined;
  const isWell = async () => {
    await of.connection.withDeadline(Date.now() + answerMs, async () => await of.connection.workflowService.getSystemInfo({}));
    return of.workers.isPolling;
  };
  return new HealthFile({ file, isWell });
}

/** One runtime per process; the signals are ours to handle. */
function installRuntime(log: pino.Logger): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      if (level === 'ERROR') log.error(meta ?? {}, message);
      else log.warn(meta ?? {}, message);
    }),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
  });
}
