import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../client/cli/dev/project-root.js';
import { listCrm } from '../../client/cli/dev/system-lists.js';
import { DataWaldClient } from '../../client/datawald-client.js';
import { openInboxDoor, openLambda } from '../../ingest/open.js';
import { Installation, tokens } from '../support/installation.js';
import { until } from '../support/until.js';

/** The bridge dies so long after each batch was sent: while it receives, writes, starts the task, deletes. */
const deathsAfterMs = [0, 5, 10, 20, 40, 80, 160, 5, 15, 30];
const each = 20;

/** What a dead bridge had received is handed out again after ten seconds. */
const quick = (config: string) => config.replace('waitSeconds: 5', 'waitSeconds: 1\n      visibilityTimeoutSeconds: 10');

describe('a bridge that is killed while it empties its queue', () => {
  it('loses nothing and doubles nothing, whenever it dies', async () => {
    const installation = await Installation.start({ edit: quick });
    try {
      await installation.startWorker();
      await installation.runCustomersAndProducts();
      const bridge = await installation.startBridge();
      for (const afterMs of deathsAfterMs) {
        await postOrders(installation, each);
        await delay(afterMs);
        const { pid } = bridge;
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
        await until('the next one is there', () => bridge.pid !== pid);
      }
      const ids = async () => {
        const deals = await listCrm({ url: installation.crm.url, token: tokens.crm }, { type: 'deals', properties: ['dw_order_id'] });
        return deals.map(({ properties }) => properties['dw_order_id'] ?? '');
      };
      await until('all are in the CRM', async () => new Set(await ids()).size === deathsAfterMs.length * each, 150_000);
      await until('the inbox is empty', async () => (await installation.cli('inbox')).out.startsWith('no messages wait'), 60_000);
      expect(await ids()).toHaveLength(deathsAfterMs.length * each);
    } finally {
      await installation.stop();
    }
  }, 300_000);
});

describe('a message', () => {
  it('can be followed from its receipt over its task to its entities', async () => {
    const installation = await Installation.start({ edit: quick });
    try {
      const missing = await installation.cli('message', 'no-such-message');
      expect(missing).toMatchObject({ code: 1, out: expect.stringContaining('never arrived') });
      await installation.startWorker();
      await installation.runCustomersAndProducts();
      await installation.startBridge();
      const key = await postOrders(installation, 1);
      await until('it is through', async () => (await installation.cli('message', key)).out.includes('· done'), 60_000);
      const { code, out } = await installation.cli('message', key);
      expect(code).toBe(0);
      expect(out).toContain('from      queue input, group order-');
      expect(out).toContain('task      queue-orders-to-crm-');
      expect(out).toMatch(new RegExp(`${key}\\s.*S`));
      await handOver(installation);
    } finally {
      await installation.stop();
    }
  }, 120_000);
});

/** By the other doors: a function, and straight into the inbox. */
async function handOver(installation: Installation): Promise<void> {
  await using handle = openLambda(installation.opening);
  const order = { changed_at: '2026-01-31T09:30:00Z', customer_no: 1, currency: 'USD', total: 18, sku: 'NW-01', quantity: 1, price: 18 };
  const messages = [{ ...order, order_no: 'by-function' }];
  expect(await handle({ id: 'e1', params: { source: 'queue', target: 'crm', tx_type: 'order', messages } })).toEqual({
    batchItemFailures: [],
  });
  await using door = await openInboxDoor(installation.opening);
  const client = new DataWaldClient(installation.client.temporal, door);
  const put = { sync: 'queue-orders-to-crm', messages: [{ ...order, order_no: 'by-door' }], idempotencyKey: 'by-door' };
  const [receipt] = await client.putMessages(put);
  expect(receipt?.taskId).toContain('queue-orders-to-crm-');
  for (const id of ['event/e1', 'by-door']) {
    await until(`${id} is through`, async () => (await installation.cli('message', id)).out.includes('· done'), 60_000);
  }
}

/** As the demo proposes it to people; returns the number of the first order, which is also its key. */
async function postOrders({ doors }: Installation, count: number): Promise<string> {
  const script = join(projectRoot, 'examples', 'shop-to-crm', 'post-orders.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(count)], { env: { ...process.env, AWS_URL: doors.url } });
  return /from (\S+)/.exec(stdout)?.[1] ?? '';
}
