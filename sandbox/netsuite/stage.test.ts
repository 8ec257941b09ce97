import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type NetSuite, type NetSuiteOptions, startNetSuite } from './index.js';
import { restCaller } from './rest/rest-client.js';
import { demoSigner, passportXml, soapCaller } from './soap/soap-client.js';

const running: NetSuite[] = [];

async function start(options: Partial<NetSuiteOptions> = {}) {
  const netsuite = await startNetSuite({ credentials: demoSigner, ...options });
  running.push(netsuite);
  return { netsuite, soap: soapCaller(netsuite.url), rest: restCaller(netsuite.url) };
}

/** @param call such as `POST script` */
async function control(netsuite: NetSuite, call: string, body: unknown) {
  const [method = '', path = ''] = call.split(' ');
  const response = await fetch(`${netsuite.url}/__sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

/** Calls getServerTime without reading what comes as SOAP. */
async function bare({ url }: NetSuite) {
  const urns =
    'xmlns:m="urn:messages_2025_2.platform.webservices.netsuite.com" xmlns:core="urn:core_2025_2.platform.webservices.netsuite.com"';
  const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ${urns}><s:Header>${passportXml(demoSigner)}</s:Header><s:Body><m:getServerTime/></s:Body></s:Envelope>`;
  const headers = { 'content-type': 'text/xml', soapaction: '"getServerTime"' };
  const response = await fetch(`${url}/services/NetSuitePort_2025_2`, { method: 'POST', headers, body, redirect: 'manual' });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

afterEach(async () => {
  for (const netsuite of running.splice(0)) await netsuite.close();
});

const customer =
  '<m:upsert><m:record xsi:type="rel:Customer" externalId="C1"><rel:companyName>A</rel:companyName><rel:subsidiary internalId="1"/></m:record></m:upsert>';

describe('the script of what goes wrong', () => {
  it('keeps the record and drops the connection, at the call that it is written for', async () => {
    const { netsuite, soap } = await start();
    expect((await control(netsuite, 'POST script', { kind: 'saveThenDrop', operation: 'upsert', after: 1 })).status).toBe(201);
    expect((await soap('upsert', customer)).status).toBe(200);
    expect((await soap('getServerTime', '<m:getServerTime/>')).status).toBe(200);
    await expect(soap('upsert', customer.replace('>A<', '>B<'))).rejects.toThrow('fetch failed');
    expect(netsuite.account.get({ type: 'customer', externalId: 'C1' }).fields.companyName).toBe('B');
    expect((await soap('upsert', customer)).status).toBe(200);
  });

  it('answers with a page of a proxy, nothing, another address, half an answer, entity declarations, and a fault', async () => {
    const { netsuite } = await start();
    const next = async (scene: Readonly<Record<string, unknown>>) => {
      netsuite.room.script.add(scene as Parameters<typeof netsuite.room.script.add>[0]);
      return await bare(netsuite);
    };
    expect(await next({ kind: 'html' })).toMatchObject({ status: 502, text: expect.stringContaining('Bad Gateway') });
    expect(await next({ kind: 'empty' })).toMatchObject({ status: 200, text: '' });
    const moved = await next({ kind: 'redirect', location: 'http://127.0.0.1:1/elsewhere' });
    expect([moved.status, moved.headers.get('location')]).toEqual([307, 'http://127.0.0.1:1/elsewhere']);
    const half = await next({ kind: 'truncated' });
    expect([half.status, half.text.startsWith('<?xml'), half.text.includes('</soapenv:Envelope>')]).toEqual([200, true, false]);
    expect((await next({ kind: 'entities' })).text).toContain('<!ENTITY b "&a;&a;');
    expect(await next({ kind: 'fault', fault: 'unexpectedErrorFault', code: 'ACCT_TEMP_UNAVAILABLE' })).toMatchObject({
      status: 500,
      text: expect.stringContaining('ACCT_TEMP_UNAVAILABLE'),
    });
    expect((await bare(netsuite)).text).toContain('</soapenv:Envelope>');
  });

  it('throttles REST with 429, which may say when to come again', async () => {
    const { netsuite, rest } = await start();
    netsuite.room.script.add({ kind: 'throttle', operation: 'GET /services/rest/.*', times: 2 });
    const blocked = await rest('GET', '/record/v1/customer');
    expect([blocked.status, blocked.headers.get('retry-after')]).toEqual([429, '1']);
    await control(netsuite, 'PATCH conditions', { retryAfterSeconds: null });
    expect((await rest('GET', '/record/v1/customer')).headers.get('retry-after')).toBeNull();
    expect((await rest('GET', '/record/v1/customer')).status).toBe(200);
  });

  it('refuses scenes and conditions that are none', async () => {
    const { netsuite } = await start();
    expect((await control(netsuite, 'POST script', { kind: 'flood' })).status).toBe(400);
    expect((await control(netsuite, 'PATCH conditions', { concurrency: -1 })).status).toBe(400);
    expect((await control(netsuite, 'POST lock', { type: 'customer', internalId: '9' })).text).toContain('does not exist');
  });
});

describe('requests that are too big', () => {
  it('are refused by a fault of SOAP, and with 413 of REST', async () => {
    const { soap, rest } = await start({ maxRequestBytes: 5000 });
    const big = 'x'.repeat(5000);
    const answer = await soap('upsert', customer.replace('>A<', `>${big}<`));
    expect([answer.status, answer.text]).toEqual([500, expect.stringContaining('exceededRequestSizeFault')]);
    expect((await rest('POST', '/record/v1/customer', { body: { companyName: big } })).status).toBe(413);
  });
});

describe('an account in a file', () => {
  it('is the same after a restart, with its external ids, numbers and deletions', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'netsuite-'));
    try {
      const file = join(folder, 'account.db');
      const first = await start({ file });
      await first.soap('upsert', customer);
      first.netsuite.account.delete({ type: 'bin', internalId: '2' });
      const { internalId } = first.netsuite.account.get({ type: 'customer', externalId: 'C1' });
      await running.pop()?.close();
      const second = await start({ file });
      expect(second.netsuite.account.get({ type: 'customer', externalId: 'c1' }).internalId).toBe(internalId);
      expect(second.netsuite.account.records.deleted()).toMatchObject([{ type: 'bin', internalId: '2', name: 'A-02' }]);
      const next = await second.rest('POST', '/record/v1/customer', { body: { companyName: 'Z', subsidiary: { id: '1' } } });
      expect(next.headers.get('location')).toContain(`/customer/${Number(internalId) + 1}`);
    } finally {
      for (const netsuite of running.splice(0)) await netsuite.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('pages for people', () => {
  it('shows lists, records, and what was asked', async () => {
    const { netsuite, soap } = await start();
    await soap('upsert', customer);
    const read = async (path: string) => await (await fetch(netsuite.url + path)).text();
    expect(await read('/')).toContain('<a href="/view/customer">customer</a>');
    expect(await read('/view/customer?q=A')).toContain('C1');
    const { internalId } = netsuite.account.get({ type: 'customer', externalId: 'C1' });
    expect(await read(`/view/customer/${internalId}`)).toContain('Northwind Traders');
    expect(await read('/view/control')).toContain('POST /services/:port');
  });
});
