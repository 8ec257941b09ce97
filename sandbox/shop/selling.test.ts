import { describe, expect, it } from '@jest/globals';
import { Selling } from './selling.js';
import { ShopData } from './shop-data.js';

/** Numbers that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function openData(): ShopData {
  let seconds = 0;
  const data = new ShopData({ now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds++)) });
  data.putProduct({ sku: 'A', price: 10 });
  data.putProduct({ sku: 'B', price: 2.5 });
  data.putProduct({ sku: 'gone', price: 9, status: 2 });
  data.putCustomer({ email: 'a@x.example', firstname: 'A', lastname: 'B', addresses: [{ street: ['Lane 1'], city: 'X' }] });
  data.putCustomer({ email: 'homeless@x.example', firstname: 'A', lastname: 'B' });
  return data;
}

describe('a shop that goes on selling', () => {
  it('places plausible orders, and edits them', () => {
    using data = openData();
    const log: string[] = [];
    const selling = new Selling({ data, random: seeded(7), log: (message) => log.push(message) });
    for (let step = 0; step < 60; step += 1) selling.step();
    const orders = [...data.orders.all()];
    expect(orders.length).toBeGreaterThan(20);
    expect(orders.length).toBeLessThan(60);
    expect(log).toHaveLength(60);
    expect(new Set(orders.map(({ customer_email: email }) => email))).toEqual(new Set(['a@x.example']));
    expect(new Set(orders.flatMap(({ items }) => items.map(({ sku }) => sku)))).toEqual(new Set(['A', 'B']));
    expect(new Set(orders.map(({ state }) => state)).size).toBeGreaterThan(2);
    expect(orders.some(({ created_at: created, updated_at: updated }) => updated > created)).toBe(true);
  });

  it('sells nothing where there is nothing to sell', () => {
    using data = new ShopData({ now: () => new Date() });
    expect(new Selling({ data }).step()).toBeUndefined();
  });
});
