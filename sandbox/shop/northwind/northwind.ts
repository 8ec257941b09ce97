import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CustomerDraft, OrderDraft, ProductDraft, ShopSeed } from '../shapes.js';

/**
 * The Northwind trading company as a shop: 91 customers, 77 products, 830 orders with 2,155 lines, from July 1996 to
 * May 1998. Times have no time of day, so that most share theirs with others.
 */
export function northwind(): ShopSeed {
  return {
    customers: read('customers') as CustomerDraft[],
    products: read('products') as ProductDraft[],
    orders: read('orders') as OrderDraft[],
  };
}

function read(name: string): unknown {
  const beside = new URL(`${name}.json`, import.meta.url);
  const inSources = new URL(`../../../../sandbox/shop/northwind/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(fileURLToPath(existsSync(beside) ? beside : inSources), 'utf8'));
}
