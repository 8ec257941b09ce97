import { expect, it } from '@jest/globals';
import { Installation } from '../support/installation.js';
import { until } from '../support/until.js';

it('goes on with the same task when the Temporal server is killed during the orders sync', async () => {
  const installation = await Installation.start();
  try {
    await installation.startWorker();
    await installation.runCustomersAndProducts();
    const { requests } = installation.crm.control;
    const before = requests.counts().total;
    const task = await installation.client.start('shop-orders-to-crm');
    await until('half of the orders sync', () => requests.counts().total >= before + 25);
    await installation.killTemporal();
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { read: 830, sent: 830, failed: 0, unknown: 0, pending: 0 } });
    const orders = (await installation.compare()).find(({ kind }) => kind === 'orders');
    expect(orders).toMatchObject({ inShop: 830, inCrm: 830, missing: [], doubled: [], different: [] });
  } finally {
    await installation.stop();
  }
}, 120_000);
