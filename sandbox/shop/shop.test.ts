import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { northwind } from './northwind/northwind.js';
import { type Shop, type ShopOptions, startShop } from './shop.js';

const credentials = { accessToken: 'token-1' };
const bearer = { authorization: 'Bearer token-1' };
let shop: Shop;

async function open(options: Partial<ShopOptions> = {}): Promise<void> {
  shop = await startShop({ credentials, ...options });
}
afterEach(async () => await shop.close());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly items: { readonly entity_id: number; readonly status: string }[];
    readonly total_count: number;
  };
}

async function get(path: string, headers: Record<string, string> = bearer): Promise<Answer> {
  const response = await fetch(`${shop.url}/rest${path}`, { headers });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** `field condition value` per filter; one list of them per group. */
function criteria(groups: readonly (readonly string[])[], more = ''): string {
  const parts = groups.flatMap((filters, group) =>
    filters.flatMap((filter, index) => {
      const [field = '', condition = '', ...value] = filter.split(' ');
      const name = `searchCriteria[filter_groups][${group}][filters][${index}]`;
      return [`${name}[field]=${field}`, `${name}[value]=${encodeURIComponent(value.join(' '))}`, `${name}[condition_type]=${condition}`];
    }),
  );
  return `?searchCriteria${parts.length > 0 ? `&${parts.join('&')}` : ''}${more === '' ? '' : `&${more}`}`;
}

const asc = (field: string): string => `searchCriteria[sortOrders][0][field]=${field}&searchCriteria[sortOrders][0][direction]=ASC`;
const ids = ({ body }: Answer): number[] => body.items.map(({ entity_id: id }) => id);

/** How many different orders two pages of 20 hold together. */
async function differentOnTwoPages(sort: string): Promise<number> {
  const page = (number: number): string => criteria([], `${sort}&searchCriteria[pageSize]=20&searchCriteria[currentPage]=${number}`);
  const answers = await Promise.all([1, 2].map(async (number) => await get(`/V1/orders${page(number)}`)));
  return new Set(answers.flatMap(ids)).size;
}

describe('searching', () => {
  beforeEach(async () => {
    await open();
    const statuses = ['pending', 'processing', 'complete', 'complete', 'canceled'];
    for (const [index, status] of statuses.entries()) {
      shop.data.placeOrder({
        items: [{ sku: 'A', qty_ordered: 1, price: (index + 1) * 10 }],
        status,
        customer_email: index === 4 ? null : `ÉMILE${index}@shop.example`,
        updated_at: `2026-01-0${index + 1} 09:30:00`,
      });
    }
  });

  it.each([
    [[['status eq complete']], [3, 4]],
    [[['status eq COMPLETE', 'status eq pending']], [1, 3, 4]],
    [
      [['status in complete,canceled'], ['grand_total lt 50']],
      [3, 4],
    ],
    [[['status nin complete,canceled']], [1, 2]],
    [[['status neq complete']], [1, 2, 5]],
    [
      [['entity_id gt 2'], ['entity_id lteq 4']],
      [3, 4],
    ],
    [
      [['updated_at gteq 2026-01-02 09:30:00'], ['updated_at lt 2026-01-04']],
      [2, 3],
    ],
    [
      [['updated_at from 2026-01-02'], ['updated_at to 2026-01-03 09:30:00']],
      [2, 3],
    ],
    [[['customer_email like %émile_@%']], [1, 2, 3, 4]],
    [[['customer_email nlike %2@%']], [1, 2, 4]],
    [[['customer_email null ']], [5]],
    [[['customer_email notnull ']], [1, 2, 3, 4]],
    [[['grand_total moreq 40.0000']], [4, 5]],
  ] as const)('finds %j', async (groups, found) => {
    expect(ids(await get(`/V1/orders${criteria(groups, asc('entity_id'))}`))).toEqual(found);
  });

  it('sorts descending where no direction is given, and takes camelCase names', async () => {
    const query =
      '?searchCriteria[filterGroups][0][filters][0][field]=entity_id&searchCriteria[filterGroups][0][filters][0][value]=1&searchCriteria[filterGroups][0][filters][0][conditionType]=gt&searchCriteria[sortOrders][0][field]=entity_id';
    const answer = await get(`/all/V1/orders${query}&searchCriteria[pageSize]=2&searchCriteria[currentPage]=2`);
    expect(ids(answer)).toEqual([3, 2]);
    expect(answer.body).toMatchObject({
      total_count: 4,
      search_criteria: {
        filter_groups: [{ filters: [{ field: 'entity_id', value: '1', condition_type: 'gt' }] }],
        sort_orders: [{ field: 'entity_id', direction: 'DESC' }],
        page_size: 2,
        current_page: 2,
      },
    });
  });

  it('answers everything without a page size, and nothing past the end', async () => {
    expect(ids(await get('/V1/orders?searchCriteria='))).toEqual([1, 2, 3, 4, 5]);
    expect(
      ids(await get(`/V1/orders${criteria([], `${asc('entity_id')}&searchCriteria[pageSize]=2&searchCriteria[currentPage]=9`)}`)),
    ).toEqual([]);
  });

  it.each([
    ['/V1/orders', 400, '"%fieldName" is required. Enter and try again.'],
    ['/V1/orders?searchCriteria[pageSize]=ten', 400, "value's type is invalid"],
    ['/V1/orders?searchCriteria[page]=1', 400, 'Property "%1"'],
    [`/V1/orders${criteria([['shipping eq 1']])}`, 500, 'Report ID: webapi-'],
    [`/V1/orders${criteria([['updated_at gt 2026-01-02T09:30:00Z']])}`, 500, 'Report ID: webapi-'],
    [`/V1/orders${criteria([['status is complete']])}`, 400, 'condition type'],
    ['/V1/orders?searchCriteria[sortOrders][0][field]=entity_id&searchCriteria[sortOrders][0][direction]=up', 400, 'sort order'],
    ['/V1/orders/99', 404, "The entity that was requested doesn't exist."],
    ['/V1/orders/one', 400, '"%type" type was expected'],
    ['/V1/customers/7', 404, 'No such entity with %fieldName = %fieldValue'],
    ['/V1/products/none', 404, "The product that was requested doesn't exist."],
    ['/nowhere/V1/orders?searchCriteria', 404, 'Request does not match any route.'],
    ['/V1/nothing', 404, 'Request does not match any route.'],
  ])('answers %s with %i', async (path, status, message) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.body['message']).toContain(message);
  });

  it('answers a wrong verb as an unknown route', async () => {
    const response = await fetch(`${shop.url}/rest/V1/orders`, { method: 'DELETE', headers: bearer });
    expect([response.status, await response.json()]).toEqual([404, { message: 'Request does not match any route.' }]);
  });
});

