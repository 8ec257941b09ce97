import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation } from '../support/installation.js';
import { smallShop } from '../support/small-shop.js';
import { until } from '../support/until.js';

const orders = 'shop-orders-to-crm';
const upsert = { method: 'POST', path: '/deals/batch/upsert$' };
const upsertRoute = 'POST /crm/objects/:version/:type/batch/upsert';

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start({
    shopData: smallShop(200),
    edit: (config) => config.replaceAll(/(maxEntitiesInMessageBody|pageSize): 100/g, '$1: 200'),
  });
  await installation.startWorker();
  await installation.runCustomersAndProducts();
});
afterAll(async () => await installation.stop());

const noDifference = { missing: [], doubled: [], different: [] };

describe('a worker that is killed', () => {
  it('S07 in the middle of a chunk of 200 sends the second hundred alone, and the counts are exact', async () => {
    const { faults, requests } = installation.crm.control;
    requests.reset();
    faults.add({ kind: 'cut', when: 'before', match: upsert, after: 1 });
    const task = await installation.client.start(orders);
    const { portal } = installation.crm;
    await until('a hundred orders are in, and the next request is struck', () => faults.list().length === 0);
    expect(portal.records('deals').count).toBe(100);
    const before = new Map([...portal.records('deals').all()].map(({ id, updatedAt }) => [id, updatedAt]));
    installation.killWorker();
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { read: 200, sent: 200, failed: 0, unknown: 0, pending: 0 } });
    expect(portal.records('deals').count).toBe(200);
    const touched = [...portal.records('deals').all()].filter(({ id, updatedAt }) => (before.get(id) ?? updatedAt) !== updatedAt);
    expect(touched).toEqual([]);
    expect(requests.counts().byRoute[upsertRoute]).toBe(3);
    expect((await installation.compare()).find(({ kind }) => kind === 'orders')).toMatchObject(noDifference);
  });

  it('S09 between the opening of its task and the first chunk leaves nothing Processing for ever', async () => {
    for (const orderId of [3, 4, 5]) installation.shop.data.editOrder(orderId, { status: 'on_hold' });
    installation.shop.faults.add({ kind: 'slow', delayMs: 3000, match: { path: '/orders' } });
    const task = await installation.client.start(orders);
    await until('the first page is asked for', () => installation.shop.faults.list().length === 0);
    expect(await task.report()).toMatchObject({ status: 'Processing', counts: { read: 0 } });
    installation.killWorker();
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 3, failed: 0, pending: 0 } });
    await until('no task is open', async () => (await installation.client.list({ isOpen: true })).length === 0);
    expect((await installation.compare()).find(({ kind }) => kind === 'orders')).toMatchObject(noDifference);
  });
});
