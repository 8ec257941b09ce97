import { northwind, type ShopSeed } from '../../sandbox/shop/index.js';

/** The Northwind trading company with its first orders alone. */
export function smallShop(orders: number): ShopSeed {
  const { customers = [], products = [], orders: all = [] } = northwind();
  return { customers, products, orders: all.slice(0, orders) };
}
