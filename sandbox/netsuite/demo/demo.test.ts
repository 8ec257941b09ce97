import { afterEach, describe, expect, it } from '@jest/globals';
import { type NetSuite, startNetSuite } from '../index.js';
import { restCaller } from '../rest/rest-client.js';
import { demoSigner } from '../soap/soap-client.js';

const running: NetSuite[] = [];

afterEach(async () => {
  for (const netsuite of running.splice(0)) await netsuite.close();
});

describe('the data of the demo account', () => {
  it('has the customers, items and orders of the shop, with the totals that their lines add up to', async () => {
    const netsuite = await startNetSuite({ credentials: demoSigner, data: 'northwind' });
    running.push(netsuite);
    const { records } = netsuite.account;
    expect([records.ofType('customer').length, records.ofType('inventoryItem').length, records.ofType('salesOrder').length]).toEqual([
      91, 77, 830,
    ]);
    const rest = restCaller(netsuite.url);
    const order = await rest('GET', '/record/v1/salesOrder/eid:NWO-000010248?expandSubResources=true');
    expect(order.body).toMatchObject({
      otherRefNum: '000010248',
      subtotal: 440,
      total: 472.38,
      lastModifiedDate: '1996-07-16T00:00:00Z',
      shippingAddress: { city: 'Reims', country: { id: 'FR' } },
      item: { totalResults: 3 },
    });
    const counted = await rest('POST', '/query/v1/suiteql', {
      headers: { prefer: 'transient' },
      body: { q: "SELECT COUNT(*) AS lines FROM transactionline WHERE mainline = 'F'" },
    });
    expect(counted.body.items).toEqual([{ links: [], lines: '2155' }]);
  });

  it('loads as many records as are asked for, the same every time', async () => {
    const netsuite = await startNetSuite({ credentials: demoSigner });
    running.push(netsuite);
    const loading = async (body: unknown) =>
      await fetch(`${netsuite.url}/__sandbox/load`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await loading({ salesOrders: 1 })).status).toBe(400);
    expect((await loading({ customers: 3, items: 2, salesOrders: 25, from: '2026-03-01T00:00:00Z' })).status).toBe(201);
    const orders = netsuite.account.records.ofType('salesOrder');
    expect([orders.length, orders[0]?.externalId, orders[24]?.modifiedAt]).toEqual([25, 'LO-1', '2026-03-01T00:00:29.000Z']);
  });
});
