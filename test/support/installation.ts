import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Comparison, compare } from '../../client/cli/dev/compare.js';
import { type Doors, startDoors } from '../../client/cli/dev/doors.js';
import { freePort } from '../../client/cli/dev/free-port.js';
import { OwnProcess } from '../../client/cli/dev/own-process.js';
import { projectRoot } from '../../client/cli/dev/project-root.js';
import { type RunningTemporal, startTemporal } from '../../client/cli/dev/temporal-server.js';
import { runCli } from '../../client/cli/main.js';
import { DataWaldClient } from '../../client/datawald-client.js';
import type { TaskReport } from '../../core/task-report.js';
import { type Crm, type CrmOptions, startCrm } from '../../sandbox/crm/index.js';
import { northwind, type Shop, type ShopSeed, startShop } from '../../sandbox/shop/index.js';
import { StringStream } from './string-stream.js';

export const tokens = { shop: 'test-shop-token', crm: 'test-crm-token' } as const;
const example = join(projectRoot, 'examples', 'shop-to-crm', 'datawald.yaml');

export interface InstallationOptions {
  /** Default: the Northwind trading company. */
  readonly shopData?: ShopSeed;
  /** Changes the text of the example's config. */
  readonly edit?: (config: string) => string;
  /** Of the CRM. Default: so many requests that none is refused. */
  readonly crm?: Pick<CrmOptions, 'limits' | 'seen'>;
}

/** What one command line came to. */
export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Everything that a user has, for one test: shop, CRM, Temporal and store of its own, workers as processes, and the
 * command line. The config is the example of the demo.
 */
export class Installation {
  readonly shop: Shop;
  readonly crm: Crm;
  readonly client: DataWaldClient;
  readonly folder: string;
  readonly doors: Doors;
  #temporal: RunningTemporal;
  readonly #env: Readonly<Record<string, string>>;
  #workers: OwnProcess[] = [];

  private constructor(parts: {
    shop: Shop;
    crm: Crm;
    doors: Doors;
    client: DataWaldClient;
    temporal: RunningTemporal;
    folder: string;
  }) {
    const { shop, crm, doors, client, temporal, folder } = parts;
    this.doors = doors;
    this.shop = shop;
    this.crm = crm;
    this.client = client;
    this.folder = folder;
    this.#temporal = temporal;
    this.#env = {
      SHOP_URL: shop.url,
      SHOP_TOKEN: tokens.shop,
      CRM_URL: crm.url,
      CRM_TOKEN: tokens.crm,
      DATAWALD_DEMO: folder,
      TEMPORAL_ADDRESS: temporal.address,
      AWS_URL: doors.url,
    };
  }

  static async start({ shopData = northwind(), edit = (config) => config, crm: options }: InstallationOptions = {}): Promise<Installation> {
    const folder = mkdtempSync(join(tmpdir(), 'datawald-installation-'));
    cpSync(dirname(example), folder, { recursive: true });
    // Tests start their tasks themselves.
    const config = readFileSync(example, 'utf8').replaceAll('schedule: {', 'schedule: { paused: true,');
    writeFileSync(join(folder, 'datawald.yaml'), edit(config));
    const shop = await startShop({ data: shopData, credentials: { accessToken: tokens.shop } });
    const crm = await startCrm({ token: tokens.crm, limits: { burst: 10_000 }, ...options });
    const doors = await startDoors(await freePort(0));
    const temporal = await startTemporal(folder, () => {});
    const client = await DataWaldClient.connect({ address: temporal.address });
    const installation = new Installation({ shop, crm, doors, client, temporal, folder });
    const applied = await installation.cli('apply');
    if (applied.code !== 0) throw new Error(`apply: ${applied.err}`);
    return installation;
  }

  get webUi(): string {
    return this.#temporal.webUi ?? '';
  }

  /** Starts a worker process, or one more beside those that run. */
  async startWorker(): Promise<void> {
    const name = this.#workers.length === 0 ? 'worker' : `worker-${this.#workers.length + 1}`;
    const worker = new OwnProcess({ command: 'worker', config: this.#config, env: this.#env, folder: this.folder, name, say: () => {} });
    this.#workers.push(worker);
    await worker.ready();
  }

  /** Starts the bridge as a process; a killed one is followed by the next. */
  async startBridge(): Promise<OwnProcess> {
    const bridge = new OwnProcess({ command: 'bridge', config: this.#config, env: this.#env, folder: this.folder, say: () => {} });
    this.#workers.push(bridge);
    await bridge.ready();
    return bridge;
  }

  /** SIGKILL to the first one: no handler runs, nothing is finished. The supervisor starts the next one at once. */
  killWorker(): void {
    const pid = this.#workers[0]?.pid;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }

  /** SIGKILL of the Temporal server, and a new one on the same address with the same database file. */
  async killTemporal(): Promise<void> {
    const { child, address, webUi = '' } = this.#temporal;
    child?.process.kill('SIGKILL');
    await child?.exited;
    const ports = { port: Number(new URL(`http://${address}`).port), uiPort: Number(new URL(webUi).port) };
    this.#temporal = await startTemporal(this.folder, () => {}, ports);
  }

  /** SIGTERM to all of them, and no other ones after it. */
  async stopWorker(): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    await Promise.all(workers.map(async (worker) => await worker.stop()));
  }

  /** What a door of its own process is opened with. */
  get opening() {
    return { config: this.#config, env: this.#env };
  }

  get #config(): string {
    return join(this.folder, 'datawald.yaml');
  }

  /** Starts a sync and waits until its task has ended, or waits for a person. */
  async run(syncId: string): Promise<TaskReport> {
    return await (await this.client.start(syncId)).settled(undefined, 50);
  }

  /** What orders refer to. */
  async runCustomersAndProducts(): Promise<void> {
    for (const syncId of ['shop-customers-to-crm', 'shop-products-to-crm']) await (await this.client.start(syncId)).result();
  }

  /** Runs one command line; throws nothing, whatever its exit code. */
  async cli(...argv: string[]): Promise<CliRun> {
    const [out, err] = [new StringStream(), new StringStream()];
    const env = { ...process.env, ...this.#env };
    const code = await runCli({ argv: [...argv, '--config', this.#config], env, cwd: this.folder, streams: { out, err } });
    return { code, out: out.text, err: err.text };
  }

  /** Shop and CRM through their own APIs. */
  async compare(): Promise<readonly Comparison[]> {
    return await compare({ shop: { url: this.shop.url, token: tokens.shop }, crm: { url: this.crm.url, token: tokens.crm } });
  }

  async stop(): Promise<void> {
    await this.stopWorker();
    await this.client[Symbol.asyncDispose]();
    await this.#temporal.child?.stop(5000);
    await Promise.all([this.shop.close(), this.crm.close(), this.doors.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
