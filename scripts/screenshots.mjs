// Takes the pictures of docs/images from the Web UI of an installation with twenty refused orders.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { setUp, stop } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const config = join(root, 'examples', 'shop-to-crm', 'datawald.yaml');
const images = join(root, 'docs', 'images');
const columnsOfTasks = ['Status', 'Workflow ID', 'DwStatus', 'DwEntities', 'DwFailed', 'DwTrigger'];
const width = 1400;

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (executablePath === undefined) stop('The pictures are taken with Chromium, which is not here. On Debian: apt-get install chromium');
setUp();
await build();

const { startSystems } = await import('../dist/client/cli/dev/systems.js');
const { startTemporal } = await import('../dist/client/cli/dev/temporal-server.js');
const { WorkerProcess } = await import('../dist/client/cli/dev/worker-process.js');
const { runCli } = await import('../dist/client/cli/main.js');
const { DataWaldClient } = await import('../dist/client/index.js');
const { chromium } = await import('playwright-core');

const folder = mkdtempSync(join(tmpdir(), 'datawald-pictures-'));
/** @type {(() => unknown)[]} */
const closing = [() => rmSync(folder, { recursive: true, force: true })];
try {
  const installed = await installWithRefusedOrders();
  await takePictures(installed);
} finally {
  for (const close of closing.toReversed()) await close();
}

/** The demo's installation after a day: three syncs that completed, and orders to two countries that the CRM refuses. */
async function installWithRefusedOrders() {
  const systems = await startSystems(folder, { say: () => {} });
  closing.push(() => systems.close());
  const temporal = await startTemporal(folder, () => {});
  closing.push(() => temporal.child?.stop(5000));
  const env = { ...systems.env, DATAWALD_DEMO: folder, TEMPORAL_ADDRESS: temporal.address };
  await runCli({
    argv: ['apply', '--config', config],
    env: { ...process.env, ...env },
    cwd: folder,
    streams: { out: process.stderr, err: process.stderr },
  });
  const client = await DataWaldClient.connect({ address: temporal.address });
  closing.push(() => client[Symbol.asyncDispose]());
  for (const { syncId } of await client.schedules.list()) await client.schedules.pause(syncId, 'for the pictures');
  const worker = new WorkerProcess({ config, env, folder, say: () => {} });
  closing.push(() => worker.stop());
  await worker.ready();
  const run = async (syncId) => await (await client.start(syncId, { trigger: 'manual' })).settled();
  for (const syncId of ['shop-customers-to-crm', 'shop-products-to-crm']) await run(syncId);
  const refusal = { code: 'COUNTRY_NOT_SERVED', message: 'This country is not served yet' };
  systems.crm.portal.rules.add({ object: 'deals', property: 'shipping_country', op: 'oneOf', values: ['PL', 'PT'], ...refusal });
  const { taskId, counts } = await run('shop-orders-to-crm');
  if (counts.failed !== 20) throw new Error(`expected 20 refused orders, got ${counts.failed}`);
  for (const syncId of ['shop-orders-to-crm', 'shop-customers-to-crm']) await run(syncId);
  const transfers = [];
  for await (const { runId } of client.temporal.workflow.list({ query: 'WorkflowId = "lane/shop/crm/order"' })) transfers.unshift(runId);
  return { webUi: temporal.webUi, failed: taskId, transfer: transfers[0] };
}

async function takePictures({ webUi, failed, transfer }) {
  mkdirSync(images, { recursive: true });
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const context = await chromium.launchPersistentContext(join(folder, 'browser'), {
    executablePath,
    headless: true,
    args: [...args, ...quiet],
    viewport: { width, height: 640 },
    colorScheme: 'light',
  });
  closing.push(() => context.close());
  const page = context.pages()[0] ?? (await context.newPage());
  const workflows = `${webUi}/namespaces/default/workflows`;
  const picture = async (name) => await page.screenshot({ path: join(images, `${name}.png`) });
  const grow = async (height) => await page.setViewportSize({ width, height });

  await page.addInitScript((columns) => {
    localStorage.setItem('namespace-workflow-table-columns', JSON.stringify({ default: columns.map((label) => ({ label })) }));
  }, columnsOfTasks);
  await page.goto(`${workflows}?query=${encodeURIComponent('`DwStatus`!="Cancelled"')}`);
  await page.getByText(failed).first().waitFor();
  await picture('tasks');

  await grow(1120);
  await page.goto(`${workflows}/${encodeURIComponent(failed)}`);
  await page.locator('a[href*="user-metadata"]').first().click();
  // The Web UI renders Markdown in a frame of its own.
  await page.frameLocator('iframe >> nth=-1').getByText('What to do').waitFor();
  await picture('task-details');

  await page.locator('a[href*="/timeline"]').first().click();
  await page.getByText('openTask').first().waitFor({ state: 'attached' });
  await picture('timeline');

  await grow(1400);
  await page.goto(`${workflows}/${encodeURIComponent('lane/shop/crm/order')}/${transfer}/timeline`);
  await page
    .getByText(/chunk 1 /)
    .first()
    .waitFor({ state: 'attached' });
  await picture('transfer-timeline');
}
