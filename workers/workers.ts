import { type NativeConnection, Worker, type WorkerDeploymentOptions, type WorkerOptions } from '@temporalio/worker';
import { type ActivityDependencies, createControlActivities, createEndpointActivities } from '../activities/index.js';
import type { ConfigDocument } from '../config/config.js';
import { controlQueue, deploymentName, endpointQueue } from '../core/ids.js';
import { workflowCode } from './workflow-code.js';

export interface WorkersOptions extends ActivityDependencies {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** The endpoints that this process serves. Absent: all of the current config, and those that later ones bring. */
  readonly endpoints?: readonly string[];
  /** The build of the code that runs here. Absent: workers of different builds are not told apart. */
  readonly buildId?: string;
  /** How long activities may go on after a shutdown was asked for. */
  readonly shutdownGraceMs: number;
  /** Called once when a worker fails for good; the others are shut down then. */
  readonly onFailure: (error: unknown) => void;
  /** Called with why new endpoints cannot be looked for, once until it works again; the present ones are served meanwhile. */
  readonly onBlind: (error: unknown) => void;
}

/** Target and source activities that one process runs at the same time, per endpoint. */
const activitiesPerEndpoint = 20;
/** Workflows kept in memory; others are replayed when something happens to them. */
const cachedWorkflows = 200;
/** How often a new config is looked for. */
const configPollMs = 2000;

/**
 * The workers of one process: one for workflows and the store's activities, one for each endpoint. A config that is
 * applied while they run brings its new endpoints with it.
 */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #workers = new Map<string, { readonly worker: Worker; readonly done: Promise<void> }>();
  #poll: NodeJS.Timeout | undefined;
  #isStopping = false;
  #isServing = false;
  #isBlind = false;

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  /** Resolves when the workers poll. */
  async start(): Promise<void> {
    await this.#add(controlQueue, {
      activities: createControlActivities(this.#options),
      workflowBundle: await workflowCode(),
      maxCachedWorkflows: cachedWorkflows,
    });
    await this.#serveEndpoints();
    this.#poll = setInterval(() => void this.#lookForEndpoints(), configPollMs);
  }

  async #lookForEndpoints(): Promise<void> {
    try {
      await this.#serveEndpoints();
      this.#isBlind = false;
    } catch (error) {
      if (!this.#isBlind) this.#options.onBlind(error);
      this.#isBlind = true;
    }
  }

  /** One at a time: while the store is slow, a second look would start a second worker for the same queue. */
  async #serveEndpoints(): Promise<void> {
    if (this.#isServing) return;
    this.#isServing = true;
    try {
      await this.#addMissing();
    } finally {
      this.#isServing = false;
    }
  }

  async #addMissing(): Promise<void> {
    for (const endpointId of await this.#wantedEndpoints()) {
      const taskQueue = endpointQueue(endpointId);
      if (this.#workers.has(taskQueue) || this.#isStopping) continue;
      await this.#add(taskQueue, {
        activities: createEndpointActivities(this.#options),
        maxConcurrentActivityTaskExecutions: activitiesPerEndpoint,
      });
    }
  }

  async #wantedEndpoints(): Promise<readonly string[]> {
    if (this.#options.endpoints !== undefined) return this.#options.endpoints;
    const current = await this.#options.store.configVersions.current();
    return current === undefined ? [] : Object.keys((current.document as unknown as ConfigDocument).endpoints);
  }

  async #add(taskQueue: string, options: Omit<WorkerOptions, 'taskQueue'>): Promise<void> {
    const { connection, namespace, shutdownGraceMs, buildId } = this.#options;
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue,
      shutdownGraceTime: shutdownGraceMs,
      shutdownForceTime: shutdownGraceMs + 2000,
      maxHeartbeatThrottleInterval: '2s',
      defaultHeartbeatThrottleInterval: '2s',
      ...(buildId !== undefined && { workerDeploymentOptions: deploymentOf(buildId) }),
      ...options,
    });
    const done = worker.run().catch((error: unknown) => this.#options.onFailure(error));
    this.#workers.set(taskQueue, { worker, done });
  }

  /** The queues that are served now. */
  get queues(): readonly string[] {
    return [...this.#workers.keys()];
  }

  /** Whether every worker of this process asks the server for work. */
  get isPolling(): boolean {
    const workers = [...this.#workers.values()];
    return workers.length > 0 && workers.every(({ worker }) => worker.getState() === 'RUNNING');
  }

  /** Takes nothing new, lets what runs end within the grace time, and resolves when all is still. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#poll);
    for (const { worker } of this.#workers.values()) {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    }
    await Promise.all([...this.#workers.values()].map(async ({ done }) => await done));
  }
}

/** Workflows go on with the build that is current at their next step, but for those that say otherwise. */
function deploymentOf(buildId: string): WorkerDeploymentOptions {
  return { version: { deploymentName, buildId }, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' };
}
