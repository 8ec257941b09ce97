import { z } from 'zod';
import { type CrmRecord, type ListedSystem, listCrm, listShop } from './system-lists.js';

/** What a shop and a CRM say of one kind of record, through their own APIs. */
export interface Comparison {
  readonly kind: 'customers' | 'products' | 'orders';
  readonly inShop: number;
  readonly inCrm: number;
  /** In the shop and not in the CRM. */
  readonly missing: readonly string[];
  /** More than once in the CRM. */
  readonly doubled: readonly string[];
  /** There, with another value: `12: amount is 10, not 12`. */
  readonly different: readonly string[];
}

export interface Compared {
  readonly shop: ListedSystem;
  readonly crm: ListedSystem;
}

/** Compares all three kinds. Our own store is not asked. */
export async function compare({ shop, crm }: Compared): Promise<readonly Comparison[]> {
  const shopCustomers = await listShop(shop, 'customers/search', customer);
  const contacts = await listCrm(crm, { type: 'contacts', properties: ['dw_customer_id', 'email', 'firstname', 'lastname'] });
  const shopProducts = await listShop(shop, 'products', product);
  const products = await listCrm(crm, { type: 'products', properties: ['dw_product_id', 'hs_sku', 'name', 'price'] });
  const shopOrders = await listShop(shop, 'orders', order);
  const deals = await listCrm(crm, {
    type: 'deals',
    properties: ['dw_order_id', 'amount', 'dw_order_status'],
    associations: ['line_items', 'contacts'],
  });
  const lines = await listCrm(crm, { type: 'line_items', properties: ['hs_sku', 'quantity', 'price'] });
  return [
    compareKind({ kind: 'customers', key: 'dw_customer_id', inShop: shopCustomers.map(expectCustomer), inCrm: contacts.map(seenRecord) }),
    compareKind({ kind: 'products', key: 'dw_product_id', inShop: shopProducts.map(expectProduct), inCrm: products.map(seenRecord) }),
    compareKind({
      kind: 'orders',
      key: 'dw_order_id',
      inShop: shopOrders.map(expectOrder),
      inCrm: deals.map((deal) => seenDeal(deal, { lines, contacts })),
    }),
  ];
}

/** The line that is printed: `orders: 830 in shop, 830 in crm, 0 missing, 0 doubled, 0 different`. */
export function describeComparison({ kind, inShop, inCrm, missing, doubled, different }: Comparison): string {
  const counts = `${kind}: ${inShop} in shop, ${inCrm} in crm, ${missing.length} missing, ${doubled.length} doubled, ${different.length} different`;
  const examples = [...missing.map((id) => `missing ${id}`), ...doubled.map((id) => `doubled ${id}`), ...different].slice(0, 5);
  return [counts, ...examples.map((line) => `  ${line}`)].join('\n');
}

export function isEqual({ missing, doubled, different }: Comparison): boolean {
  return missing.length + doubled.length + different.length === 0;
}

interface Side {
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
}

function compareKind(sides: { kind: Comparison['kind']; key: string; inShop: readonly Side[]; inCrm: readonly Side[] }): Comparison {
  const { kind, inShop, inCrm } = sides;
  const seen = new Map<string, Side[]>();
  for (const side of inCrm) seen.set(side.values[sides.key] ?? '', [...(seen.get(side.values[sides.key] ?? '') ?? []), side]);
  const missing = inShop.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
  const doubled = [...seen].filter(([id, records]) => id !== '' && records.length > 1).map(([id]) => id);
  const different = inShop.flatMap((expected) =>
    (seen.get(expected.id) ?? []).slice(0, 1).flatMap((found) => differences(expected, found)),
  );
  return { kind, inShop: inShop.length, inCrm: inCrm.length, missing, doubled, different };
}

function differences(expected: Side, found: Side): string[] {
  const wrong = Object.entries(expected.values).filter(([name, value]) => (found.values[name] ?? '') !== value);
  return wrong.length === 0
    ? []
    : [`${expected.id}: ${wrong.map(([name, value]) => `${name} is "${found.values[name] ?? ''}", not "${value}"`).join(', ')}`];
}

const customer = z.object({ id: z.number(), email: z.string(), firstname: z.string(), lastname: z.string() });
const product = z.object({ id: z.number(), sku: z.string(), name: z.string(), price: z.number().nullish() });
const orderLine = z.object({ sku: z.string(), qty_ordered: z.number(), price: z.number() });
const order = z.object({
  entity_id: z.number(),
  grand_total: z.number(),
  status: z.string(),
  customer_id: z.number().nullish(),
  items: z.array(orderLine),
});

function expectCustomer({ id, email, firstname, lastname }: z.output<typeof customer>): Side {
  return { id: String(id), values: { email, firstname, lastname } };
}

function expectProduct({ id, sku, name, price }: z.output<typeof product>): Side {
  return { id: String(id), values: { hs_sku: sku, name, price: amount(price) } };
}

function expectOrder({ entity_id, grand_total, status, customer_id, items }: z.output<typeof order>): Side {
  const lines = items.map((line) => [line.sku, amount(line.qty_ordered), amount(line.price)].join(' × ')).sort();
  const values = { amount: amount(grand_total), dw_order_status: status, customer: String(customer_id ?? ''), lines: lines.join('; ') };
  return { id: String(entity_id), values };
}

function seenRecord({ id, properties }: CrmRecord): Side {
  const values = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, name === 'price' ? amount(value) : (value ?? '')]),
  );
  return { id, values };
}

function seenDeal(deal: CrmRecord, others: { readonly lines: readonly CrmRecord[]; readonly contacts: readonly CrmRecord[] }): Side {
  const [lineIds, contactIds] = [idsOf(deal, ['line_items', 'line items']), idsOf(deal, ['contacts'])];
  const own = others.lines
    .filter(({ id }) => lineIds.has(id))
    .map(({ properties: line }) => [line['hs_sku'], amount(line['quantity']), amount(line['price'])].join(' × '));
  const people = others.contacts.filter(({ id }) => contactIds.has(id)).map(({ properties: person }) => person['dw_customer_id'] ?? '');
  const { properties } = deal;
  const values = {
    dw_order_id: properties['dw_order_id'] ?? '',
    dw_order_status: properties['dw_order_status'] ?? '',
    amount: amount(properties['amount']),
  };
  return { id: deal.id, values: { ...values, customer: people.join(', '), lines: own.sort().join('; ') } };
}

function amount(value: string | number | null | undefined): string {
  return value === null || value === undefined || value === '' ? '' : Number(value).toFixed(4);
}

/** HubSpot names some lists of associations with a space where the object type has an underscore. */
function idsOf(deal: CrmRecord, names: readonly string[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => deal.associations?.[name]?.results ?? []).map(({ id }) => id));
}
