import type { Order, OrderDraft } from './shapes.js';
import type { ShopData } from './shop-data.js';

export interface SellingOptions {
  readonly data: ShopData;
  /** Time between two sales. Default 5000. */
  readonly everyMs?: number;
  /** Which part of the steps edits an order in place of selling; 0 to 1, default 0.3. */
  readonly editShare?: number;
  /** 0 up to, but not including, 1. Default Math.random. */
  readonly random?: () => number;
  /** Told about every step, in words. */
  readonly log?: (message: string) => void;
}

/**
 * The shop goes on selling: now and then a known customer orders known products, and now and then an open order is
 * paid, shipped, cancelled or sent elsewhere. Needs at least one customer and one product that is for sale.
 */
export class Selling {
  readonly #options: Required<SellingOptions>;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SellingOptions) {
    this.#options = { everyMs: 5000, editShare: 0.3, random: Math.random, log: () => {}, ...options };
  }

  /** Does nothing where it has been started. The timer keeps no process alive. */
  start(): void {
    this.#timer ??= setInterval(() => this.step(), this.#options.everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** One sale or one edit, now. Undefined where the shop has nobody or nothing to sell. */
  step(): Order | undefined {
    const open = [...this.#options.data.orders.all()].filter(({ state }) => state === 'new' || state === 'processing').slice(-50);
    const chosen = this.#options.random() < this.#options.editShare ? this.#pick(open) : undefined;
    return chosen === undefined ? this.#sell() : this.#edit(chosen);
  }

  #sell(): Order | undefined {
    const { data, random, log } = this.#options;
    const customer = this.#pick([...data.customers.all()].filter(({ addresses }) => (addresses ?? []).length > 0));
    const offered = [...data.products.all()].filter(({ status, price }) => status === 1 && (price ?? 0) > 0);
    const skus = new Set(Array.from({ length: 1 + Math.floor(random() * 4) }, () => this.#pick(offered)?.sku ?? ''));
    if (customer === undefined || offered.length === 0) return undefined;
    const items = [...skus].map((sku) => ({
      sku,
      qty_ordered: 1 + Math.floor(random() * 20),
      ...(random() < 0.2 && { discount_percent: 10 }),
    }));
    const order = data.placeOrder({ customer_id: customer.id, items, shipping_amount: Math.round(random() * 5000) / 100 });
    log(`order ${order.increment_id}: ${items.length} lines for ${customer.email}`);
    return order;
  }

  #edit(order: Order): Order {
    const { data, log } = this.#options;
    const change = this.#pick(order.state === 'new' ? [pay, cancel, moveNextDoor] : [ship, ship, moveNextDoor]) ?? pay;
    const { what, fields } = change(order);
    log(`order ${order.increment_id}: ${what}`);
    return data.editOrder(order.entity_id, fields);
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#options.random() * from.length)];
  }
}

interface Edit {
  readonly what: string;
  readonly fields: Partial<OrderDraft>;
}

function pay(order: Order): Edit {
  const total = order.grand_total;
  const settled = { total_paid: total, base_total_paid: order['base_grand_total'], total_due: 0, base_total_due: 0 };
  return { what: 'paid', fields: { state: 'processing', status: 'processing', ...settled } };
}

function ship(order: Order): Edit {
  const items = order.items.map((item) => ({ ...item, qty_shipped: item.qty_ordered, qty_invoiced: item.qty_ordered }));
  return { what: 'shipped', fields: { state: 'complete', status: 'complete', items } };
}

function cancel(order: Order): Edit {
  const items = order.items.map((item) => ({ ...item, qty_canceled: item.qty_ordered }));
  return { what: 'cancelled', fields: { state: 'canceled', status: 'canceled', total_canceled: order.grand_total, items } };
}

/** The customer moved: another house number. */
function moveNextDoor(order: Order): Edit {
  const [street = '', ...rest] = order.billing_address?.street ?? [];
  const moved = street.replace(/\d+/, (number) => String(Number(number) + 2));
  return { what: 'billed to another address', fields: { billing_address: { ...order.billing_address, street: [moved, ...rest] } } };
}
