import { describe, expect, it } from '@jest/globals';
import { type Instant, parseInstant } from '../../core/instant.js';
import { northwind } from '../../sandbox/shop/northwind/northwind.js';
import { at, readToEnd } from '../../test/contract/source.js';
import { integration, oauth, openShopAndSource } from '../../test/shop.js';
import { openStub } from '../../test/stub-server.js';
import { aloneContext } from '../../test/support/context.js';
import type { ReadRequest } from '../connector.js';
import { magento2 } from './index.js';
import { magento2Settings } from './settings.js';

const until = '2099-01-01T00:00:00.000000Z' as Instant;
const orders = (more: Partial<ReadRequest> = {}): ReadRequest => ({
  txType: 'order',
  until,
  limit: 100,
  signal: new AbortController().signal,
  ...more,
});
const oneItem = [{ sku: 'A', qty_ordered: 1, price: 5 }];

describe('what is asked for', () => {
  it('is a keyset: the rest of the second first, then all later ones up to `until`', async () => {
    await using stub = await openStub(() => ({ items: [], search_criteria: {}, total_count: 0 }));
    await using endpoint = magento2.open(magento2Settings.parse({ baseUrl: `${stub.url}/`, auth: integration }), context());
    const cursor = { updatedAt: '2026-01-31T09:30:00.000000Z' as Instant, srcId: '41' };
    const page = await endpoint.source?.read(
      orders({ cursor, until: '2026-01-31T09:31:00.700000Z' as Instant, filter: { store_id: [1, 2] } }),
    );
    expect(page).toEqual({ entities: [], problems: [], isDone: true, next: cursor });
    const [first, second] = stub.requests.map(({ url }) => decodeURIComponent(url).split('?'));
    expect(stub.requests.map(({ method, headers }) => [method, headers.authorization, headers.accept])).toEqual(
      stub.requests.map(() => ['GET', 'Bearer token-1', 'application/json']),
    );
    expect(first?.[0]).toBe('/rest/all/V1/orders');
    expect(first?.[1]?.split('&')).toEqual([
      'searchCriteria[filter_groups][0][filters][0][field]=updated_at',
      'searchCriteria[filter_groups][0][filters][0][value]=2026-01-31 09:30:00',
      'searchCriteria[filter_groups][0][filters][0][condition_type]=eq',
      'searchCriteria[filter_groups][1][filters][0][field]=entity_id',
      'searchCriteria[filter_groups][1][filters][0][value]=41',
      'searchCriteria[filter_groups][1][filters][0][condition_type]=gt',
      'searchCriteria[filter_groups][2][filters][0][field]=store_id',
      'searchCriteria[filter_groups][2][filters][0][value]=1,2',
      'searchCriteria[filter_groups][2][filters][0][condition_type]=in',
      'searchCriteria[sortOrders][0][field]=updated_at',
      'searchCriteria[sortOrders][0][direction]=ASC',
      'searchCriteria[sortOrders][1][field]=entity_id',
      'searchCriteria[sortOrders][1][direction]=ASC',
      'searchCriteria[pageSize]=100',
      'searchCriteria[currentPage]=1',
    ]);
    expect(second?.[1]?.split('&').slice(0, 6)).toEqual([
      'searchCriteria[filter_groups][0][filters][0][field]=updated_at',
      'searchCriteria[filter_groups][0][filters][0][value]=2026-01-31 09:30:00',
      'searchCriteria[filter_groups][0][filters][0][condition_type]=gt',
      'searchCriteria[filter_groups][1][filters][0][field]=updated_at',
      'searchCriteria[filter_groups][1][filters][0][value]=2026-01-31 09:31:00',
      'searchCriteria[filter_groups][1][filters][0][condition_type]=lteq',
    ]);
    expect(stub.requests[0]?.url).toContain('=2026-01-31%2009%3A30%3A00&');
  });

  it('rests before a second that is still running, so that what is yet written into it is found', async () => {
    let now = new Date('2026-01-01T00:00:05.400Z');
    await using opened = await openShopAndSource({ shop: { now: () => now }, now: () => now });
    for (const updated_at of ['2026-01-01 00:00:04', '2026-01-01 00:00:05', '2026-01-01 00:00:05']) {
      opened.shop.data.placeOrder({ items: oneItem, updated_at });
    }
    const first = await opened.source.read(orders({ until: at(5.4) }));
    expect(first.entities.map(({ srcId }) => srcId)).toEqual(['1', '2', '3']);
    expect(first).toMatchObject({ isDone: true, next: { updatedAt: at(5) } });
    opened.shop.data.editOrder(1, {});
    now = new Date('2026-01-01T00:00:06.000Z');
    const second = await opened.source.read(orders({ until: at(6), ...(first.next !== undefined && { cursor: first.next }) }));
    expect(second.entities.map(({ srcId }) => srcId)).toEqual(['1', '2', '3']);
    expect(second.next).toEqual({ updatedAt: at(5), srcId: '3' });
  });

  it('rests there too when nothing is left of that second', async () => {
    const now = new Date('2026-01-01T00:00:05.900Z');
    await using opened = await openShopAndSource({ now: () => now });
    const page = await opened.source.read(orders({ until: at(5.9), cursor: { updatedAt: at(5), srcId: '3' } }));
    expect(page).toEqual({ entities: [], problems: [], isDone: true, next: { updatedAt: at(5) } });
  });
});