describe('paging', () => {
  it('refuses pages that the admin does not allow', async () => {
    await open({ maxPageSize: 300 });
    const answer = await get('/V1/orders?searchCriteria[pageSize]=301');
    expect(answer).toMatchObject({ status: 400, body: { message: 'Maximum SearchCriteria pageSize is %max', parameters: { max: 300 } } });
  });

  it('repeats the last page past the end where told to', async () => {
    await open({ repeatsLastPage: true });
    for (let id = 0; id < 5; id += 1) shop.data.placeOrder({ items: [{ sku: 'A', qty_ordered: 1 }] });
    expect(
      ids(await get(`/V1/orders${criteria([], `${asc('entity_id')}&searchCriteria[pageSize]=2&searchCriteria[currentPage]=9`)}`)),
    ).toEqual([5]);
  });

  it('lets rows with equal sort keys swap between pages, unless a second key tells them apart', async () => {
    await open();
    for (let id = 0; id < 40; id += 1) shop.data.placeOrder({ items: [{ sku: 'A', qty_ordered: 1 }], updated_at: '2026-01-01 00:00:00' });
    expect(await differentOnTwoPages(asc('updated_at'))).toBeLessThan(40);
    expect(await differentOnTwoPages(`${asc('updated_at')}&searchCriteria[sortOrders][1][field]=entity_id`)).toBe(40);
  });
});

