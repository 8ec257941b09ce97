import type { AddressDraft, Customer, Order, OrderDraft, OrderItemDraft, Product } from './shapes.js';

/** What the shop knows when an order comes in. */
export interface OrderContext {
  readonly entityId: number;
  /** Where the draft has none. */
  readonly incrementId: string;
  /** The time as Magento writes it. */
  readonly now: string;
  readonly customer: Customer | undefined;
  readonly productOf: (sku: string) => Product | undefined;
}

type Fields = Record<string, unknown>;

/**
 * A whole order in the shape of `GET /V1/orders/{id}`: amounts in order and base currency, addresses, shipping
 * assignment, payment. Every field of the draft wins over what is computed. Amounts have four decimals at the most.
 */
export function completeOrder(draft: OrderDraft, context: OrderContext): Order {
  const { shipping_address, shipping_method, ...given } = draft;
  const createdAt = draft.created_at ?? context.now;
  const rate = draft.base_to_order_rate ?? 1;
  const state = draft.state ?? 'new';
  const items = draft.items.map((item, index) =>
    completeItem(item, { index, draft, context, createdAt, rate, isDone: state === 'complete' }),
  );
  const amounts = totals(items, draft.shipping_amount ?? 0);
  const billing = completeAddress(draft.billing_address ?? defaultAddress(context.customer), { type: 'billing', context, draft });
  const shipping = completeAddress(shipping_address ?? draft.billing_address ?? defaultAddress(context.customer), {
    type: 'shipping',
    context,
    draft,
  });
  const assignment = {
    shipping: { address: shipping, method: shipping_method ?? 'flatrate_flatrate', total: shippingTotal(amounts, rate) },
    items,
  };
  return {
    ...heading(draft, context),
    ...amounts,
    ...inBaseCurrency(amounts, rate),
    ...settlement(amounts, rate, state === 'complete'),
    status: state === 'new' ? 'pending' : state,
    total_item_count: items.length,
    total_qty_ordered: items.reduce((sum, item) => sum + Number(item['qty_ordered']), 0),
    ...given,
    created_at: createdAt,
    updated_at: draft.updated_at ?? createdAt,
    state,
    items: items as OrderDraft['items'],
    billing_address: billing,
    payment: completePayment(draft, { context, amounts, rate }),
    status_histories: (draft.status_histories ?? []).map((history, index) => ({
      comment: null,
      created_at: createdAt,
      entity_id: context.entityId * 10 + index,
      entity_name: 'order',
      is_customer_notified: null,
      is_visible_on_front: 0,
      parent_id: context.entityId,
      status: draft.status ?? (state === 'new' ? 'pending' : state),
      ...history,
    })),
    extension_attributes: { shipping_assignments: [assignment], payment_additional_info: [], ...draft.extension_attributes },
  } as unknown as Order;
}

function heading(draft: OrderDraft, { entityId, incrementId, customer }: OrderContext): Fields {
  const baseCurrency = draft.base_currency_code ?? 'USD';
  const rate = draft.base_to_order_rate ?? 1;
  return {
    entity_id: entityId,
    increment_id: incrementId,
    store_id: 1,
    store_name: 'Main Website\nMain Website Store\n',
    base_currency_code: baseCurrency,
    global_currency_code: baseCurrency,
    store_currency_code: baseCurrency,
    order_currency_code: baseCurrency,
    base_to_global_rate: 1,
    base_to_order_rate: rate,
    store_to_base_rate: 0,
    store_to_order_rate: 0,
    billing_address_id: entityId * 2,
    quote_id: entityId + 1,
    protect_code: (entityId * 2_654_435_761).toString(16).slice(-6).padStart(6, '0'),
    customer_is_guest: customer === undefined ? 1 : 0,
    customer_group_id: customer === undefined ? 0 : 1,
    ...(customer !== undefined && {
      customer_id: customer.id,
      customer_email: customer.email,
      customer_firstname: customer.firstname,
      customer_lastname: customer.lastname,
    }),
    customer_note_notify: 1,
    email_sent: 1,
    is_virtual: 0,
    weight: 0,
    shipping_description: 'Flat Rate - Fixed',
  };
}

interface ItemPlace {
  readonly index: number;
  readonly draft: OrderDraft;
  readonly context: OrderContext;
  readonly createdAt: string;
  readonly rate: number;
  readonly isDone: boolean;
}

