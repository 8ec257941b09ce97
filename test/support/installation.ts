import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Comparison, compare } from '../../client/cli/dev/compare.js';
import { projectRoot } from '../../client/cli/dev/project-root.js';
import { type RunningTemporal, startTemporal } from '../../client/cli/dev/temporal-server.js';
import { WorkerProcess } from '../../client/cli/dev/worker-process.js';
import { runCli } from '../../client/cli/main.js';
import { DataWaldClient } from '../../client/datawald-client.js';
import { type Crm, startCrm } from '../../sandbox/crm/index.js';
import { northwind, type Shop, startShop } from '../../sandbox/shop/index.js';
import { StringStream } from './string-stream.js';

const tokens = { shop: 'test-shop-token', crm: 'test-crm-token' };

/**
 * Everything that a user has, for one test: shop, CRM, Temporal and store of its own, workers as processes, and the
 * command line. The config is the example of the demo.
 */
export class Installation {
  readonly shop: Shop;
  readonly crm: Crm;
  readonly client: DataWaldClient;
  readonly folder: string;
  readonly #temporal: RunningTemporal;
  readonly #env: Readonly<Record<string, string>>;
  #worker: WorkerProcess | undefined;

  private constructor(parts: { shop: Shop; crm: Crm; client: DataWaldClient; temporal: RunningTemporal; folder: string }) {
    const { shop, crm, client, temporal, folder } = parts;
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
    };
  }

  static async start(): Promise<Installation> {
    const folder = mkdtempSync(join(tmpdir(), 'datawald-installation-'));
    mkdirSync(folder, { recursive: true });
    const shop = await startShop({ data: northwind(), credentials: { accessToken: tokens.shop } });
    const crm = await startCrm({ token: tokens.crm, limits: { burst: 10_000 } });
    const temporal = await startTemporal(folder, () => {});
    const client = await DataWaldClient.connect({ address: temporal.address });
    const installation = new Installation({ shop, crm, client, temporal, folder });
    await installation.cli('apply');
    for (const { syncId } of await client.schedules.list()) await client.schedules.pause(syncId, 'the test starts tasks itself');
    return installation;
  }

  get webUi(): string {
    return this.#temporal.webUi ?? '';
  }

  /** Starts a worker process, or one more after `killWorker`. */
  async startWorker(): Promise<void> {
    this.#worker = new WorkerProcess({ config: this.#config, env: this.#env, folder: this.folder, say: () => {} });
    await this.#worker.ready();
  }

  /** SIGKILL: no handler runs, nothing is finished. The supervisor starts the next one at once. */
  killWorker(): void {
    const pid = this.#worker?.pid;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }

  get #config(): string {
    return join(projectRoot, 'examples', 'shop-to-crm', 'datawald.yaml');
  }

  /** Runs one command line; throws nothing, whatever its exit code. */
  async cli(...argv: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
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
    await this.#worker?.stop();
    await this.client[Symbol.asyncDispose]();
    await this.#temporal.child?.stop(5000);
    await Promise.all([this.shop.close(), this.crm.close()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
