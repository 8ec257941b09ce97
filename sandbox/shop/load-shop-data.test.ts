import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadShopData } from './load-shop-data.js';
import type { ShopSeed } from './shapes.js';
import { ShopData } from './shop-data.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shop-data-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function load(name: string, content: unknown): Promise<ShopSeed> {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return await loadShopData(file);
}

function opened(seed: ShopSeed): ShopData {
  const data = new ShopData({ now: () => new Date('2026-01-01T00:00:00Z') });
  data.addSeed(seed);
  return data;
}

const order = {
  entity_id: 7,
  increment_id: '100000007',
  created_at: '2026-01-02 03:04:05',
  updated_at: '2026-01-03 03:04:05',
  customer_email: 'Ann@x.example',
  customer_id: null,
  grand_total: 21.5,
  billing_address: { firstname: 'Ann', lastname: "O'Hara", street: ['Lane 1'], city: 'X', region: 'NY', country_id: 'US' },
  items: [{ sku: 'T-1', name: 'Tea', qty_ordered: 2, price: 10.75 }],
};

describe('shop data as JSON', () => {
  it.each([
    ['a list', [order]],
    ['an answer of the search', { items: [order], search_criteria: {}, total_count: 1 }],
    ['three lists', { orders: { items: [order] } }],
  ])('is %s of orders; customers and products are derived', async (_kind, content) => {
    using data = opened(await load('orders.json', content));
    expect(data.orders.get(7)).toMatchObject({
      increment_id: '100000007',
      updated_at: '2026-01-03 03:04:05',
      grand_total: 21.5,
      customer_id: 1,
    });
    expect([...data.customers.all()]).toMatchObject([
      { id: 1, email: 'Ann@x.example', lastname: "O'Hara", addresses: [{ region: { region: 'NY' } }] },
    ]);
    expect([...data.products.all()]).toMatchObject([{ sku: 'T-1', name: 'Tea', price: 10.75 }]);
  });

  it('keeps the customers and products that it holds', async () => {
    const customer = { id: 3, email: 'ann@x.example', firstname: 'Ann', lastname: 'X' };
    using data = opened(
      await load('all.json', { orders: [order], customers: [customer], products: [{ sku: 't-1', name: 'Old', price: 1 }] }),
    );
    expect([...data.customers.all()]).toMatchObject([{ id: 3, lastname: 'X' }]);
    expect([...data.products.all()]).toMatchObject([{ sku: 't-1', name: 'Old' }]);
    expect(data.orders.get(7)?.customer_id).toBe(3);
  });

  it('says where it is wrong', async () => {
    await expect(load('bad.json', [{ ...order, items: [] }])).rejects.toThrow(/bad\.json is no shop data[\s\S]*items/);
    await expect(load('bad.json', [{ ...order, updated_at: 'yesterday' }])).rejects.toThrow(/must be a UTC time[\s\S]*updated_at/);
    await expect(load('bad.json', 'order,sku')).rejects.toThrow('bad.json is not JSON');
  });
});

describe('shop data as CSV', () => {
  it('joins the lines of an order', async () => {
    const csv =
      '\uFEFForder;created_at;email;company;city;country;sku;name;qty;price;shipping_amount;status\nA1;2026-01-31;a@x.example;"Söhne; Co";Köln;DE;S1;Tee;2;1.5;3;complete\nA1;;;;;;S2;"Kaffee ""fein""";1;4;;\nA2;2026-01-31T10:00:00+02:00;;;;;S1;;;;;\n';
    using data = opened(await load('orders.csv', csv));
    const [first, second] = [...data.orders.all()];
    expect(first).toMatchObject({
      increment_id: 'A1',
      created_at: '2026-01-31 00:00:00',
      state: 'complete',
      subtotal: 7,
      grand_total: 10,
      billing_address: { company: 'Söhne; Co', city: 'Köln' },
      items: [{ sku: 'S1' }, { sku: 'S2', name: 'Kaffee "fein"' }],
    });
    expect(second).toMatchObject({ created_at: '2026-01-31 08:00:00', customer_is_guest: 1, items: [{ sku: 'S1', qty_ordered: 1 }] });
  });

  it('takes one line per order, with its total alone', async () => {
    using data = opened(await load('totals.csv', 'order,grand_total,shipping_amount\n9,120.50,20.50\n'));
    expect([...data.orders.all()]).toMatchObject([{ increment_id: '9', subtotal: 100, grand_total: 120.5 }]);
  });

  it('names every wrong line and what is wrong there', async () => {
    const csv =
      'order,qty,price,created_at,country,email\n1,abc,1,2026-01-01,DE,a@x.example\n,1,1,,,\n3,1,"1,50",31.01.2026,Germany,nobody\n';
    const error = await load('orders.csv', csv).then(
      () => '',
      (thrown: Error) => thrown.message,
    );
    expect(error.split('\n')).toEqual([
      'orders.csv, line 2: "qty" is "abc", and must be a number above 0',
      'orders.csv, line 3: "order" is required',
      'orders.csv, line 4: "created_at" is "31.01.2026", and must be a date such as 2026-01-31 or 2026-01-31 09:30:00',
      'orders.csv, line 4: "email" is "nobody", and must be an e-mail address',
      'orders.csv, line 4: "country" is "Germany", and must be a country code of two capitals, such as DE',
      'orders.csv, line 4: "price" is "1,50", and must be a number with a point, such as 1234.50',
    ]);
  });

  it('names the columns that there are', async () => {
    await expect(load('orders.csv', 'order,quantity\n1,2\n')).rejects.toThrow(
      'orders.csv, line 1: there is no column "quantity". There are: order, created_at',
    );
    await expect(load('orders.csv', 'sku,qty\n1,2\n')).rejects.toThrow('the column "order" is missing');
    await expect(load('orders.csv', 'order,sku\n1,"a\n')).rejects.toThrow(/orders\.csv: .*Quote/);
  });
});
