import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CliRun, Installation, tokens } from '../support/installation.js';
import { readableText } from '../support/readable-text.js';
import { smallShop } from '../support/small-shop.js';

const wrongToken = 'mistyped-crm-token';
const secrets = [tokens.crm, tokens.shop, wrongToken];
const orders = 'shop-orders-to-crm';

let installation: Installation;
let taskId: string;
const said: CliRun[] = [];

beforeAll(async () => {
  installation = await Installation.start({
    shopData: smallShop(150),
    edit: (config) => config.replace(/token: "\$\{env:CRM_TOKEN[^"]*"/, `token: "\${file:crm-token}"`),
  });
  setToken(tokens.crm);
  await installation.startWorker();
  await installation.runCustomersAndProducts();
});
afterAll(async () => await installation.stop());

function setToken(token: string): void {
  writeFileSync(join(installation.folder, 'crm-token'), token);
}

async function cli(...argv: string[]): Promise<CliRun> {
  const run = await installation.cli(...argv);
  said.push(run);
  return run;
}

describe('a token that the CRM refuses', () => {
  it('S20 pauses the task with a note that names endpoint and setting, and fails nothing', async () => {
    await installation.stopWorker();
    setToken(wrongToken);
    await installation.startWorker();
    const { code, out } = await cli('start', orders, '--json');
    expect(code).toBe(4);
    const { data } = JSON.parse(out);
    taskId = data.taskId;
    expect(data).toMatchObject({
      status: 'Paused',
      isClosed: false,
      note: expect.stringMatching(/^\[crm\] .* answered 401: .*setting "token"/),
      counts: { failed: 0, unknown: 0, sent: 0 },
    });
    const shown = await cli('task', taskId);
    expect(shown.out).toContain(`datawald resume ${taskId}`);
    expect((await cli('check', 'crm')).code).not.toBe(0);
  });

  it('S20 is mended in its file, and the task goes on after resume', async () => {
    setToken(tokens.crm);
    expect((await cli('resume', taskId)).code).toBe(0);
    expect(await installation.client.task(taskId).result()).toMatchObject({
      status: 'Completed',
      counts: { read: 150, sent: 150, failed: 0 },
    });
    expect((await installation.compare()).find(({ kind }) => kind === 'orders')).toMatchObject({ missing: [], doubled: [], different: [] });
  });

  it('is hidden where the CRM repeats it in an error [W70]', async () => {
    const faults = installation.crm.control.faults;
    const html = `<h1>Internal error</h1> request had authorization: Bearer ${tokens.crm}`;
    faults.add({ kind: 'answer', status: 500, html, match: { path: '/batch/upsert$' } });
    installation.shop.data.editOrder(1, { status: 'holded' });
    const run = await cli('start', orders, '--json');
    expect(run).toMatchObject({ code: 0 });
    expect(faults.list()).toEqual([]);
    const [row] = JSON.parse((await cli('entity', orders, '1', '--data', '--json')).out).data;
    expect(row).toMatchObject({ status: 'S', payload: { data: { dw_order_status: 'holded' } } });
  });
});

describe('secrets', () => {
  it('are in no history [W70]', async () => {
    const { workflow } = installation.client.temporal;
    const texts: string[] = [];
    for await (const { workflowId, runId } of workflow.list())
      texts.push(readableText(await workflow.getHandle(workflowId, runId).fetchHistory()));
    expect(texts.join('')).toContain('retrieveEntitiesFromSource');
    expect(secretsIn(texts.join('\n'))).toEqual([]);
  });

  it('are in no file but the one that holds them', async () => {
    for (const command of ['validate', 'tasks', 'doctor', 'check']) await cli(command);
    const files = readdirSync(installation.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const found = files
      .filter(({ name }) => name !== 'crm-token')
      .flatMap(({ name, parentPath }) => secretsIn(readFileSync(join(parentPath, name), 'latin1')).map((secret) => `${name}: ${secret}`));
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['store.db', 'temporal.db', 'worker.log']));
    expect(found).toEqual([]);
  });

  it('are in nothing that the command line prints [W70]', () => {
    expect(said.length).toBeGreaterThan(8);
    expect(secretsIn(said.map(({ out, err }) => out + err).join('\n'))).toEqual([]);
  });
});

function secretsIn(text: string): string[] {
  return secrets.filter((secret) => text.includes(secret));
}
