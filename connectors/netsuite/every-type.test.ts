import { describe, expect, it } from '@jest/globals';
import { toInstant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import { type TxType, txTypes } from '../../core/tx-type.js';
import { readToEnd } from '../../test/contract/source.js';
import { addCustomerAndItem, mapped, openNetSuite } from '../../test/netsuite.js';

const signal = new AbortController().signal;
const doors = ['rest', 'soap'] as const;
const line = { sku: 'CHAI', quantity: 2, rate: 18 };
const customer = { entity: { externalId: 'C1' }, subsidiary: { id: '1' } };
const vendor = { entity: { externalId: 'V1' }, subsidiary: { id: '1' } };

/** One entity of each tx type that needs no other before it but a customer, a vendor and an item. */
const entities: readonly (readonly [TxType, JsonObject])[] = [
  ['order', { ...customer, items: [line] }],
  ['quote', { ...customer, title: 'Offer', items: [line] }],
  ['opportunity', { ...customer, title: 'Chance', items: [line] }],
  ['invoice', { ...customer, items: [line] }],
  ['rma', { ...customer, items: [line] }],
  ['creditmemo', { ...customer, items: [line] }],
  ['purchaseorder', { ...vendor, items: [line] }],
  ['billcredit', { ...vendor, items: [line] }],
  [
    'inventoryadjustment',
    {
      account: { id: '1' },
      subsidiary: { id: '1' },
      adjLocation: 'Seattle',
      items: [{ sku: 'CHAI', adjustQtyBy: 5, location: 'Seattle' }],
    },
  ],
  [
    'inventorytransfer',
    { subsidiary: { id: '1' }, location: 'Seattle', transferLocation: 'Tacoma', items: [{ sku: 'CHAI', adjustQtyBy: 1 }] },
  ],
  ['vendor', { companyName: 'Tokyo Traders', isPerson: false, subsidiary: { id: '1' } }],
  ['company', { companyName: 'Bólido', subsidiary: { id: '1' } }],
  ['contact', { firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com', subsidiary: { id: '1' } }],
  ['product', { itemId: 'CHANG', displayName: 'Chang', prices: [{ priceLevel: 'Base Price', price: 19, quantity: 1 }] }],
];

describe.each(doors)('every tx type over %s', (door) => {
  it('is read, from an account that has nothing of it', async () => {
    await using account = await openNetSuite({ settings: { transport: { read: door } } });
    for (const txType of txTypes) {
      const page = await account.source.read({ txType, until: toInstant(Date.UTC(2026, 0, 1)), limit: 10, signal });
      expect({ txType, ...page }).toMatchObject({ txType, entities: [], problems: [], isDone: true });
    }
  });

  it('is written, found and read again', async () => {
    let aheadMs = 0;
    const now = (): Date => new Date(Date.now() + aheadMs);
    await using account = await openNetSuite({ netsuite: { now }, now, settings: { transport: { read: door, write: door } } });
    await addCustomerAndItem(account);
    await account.write('vendor', [mapped('V1', { companyName: 'Exotic Liquids', isPerson: false, subsidiary: { id: '1' } })]);
    const outcomes: unknown[] = [];
    for (const [txType, data] of entities) {
      const written = mapped(`E-${txType}`, door === 'rest' && txType === 'product' ? { itemId: 'CHANG', displayName: 'Chang' } : data);
      const [outcome] = await account.write(txType, [written]);
      const [found] = await account.find(txType, [written]);
      outcomes.push({ txType, outcome, found });
    }
    const expected = entities.map(([txType]) => ({ txType, outcome: { status: 'sent', change: 'created' }, found: { state: 'same' } }));
    expect(outcomes).toMatchObject(expected);
    aheadMs = 5000;
    for (const [txType] of entities) {
      const { entities: read, problems } = await readToEnd(account.source, { txType, until: toInstant(now()), limit: 5, signal });
      expect({ txType, problems, externalIds: read.map(({ data }) => data['externalId']) }).toMatchObject({
        problems: [],
        externalIds: expect.arrayContaining([`E-${txType}`]),
      });
    }
  });

  it('is made of an order where it fulfils or receives one, once', async () => {
    await using account = await openNetSuite({ settings: { transport: { write: door } } });
    await addCustomerAndItem(account);
    await account.write('vendor', [mapped('V1', { companyName: 'Exotic Liquids', isPerson: false, subsidiary: { id: '1' } })]);
    expect(
      await account.write('order', [
        mapped('O1', { ...customer, orderStatus: 'pendingFulfillment', location: { id: '1' }, items: [line] }),
      ]),
    ).toMatchObject([{ status: 'sent' }]);
    expect(await account.write('purchaseorder', [mapped('P1', { ...vendor, location: { id: '1' }, items: [line] })])).toMatchObject([
      { status: 'sent' },
    ]);
    const made = (srcId: string, from: string) =>
      mapped(srcId, {
        createdFrom: { externalId: from },
        items: [{ orderLine: 1, quantity: 2, itemReceive: true, location: { id: '1' } }],
      });
    for (const [txType, record, entity] of [
      ['itemreceipt', 'itemReceipt', made('R1', 'P1')],
      ['itemfulfillment', 'itemFulfillment', made('F1', 'O1')],
    ] as const) {
      const [first] = await account.write(txType, [entity]);
      expect(first).toMatchObject({ status: 'sent', change: 'created' });
      const [second] = await account.write(txType, [entity]);
      expect(second).toMatchObject({ status: 'sent', change: 'updated' });
      expect(account.netsuite.account.records.ofType(record)).toHaveLength(1);
    }
  });

  it('comes with what was made of it, and with its notes, where that is asked for', async () => {
    const joins = { order: [{ as: 'fulfilments', txType: 'itemfulfillment' }] };
    await using account = await openNetSuite({ settings: { transport: { read: door }, joins, readNotes: ['order'] } });
    await addCustomerAndItem(account);
    const order = {
      ...customer,
      orderStatus: 'pendingFulfillment',
      location: { id: '1' },
      items: [line],
      notes: [{ title: 'Hint', note: 'ring twice' }],
    };
    await account.write('order', [mapped('O1', order), mapped('O2', { ...order, notes: [] })]);
    const fulfilment = mapped('F1', {
      createdFrom: { externalId: 'O1' },
      items: [{ orderLine: 1, quantity: 2, itemReceive: true, location: { id: '1' } }],
    });
    expect(await account.write('itemfulfillment', [fulfilment])).toMatchObject([{ status: 'sent' }]);
    const srcIds = account.netsuite.account.records.ofType('salesOrder').map(({ internalId }) => internalId);
    const page = await account.source.readByIds?.({ txType: 'order', srcIds, signal });
    expect(page?.entities.map(({ data }) => data)).toMatchObject([
      { externalId: 'O1', fulfilments: [{ externalId: 'F1', items: [{ quantity: 2 }] }], notes: [{ title: 'Hint', note: 'ring twice' }] },
      { externalId: 'O2', fulfilments: [], notes: [] },
    ]);
  });

  it('shows stock, lots and prices of items, each as its tx type wants it', async () => {
    let aheadMs = 0;
    const now = (): Date => new Date(Date.now() + aheadMs);
    await using account = await openNetSuite({ netsuite: { now }, now, settings: { transport: { read: door, write: 'soap' } } });
    const milk = { recordType: 'lotNumberedInventoryItem', itemId: 'MILK', displayName: 'Milk' };
    await account.write('product', [
      mapped('MILK', milk),
      mapped('CHANG', { itemId: 'CHANG', displayName: 'Chang', prices: [{ priceLevel: 'Base Price', price: 19, quantity: 1 }] }),
    ]);
    const adjust = (sku: string, more: JsonObject, name = 'A1') =>
      mapped(`${name}-${sku}`, {
        account: { id: '1' },
        subsidiary: { id: '1' },
        adjLocation: { id: '1' },
        items: [{ sku, adjustQtyBy: 5, location: { id: '1' }, ...more }],
      });
    expect(
      await account.write('inventoryadjustment', [adjust('CHANG', {}), adjust('MILK', { lots: [{ number: 'L-1', quantity: 5 }] })]),
    ).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
    aheadMs = 3_605_000;
    const since = { cursor: { updatedAt: toInstant(now().getTime() - 10_000) } };
    expect(
      await account.write('inventoryadjustment', [
        adjust('CHANG', { adjustQtyBy: 1 }, 'A2'),
        adjust('MILK', { adjustQtyBy: 1, lots: [{ number: 'L-1', quantity: 1 }] }, 'A2'),
      ]),
    ).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
    aheadMs += 5000;
    const read = async (txType: TxType, itemId: string) => {
      const all = await readToEnd(account.source, {
        txType,
        until: toInstant(now()),
        limit: 5,
        signal,
        ...(txType !== 'pricelevel' && since),
      });
      return all.entities.find(({ data }) => data['itemId'] === itemId)?.data;
    };
    expect(await read('inventory', 'CHANG')).toMatchObject({ inventory: [{ location: 'Seattle', quantityOnHand: 6 }] });
    expect(await read('inventorylot', 'MILK')).toMatchObject({
      recordType: 'lotNumberedInventoryItem',
      inventorylots: [{ number: 'L-1' }],
    });
    expect(await read('pricelevel', 'CHANG')).toMatchObject({ pricelevels: [{ name: 'Base Price', pricelist: [{ price: 19, qty: 1 }] }] });
  });

  it('may be of a record type that has no tx type of its own', async () => {
    await using account = await openNetSuite({
      settings: {
        transport: { write: door },
        recordTypes: { inventorytransfer: 'binTransfer', payment: 'customerPayment', contact: 'task' },
      },
    });
    await addCustomerAndItem(account);
    const task = mapped('T1', {
      title: 'Call Ann',
      status: 'notStarted',
      priority: 'high',
      startDate: '2026-03-02',
      company: { externalId: 'C1' },
    });
    const transfer = mapped('B1', {
      location: 'Seattle',
      subsidiary: { id: '1' },
      items: [{ sku: 'CHAI', quantity: 2, lots: [{ quantity: 2, bin: 'A-01', toBin: 'A-02' }] }],
    });
    const payment = mapped('P1', { customer: { externalId: 'C1' }, payment: 12.5, paymentMethod: 'Cash', subsidiary: { id: '1' } });
    for (const [txType, entity] of [
      ['contact', task],
      ['inventorytransfer', transfer],
      ['payment', payment],
    ] as const) {
      expect({ txType, outcomes: await account.write(txType, [entity]) }).toMatchObject({
        txType,
        outcomes: [{ status: 'sent', change: 'created' }],
      });
      expect({ txType, found: await account.find(txType, [entity]) }).toMatchObject({ txType, found: [{ state: 'same' }] });
    }
    expect(account.netsuite.account.records.ofType('task')[0]?.fields).toMatchObject({ status: '_notStarted', priority: '_high' });
  });

  it('may be a custom record', async () => {
    let aheadMs = 0;
    const now = (): Date => new Date(Date.now() + aheadMs);
    const settings = {
      transport: { read: door, write: door },
      customRecords: { contact: { scriptId: 'customrecord_dw_region', typeId: '12' } },
      customFields: { custrecord_dw_region_code: { kind: 'string' } },
    };
    await using account = await openNetSuite({ netsuite: { now }, now, settings });
    const region = mapped('R1', { name: 'West', custom: { custrecord_dw_region_code: 'W' } });
    expect(await account.write('contact', [region])).toMatchObject([{ status: 'sent', change: 'created' }]);
    aheadMs = 5000;
    const { entities: read } = await readToEnd(account.source, { txType: 'contact', until: toInstant(now()), limit: 5, signal });
    expect(read).toMatchObject([{ data: { name: 'West', externalId: 'R1', custom: { custrecord_dw_region_code: 'W' } } }]);
    expect(await account.write('contact', [region])).toMatchObject([{ status: 'sent', change: 'updated' }]);
  });
});
