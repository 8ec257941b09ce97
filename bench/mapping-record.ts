import type { JsonObject } from '../core/json.js';
import type { LookupContents } from '../mapping/lookup.js';

/** One attribute of the map: its paths by their labels, and what is done with them in either language. */
interface Attribute {
  readonly src: Readonly<Record<string, string>>;
  /** Absent: the input as it is. */
  readonly jsonata?: string;
  readonly python: string;
}

const taken = (key: string): Attribute => ({ src: { v: key }, python: "src['v']" });

/** Thirty attributes of an order: a third as they are, the others with what mappings of shops do most. Three ask a table. */
const attributes: Readonly<Record<string, Attribute>> = {
  order_id: taken('entity_id'),
  number: taken('increment_id'),
  status: taken('status'),
  method: taken('payment|method'),
  city: taken('billing|city'),
  postcode: taken('billing|postcode'),
  currency: taken('currency'),
  ip: taken('remote_ip'),
  weight: taken('weight'),
  store: taken('store_id'),
  title: { src: { n: 'increment_id' }, jsonata: '"Order " & n', python: "'Order ' + src['n']" },
  name: { src: { f: 'firstname', l: 'lastname' }, jsonata: 'f & " " & l', python: "src['f'] + ' ' + src['l']" },
  email: { src: { e: 'email' }, jsonata: '$lowercase($trim(e))', python: "src['e'].strip().lower()" },
  is_large: { src: { t: 'grand_total' }, jsonata: 't >= 1000', python: "src['t'] >= 1000" },
  net: { src: { t: 'grand_total', x: 'tax' }, jsonata: '$round(t - x, 2)', python: "round(src['t'] - src['x'], 2)" },
  rate: {
    src: { t: 'grand_total', x: 'tax' },
    jsonata: 't > 0 ? $round(x / t * 100, 1) : 0',
    python: "round(src['x'] / src['t'] * 100, 1) if src['t'] > 0 else 0",
  },
  stage: {
    src: { s: 'status' },
    jsonata: 's = "complete" ? "closedwon" : "open"',
    python: "'closedwon' if src['s'] == 'complete' else 'open'",
  },
  guest: { src: { g: 'is_guest' }, jsonata: 'g = 1', python: "src['g'] == 1" },
  street: { src: { s: 'billing|street' }, jsonata: '$join(s, ", ")', python: "', '.join(src['s'])" },
  day: { src: { at: 'created_at' }, jsonata: '$substring(at, 0, 10)', python: "src['at'][:10]" },
  phone: { src: { t: 'billing|telephone' }, jsonata: '$replace(t, " ", "")', python: "src['t'].replace(' ', '')" },
  country: { src: { c: 'billing|country_id' }, jsonata: '$lookup("countries", c)', python: "countries[src['c']]" },
  carrier: {
    src: { m: 'shipping_method' },
    jsonata: '$lookup("carriers", $substringBefore(m, "_"))',
    python: "carriers[src['m'].split('_')[0]]",
  },
  region: { src: { c: 'billing|country_id' }, jsonata: '$lookup("regions", c)', python: "lookup('regions', src['c'])" },
  coupon: {
    src: { c: 'coupon_code' },
    jsonata: '$exists(c) and c != null ? $uppercase(c) : "NONE"',
    python: "src['c'].upper() if src['c'] else 'NONE'",
  },
  items: { src: { i: 'items' }, jsonata: '$count(i)', python: "len(src['i'])" },
  skus: { src: { i: 'items' }, jsonata: '$join(i.sku, ",")', python: "','.join([x['sku'] for x in src['i']])" },
  quantity: { src: { i: 'items' }, jsonata: '$sum(i.qty)', python: "sum([x['qty'] for x in src['i']])" },
  discounted: { src: { d: 'discount' }, jsonata: 'd < 0', python: "src['d'] < 0" },
  source: { src: { s: 'store_id' }, jsonata: '"shop-" & $string(s)', python: "'shop-' + str(src['s'])" },
};

const inputsOf = ({ src }: Attribute) => Object.entries(src).map(([label, key]) => ({ key, label }));

/** The map in each language. */
export const maps = {
  jsonata: Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [
      name,
      { src: inputsOf(attribute), ...(attribute.jsonata !== undefined && { funct: attribute.jsonata }) },
    ]),
  ),
  python: {
    language: 'python',
    times: 'text',
    rules: Object.fromEntries(
      Object.entries(attributes).map(([name, attribute]) => [
        name,
        { type: 'attribute', src: inputsOf(attribute), funct: attribute.python },
      ]),
    ),
  },
} as const;

const codes = Array.from({ length: 26 * 26 }, (_, index) => String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26)));

export const tables: LookupContents = {
  countries: { from: 'countries.csv', missing: 'fail', rows: codes.map((code) => [code, `Country ${code}`] as const) },
  regions: { from: 'regions.csv', missing: { default: 'World' }, rows: codes.slice(0, 100).map((code) => [code, 'Europe'] as const) },
  carriers: {
    from: 'store',
    missing: 'park',
    rows: [
      ['ups', 'UPS'],
      ['dhl', 'DHL'],
    ],
  },
};

/** One order; no two are alike. */
export function order(id: number): JsonObject {
  return {
    entity_id: id,
    increment_id: String(id).padStart(9, '0'),
    status: id % 3 === 0 ? 'complete' : 'processing',
    firstname: 'Ann',
    lastname: `Lee ${id}`,
    email: ` Ann.${id}@Example.COM `,
    grand_total: 100 + (id % 2000) / 2,
    tax: 10 + (id % 200) / 4,
    discount: id % 5 === 0 ? -5 : 0,
    is_guest: id % 2,
    currency: 'EUR',
    remote_ip: '192.0.2.7',
    weight: 1.5,
    store_id: id % 4,
    created_at: '2026-01-31T10:00:00+01:00',
    coupon_code: id % 7 === 0 ? 'spring' : null,
    shipping_method: id % 2 === 0 ? 'ups_ground' : 'dhl_parcel',
    payment: { method: 'checkmo' },
    billing: {
      city: 'Köln',
      postcode: '50667',
      country_id: codes[id % codes.length] ?? 'DE',
      street: ['Domkloster 4', 'Hinterhaus'],
      telephone: '+49 221 55 10',
    },
    items: [
      { sku: `A-${id % 50}`, qty: 2, price: 18 },
      { sku: `B-${id % 70}`, qty: 1, price: 93.9 },
      { sku: 'C', qty: 3, price: 4.5 },
    ],
  };
}
