import type { FastifyInstance } from 'fastify';
import type { Control } from '../shared/control.js';
import { type Html, html, page, recordView, searchBox, table } from '../shared/page.js';
import { recordTypes } from './catalogue/catalogue.js';
import { nameOf } from './records/references.js';
import type { StoredRecord } from './records/shapes.js';
import { writeJson } from './rest/write-json.js';
import type { NetSuiteRoom } from './room.js';

const site = 'NetSuite sandbox';
const links = [
  ...['salesOrder', 'customer', 'inventoryItem', 'purchaseOrder', 'itemFulfillment'].map((type) => ({ href: `/view/${type}`, text: type })),
  { href: '/view/deleted', text: 'deleted' },
  { href: '/view/control', text: 'requests, script, conditions' },
];
const pageSize = 100;

/** Pages for people: what the account holds, every record as REST shows it, and what the stand-in has been asked. */
export function addPages(app: FastifyInstance, room: NetSuiteRoom, control: Control): void {
  const config = { isPage: true };
  const { records, settings } = room.account;
  const send = (title: string, body: Html): string => page({ title, site, links, body });
  app.get('/', { config }, async (_request, reply) => {
    const rows = recordTypes
      .map((type) => ({ type, count: records.ofType(type).length }))
      .filter(({ count }) => count > 0)
      .map(({ type, count }) => [html`<a href="/view/${type}">${type}</a>`, count]);
    await reply.type('text/html; charset=utf-8').send(send(`Account ${settings.id}`, table(['record type', 'records'], rows)));
  });
  app.get('/view/control', { config }, async (_request, reply) => {
    const body = html`<h2>Requests</h2>${recordView(control.requests.counts())}<h2>Under way</h2>${recordView({ current: room.concurrency.current, highest: room.concurrency.highest, limit: room.concurrency.limit })}<h2>Script</h2>${recordView(room.script.list())}<h2>Faults</h2>${recordView(control.faults.list())}`;
    await reply.type('text/html; charset=utf-8').send(send('Requests, script, conditions', body));
  });
  app.get('/view/deleted', { config }, async (_request, reply) => {
    const rows = records.deleted().map(({ type, internalId, name, deletedAt }) => [type, internalId, name, deletedAt]);
    await reply.type('text/html; charset=utf-8').send(send('Deleted', table(['record type', 'id', 'name', 'deleted'], rows)));
  });
  app.get('/view/:type', { config }, async (request, reply) => {
    const { type } = request.params as { readonly type: string };
    if (!recordTypes.includes(type)) return await reply.code(404).send('There is no such record type.');
    const { q = '', from = '0' } = request.query as { readonly q?: string; readonly from?: string };
    const found = records.ofType(type).filter((record) => q === '' || JSON.stringify(record).toLowerCase().includes(q.toLowerCase()));
    const shown = found.slice(Number(from), Number(from) + pageSize);
    const next = Number(from) + pageSize < found.length ? html`<p><a href="?q=${q}&from=${Number(from) + pageSize}">next</a></p>` : html``;
    return await reply.type('text/html; charset=utf-8').send(send(type, html`${searchBox(q, 'any value')}${listOf(shown)}${next}`));
  });
  app.get('/view/:type/:id', { config }, async (request, reply) => {
    const { type, id } = request.params as { readonly type: string; readonly id: string };
    const record = room.account.find({ type, internalId: id });
    if (record === undefined) return await reply.code(404).send('There is no such record.');
    const { links: _links, ...json } = writeJson(record, { self: '', isExpanded: true });
    return await reply.type('text/html; charset=utf-8').send(send(nameOf(record), recordView(json)));
  });
}

function listOf(records: readonly StoredRecord[]): Html {
  const rows = records.map((record) => [
    html`<a href="/view/${record.type}/${record.internalId}">${record.internalId}</a>`,
    record.externalId,
    nameOf(record),
    record.modifiedAt,
  ]);
  return table(['id', 'external id', 'name', 'last modified'], rows);
}
