import { afterEach, describe, expect, it } from '@jest/globals';
import { type NetSuite, type NetSuiteOptions, startNetSuite } from '../index.js';
import { at, demoSigner, soapCaller, textAt } from './soap-client.js';

const running: NetSuite[] = [];

async function start(options: Partial<NetSuiteOptions> = {}) {
  const netsuite = await startNetSuite({ credentials: demoSigner, ...options });
  running.push(netsuite);
  return { netsuite, call: soapCaller(netsuite.url) };
}

afterEach(async () => {
  for (const netsuite of running.splice(0)) await netsuite.close();
});

describe('records over SOAP', () => {
  it('adds, gets and upserts a customer', async () => {
    const { call } = await start();
    const time = await call('getServerTime', '<m:getServerTime/>');
    expect([time.status, textAt(time.body, 'getServerTimeResult/serverTime')]).toEqual([200, expect.stringMatching(/-0[78]:00$/)]);
    const customer = (name: string) =>
      `<m:upsert><m:record xsi:type="rel:Customer" externalId="C1"><rel:companyName>${name}</rel:companyName><rel:subsidiary internalId="1"/></m:record></m:upsert>`;
    const first = await call('upsert', customer('Alfreds'));
    expect(at(first.body, 'writeResponse/status')?.attributes.get('isSuccess')).toBe('true');
    const id = at(first.body, 'writeResponse/baseRef')?.attributes.get('internalId');
    const second = await call('upsert', customer('Alfreds &amp; Co'));
    expect(at(second.body, 'writeResponse/baseRef')?.attributes.get('internalId')).toBe(id);
    const got = await call('get', `<m:get><m:baseRef xsi:type="core:RecordRef" type="customer" internalId="${id}"/></m:get>`);
    expect(textAt(got.body, 'readResponse/record/companyName')).toBe('Alfreds & Co');
    const found = await call(
      'search',
      '<m:search><m:searchRecord xsi:type="common:CustomerSearchBasic"><common:companyName operator="startsWith"><core:searchValue>Alf</core:searchValue></common:companyName></m:searchRecord></m:search>',
    );
    expect(textAt(found.body, 'searchResult/recordList/record/companyName')).toBe('Alfreds & Co');
  });
});
