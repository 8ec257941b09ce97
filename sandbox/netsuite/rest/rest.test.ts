import { afterEach, describe, expect, it } from '@jest/globals';
import { type NetSuite, type NetSuiteOptions, startNetSuite } from '../index.js';
import { at, demoSigner, soapCaller, textAt } from '../soap/soap-client.js';
import { restCaller } from './rest-client.js';

const running: NetSuite[] = [];

async function start(options: Partial<NetSuiteOptions> = {}) {
  const netsuite = await startNetSuite({ credentials: demoSigner, ...options });
  running.push(netsuite);
  return { netsuite, rest: restCaller(netsuite.url), soap: soapCaller(netsuite.url) };
}

afterEach(async () => {
  for (const netsuite of running.splice(0)) await netsuite.close();
});

describe('records over REST', () => {
  it('shows the same record as SOAP and SuiteQL', async () => {
    const { rest, soap } = await start();
    const customer = await rest('PUT', '/record/v1/customer/eid:C1', { body: { companyName: 'Alfreds', subsidiary: { id: '1' } } });
    expect([customer.status, customer.headers.get('location')]).toEqual([204, expect.stringMatching(/\/record\/v1\/customer\/\d+$/)]);
    const item = await rest('POST', '/record/v1/nonInventorySaleItem', {
      body: { itemId: 'CHAI', displayName: 'Chai', salesDescription: 'Tea' },
    });
    expect(item.status).toBe(204);
    const itemId = item.headers.get('location')?.split('/').at(-1);
    const order = await rest('PUT', '/record/v1/salesOrder/eid:O-1', {
      body: {
        entity: { externalId: 'C1' },
        item: { items: [{ item: { id: itemId }, quantity: 3, rate: 2.5, custcol_dw_note: 'cold' }] },
        custbody_dw_order_id: '1001',
        custbody_dw_channel: { id: '2' },
        tranDate: '2026-03-01',
      },
    });
    expect([order.status, order.text]).toEqual([204, '']);
    const read = await rest('GET', '/record/v1/salesOrder/eid:O-1?expandSubResources=true');
    expect(read.body).toMatchObject({
      externalId: 'O-1',
      custbody_dw_order_id: '1001',
      custbody_dw_channel: { id: '2', refName: 'Phone' },
      tranDate: '2026-03-01',
      total: 7.5,
      orderStatus: { id: 'B' },
      item: { items: [{ line: 1, quantity: 3, rate: 2.5, amount: 7.5, custcol_dw_note: 'cold' }] },
    });
    const id = String(read.body.id);
    const got = await soap('get', `<m:get><m:baseRef xsi:type="core:RecordRef" type="salesOrder" internalId="${id}"/></m:get>`);
    expect(textAt(got.body, 'readResponse/record/itemList/item/amount')).toBe('7.5');
    expect(at(got.body, 'readResponse/record')?.attributes.get('externalId')).toBe('O-1');
    const queried = await rest('POST', '/query/v1/suiteql', {
      headers: { prefer: 'transient' },
      body: {
        q: `SELECT t.id, t.tranid, BUILTIN.DF(t.entity) AS customer, l.quantity, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS day
          FROM transaction t JOIN transactionline l ON l.transaction = t.id
          WHERE t.type = 'SalesOrd' AND l.mainline = 'F' AND t.externalid = 'O-1' ORDER BY t.id`,
      },
    });
    expect(queried.body.items).toEqual([{ links: [], id, tranid: `SO${id}`, customer: 'Alfreds', quantity: '-3', day: '2026-03-01' }]);
  });
});
