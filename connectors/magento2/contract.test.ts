import type { Instant } from '../../core/instant.js';
import { type SourceUnderTest, sourceContract } from '../../test/contract/source.js';
import { openShopAndSource, type ShopAndSource } from '../../test/shop.js';
import { toMagentoTime } from './magento-time.js';

type ReadTxType = 'order' | 'customer' | 'product';

const kinds = {
  order: {
    add: ({ shop }: ShopAndSource, time: string) =>
      shop.data.placeOrder({ items: [{ sku: 'A', qty_ordered: 1, price: 5 }], updated_at: time }).entity_id,
    touch: ({ shop }: ShopAndSource, id: number, time: string) => shop.data.editOrder(id, { updated_at: time }),
    path: '/V1/orders$',
  },
  customer: {
    add: ({ shop }: ShopAndSource, time: string) =>
      shop.data.putCustomer({ email: `${shop.data.customers.size}@x.example`, firstname: 'A', lastname: 'B', updated_at: time }).id,
    touch: ({ shop }: ShopAndSource, id: number, time: string) => shop.data.editCustomer(id, { updated_at: time }),
    path: '/V1/customers/search$',
  },
  product: {
    add: ({ shop }: ShopAndSource, time: string) => shop.data.putProduct({ sku: `P${shop.data.products.size}`, updated_at: time }).id,
    touch: ({ shop }: ShopAndSource, id: number, time: string) =>
      shop.data.editProduct(shop.data.products.get(id)?.sku ?? '', { updated_at: time }),
    path: '/V1/products$',
  },
} as const;

const faults = {
  Transient: { kind: 'answer', status: 503, html: '<h1>Service Temporarily Unavailable</h1>' },
  Throttled: { kind: 'answer', status: 429, headers: { 'retry-after': '3' }, html: 'Slow down' },
  Auth: {
    kind: 'answer',
    status: 401,
    body: { message: "The consumer isn't authorized to access %resources.", parameters: { resources: 'Magento_Sales::actions_view' } },
  },
} as const;

async function open(txType: ReadTxType, settings = {}): Promise<SourceUnderTest> {
  const opened = await openShopAndSource({ settings });
  const { add, touch, path } = kinds[txType];
  return {
    source: opened.source,
    txType,
    add: (times) => times.map((time) => String(add(opened, toMagentoTime(time)))),
    touch: (srcId, time: Instant) => void touch(opened, Number(srcId), toMagentoTime(time)),
    spoil: (srcId) => spoil(opened, txType, srcId),
    failOnce: (code) => void opened.shop.faults.add({ ...faults[code], match: { path } }),
    stallOnce: () => void opened.shop.faults.add({ kind: 'slow', delayMs: 20_000 }),
    [Symbol.asyncDispose]: async () => await opened[Symbol.asyncDispose](),
  };
}

/** A record without an id: it keeps its place, as the database sorts by a column that the answer does not show. */
function spoil({ shop }: ShopAndSource, txType: ReadTxType, srcId: string): void {
  if (txType === 'order') {
    const order = shop.data.orders.get(srcId);
    if (order !== undefined) shop.data.orders.put(srcId, { ...order, updated_at: '0000-00-00 00:00:00' });
  } else if (txType === 'customer') {
    const customer = shop.data.customers.get(srcId);
    if (customer !== undefined) shop.data.customers.put(srcId, { ...customer, updated_at: '0000-00-00 00:00:00' });
  } else {
    const product = shop.data.products.get(srcId);
    if (product !== undefined) shop.data.products.put(srcId, { ...product, updated_at: '0000-00-00 00:00:00' });
  }
}

sourceContract({ name: 'magento2 order', open: async () => await open('order') });
sourceContract({ name: 'magento2 customer', open: async () => await open('customer') });
sourceContract({ name: 'magento2 product', open: async () => await open('product') });
sourceContract({ name: 'magento2 order with small pages', open: async () => await open('order', { maxPageSize: 3 }) });
