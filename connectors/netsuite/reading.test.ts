import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { type Instant, toInstant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import { readToEnd } from '../../test/contract/source.js';
import { type AccountAndEndpoint, addCustomerAndItem, mapped, openNetSuite } from '../../test/netsuite.js';

const signal = new AbortController().signal;
const start = Date.UTC(2026, 0, 1);
const at = (seconds: number): Instant => toInstant(start + seconds * 1000);
const until = at(10_000_000);
const request = { txType: 'order', until, limit: 1000, signal } as const;

/** `count` orders, one a second. */
function putOrders({ netsuite }: AccountAndEndpoint, count: number, every = 1): void {
  for (let index = 0; index < count; index += 1) {
    const modifiedAt = new Date(start + index * every * 1000).toISOString();
    netsuite.account.records.put({
      type: 'salesOrder',
      internalId: String(2000 + index),
      createdAt: modifiedAt,
      modifiedAt,
      fields: { tranId: `SO${index}` },
    });
  }
}

/** A server that answers every query as `answer` says. */
async function openSuiteQl(answer: (q: string, offset: number) => JsonObject): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const { q } = JSON.parse(Buffer.concat(parts).toString('utf8')) as { readonly q: string };
      const offset = Number(new URL(incoming.url ?? '', 'http://x').searchParams.get('offset'));
      outgoing.setHeader('content-type', 'application/json');
      outgoing.end(JSON.stringify(answer(q, offset)));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const soapCalls = ({ netsuite }: AccountAndEndpoint): number => netsuite.control.requests.counts().byRoute['POST /services/:port'] ?? 0;

describe('windows of SOAP', () => {
  it('NS-03 reads 2,345 orders in three calls, each once', async () => {
    await using account = await openNetSuite({ settings: { transport: { read: 'soap' } } });
    putOrders(account, 2345);
    const first = await account.source.read({ ...request, limit: 5000 });
    expect(soapCalls(account)).toBe(3);
    expect(new Set(first.entities.map(({ srcId }) => srcId)).size).toBe(2345);
    expect(first.isDone).toBe(true);
  });

  it('NS-04 loses nothing when the second page fails: the cursor stays, and the next run reads all', async () => {
    await using account = await openNetSuite({ settings: { transport: { read: 'soap' }, pageSize: 10 } });
    putOrders(account, 25);
    account.netsuite.room.script.add({ kind: 'html', operation: 'searchMoreWithId' });
    await expect(account.source.read(request)).rejects.toMatchObject({ code: 'Transient' });
    expect((await readToEnd(account.source, request)).entities).toHaveLength(25);
  });

  it('NS-05 splits a window that holds too much, and drops nothing', async () => {
    await using account = await openNetSuite({ settings: { transport: { read: 'soap' }, pageSize: 20, windowRows: 40 } });
    putOrders(account, 300, 60);
    const { entities, pages } = await readToEnd(account.source, request);
    expect(entities).toHaveLength(300);
    expect(new Set(entities.map(({ srcId }) => srcId)).size).toBe(300);
    expect(pages.length).toBeGreaterThan(7);
  });

  it('NS-06 ends with an error where the same page comes again', async () => {
    await using account = await openNetSuite({ settings: { transport: { read: 'soap' }, pageSize: 10 } });
    putOrders(account, 25);
    account.netsuite.room.searches.stuckPages = 9;
    await expect(account.source.read(request)).rejects.toMatchObject({ code: 'SourceLoop' });
  });

  it('reads a search again that shrinks under the reader', async () => {
    await using account = await openNetSuite({ settings: { transport: { read: 'soap' }, pageSize: 10 } });
    putOrders(account, 21);
    const { searches, account: books } = account.netsuite.room;
    searches.mode = 'live';
    const open = searches.open.bind(searches);
    searches.open = (query, size) => {
      const page = open(query, size);
      if (books.records.get('transaction', '2020') !== undefined) books.delete({ type: 'salesOrder', internalId: '2020' });
      return page;
    };
    await expect(account.source.read(request)).rejects.toMatchObject({
      code: 'Transient',
      message: expect.stringContaining('changed while'),
    });
    expect((await readToEnd(account.source, request)).entities).toHaveLength(20);
  });
});

describe('SuiteQL', () => {
  it('NS-07 refuses a cut date without an offset before anything is asked', async () => {
    await using account = await openNetSuite();
    for (const updatedAt of ['2026-01-01T00:00:00', 'yesterday']) {
      await expect(account.source.read({ ...request, cursor: { updatedAt: updatedAt as Instant } })).rejects.toMatchObject({
        code: 'Config',
      });
    }
    expect(await account.source.read({ ...request, until: at(1), cursor: { updatedAt: at(5) } })).toEqual({
      entities: [],
      problems: [],
      isDone: true,
    });
    expect(account.netsuite.control.requests.counts().total).toBe(0);
  });

  it('NS-23 reads 2,500 rows by place, with nulls and quotes', async () => {
    await using account = await openNetSuite();
    putOrders(account, 2500);
    const { entities, pages } = await readToEnd(account.source, request);
    expect(entities).toHaveLength(2500);
    expect(pages).toHaveLength(3);
    expect(entities[0]?.data).not.toHaveProperty('memo');
    const [outcome] = await account.write('customer', [
      mapped('Q', { companyName: "O'Brien & Söhne", isPerson: false, subsidiary: { id: '1' } }),
    ]);
    expect(outcome).toMatchObject({ status: 'sent' });
    const found = await account.write('order', [
      mapped('O1', { entity: { companyName: "O'Brien & Söhne" }, subsidiary: { id: '1' }, items: [] }),
    ]);
    expect(JSON.stringify(found)).not.toContain('UNKNOWN_CUSTOMER');
  });

  it('takes the lines of a page in one query, however many orders there are', async () => {
    await using account = await openNetSuite();
    putOrders(account, 100);
    await account.source.read({ ...request, limit: 100 });
    expect(account.netsuite.control.requests.counts().total).toBeLessThanOrEqual(5);
  });

  it('NS-23 asks for fewer orders where these have more lines than SuiteQL gives at once', async () => {
    const line = { parent_id: '1', line: '1', item: '9' };
    await using stub = await openSuiteQl((q, offset) => {
      if (q.includes('FROM transaction t'))
        return { items: ['1', '2'].map((id) => ({ id, modified_at: '2026-01-01 00:00:00' })), hasMore: false };
      if (!q.includes('FROM transactionline l')) return { items: [], hasMore: false };
      const isBoth = q.includes('IN (1, 2)');
      return isBoth
        ? { items: Array.from({ length: 1000 }, () => line), hasMore: true, offset }
        : { items: [{ ...line, parent_id: /IN \((\d)\)/.exec(q)?.[1] ?? '' }], hasMore: false };
    });
    await using account = await openNetSuite({ settings: { baseUrl: stub.url, timeZone: 'UTC' } });
    const page = await account.source.read({ ...request, until: at(60) });
    expect(page.entities.map(({ data }) => data['items'])).toMatchObject([[{ line: 1 }], [{ line: 1 }]]);
  });

  it("stops before the second that still runs by NetSuite's clock", async () => {
    await using account = await openNetSuite();
    await addCustomerAndItem(account);
    const soon = toInstant(Date.now() + 60_000);
    const page = await account.source.read({ ...request, txType: 'customer', until: soon });
    const serverNow = Math.floor(Date.now() / 1000) * 1000;
    expect(page.entities.every(({ updatedAt }) => Date.parse(updatedAt) < serverNow)).toBe(true);
  });
});

describe('one order through both doors', () => {
  const settings = {
    customFields: {
      custbody_dw_channel: { kind: 'select', list: 'customlist_dw_channel' },
      custbody_dw_items: { kind: 'long' },
      custcol_dw_note: { kind: 'string' },
    },
  };
  const order = mapped('O-1', {
    entity: { externalId: 'C1' },
    subsidiary: { id: '1' },
    tranDate: '2026-03-01',
    memo: 'by hand',
    billingAddress: { addressee: 'Alfreds', addr1: 'Obere Str. 57', city: 'Berlin', zip: '12209', country: 'DE' },
    custom: { custbody_dw_channel: 'Web', custbody_dw_items: 3 },
    items: [{ sku: 'CHAI', quantity: 2, rate: 18, custom: { custcol_dw_note: 'gift' } }],
  });

  it.each(['rest', 'soap'] as const)('has the same shape over %s', async (read) => {
    await using account = await openNetSuite({ settings: { ...settings, transport: { read } } });
    await addCustomerAndItem(account);
    expect(await account.write('order', [order])).toMatchObject([{ status: 'sent', change: 'created' }]);
    const id = account.netsuite.account.records.ofType('salesOrder')[0]?.internalId ?? '';
    const page = await account.source.readByIds?.({ txType: 'order', srcIds: [id], signal });
    expect(page?.entities[0]?.data).toMatchObject({
      id,
      externalId: 'O-1',
      recordType: 'salesOrder',
      tranDate: '2026-03-01',
      memo: 'by hand',
      entity: { name: 'Alfreds' },
      billingAddress: { addressee: 'Alfreds', addr1: 'Obere Str. 57', city: 'Berlin', zip: '12209', country: 'DE' },
      custom: { custbody_dw_channel: { name: 'Web' }, custbody_dw_items: 3 },
      items: [{ item: { name: 'CHAI' }, quantity: 2, rate: 18, custom: { custcol_dw_note: 'gift' } }],
    });
  });
});

describe('NS-24 deletions', () => {
  it.each(['soap', 'rest'] as const)('come as entities that say so, among all others (%s)', async (deletions) => {
    let aheadMs = 0;
    const now = (): Date => new Date(Date.now() + aheadMs);
    await using account = await openNetSuite({ netsuite: { now }, now, settings: { includeDeletions: true, transport: { deletions } } });
    expect(await account.source.read(request)).toMatchObject({ entities: [], isDone: true });
    putOrders(account, 3);
    account.netsuite.account.delete({ type: 'salesOrder', internalId: '2001' });
    const soon = toInstant(Date.now() + 60_000);
    const past = (data: readonly { readonly srcId: string; readonly isDeleted?: true; readonly data: JsonObject }[]) =>
      data.map(({ srcId, isDeleted }) => [srcId, isDeleted === true]);
    const later = { ...request, until: soon, limit: 2 };
    aheadMs = 5000;
    const { entities } = await readToEnd(account.source, later);
    expect(past(entities)).toEqual([
      ['2000', false],
      ['2002', false],
      ['2001', true],
    ]);
    expect(entities[2]?.data).toMatchObject({ id: '2001', recordType: 'salesOrder' });
  });
});
