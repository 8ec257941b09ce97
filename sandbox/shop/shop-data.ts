import { type DocumentCollection, DocumentStore } from '../shared/documents.js';
import { completeOrder } from './complete-order.js';
import { toMagentoTime } from './magento-time.js';
import {
  type Customer,
  type CustomerDraft,
  customerDraftSchema,
  type Order,
  type OrderDraft,
  orderDraftSchema,
  type Product,
  type ProductDraft,
  productDraftSchema,
  type ShopSeed,
} from './shapes.js';

export interface ShopDataOptions {
  /** Absent: nothing outlives the process. */
  readonly file?: string;
  readonly now: () => Date;
}

/** Everything the shop holds, and the rules by which it changes. Whatever returned from here is on disk. */
export class ShopData implements Disposable {
  /** Keyed by entity_id, id and id. Written to directly only by tests that need records no shop would make. */
  readonly orders: DocumentCollection<Order>;
  readonly customers: DocumentCollection<Customer>;
  readonly products: DocumentCollection<Product>;
  readonly #store: DocumentStore;
  readonly #now: () => Date;
  readonly #skus = new Map<string, number>();
  readonly #lastIds = { order: 0, customer: 0, product: 0 };
  #lastIncrement = 0;

  constructor(options: ShopDataOptions) {
    this.#store = new DocumentStore(options.file);
    this.#now = options.now;
    this.orders = this.#store.collection('order');
    this.customers = this.#store.collection('customer');
    this.products = this.#store.collection('product');
    for (const order of this.orders.all()) this.#noteOrder(order);
    for (const customer of this.customers.all()) this.#noteId('customer', customer.id);
    for (const product of this.products.all()) this.#noteProduct(product);
  }

  get isEmpty(): boolean {
    return this.orders.size + this.customers.size + this.products.size === 0;
  }

  /** Throws a ZodError for the first record that has not the shape; then nothing of the seed is kept. */
  addSeed(seed: ShopSeed): void {
    this.#store.transaction(() => {
      for (const product of seed.products ?? []) this.putProduct(product);
      for (const customer of seed.customers ?? []) this.putCustomer(customer);
      for (const order of seed.orders ?? []) this.placeOrder(order);
    });
  }

  /** A new order; ids, times and all that is left out are filled in. */
  placeOrder(draft: OrderDraft): Order {
    const parsed = orderDraftSchema.parse(draft);
    const entityId = parsed.entity_id ?? this.#lastIds.order + 1;
    const customer = typeof parsed.customer_id === 'number' ? this.customers.get(parsed.customer_id) : undefined;
    const incrementId = String(this.#lastIncrement + 1).padStart(9, '0');
    const order = completeOrder(parsed, { entityId, incrementId, now: this.#time(), customer, productOf: (sku) => this.productOf(sku) });
    this.#noteOrder(order);
    this.orders.put(entityId, order);
    return order;
  }

  /** Sets top-level fields; `updated_at` becomes now, unless it is given. Throws RangeError where there is no such order. */
  editOrder(entityId: number, change: Partial<OrderDraft>): Order {
    const order = this.orders.get(entityId);
    if (order === undefined) throw new RangeError(`there is no order ${entityId}`);
    const edited = { ...order, updated_at: this.#time(), ...change } as Order;
    this.orders.put(entityId, edited);
    return edited;
  }

  /** Creates, or replaces the customer of that id. */
  putCustomer(draft: CustomerDraft): Customer {
    const parsed = customerDraftSchema.parse(draft);
    const id = parsed.id ?? this.#lastIds.customer + 1;
    const createdAt = parsed.created_at ?? this.#time();
    const defaults = {
      group_id: 1,
      created_in: 'Default Store View',
      store_id: 1,
      website_id: 1,
      disable_auto_group_change: 0,
      addresses: [],
    };
    const customer: Customer = { ...defaults, ...parsed, id, created_at: createdAt, updated_at: parsed.updated_at ?? createdAt };
    this.#noteId('customer', id);
    this.customers.put(id, customer);
    return customer;
  }

  editCustomer(id: number, change: Partial<CustomerDraft>): Customer {
    const customer = this.customers.get(id);
    if (customer === undefined) throw new RangeError(`there is no customer ${id}`);
    return this.putCustomer({ ...customer, updated_at: this.#time(), ...change });
  }

  /** Creates, or replaces the product of that SKU. */
  putProduct(draft: ProductDraft): Product {
    const parsed = productDraftSchema.parse(draft);
    const known = this.productOf(parsed.sku);
    const id = parsed.id ?? known?.id ?? this.#lastIds.product + 1;
    const createdAt = parsed.created_at ?? known?.created_at ?? this.#time();
    const defaults = { name: parsed.sku, attribute_set_id: 4, price: 0, status: 1, visibility: 4, type_id: 'simple' };
    const links = {
      extension_attributes: { website_ids: [1], category_links: [] },
      product_links: [],
      options: [],
      media_gallery_entries: [],
      tier_prices: [],
    };
    const times = { created_at: createdAt, updated_at: parsed.updated_at ?? createdAt };
    const product: Product = { ...defaults, ...links, custom_attributes: [], ...parsed, id, ...times };
    this.#noteProduct(product);
    this.products.put(id, product);
    return product;
  }

  editProduct(sku: string, change: Partial<ProductDraft>): Product {
    const product = this.productOf(sku);
    if (product === undefined) throw new RangeError(`there is no product "${sku}"`);
    return this.putProduct({ ...product, updated_at: this.#time(), ...change });
  }

  /** By SKU, in any case, as Magento finds it. */
  productOf(sku: string): Product | undefined {
    const id = this.#skus.get(sku.toLowerCase());
    return id === undefined ? undefined : this.products.get(id);
  }

  [Symbol.dispose](): void {
    this.#store.close();
  }

  #time(): string {
    return toMagentoTime(this.#now());
  }

  #noteOrder(order: Order): void {
    this.#noteId('order', order.entity_id);
    if (/^\d{1,15}$/.test(order.increment_id)) this.#lastIncrement = Math.max(this.#lastIncrement, Number(order.increment_id));
  }

  #noteProduct(product: Product): void {
    this.#skus.set(product.sku.toLowerCase(), product.id);
    this.#noteId('product', product.id);
  }

  #noteId(kind: 'order' | 'customer' | 'product', id: number): void {
    this.#lastIds[kind] = Math.max(this.#lastIds[kind], id);
  }
}
