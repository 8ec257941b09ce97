import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Control } from '../shared/control.js';
import { type Html, html, page, recordView, searchBox, table } from '../shared/page.js';
import type { Customer, Order, Product } from './shapes.js';
import type { ShopData } from './shop-data.js';

const site = 'Sandbox shop';
const links = [
  { href: '/orders', text: 'Orders' },
  { href: '/customers', text: 'Customers' },
  { href: '/products', text: 'Products' },
];
const shownAtMost = 200;

/** Pages for people: lists with a search box, and one page per record. They need no token and change nothing. */
export function addPages(app: FastifyInstance, data: ShopData, control: Control): void {
  const show = (path: string, build: (request: FastifyRequest) => { readonly title: string; readonly body: Html } | undefined): void => {
    app.get(path, { config: { isPage: true } }, async (request, reply) => await sendPage(reply, build(request)));
  };
  show('/', () => ({ title: 'Overview', body: overview(data, control) }));
  show('/orders', (request) =>
    list(request, { title: 'Orders', headings: orderHeadings, rows: newestFirst(data.orders.all()).map(orderRow) }),
  );
  show('/customers', (request) =>
    list(request, { title: 'Customers', headings: customerHeadings, rows: newestFirst(data.customers.all()).map(customerRow) }),
  );
  show('/products', (request) =>
    list(request, { title: 'Products', headings: productHeadings, rows: newestFirst(data.products.all()).map(productRow) }),
  );
  show('/orders/:id', (request) => record('Order', data.orders.get(idOf(request))));
  show('/customers/:id', (request) => record('Customer', data.customers.get(idOf(request))));
  show('/products/:id', (request) => record('Product', data.products.get(idOf(request))));
}

async function sendPage(reply: FastifyReply, content: { readonly title: string; readonly body: Html } | undefined): Promise<FastifyReply> {
  const { title, body } = content ?? { title: 'Not found', body: html`<p>There is no such record.</p>` };
  return await reply
    .code(content === undefined ? 404 : 200)
    .type('text/html; charset=utf-8')
    .send(page({ title, site, links, body }));
}

function overview(data: ShopData, { requests, faults }: Control): Html {
  const { total, reads, writes, byRoute } = requests.counts();
  const struck = faults
    .list()
    .map((fault) => [fault.kind, `${fault.match.method ?? 'any'} ${fault.match.path ?? 'any path'}`, fault.after, fault.times] as const);
  return html`<p>A stand-in for a Magento 2.4 shop. Its REST API answers under <code>/rest/V1/…</code></p>
${table(
  ['Records', 'Count'],
  [
    ['Orders', data.orders.size],
    ['Customers', data.customers.size],
    ['Products', data.products.size],
  ],
)}
<h2>Requests: ${total} (${reads} reads, ${writes} writes)</h2>${table(['Route', 'Count'], Object.entries(byRoute))}
<h2>Faults that wait</h2>${table(['Kind', 'Strikes', 'Passing first', 'Times'], struck)}`;
}

type Cells = readonly (Html | string | number | null | undefined)[];

function list(
  request: FastifyRequest,
  { title, headings, rows }: { title: string; headings: readonly string[]; rows: readonly Cells[] },
): { title: string; body: Html } {
  const { q } = request.query as { q?: unknown };
  const query = typeof q === 'string' ? q : '';
  const wanted = query.toLowerCase();
  const found = rows.filter((row) => wanted === '' || row.some((cell) => String(cell).toLowerCase().includes(wanted)));
  const shown = found.slice(0, shownAtMost);
  const body = html`<h2>${title}</h2>${searchBox(query, `Search ${title.toLowerCase()}`)}
<p class="quiet">${found.length} of ${rows.length}${found.length > shown.length ? `, the first ${shown.length} shown` : ''}</p>${table(headings, shown)}`;
  return { title, body };
}

function record(kind: string, value: Readonly<Record<string, unknown>> | undefined): { title: string; body: Html } | undefined {
  if (value === undefined) return undefined;
  const name = ['increment_id', 'sku', 'email'].map((field) => value[field]).find((one) => typeof one === 'string');
  const title = `${kind} ${name ?? ''}`;
  return { title, body: html`<h2>${title}</h2>${recordView(value)}` };
}

const orderHeadings = ['Order', 'Updated', 'Status', 'Customer', 'Ship to', 'Total', ''];
const customerHeadings = ['Id', 'E-mail', 'Name', 'Company', 'City', 'Country', 'Updated'];
const productHeadings = ['Id', 'SKU', 'Name', 'Price', 'Status', 'Updated'];

function orderRow(order: Order): Cells {
  const assignments = order.extension_attributes?.['shipping_assignments'] as
    | readonly { shipping?: { address?: { company?: string } } }[]
    | undefined;
  const href = `/orders/${order.entity_id}`;
  return [
    html`<a href="${href}">${order.increment_id}</a>`,
    order.updated_at,
    order.status,
    order.customer_email ?? 'guest',
    assignments?.[0]?.shipping?.address?.company ?? '',
    order.grand_total,
    order.order_currency_code,
  ];
}

function customerRow(customer: Customer): Cells {
  const address = customer.addresses?.[0];
  const href = `/customers/${customer.id}`;
  return [
    html`<a href="${href}">${customer.id}</a>`,
    customer.email,
    `${customer.firstname} ${customer.lastname}`,
    address?.company ?? '',
    address?.city ?? '',
    address?.country_id ?? '',
    customer.updated_at,
  ];
}

function productRow(product: Product): Cells {
  const href = `/products/${product.id}`;
  return [
    html`<a href="${href}">${product.id}</a>`,
    product.sku,
    product.name,
    product.price,
    product.status === 1 ? 'enabled' : 'disabled',
    product.updated_at,
  ];
}

function newestFirst<T extends { readonly updated_at: string }>(records: Iterable<T>): T[] {
  return [...records].toReversed().sort((a, b) => (a.updated_at > b.updated_at ? -1 : a.updated_at < b.updated_at ? 1 : 0));
}

function idOf(request: FastifyRequest): string {
  return (request.params as { id: string }).id;
}
