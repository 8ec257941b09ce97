import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { workerNodeOptions } from '../../client/cli/dev/own-process.js';
import { type RunningTemporal, startTemporal } from '../../client/cli/dev/temporal-server.js';
import { openStore } from '../../stores/open-store.js';
import { applyFlow } from './flow.js';
import type { Sizes } from './loads.js';
import { mulberry32 } from './random.js';
import { Script } from './script.js';
import { type ChaosStore, openChaosStore, type StoreKind } from './store/chaos-store.js';
import type { TargetFault } from './target-system.js';

export interface GroundOptions {
  /** Of its own, for both databases and the logs. */
  readonly folder: string;
  readonly store: StoreKind;
  readonly seed: number;
  readonly records: number;
  readonly sizes: Sizes;
  readonly say: (line: string) => void;
}

interface GroundParts {
  readonly source: string;
  readonly target: string;
  readonly store: ChaosStore;
  readonly temporal: RunningTemporal;
  readonly systems: readonly Script[];
}

/** Where the chaos takes place: source, target, Temporal, the store, and two workers that are started anew when they end. */
export class Ground {
  readonly #options: GroundOptions;
  readonly source: string;
  readonly target: string;
  readonly store: ChaosStore;
  #temporal: RunningTemporal;
  readonly #systems: readonly Script[];
  readonly #workers: Script[] = [];
  #restart: Promise<void> | undefined;
  #isStopping = false;

  private constructor(options: GroundOptions, parts: GroundParts) {
    this.#options = options;
    this.source = parts.source;
    this.target = parts.target;
    this.store = parts.store;
    this.#temporal = parts.temporal;
    this.#systems = parts.systems;
  }

  static async start(options: GroundOptions): Promise<Ground> {
    const { folder, seed, records } = options;
    const logFile = join(folder, 'systems.log');
    const systems = [
      new Script({ name: 'source-system.js', args: [String(records), String(seed)], logFile }),
      new Script({ name: 'target-system.js', args: [], logFile }),
    ];
    const [source = '', target = ''] = await Promise.all(systems.map(async ({ line }) => await line));
    const chaosStore = await openChaosStore(options.store, folder, mulberry32(seed));
    await using store = openStore(chaosStore.settings);
    await store.migrate();
    const { maxBatch, ...sizes } = options.sizes;
    await applyFlow(store, { source, target, mode: 'lookup', maxBatch, sync: { ...sizes, overlapSeconds: 30 } });
    const temporal = await startTemporal(folder, () => {}, { port: 0, uiPort: 0 });
    const ground = new Ground(options, { source, target, store: chaosStore, temporal, systems });
    for (const place of [0, 1] as const) ground.#workers[place] = ground.#startWorker(place);
    await Promise.all(ground.#workers.map(async ({ line }) => await line));
    return ground;
  }

  get address(): string {
    return this.#temporal.address;
  }

  #startWorker(place: 0 | 1): Script {
    const { folder } = this.#options;
    const options = JSON.stringify({ address: this.address, namespace: 'default', store: this.store.settings });
    const logFile = join(folder, `worker-${place}.log`);
    const worker = new Script({ name: 'worker.js', args: [options], logFile, nodeOptions: workerNodeOptions });
    void worker.exited.then(async ({ code, signal }) => {
      if (this.#isStopping) return;
      if (signal !== 'SIGKILL') this.#options.say(`worker ${place} ended by itself (${signal ?? `exit code ${code}`})`);
      // A worker cannot begin while the server is away; a supervisor would try again and again.
      if (code !== null) await delay(1000);
      if (!this.#isStopping) this.#workers[place] = this.#startWorker(place);
    });
    return worker;
  }

  async killWorker(place: 0 | 1): Promise<void> {
    await this.#workers[place]?.kill();
  }

  /** SIGKILL of the server, and a new one on the same address with the same database file. */
  async killTemporal(awayMs: number): Promise<void> {
    this.#restart ??= this.#restartTemporal(awayMs).finally(() => {
      this.#restart = undefined;
    });
    await this.#restart;
  }

  async #restartTemporal(awayMs: number): Promise<void> {
    const { child, address, webUi = '' } = this.#temporal;
    child?.process.kill('SIGKILL');
    await child?.exited;
    await delay(awayMs);
    const ports = { port: Number(new URL(`http://${address}`).port), uiPort: Number(new URL(webUi).port) };
    this.#temporal = await startTemporal(this.#options.folder, () => {}, ports);
    if (this.address !== address) throw new Error(`the Temporal server came back as ${this.address}, not as ${address}`);
  }

  async breakTarget(kind: Exclude<TargetFault, 'none'>, forMs: number): Promise<void> {
    await fetch(`${this.target}/fault?kind=${kind}&slowMs=${Math.min(forMs, 2000)}`, { method: 'POST' });
    await delay(forMs);
    await fetch(`${this.target}/fault?kind=none`, { method: 'POST' });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#workers, ...this.#systems].map(async (script) => await script.kill()));
    await this.#temporal.child?.stop(5000);
    await this.store.stop();
  }
}
