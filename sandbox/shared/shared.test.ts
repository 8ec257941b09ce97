import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { addControl, type Control } from './control.js';
import { DocumentStore } from './documents.js';
import { html, page, recordView, table } from './page.js';

describe('faults and counters', () => {
  let app: FastifyInstance;
  let control: Control;
  let url: string;
  let saved: number;

  beforeEach(async () => {
    app = Fastify();
    control = addControl(app);
    saved = 0;
    app.get('/orders/:id', () => ({ ok: true }));
    app.post('/orders', () => ({ saved: ++saved }));
    app.get('/', { config: { isPage: true } }, () => 'a page');
    url = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => await app.close());

  it('answers in place of the handler, as often as asked, and only what matches', async () => {
    control.faults.add({
      kind: 'answer',
      status: 503,
      html: '<h1>Busy</h1>',
      headers: { 'retry-after': '7' },
      match: { path: '^/orders/2$' },
      times: 2,
    });
    expect((await fetch(`${url}/orders/1`)).status).toBe(200);
    const struck = await fetch(`${url}/orders/2`);
    expect([struck.status, struck.headers.get('retry-after'), await struck.text()]).toEqual([503, '7', '<h1>Busy</h1>']);
    expect((await fetch(`${url}/orders/2`)).status).toBe(503);
    expect((await fetch(`${url}/orders/2`)).status).toBe(200);
  });

  it('lets the first matching requests pass where told to', async () => {
    control.faults.add({ kind: 'answer', status: 429, after: 1 });
    expect((await fetch(`${url}/orders/1`)).status).toBe(200);
    expect((await fetch(`${url}/orders/1`)).status).toBe(429);
  });

  it('cuts the connection before the handler runs, or after it has saved', async () => {
    control.faults.add({ kind: 'cut', when: 'before' });
    await expect(fetch(`${url}/orders`, { method: 'POST' })).rejects.toThrow('fetch failed');
    expect(saved).toBe(0);
    control.faults.add({ kind: 'cut', when: 'after' });
    await expect(fetch(`${url}/orders`, { method: 'POST' })).rejects.toThrow('fetch failed');
    expect(saved).toBe(1);
  });

  it('counts reads and writes by route, but no control calls and no pages', async () => {
    await fetch(`${url}/orders/1`);
    await fetch(`${url}/orders/2`);
    await fetch(`${url}/orders`, { method: 'POST' });
    await fetch(`${url}/nowhere`);
    await fetch(url);
    const counts = await (await fetch(`${url}/__sandbox/requests`)).json();
    expect(counts).toEqual({ total: 4, reads: 3, writes: 1, byRoute: { 'GET (unknown)': 1, 'GET /orders/:id': 2, 'POST /orders': 1 } });
    await fetch(`${url}/__sandbox/requests`, { method: 'DELETE' });
    expect(control.requests.counts().total).toBe(0);
  });

  it('takes faults over HTTP and refuses what is none', async () => {
    const post = async (body: unknown): Promise<Response> =>
      await fetch(`${url}/__sandbox/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect(
      (
        await post([
          { kind: 'slow', delayMs: 1 },
          { kind: 'cut', when: 'after', times: 3 },
        ])
      ).status,
    ).toBe(201);
    expect(control.faults.list().map(({ kind, times }) => [kind, times])).toEqual([
      ['slow', 1],
      ['cut', 3],
    ]);
    const refused = await post({ kind: 'answer', match: { path: '(' } });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('regular expression');
    await fetch(`${url}/__sandbox/faults`, { method: 'DELETE' });
    expect(await (await fetch(`${url}/__sandbox/faults`)).json()).toEqual([]);
  });
});

describe('documents', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'documents-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are there again when the file is opened without having been closed', () => {
    const file = join(folder, 'a.db');
    const first = new DocumentStore(file);
    first.collection<{ name: string }>('order').put(7, { name: 'é' });
    first.collection('order').put(8, {});
    first.collection('order').delete(8);
    const second = new DocumentStore(file);
    expect([...second.collection('order').entries()]).toEqual([['7', { name: 'é' }]]);
    second.close();
    first.close();
  });

  it('keep nothing of a transaction that fails, on disk or in memory', () => {
    using store = new DocumentStore(join(folder, 'a.db'));
    const orders = store.collection<number>('order');
    orders.put(1, 1);
    expect(() =>
      store.transaction(() => {
        orders.put(1, 2);
        orders.put(2, 2);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect([...orders.all()]).toEqual([1]);
  });
});

describe('pages', () => {
  it('escape whatever is not HTML already', () => {
    const body = html`${recordView({ name: '<b>"', list: [{ a: 1 }], none: null })}${table(['a'], [[html`<i>x</i>`], ["o'c"]])}`;
    const text = page({ title: '<t>', site: 'Shop', links: [{ href: '/orders', text: 'Orders' }], body });
    expect(text).toContain('&lt;b&gt;&quot;');
    expect(text).toContain('<i>x</i>');
    expect(text).toContain('o&#39;c');
    expect(text).toContain('<title>&lt;t&gt; · Shop</title>');
    expect(text).not.toContain('<b>');
  });
});
