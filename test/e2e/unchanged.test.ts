import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation } from '../support/installation.js';

const syncs = ['shop-customers-to-crm', 'shop-products-to-crm', 'shop-orders-to-crm'];

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
  await installation.startWorker();
  for (const syncId of syncs) await installation.run(syncId);
}, 90_000);
afterAll(async () => await installation.stop());

describe('a second run', () => {
  it('S02 makes no write request when nothing has changed', async () => {
    installation.crm.control.requests.reset();
    for (const syncId of syncs)
      expect(await installation.run(syncId)).toMatchObject({ status: 'Completed', counts: { sent: 0, failed: 0 } });
    expect(installation.crm.control.requests.counts().writes).toBe(0);
  });

  it('S03 writes exactly the order that was edited and the one that is new', async () => {
    const deals = installation.crm.portal.records('deals');
    const before = new Map([...deals.all()].map((deal) => [deal.id, deal.updatedAt]));
    installation.shop.data.editOrder(100, { status: 'holded', grand_total: 1234.5 });
    const placed = installation.shop.data.placeOrder({ customer_id: 3, items: [{ sku: 'NW-11', qty_ordered: 2 }] });
    expect(await installation.run('shop-orders-to-crm')).toMatchObject({ status: 'Completed', counts: { sent: 2, failed: 0 } });
    const written = [...deals.all()]
      .filter((deal) => before.get(deal.id) !== deal.updatedAt)
      .map(({ properties }) => properties['dw_order_id']);
    expect(written.sort()).toEqual(['100', String(placed.entity_id)].sort());
    expect(installation.crm.portal.find('deals', '100', 'dw_order_id')?.properties).toMatchObject({
      amount: '1234.5',
      dw_order_status: 'holded',
    });
    expect((await installation.compare()).find(({ kind }) => kind === 'orders')).toMatchObject({
      inShop: 831,
      inCrm: 831,
      missing: [],
      doubled: [],
      different: [],
    });
  });
});
