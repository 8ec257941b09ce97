import { completeOrder } from './complete-order.js';
import type { Searchable } from './search.js';
import type { Customer, Order, Product } from './shapes.js';

/** Every order fills these columns. */
const plainOrder = completeOrder(
  { items: [{ sku: 'any', qty_ordered: 1 }] },
  { entityId: 1, incrementId: '000000001', now: '2026-01-01 00:00:00', customer: undefined, productOf: () => undefined },
);

/** Columns that a record may leave out; all others are seen from what the records hold. */
const orderColumns = [
  'applied_rule_ids',
  'coupon_code',
  'customer_dob',
  'customer_email',
  'customer_firstname',
  'customer_gender',
  'customer_id',
  'customer_lastname',
  'customer_middlename',
  'customer_note',
  'customer_taxvat',
  'ext_customer_id',
  'ext_order_id',
  'hold_before_state',
  'hold_before_status',
  'remote_ip',
  'total_canceled',
  'total_paid',
  'total_refunded',
  'weight',
];
const customerColumns = [
  'entity_id',
  'confirmation',
  'dob',
  'gender',
  'middlename',
  'prefix',
  'suffix',
  'taxvat',
  'default_billing',
  'default_shipping',
];
const productColumns = [
  'entity_id',
  'weight',
  'cost',
  'special_price',
  'description',
  'short_description',
  'url_key',
  'category_id',
  'store_id',
];

type Cell = string | number | null | undefined;

/** How orders are searched. `records`: to see which columns there are. */
export function orderTable(records: Iterable<Order>): Searchable<Order> {
  return {
    column: (order, field) => cell(order[field]),
    isColumn: columnTest([plainOrder, ...records], orderColumns),
    idOf: (order) => order.entity_id,
    isEav: false,
  };
}

/** Customers answer `id` and are searched by `entity_id`. */
export function customerTable(records: Iterable<Customer>): Searchable<Customer> {
  return {
    column: (customer, field) => (field === 'entity_id' ? customer.id : (cell(customer[field]) ?? customAttribute(customer, field))),
    isColumn: columnTest(records, customerColumns, ['id']),
    idOf: (customer) => customer.id,
    isEav: true,
  };
}

/** Products answer `id` and are searched by `entity_id`. */
export function productTable(records: Iterable<Product>): Searchable<Product> {
  return {
    column: (product, field) => (field === 'entity_id' ? product.id : (cell(product[field]) ?? customAttribute(product, field))),
    isColumn: columnTest(records, productColumns, ['id']),
    idOf: (product) => product.id,
    isEav: true,
  };
}

function columnTest(records: Iterable<Readonly<Record<string, unknown>>>, always: readonly string[], never: readonly string[] = []) {
  return (field: string): boolean => {
    if (never.includes(field)) return false;
    if (always.includes(field)) return true;
    for (const record of records) {
      if (cell(record[field]) !== undefined || customAttribute(record, field) !== undefined) return true;
      if (record[field] === null) return true;
    }
    return field.endsWith('_at') || field === 'status';
  };
}

function customAttribute(record: Readonly<Record<string, unknown>>, code: string): Cell {
  const attributes = record['custom_attributes'];
  if (!Array.isArray(attributes)) return undefined;
  const found = (attributes as { attribute_code: string; value: unknown }[]).find(({ attribute_code }) => attribute_code === code);
  return found === undefined ? undefined : cell(found.value);
}

/** Only plain values are columns: what is nested cannot be searched. */
function cell(value: unknown): Cell {
  return typeof value === 'string' || typeof value === 'number' || value === null ? value : undefined;
}
