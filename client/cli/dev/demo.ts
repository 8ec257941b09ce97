import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { applyConfig } from '../commands/apply.js';
import { laneOf } from '../commands/start.js';
import { completeConfig } from '../complete-config.js';
import { Context } from '../context.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { ProgressLine } from '../progress-line.js';
import { compare, describeComparison, isEqual } from './compare.js';
import { describePushed, isWhole, pushAndCompare } from './compare-pushed.js';
import { OwnProcess } from './own-process.js';
import { projectRoot } from './project-root.js';
import { type DemoKind, endLeftovers, removeRunning, writeRunning } from './running.js';
import { describeEnd, type SyncRun } from './summary.js';
import { type Systems, startSystems } from './systems.js';
import { type RunningTemporal, startTemporal } from './temporal-server.js';

export interface DemoOptions {
  /** Run the syncs on the fixed data, compare, and end. */
  readonly isOnce: boolean;
  /** Forget the data of earlier runs. */
  readonly isFresh: boolean;
  readonly shopData?: string;
}

const syncIds = ['shop-customers-to-crm', 'shop-products-to-crm', 'shop-orders-to-crm'];
const config = join('examples', 'shop-to-crm', 'datawald.yaml');

interface Parts {
  readonly temporal: RunningTemporal;
  readonly systems: Systems;
  readonly worker: OwnProcess;
  readonly context: Context;
}

/**
 * The demo: a shop and a CRM, Temporal, a worker, and three syncs between them. `closing` takes, in order, what is to
 * be ended again. Resolves when the syncs have run; the rest goes on by itself.
 */
export class Demo {
  readonly #options: DemoOptions;
  readonly #say: (line: string) => void;
  readonly #closing: (() => Promise<void> | void)[] = [];
  readonly #folder: string;

  constructor(options: DemoOptions, say: (line: string) => void) {
    this.#options = options;
    this.#say = say;
    this.#folder = join(projectRoot, '.datawald', options.isOnce ? 'once' : 'demo');
  }

  /** Starts everything, runs the three syncs, and says what came of it. */
  async run(outer: Context): Promise<ExitCode> {
    const parts = await this.#start(outer);
    const runs: SyncRun[] = [];
    for (const syncId of syncIds) runs.push(await this.#sync(parts, syncId));
    outer.output.data(
      runs.map(({ report }) => report),
      describeEnd(runs, {
        webUi: parts.temporal.webUi,
        shop: parts.systems.shop.url,
        crm: parts.systems.crm.url,
        doors: parts.systems.doors.url,
        isOnce: this.#options.isOnce,
        workerPid: parts.worker.pid,
      }),
    );
    if (this.#options.isOnce) return await this.#compare(parts, outer);
    parts.systems.selling.start();
    return exitCodes.done;
  }

  async #start(outer: Context): Promise<Parts> {
    endLeftovers(this.#kind);
    if (this.#options.isFresh || this.#options.isOnce) rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    const { shopData } = this.#options;
    const systems = await startSystems(this.#folder, { say: () => {}, ...(shopData !== undefined && { shopData }) });
    this.#closing.push(async () => await systems.close());
    const temporal = await startTemporal(this.#folder, this.#say);
    this.#closing.push(async () => await temporal.child?.stop(4000));
    const env = { ...systems.env, DATAWALD_DEMO: this.#folder };
    this.#remember(temporal, env);
    const context = this.#innerContext(outer, { ...env, TEMPORAL_ADDRESS: temporal.address });
    this.#closing.push(async () => await context[Symbol.asyncDispose]());
    await applyConfig(context, await completeConfig(context, context.config()), { withSchedules: !this.#options.isOnce });
    const own = {
      config: join(projectRoot, config),
      env: { ...env, TEMPORAL_ADDRESS: temporal.address },
      folder: this.#folder,
      say: this.#say,
    };
    const [worker, bridge] = [new OwnProcess({ command: 'worker', ...own }), new OwnProcess({ command: 'bridge', ...own })];
    this.#closing.push(async () => void (await Promise.all([worker.stop(), bridge.stop()])));
    await Promise.all([worker.ready(), bridge.ready()]);
    return { temporal, systems, worker, context };
  }

  #innerContext(outer: Context, env: Readonly<Record<string, string>>): Context {
    return new Context(
      { streams: { out: process.stdout, err: process.stderr }, cwd: projectRoot, env: { ...outer.env, ...env } },
      { config, json: outer.options.json },
    );
  }

  /** Lets the other commands find the demo, and the next start what this one may leave behind; the worker ends with this process by itself. */
  #remember(temporal: RunningTemporal, env: Record<string, string>): void {
    const pid = temporal.child?.process.pid;
    const { address, webUi } = temporal;
    writeRunning(this.#kind, {
      address,
      config: join(projectRoot, config),
      env,
      pid: process.pid,
      children: pid === undefined ? [] : [pid],
      ...(webUi !== undefined && { webUi }),
    });
    this.#closing.push(() => removeRunning(this.#kind));
  }

  get #kind(): DemoKind {
    return { folder: projectRoot, isOnce: this.#options.isOnce };
  }

  /** Runs one sync, or follows the task of it that runs already. */
  async #sync({ context }: Parts, syncId: string): Promise<SyncRun> {
    const client = await context.client();
    const lane = laneOf(context, syncId);
    const holder = await client.laneHolder(lane);
    const task = holder === undefined ? await client.start(syncId, { trigger: 'manual' }) : client.task(holder);
    const line = new ProgressLine(context.output, syncId);
    const report = await task.settled((seen) => line.show(seen), 200);
    line.end();
    return { taskId: task.taskId, report };
  }

  async #compare({ systems }: Parts, outer: Context): Promise<ExitCode> {
    const { env } = systems;
    const compared = await compare({
      shop: { url: systems.shop.url, token: env['SHOP_TOKEN'] ?? '' },
      crm: { url: systems.crm.url, token: env['CRM_TOKEN'] ?? '' },
    });
    outer.output.data(compared, compared.map(describeComparison).join('\n'));
    const pushed = await pushAndCompare({ doors: systems.doors, crm: { url: systems.crm.url, token: env['CRM_TOKEN'] ?? '' } });
    outer.output.data(pushed, pushed.map(describePushed).join('\n'));
    return compared.every(isEqual) && pushed.every(isWhole) ? exitCodes.done : exitCodes.failure;
  }

  /** Ends all that was started, last things first. */
  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).toReversed()) await close();
  }
}