function completeItem(item: OrderItemDraft, { index, draft, context, createdAt, rate, isDone }: ItemPlace): Fields {
  const product = context.productOf(item.sku);
  const price = item.price ?? product?.price ?? 0;
  const percent = item.discount_percent ?? 0;
  const rowTotal = rounded(price * item.qty_ordered);
  const amounts = {
    original_price: product?.price ?? price,
    price,
    price_incl_tax: price,
    row_total: rowTotal,
    row_total_incl_tax: rounded(rowTotal + (item.tax_amount ?? 0)),
    discount_amount: item.discount_amount ?? rounded((rowTotal * percent) / 100),
    discount_tax_compensation_amount: 0,
    tax_amount: item.tax_amount ?? 0,
    row_invoiced: isDone ? rowTotal : 0,
    discount_invoiced: isDone ? (item.discount_amount ?? rounded((rowTotal * percent) / 100)) : 0,
    tax_invoiced: 0,
    amount_refunded: 0,
  };
  return {
    ...amounts,
    ...inBaseCurrency(amounts, rate),
    created_at: createdAt,
    updated_at: draft.updated_at ?? createdAt,
    item_id: context.entityId * 100 + index + 1,
    quote_item_id: context.entityId * 100 + index + 1,
    order_id: context.entityId,
    name: product?.name ?? item.sku,
    ...(product !== undefined && { product_id: product.id }),
    product_type: product?.type_id ?? 'simple',
    discount_percent: percent,
    tax_percent: 0,
    free_shipping: 0,
    is_qty_decimal: 0,
    is_virtual: 0,
    no_discount: 0,
    qty_canceled: 0,
    qty_invoiced: isDone ? item.qty_ordered : 0,
    qty_refunded: 0,
    qty_shipped: isDone ? item.qty_ordered : 0,
    row_weight: 0,
    store_id: draft.store_id ?? 1,
    ...item,
  };
}

type Amounts = Readonly<Record<string, number>>;

function totals(items: readonly Fields[], shippingAmount: number): Amounts {
  const top = items.filter((item) => item['parent_item_id'] === undefined);
  const sum = (field: string): number => rounded(top.reduce((total, item) => total + Number(item[field] ?? 0), 0));
  const subtotal = sum('row_total');
  const discount = sum('discount_amount');
  const tax = sum('tax_amount');
  const grandTotal = rounded(subtotal - discount + tax + shippingAmount);
  return {
    subtotal,
    subtotal_incl_tax: rounded(subtotal + tax),
    discount_amount: discount === 0 ? 0 : -discount,
    tax_amount: tax,
    discount_tax_compensation_amount: 0,
    shipping_amount: shippingAmount,
    shipping_incl_tax: shippingAmount,
    shipping_tax_amount: 0,
    shipping_discount_amount: 0,
    grand_total: grandTotal,
  };
}

function settlement(amounts: Amounts, rate: number, isPaid: boolean): Amounts {
  const total = amounts['grand_total'] ?? 0;
  const settled = isPaid
    ? { total_due: 0, total_paid: total, total_invoiced: total, subtotal_invoiced: amounts['subtotal'] ?? 0 }
    : { total_due: total };
  return { ...settled, ...inBaseCurrency(settled, rate) };
}

function shippingTotal(amounts: Amounts, rate: number): Amounts {
  const shipping = Object.fromEntries(Object.entries(amounts).filter(([name]) => name.startsWith('shipping_')));
  return { ...shipping, ...inBaseCurrency(shipping, rate) };
}

function completePayment(draft: OrderDraft, money: { context: OrderContext; amounts: Amounts; rate: number }): Fields {
  const total = { amount_ordered: money.amounts['grand_total'] ?? 0, shipping_amount: money.amounts['shipping_amount'] ?? 0 };
  return {
    account_status: null,
    additional_information: ['Check / Money order'],
    ...total,
    ...inBaseCurrency(total, money.rate),
    cc_last4: null,
    entity_id: money.context.entityId,
    method: 'checkmo',
    parent_id: money.context.entityId,
    ...draft.payment,
  };
}

interface AddressPlace {
  readonly type: 'billing' | 'shipping';
  readonly context: OrderContext;
  readonly draft: OrderDraft;
}

function completeAddress(address: AddressDraft, { type, context, draft }: AddressPlace): AddressDraft {
  const { id: _id, customer_id: _customer, default_billing: _billing, default_shipping: _shipping, region, ...fields } = address;
  const name = typeof region === 'object' && region !== null ? region.region : region;
  return {
    firstname: draft.customer_firstname ?? context.customer?.firstname ?? 'Guest',
    lastname: draft.customer_lastname ?? context.customer?.lastname ?? '-',
    email: draft.customer_email ?? context.customer?.email ?? null,
    ...fields,
    address_type: type,
    entity_id: context.entityId * 2 - (type === 'shipping' ? 1 : 0),
    parent_id: context.entityId,
    ...(name !== undefined && name !== null && name !== '' && { region: name, region_code: name }),
  };
}

function defaultAddress(customer: Customer | undefined): AddressDraft {
  return customer?.addresses?.find((address) => address['default_billing'] === true) ?? customer?.addresses?.[0] ?? {};
}

function inBaseCurrency(amounts: Amounts, rate: number): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [`base_${name}`, rounded(amount / rate)]));
}

/** To four decimals, as Magento's columns keep money. */
function rounded(amount: number): number {
  return Math.round((amount + Number.EPSILON * Math.sign(amount)) * 10_000) / 10_000;
}
