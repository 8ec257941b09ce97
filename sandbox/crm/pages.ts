import type { FastifyInstance } from 'fastify';
import type { Control } from '../shared/control.js';
import { type Html, html, page, recordView, searchBox, table } from '../shared/page.js';
import { type ObjectType, objectTypes, toObjectType } from './definitions.js';
import type { Portal } from './portal.js';
import type { CrmRecord } from './records.js';

const site = 'CRM sandbox';
const links = [
  ...objectTypes.map((type) => ({ href: `/view/${type}`, text: type.replace('_', ' ') })),
  { href: '/view/control', text: 'requests, rules, faults' },
];
const pageSize = 100;

const columns: Readonly<Record<ObjectType, readonly string[]>> = {
  contacts: ['email', 'firstname', 'lastname', 'dw_customer_id', 'city', 'country'],
  companies: ['name', 'domain', 'dw_company_id'],
  deals: ['dealname', 'dw_order_id', 'amount', 'deal_currency_code', 'dealstage', 'shipping_country'],
  products: ['hs_sku', 'name', 'price'],
  line_items: ['hs_sku', 'name', 'quantity', 'price', 'amount'],
};

/** Pages for people: lists, a view of every record, and what the sandbox has been asked and told. */
export function addPages(app: FastifyInstance, portal: Portal, control: Control): void {
  const config = { isPage: true };
  app.get('/', { config }, async (_request, reply) => {
    const rows = objectTypes.map((type) => [html`<a href="/view/${type}">${type.replace('_', ' ')}</a>`, portal.records(type).count]);
    const body = html`${table(['object', 'records'], rows)}<h2>Newest deals</h2>${listOf(portal, 'deals', newest(portal, 'deals', 20))}`;
    await reply.type('text/html; charset=utf-8').send(page({ title: `Portal ${portal.id}`, site, links, body }));
  });
  app.get('/view/control', { config }, async (_request, reply) => {
    const body = html`<h2>Requests</h2>${recordView(control.requests.counts())}<h2>Rules</h2>${recordView(portal.rules.list())}<h2>Faults</h2>${recordView(control.faults.list())}`;
    await reply.type('text/html; charset=utf-8').send(page({ title: 'Requests, rules, faults', site, links, body }));
  });
  app.get('/view/:type', { config }, async (request, reply) => {
    const type = toObjectType((request.params as { readonly type: string }).type);
    if (type === undefined) return await reply.code(404).send('There is no such object type.');
    const { q = '', after = '0' } = request.query as { readonly q?: string; readonly after?: string };
    const records = q === '' ? portal.records(type).page(Number(after), pageSize) : matching(portal, type, q);
    const last = records.at(-1);
    const next = q === '' && records.length === pageSize && last !== undefined ? html`<p><a href="?after=${last.id}">next</a></p>` : html``;
    const body = html`${searchBox(q, 'any value')}${listOf(portal, type, records)}${next}`;
    return await reply.type('text/html; charset=utf-8').send(page({ title: type.replace('_', ' '), site, links, body }));
  });
  app.get('/view/:type/:id', { config }, async (request, reply) => {
    const { type: name, id } = request.params as { readonly type: string; readonly id: string };
    const type = toObjectType(name);
    const record = type === undefined ? undefined : portal.records(type).get(id);
    if (type === undefined || record === undefined) return await reply.code(404).send('There is no such record.');
    return await reply
      .type('text/html; charset=utf-8')
      .send(page({ title: `${type} ${id}`, site, links, body: recordPage(portal, type, record) }));
  });
}

function newest(portal: Portal, type: ObjectType, count: number): readonly CrmRecord[] {
  return [...portal.records(type).all()].slice(-count).toReversed();
}

function matching(portal: Portal, type: ObjectType, query: string): readonly CrmRecord[] {
  const wanted = query.toLowerCase();
  const found: CrmRecord[] = [];
  for (const record of portal.records(type).all()) {
    if (Object.values(record.properties).some((value) => value.toLowerCase().includes(wanted))) found.push(record);
    if (found.length === pageSize) break;
  }
  return found;
}

function listOf(portal: Portal, type: ObjectType, records: readonly CrmRecord[]): Html {
  const names = columns[type].filter((name) => portal.definitions(type).has(name));
  const rows = records.map((record) => [
    html`<a href="/view/${type}/${record.id}">${record.id}</a>`,
    ...names.map((name) => record.properties[name]),
  ]);
  return table(['id', ...names], rows);
}

function recordPage(portal: Portal, type: ObjectType, record: CrmRecord): Html {
  const sections = objectTypes.flatMap((toType) => {
    const seen = portal.associations.of({ type, id: record.id }, toType);
    const others = seen.flatMap(({ toId }) => portal.records(toType).get(toId) ?? []);
    return others.length === 0 ? [] : [html`<h2>${toType.replace('_', ' ')}</h2>${listOf(portal, toType, others)}`];
  });
  return html`<h2>Properties</h2>${recordView(record.properties)}${sections}`;
}
