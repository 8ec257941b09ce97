import { northwind } from '../../shop/northwind/northwind.js';
import type { AddressDraft, CustomerDraft, OrderDraft, ProductDraft } from '../../shop/shapes.js';
import { countryOfCode } from '../catalogue/countries.js';
import type { Account } from '../records/account.js';
import type { Draft, Fields } from '../records/shapes.js';
import { write } from '../records/write.js';

const subsidiary = { internalId: '1' };

/**
 * The Northwind trading company, as it would be after its shop was brought over: the same customers, items and orders that
 * `sandbox/shop` has, under external ids `NWC-1`, `NWI-NW-01`, `NWO-000010248`. Deterministic.
 */
export function loadNorthwind(account: Account): void {
  const { customers = [], products = [], orders = [] } = northwind();
  account.records.transaction(() => {
    addVendor(account);
    for (const product of products) addItem(account, product);
    for (const customer of customers) addCustomer(account, customer);
    for (const order of orders) addOrder(account, order);
    for (const product of products) if (product.status === 2) discontinue(account, product);
  });
}

function add(account: Account, draft: Draft, at: { readonly created: string | undefined; readonly updated: string | undefined }): void {
  const createdAt = utc(at.created);
  write(account, draft, { mode: 'add', at: { createdAt, modifiedAt: utc(at.updated ?? at.created) } });
}

/** Times of the shop are UTC without saying so. */
function utc(time: string | undefined): string {
  return new Date(`${(time ?? '1996-07-01 00:00:00').replace(' ', 'T')}Z`).toISOString();
}

function addVendor(account: Account): void {
  const fields = { companyName: 'Exotic Liquids', isPerson: false, subsidiary, email: 'orders@exotic-liquids.example' };
  add(account, { type: 'vendor', externalId: 'NWV-1', fields, cleared: [] }, { created: undefined, updated: undefined });
}

function addItem(account: Account, product: ProductDraft): void {
  const stock = { location: 'Seattle', locationId: { internalId: '1', name: 'Seattle' }, quantityOnHand: 1000, quantityAvailable: 1000 };
  const fields: Fields = {
    itemId: product.sku,
    displayName: product.name,
    salesDescription: product.name,
    subsidiaryList: { replaceAll: true, rows: [subsidiary] },
    pricingMatrix: {
      replaceAll: true,
      rows: [
        {
          currency: { internalId: '1' },
          priceLevel: { internalId: '1' },
          priceList: { replaceAll: true, rows: [{ value: product.price ?? 0, quantity: 0 }] },
        },
      ],
    },
    locationsList: { replaceAll: true, rows: [stock] },
    isInactive: false,
  };
  const draft: Draft = { type: 'inventoryItem', externalId: `NWI-${product.sku}`, fields, cleared: [] };
  add(account, draft, { created: product.created_at, updated: product.updated_at });
}

/** What is not sold any more was, when it was ordered. */
function discontinue(account: Account, { sku }: ProductDraft): void {
  const item = account.get({ type: 'inventoryItem', externalId: `NWI-${sku}` });
  account.records.put({ ...item, fields: { ...item.fields, isInactive: true } });
}

function addCustomer(account: Account, customer: CustomerDraft): void {
  const [address] = customer.addresses ?? [];
  const fields: Fields = {
    isPerson: false,
    companyName: address?.company ?? `${customer.firstname} ${customer.lastname}`,
    email: customer.email,
    phone: address?.telephone ?? undefined,
    subsidiary,
    ...(address !== undefined && {
      addressbookList: {
        replaceAll: true,
        rows: [{ defaultShipping: true, defaultBilling: true, label: address.city ?? '', addressbookAddress: addressOf(address) }],
      },
    }),
    customFieldList: { custentity_dw_customer_id: { kind: 'string', value: String(customer.id) } },
  };
  const draft: Draft = { type: 'customer', externalId: `NWC-${customer.id}`, fields, cleared: [] };
  add(account, draft, { created: customer.created_at, updated: customer.updated_at });
}

function addressOf(address: AddressDraft): Fields {
  const region = typeof address.region === 'string' ? address.region : address.region?.region;
  return {
    country: countryOfCode(address.country_id ?? 'US'),
    addressee: address.company,
    addr1: address.street?.[0],
    addr2: address.street?.[1],
    city: address.city,
    state: region ?? undefined,
    zip: address.postcode ?? undefined,
    addrPhone: address.telephone ?? undefined,
  };
}

function addOrder(account: Account, order: OrderDraft): void {
  const rows = order.items.map((item): Fields => {
    const rate = Number(((item.price ?? 0) * (1 - (item.discount_percent ?? 0) / 100)).toFixed(2));
    return { item: { externalId: `NWI-${item.sku}` }, quantity: item.qty_ordered, price: { internalId: '-1' }, rate: String(rate) };
  });
  const isDone = order.status === 'complete';
  const fields: Fields = {
    entity: { externalId: `NWC-${order.customer_id}` },
    tranDate: utc(order.created_at).slice(0, 10),
    otherRefNum: order.increment_id,
    orderStatus: isDone ? '_fullyBilled' : '_pendingFulfillment',
    shippingCost: order.shipping_amount,
    location: { internalId: '1' },
    ...(order.shipping_address !== undefined && { shippingAddress: addressOf(order.shipping_address) }),
    itemList: { replaceAll: true, rows },
    customFieldList: { custbody_dw_order_id: { kind: 'string', value: String(order.increment_id) } },
  };
  const draft: Draft = { type: 'salesOrder', externalId: `NWO-${order.increment_id}`, fields, cleared: [] };
  add(account, draft, { created: order.created_at, updated: order.updated_at });
}