describe('a whole shop', () => {
  it.each([
    ['order', 830],
    ['customer', 91],
    ['product', 77],
  ] as const)('gives every %s once, with the record as it came', async (txType, count) => {
    await using opened = await openShopAndSource({
      shop: { data: northwind(), maxPageSize: 60 },
      settings: { auth: oauth, maxPageSize: 1000 },
    });
    const { entities, problems } = await readToEnd(opened.source, orders({ txType, limit: 500 }));
    expect(problems).toEqual([]);
    expect(new Set(entities.map(({ srcId }) => srcId)).size).toBe(count);
    expect(entities).toHaveLength(count);
    const first = entities[0];
    const path = {
      order: `orders/${first?.srcId}`,
      customer: `customers/${first?.srcId}`,
      product: `products/${textOf(first?.data['sku'])}`,
    }[txType];
    const answer = await fetch(`${opened.shop.url}/rest/V1/${path}`, { headers: { authorization: 'Bearer token-1' } });
    expect(first?.data).toEqual(await answer.json());
    expect(first?.updatedAt).toBe(parseInstant(textOf(first?.data['updated_at']), { assumeUtc: true }));
  });

  it('learns the page size that the shop allows, once', async () => {
    await using opened = await openShopAndSource({ shop: { maxPageSize: 2 } });
    for (let id = 0; id < 5; id += 1) opened.shop.data.placeOrder({ items: oneItem });
    expect((await readToEnd(opened.source, orders())).entities).toHaveLength(5);
    const asked = opened.shop.requests.counts().total;
    const byIds = await opened.source.readByIds?.({ txType: 'order', srcIds: ['5', '1', 'x', '3'], signal: new AbortController().signal });
    expect(byIds?.entities.map(({ srcId }) => srcId)).toEqual(['1', '5', '3']);
    expect(opened.shop.requests.counts().total - asked).toBe(2);
  });

  it('reads all named records though it learns of the limit only then', async () => {
    await using opened = await openShopAndSource({ shop: { maxPageSize: 2 } });
    for (let id = 0; id < 5; id += 1) opened.shop.data.placeOrder({ items: oneItem });
    const page = await opened.source.readByIds?.({
      txType: 'order',
      srcIds: ['1', '2', '3', '4', '5'],
      signal: new AbortController().signal,
    });
    expect(page?.entities.map(({ srcId }) => srcId)).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('signatures', () => {
  it('hold with eleven and more filter groups, blanks, plus signs and quotes', async () => {
    await using opened = await openShopAndSource({ settings: { auth: oauth } });
    opened.shop.data.placeOrder({ items: oneItem, customer_firstname: "Ann+Bob's (*!) ü" });
    const names = [
      'grand_total',
      'base_grand_total',
      'subtotal',
      'base_subtotal',
      'total_due',
      'base_total_due',
      'total_item_count',
      'store_id',
      'is_virtual',
    ];
    const filter = { ...Object.fromEntries(names.map((name) => [name, { gteq: 0, lt: 1000 }])), customer_firstname: "Ann+Bob's (*!) ü" };
    const page = await opened.readOrders({ filter });
    expect(page.entities).toHaveLength(1);
    expect(opened.shop.requests.counts().total).toBe(1);
  });

  it('carry a new nonce each', async () => {
    await using opened = await openShopAndSource({ settings: { auth: oauth } });
    await opened.readOrders();
    await expect(opened.readOrders()).resolves.toMatchObject({ isDone: true });
  });
});

describe('records that cannot be read', () => {
  const good = { entity_id: 2, increment_id: '2', updated_at: '2026-01-01 00:00:02', created_at: 'never' };
  it('S14 become problems that say why, and the others go on', async () => {
    const items = [
      { entity_id: 9, increment_id: '000000009', updated_at: '0000-00-00 00:00:00' },
      { increment_id: '000000001', updated_at: '2026-01-01 00:00:01' },
      good,
      { entity_id: 'x', updated_at: '2026-01-01 00:00:03' },
      { entity_id: 4, updated_at: '2026-02-30 00:00:00' },
      null,
      { ...good, entity_id: '5', updated_at: '2026-01-01 00:00:05' },
    ];
    await using stub = await openStub(() => ({ items, total_count: items.length }));
    await using endpoint = open(stub.url);
    const page = await endpoint.source?.read(orders());
    expect(page?.entities).toEqual([
      { srcId: '2', updatedAt: at(2), data: good },
      { srcId: '5', updatedAt: at(5), data: items[6] },
    ]);
    expect(page?.problems.map(({ srcId, code }) => [srcId, code])).toEqual([
      ['9', 'UNREADABLE_DATE'],
      [undefined, 'NO_ID'],
      [undefined, 'NO_ID'],
      ['4', 'UNREADABLE_DATE'],
      [undefined, 'NO_RECORD'],
    ]);
    expect(page?.problems[0]?.message).toBe(
      'order 000000009 (entity_id 9): updated_at is "0000-00-00 00:00:00", a UTC time such as "2026-01-31 09:30:00" was expected. Save the order in the shop again.',
    );
    expect(page?.next).toEqual({ updatedAt: at(5), srcId: '5' });
  });
});

describe('a server that does not do as it is told', () => {
  it.each([
    ['ignores the filters', [record(1, 1)], /record 1 of 2026-01-01 00:00:01 was asked for before/],
    ['ignores the sorting', [record(8, 9), record(7, 8)], /record 7 of .* comes after record 8/],
    ['repeats a record', [record(8, 8), record(8, 8)], /record 8 of .* comes after record 8/],
    ['passes `until`', [{ entity_id: 8, updated_at: '2099-01-02 00:00:00' }], /nothing after .* was asked for/],
  ])('is found out when it %s', async (_what, items, message) => {
    await using stub = await openStub((request) =>
      request.url.includes('%5D=eq') ? { items: [], total_count: 0 } : { items, total_count: 50 },
    );
    await using endpoint = open(stub.url);
    const reading = endpoint.source?.read(orders({ cursor: { updatedAt: at(3), srcId: '3' } }));
    await expect(reading).rejects.toMatchObject({ code: 'SourceLoop', message: expect.stringMatching(message) });
  });

  it('is found out when no record says where it stands', async () => {
    await using stub = await openStub(() => ({ items: [{ a: 1 }, { a: 2 }], total_count: 50 }));
    await using endpoint = open(stub.url);
    await expect(endpoint.source?.read(orders({ limit: 2 }))).rejects.toMatchObject({ code: 'SourceLoop' });
  });

  it.each([[{ message: 'ok' }], [[]], [{ items: {}, total_count: 1 }], [{ items: [] }], [{ items: [], total_count: 7 }]])(
    'is told from a shop without records: %j',
    async (body) => {
      await using stub = await openStub(() => body);
      await using endpoint = open(stub.url);
      await expect(endpoint.source?.read(orders())).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
    },
  );

  it('still gives all where the last page comes again and again', async () => {
    await using opened = await openShopAndSource({ shop: { repeatsLastPage: true } });
    for (let id = 0; id < 7; id += 1) opened.shop.data.placeOrder({ items: oneItem });
    expect((await readToEnd(opened.source, orders({ limit: 3 }))).entities).toHaveLength(7);
  });
});

describe('requests that make no sense', () => {
  it.each([
    [{ txType: 'invoice' }, /does not read "invoice". It reads: order, customer, product/],
    [{ cursor: { updatedAt: at(1), srcId: 'abc' } }, /was not made by a magento2 source/],
    [{ cursor: { updatedAt: at(1), token: '{' } }, /was not made by a magento2 source/],
    [{ filter: { updated_at: { gt: '2026' } } }, /"updated_at" is the connector's own/],
    [{ filter: { status: { is: 'x' } } }, /filter of the sync cannot be used/],
    [{ filter: { status: ['a,b'] } }, /must hold no comma/],
  ] as [Partial<ReadRequest>, RegExp][])('are refused: %j', async (more, message) => {
    await using opened = await openShopAndSource();
    await expect(opened.source.read(orders(more))).rejects.toMatchObject({ code: 'Config', message: expect.stringMatching(message) });
  });
});

function record(id: number, second: number) {
  return { entity_id: id, updated_at: `2026-01-01 00:00:0${second}` };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function context() {
  return aloneContext('shop');
}

function open(baseUrl: string) {
  return magento2.open(magento2Settings.parse({ baseUrl, auth: integration }), context());
}