describe('the data', () => {
  it('is Northwind, whole and odd', async () => {
    await open({ data: northwind() });
    const orders = [...shop.data.orders.all()];
    expect([orders.length, shop.data.customers.size, shop.data.products.size]).toEqual([830, 91, 77]);
    expect(orders.reduce((sum, { items }) => sum + items.length, 0)).toBe(2155);
    expect(orders.filter(({ status }) => status === 'processing')).toHaveLength(21);
    expect(shop.data.placeOrder({ items: [{ sku: 'NW-01', qty_ordered: 1 }] })).toMatchObject({
      entity_id: 831,
      increment_id: '000011078',
    });
    const { body } = await get('/V1/orders/5');
    expect(body).toMatchObject({
      increment_id: '000010252',
      base_currency_code: 'USD',
      subtotal: 3730,
      discount_amount: -132.1,
      grand_total: 3649.2,
      base_grand_total: 3649.2,
      customer_email: 'pascale.cartrain@supremes-delices.example',
      billing_address: { company: 'Suprêmes délices', country_id: 'BE', address_type: 'billing' },
      payment: { method: 'checkmo', amount_ordered: 3649.2 },
      extension_attributes: {
        shipping_assignments: [
          { shipping: { address: { city: 'Charleroi', address_type: 'shipping' } }, items: [{ sku: 'NW-20' }, {}, {}] },
        ],
      },
    });
    const { body: customer } = await get('/V1/customers/1');
    expect(customer['custom_attributes']).toContainEqual({ attribute_code: 'northwind_code', value: 'ALFKI' });
  });

  it('keeps what a caller was told, whether it was closed or not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shop-'));
    await open({ file: join(folder, 'shop.db'), now: () => new Date('2026-03-01T12:00:00.900Z') });
    const placed = shop.data.placeOrder({ items: [{ sku: 'A', qty_ordered: 2, price: 1.2345 }] });
    const again = await startShop({ credentials, file: join(folder, 'shop.db') });
    expect(again.data.orders.get(placed.entity_id)).toEqual(placed);
    expect(placed).toMatchObject({ updated_at: '2026-03-01 12:00:00', subtotal: 2.469 });
    expect(again.data.placeOrder({ items: [{ sku: 'A', qty_ordered: 1 }] }).entity_id).toBe(2);
    await again.close();
    rmSync(folder, { recursive: true });
  });

  it('converts to the base currency', async () => {
    await open();
    const order = shop.data.placeOrder({
      items: [{ sku: 'A', qty_ordered: 3, price: 10 }],
      order_currency_code: 'EUR',
      base_to_order_rate: 0.9,
      shipping_amount: 3,
    });
    expect(order).toMatchObject({ grand_total: 33, base_grand_total: 36.6667, order_currency_code: 'EUR', base_currency_code: 'USD' });
  });
});

describe('pages for people', () => {
  it('list, search and show records without a token, and are not counted', async () => {
    await open({
      data: {
        products: [
          { sku: 'A', name: '<Tea>' },
          { sku: 'B', name: 'Coffee' },
        ],
      },
    });
    const text = async (path: string): Promise<string> => await (await fetch(shop.url + path)).text();
    expect(await text('/products?q=tea')).toContain('&lt;Tea&gt;');
    expect(await text('/products?q=tea')).not.toContain('Coffee');
    expect(await text('/products/2')).toContain('Coffee');
    expect(await text('/')).toContain('Faults that wait');
    expect((await fetch(`${shop.url}/orders/9`)).status).toBe(404);
    expect(shop.requests.counts().total).toBe(0);
  });
});
