import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { Child } from '../../client/cli/dev/child-process.js';
import { projectRoot } from '../../client/cli/dev/project-root.js';
import { type RunningTemporal, startTemporal } from '../../client/cli/dev/temporal-server.js';
import { type Crm, startCrm } from '../../sandbox/crm/index.js';
import { northwind, type Shop, startShop } from '../../sandbox/shop/index.js';
import { type PostgresServer, startPostgres } from '../contract/store/postgres-server.js';
import { until } from '../support/until.js';
import { composition, imageCommands, projectFile, rawComposition } from './composition.js';

const required = { SHOP_URL: 'http://shop.example', SHOP_TOKEN: 'test-shop-token', CRM_TOKEN: 'test-crm-token' };

describe('docker-compose.yml', () => {
  it('is what the Compose Specification allows', () => {
    // Ajv knows the draft under its address with http alone.
    const { $schema: _draft, ...schema } = JSON.parse(projectFile('test/compose/compose-spec.json')) as Record<string, unknown>;
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    validate(rawComposition());
    expect(validate.errors ?? []).toEqual([]);
  });

  it('says what is missing rather than start without it', () => {
    expect(() => composition({ ...required, CRM_TOKEN: '' })).toThrow('CRM_TOKEN is not set: the access token of the CRM');
  });

  it('names services and configs that are there, and waits for all that it needs', () => {
    const { services } = composition(required);
    const needed = Object.values(services).flatMap(({ depends_on = {} }) => Object.keys(depends_on));
    expect(Object.keys(services)).toEqual(expect.arrayContaining(needed));
    expect(services['worker']?.depends_on).toEqual({ apply: { condition: 'service_completed_successfully' } });
  });

  it('opens ports to this machine alone', () => {
    const ports = Object.values(composition(required).services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('has scripts that a shell can read', () => {
    const { configs } = composition(required);
    for (const name of ['temporal-schema', 'temporal-namespace'])
      expect(spawnSync('sh', ['-n'], { input: configs[name]?.content ?? 'no such config(' }).status).toBe(0);
  });
});

let postgres: PostgresServer | undefined;
let reason = '';
try {
  postgres = await startPostgres();
} catch (error) {
  reason = error instanceof Error ? error.message : String(error);
}

describe('what the image runs', () => {
  if (postgres === undefined) {
    it.todo(`is not tested on this machine: ${reason}`);
    return;
  }
  const database = postgres;
  let folder: string;
  let healthFile: string;
  let temporal: RunningTemporal;
  let shop: Shop;
  let crm: Crm;
  let env: NodeJS.ProcessEnv;
  let worker: Child | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'datawald-compose-'));
    healthFile = join(folder, 'datawald.health');
    temporal = await startTemporal(folder, () => {});
    shop = await startShop({ data: northwind(), credentials: { accessToken: required.SHOP_TOKEN } });
    crm = await startCrm({ token: required.CRM_TOKEN, limits: { burst: 10_000 } });
    const { services } = composition({ ...required, SHOP_URL: shop.url });
    // The names by which the containers know each other become the addresses of this test.
    const places = { TEMPORAL_ADDRESS: temporal.address, DATAWALD_STORE_URL: await database.newDatabase(), CRM_URL: crm.url };
    env = { PATH: process.env['PATH'], NODE_ENV: 'production', ...services['worker']?.environment, ...places };
  });

  afterAll(async () => {
    await worker?.stop(8000);
    await temporal.child?.stop(5000);
    await Promise.all([shop.close(), crm.close(), database.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** A path of the container as a path of this machine. */
  const here = (argument: string) =>
    argument
      .replaceAll('/datawald/', `${projectRoot}/`)
      .replaceAll('/config/', `${join(projectRoot, 'examples', 'shop-to-crm')}/`)
      .replaceAll('/tmp/datawald.health', healthFile);
  const commandOf = (service: string) =>
    [...imageCommands().entrypoint, ...(composition(required).services[service]?.command ?? [])].map(here);
  const run = async ([command = '', ...args]: readonly string[]): Promise<{ status: number | null; stdout: string; stderr: string }> =>
    await new Promise((resolve) => {
      const child = execFile(command, args, { env, cwd: folder, timeout: 50_000 }, (_error, stdout, stderr) =>
        resolve({ status: child.exitCode, stdout, stderr }),
      );
    });
  const isHealthy = () => spawnSync('sh', ['-c', here(imageCommands().healthCheck)]).status === 0;

  it('applies the config, twice with the same result [W72]', async () => {
    expect(await run(commandOf('apply'))).toMatchObject({ status: 0, stdout: expect.stringContaining('is applied') });
    expect(await run(commandOf('apply'))).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing changed') });
  });

  it('is healthy while the worker polls, and not before', async () => {
    expect(isHealthy()).toBe(false);
    const [command = '', ...args] = commandOf('worker');
    worker = new Child({ command, args, env, cwd: folder, logFile: join(folder, 'worker.log') });
    await until('the worker is healthy', isHealthy);
  });

  it('runs a sync whose outcomes lie in Postgres [W29]', async () => {
    const apply = commandOf('apply');
    const start = apply.flatMap((part) => (part === 'apply' ? ['start', 'shop-products-to-crm'] : [part]));
    const ran = await run(start);
    expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining('sent **77**') });
  });

  it('ends in order when it is told to, and is healthy no more', async () => {
    worker?.process.kill('SIGTERM');
    expect(await worker?.exited).toEqual({ code: 0, signal: null });
    expect(isHealthy()).toBe(false);
  });
});
