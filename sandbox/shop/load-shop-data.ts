import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { z } from 'zod';
import { ordersOfCsv } from './csv-orders.js';
import {
  type CustomerDraft,
  customerDraftSchema,
  type OrderDraft,
  orderDraftSchema,
  type ProductDraft,
  productDraftSchema,
  type ShopSeed,
} from './shapes.js';

/**
 * Reads shop data of one's own: Magento REST JSON (a list of orders, `{ items: [...] }` as a search answers, or
 * `{ orders, customers, products }`), or a CSV of orders (columns: `csvColumns`). Customers and products that the orders
 * name and the file does not hold are derived from the orders. Throws an Error whose message says where and what.
 */
export async function loadShopData(file: string): Promise<ShopSeed> {
  const text = await readFile(file, 'utf8');
  const name = basename(file);
  const given =
    extname(file).toLowerCase() === '.csv' ? { orders: ordersOfCsv(text, name), customers: [], products: [] } : seedOfJson(text, name);
  return completeSeed(given);
}

interface WholeSeed {
  readonly orders: readonly OrderDraft[];
  readonly customers: readonly CustomerDraft[];
  readonly products: readonly ProductDraft[];
}

const listOf = <T>(record: z.ZodType<T>): z.ZodType<T[]> =>
  z.union([z.array(record), z.object({ items: z.array(record) }).transform(({ items }) => items)]);
const whole = z.object({
  orders: listOf(orderDraftSchema).default([]),
  customers: listOf(customerDraftSchema).default([]),
  products: listOf(productDraftSchema).default([]),
});

function seedOfJson(text: string, name: string): WholeSeed {
  const json = parseJson(text, name);
  const isOrders = Array.isArray(json) || (typeof json === 'object' && json !== null && 'items' in json);
  const parsed = isOrders ? listSchema(json) : whole.safeParse(json);
  if (parsed.success) return Array.isArray(parsed.data) ? { orders: parsed.data, customers: [], products: [] } : parsed.data;
  throw new Error(`${name} is no shop data:\n${z.prettifyError(parsed.error)}`);
}

function listSchema(json: unknown): z.ZodSafeParseResult<OrderDraft[]> {
  const list = Array.isArray(json) ? json : (json as { readonly items: unknown }).items;
  return z.array(orderDraftSchema).safeParse(list);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(
      `${name} is not JSON (${error instanceof Error ? error.message : String(error)}). Orders as CSV need a name that ends in .csv.`,
      { cause: error },
    );
  }
}

function completeSeed({ orders, customers, products }: WholeSeed): ShopSeed {
  const byId = new Map(customers.map((customer) => [customer.id, customer]));
  const byEmail = new Map(customers.map((customer) => [customer.email.toLowerCase(), customer]));
  const bySku = new Map(products.map((product) => [product.sku.toLowerCase(), product]));
  let lastId = Math.max(0, ...customers.map(({ id }) => id ?? 0), ...orders.map((order) => order.customer_id ?? 0));
  const withCustomers = orders.map((order) => {
    const email = order.customer_email;
    const known =
      (typeof order.customer_id === 'number' ? byId.get(order.customer_id) : undefined) ?? byEmail.get(email?.toLowerCase() ?? '');
    if (known !== undefined || typeof email !== 'string') return known?.id === undefined ? order : { ...order, customer_id: known.id };
    const customer = customerOf(order, { id: order.customer_id ?? ++lastId, email });
    byId.set(customer.id, customer);
    byEmail.set(email.toLowerCase(), customer);
    return { ...order, customer_id: customer.id ?? null };
  });
  for (const item of orders.flatMap(({ items }) => items)) {
    const sku = item.sku.toLowerCase();
    if (!bySku.has(sku)) bySku.set(sku, { sku: item.sku, name: item.name ?? item.sku, price: item.price ?? 0 });
  }
  return { orders: withCustomers, customers: [...new Set([...customers, ...byEmail.values()])], products: [...bySku.values()] };
}

function customerOf(order: OrderDraft, { id, email }: { readonly id: number; readonly email: string }): CustomerDraft {
  const { billing_address: address, created_at: createdAt } = order;
  const { entity_id: _entity, parent_id: _parent, address_type: _type, email: _email, region, ...fields } = address ?? {};
  const place = {
    id,
    customer_id: id,
    ...fields,
    ...(typeof region === 'string' && { region: { region } }),
    default_billing: true,
    default_shipping: true,
  };
  return {
    id,
    email,
    firstname: order.customer_firstname ?? address?.firstname ?? 'Customer',
    lastname: order.customer_lastname ?? address?.lastname ?? '-',
    ...(createdAt !== undefined && { created_at: createdAt }),
    addresses: address === undefined || Object.keys(fields).length === 0 ? [] : [place],
  };
}
