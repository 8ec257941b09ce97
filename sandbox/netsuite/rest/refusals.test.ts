import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from '../demo/load.js';
import { type NetSuite, startNetSuite } from '../index.js';
import { demoSigner } from '../soap/soap-client.js';
import { errorOf, oauthHeader, type RestOptions, restCaller } from './rest-client.js';

let netsuite: NetSuite;
let rest: ReturnType<typeof restCaller>;

beforeAll(async () => {
  netsuite = await startNetSuite({ credentials: demoSigner });
  load(netsuite.account, { customers: 12, items: 2, salesOrders: 3, from: '2026-03-01T00:00:00Z', stepMs: 3_600_000 });
  rest = restCaller(netsuite.url);
});

afterAll(async () => {
  await netsuite.close();
});

async function refusal(method: string, path: string, options: RestOptions = {}): Promise<readonly unknown[]> {
  const reply = await rest(method, path, options);
  const { code, detail, path: where } = errorOf(reply);
  return [reply.status, code, detail, where];
}

describe('who may call REST', () => {
  const path = '/system/v1/serverTime';
  const login = (message: string) => [401, 'INVALID_LOGIN', expect.stringContaining(message), undefined];

  it('refuses what is not signed, or not with HMAC-SHA256, this realm, a fresh nonce and the time', async () => {
    expect(await refusal('GET', path, { authorization: 'Basic eDp5' })).toEqual(login('OAuth or Bearer'));
    expect(await refusal('GET', path, { oauth: { oauth_signature_method: 'HMAC-SHA1' } })).toEqual(login('HMAC-SHA256'));
    expect(await refusal('GET', path, { oauth: { realm: '1234567-sb1' } })).toEqual(login('realm must be 1234567_SB1'));
    expect(await refusal('GET', path, { oauth: { oauth_timestamp: '1439829974' } })).toEqual(login('5 minutes'));
    expect(await refusal('GET', path, { oauth: { oauth_nonce: 'abc' } })).toEqual(login('6 to 64'));
    expect((await rest('GET', path, { oauth: { oauth_nonce: 'restnonce1' } })).status).toBe(200);
    expect(await refusal('GET', path, { oauth: { oauth_nonce: 'restnonce1' } })).toEqual(login('used before'));
  });

  it('has the query in what is signed', async () => {
    const whole = `${netsuite.url}/services/rest/record/v1/customer?limit=5&q=email%20IS%20%22c1%40example.com%22`;
    const signed = async (url: string) =>
      (await fetch(whole, { headers: { authorization: oauthHeader(demoSigner, { method: 'GET', url }) } })).status;
    expect(await signed(whole)).toBe(200);
    expect(await signed(whole.split('?')[0] ?? '')).toBe(401);
  });

  it('names the permission that a role lacks', async () => {
    const { Role } = await import('../auth/role.js');
    netsuite.room.role = new Role({ 'Setup -> REST Web Services': 'full', 'Lists -> Customers': 'view' });
    try {
      expect((await rest('GET', '/record/v1/customer')).status).toBe(200);
      expect(await refusal('DELETE', '/record/v1/customer/101')).toEqual([
        403,
        'INSUFFICIENT_PERMISSION',
        expect.stringContaining('"Lists -> Customers" with level full'),
        undefined,
      ]);
      expect((await refusal('GET', '/record/v1/salesOrder'))[2]).toContain('Transactions -> Sales Order');
      expect(
        (await refusal('POST', '/query/v1/suiteql', { headers: { prefer: 'transient' }, body: { q: 'SELECT id FROM customer' } }))[2],
      ).toContain('SuiteAnalytics Workbook');
      expect((await refusal('GET', '/system/v1/governanceLimits'))[0]).toBe(403);
    } finally {
      netsuite.room.role = new Role(undefined);
    }
    expect((await rest('GET', '/system/v1/governanceLimits')).body).toMatchObject({ accountConcurrencyLimit: 5 });
  });
});

describe('what REST does not take', () => {
  it('refuses bodies without their Content-Type, that are no JSON, or with values of another kind', async () => {
    const typed = async (type: string, body: unknown = {}) =>
      await refusal('POST', '/record/v1/customer', { body, headers: { 'content-type': type } });
    expect((await typed('text/plain')).slice(0, 2)).toEqual([415, 'INVALID_CONTENT_TYPE']);
    expect((await typed('application/vnd.oracle.resource+json; type=collection')).slice(0, 2)).toEqual([415, 'INVALID_CONTENT_TYPE']);
    expect((await typed('application/json', '{')).slice(0, 2)).toEqual([400, 'INVALID_CONTENT']);
    const body = async (fields: unknown) => await refusal('POST', '/record/v1/customer', { body: fields });
    expect(await body({ creditLimit: '5' })).toEqual([400, 'INVALID_CONTENT', 'creditLimit takes a number.', 'creditLimit']);
    expect(await body({ isInactive: 'F' })).toEqual([400, 'INVALID_CONTENT', 'isInactive takes true or false.', 'isInactive']);
    expect(await body({ subsidiary: {} })).toEqual([400, 'INVALID_CONTENT', 'subsidiary needs an id or an externalId.', 'subsidiary']);
    expect(await body({ addressBook: { items: [{ addressBookAddress: { country: { id: 'ZZ' } } }] } })).toEqual([
      400,
      'INVALID_CONTENT',
      expect.stringContaining('"ZZ"'),
      'addressBook.items[0].addressBookAddress.country',
    ]);
    expect(await body({ companyName: 'X', subsidiary: { id: '77' } })).toEqual([
      400,
      'USER_ERROR',
      'Error while accessing a resource. Invalid subsidiary reference key 77.',
      'subsidiary',
    ]);
  });

  it('leaves unknown properties aside, unless it is asked to refuse them', async () => {
    const send = async (validation: string) =>
      await rest('PATCH', '/record/v1/customer/101', {
        body: { colour: 'red' },
        headers: { 'X-NetSuite-PropertyNameValidation': validation },
      });
    const warned = await send('Warning');
    expect([warned.status, warned.headers.get('x-netsuite-propertyvalidation')]).toEqual([204, 'Unknown field name colour.']);
    const ignored = await send('Ignore');
    expect([ignored.status, ignored.headers.get('x-netsuite-propertyvalidation')]).toEqual([204, null]);
    const refused = await send('Error');
    expect([refused.status, errorOf(refused).path]).toEqual([400, 'colour']);
    expect(
      (await refusal('PATCH', '/record/v1/customer/101', { body: {}, headers: { 'X-NetSuite-PropertyNameValidation': 'maybe' } }))[1],
    ).toBe('INVALID_HEADER');
  });

  it('refuses ids that are none, external ids with other signs, and types that are not there', async () => {
    expect((await refusal('GET', '/record/v1/customer/abc')).slice(0, 2)).toEqual([400, 'INVALID_ID']);
    expect((await refusal('PUT', '/record/v1/customer/eid:A%7CB', { body: {} })).slice(0, 2)).toEqual([400, 'INVALID_ID']);
    expect((await refusal('PUT', '/record/v1/customer/101', { body: {} }))[2]).toContain('PUT takes an external id');
    expect((await refusal('GET', '/record/v1/customers')).slice(0, 2)).toEqual([404, 'NOT_FOUND']);
    expect((await refusal('GET', '/records/v2/customer')).slice(0, 2)).toEqual([404, 'NOT_FOUND']);
    expect((await refusal('GET', '/record/v1/customer/99999')).slice(0, 2)).toEqual([404, 'NONEXISTENT_ID']);
    expect((await refusal('PATCH', '/record/v1/customer/eid:none', { body: {} })).slice(0, 2)).toEqual([404, 'NONEXISTENT_ID']);
  });

  it('takes limits up to 1000, and offsets that are multiples of them', async () => {
    expect((await rest('GET', '/record/v1/customer?limit=5&offset=10')).body).toMatchObject({
      count: 2,
      hasMore: false,
      offset: 10,
      totalResults: 12,
    });
    expect((await refusal('GET', '/record/v1/customer?limit=5&offset=7'))[2]).toContain('multiple of the limit');
    expect((await refusal('GET', '/record/v1/customer?limit=1001'))[3]).toBe('limit');
  });

  it('filters by operators that fit the type of a field, and by no others', async () => {
    const find = async (q: string) => {
      const reply = await rest('GET', `/record/v1/customer?q=${encodeURIComponent(q)}`);
      return reply.status === 200 ? reply.body.totalResults : errorOf(reply).detail;
    };
    expect(await find('companyName IS "customer 1"')).toBe(1);
    expect(await find('companyName START_WITH "Customer 1" AND isInactive IS false')).toBe(4);
    expect(await find('(email IS "c2@example.com" OR id EQUAL 101) AND companyName CONTAIN_NOT "9"')).toBe(2);
    expect(await find('dateCreated ON_OR_AFTER "3/1/2026"')).toBe(4);
    expect(await find('dateCreated ON "2/28/2026"')).toBe(8);
    expect(await find('dateCreated AFTER "2026-03-01T10:00:00Z"')).toContain('does not fit the date format M/D/YYYY');
    expect(await find('dateCreated BEFORE "3/2/2026"')).toBe(12);
    expect(await find('id ANY_OF [101, 102, 103]')).toBe(3);
    expect(await find('custentity_dw_customer_id EMPTY')).toBe(12);
    expect(await find('companyName EQUAL "Customer 1"')).toContain('the operator EQUAL does not fit companyName, which is of type text');
    expect(await find('id IS 101')).toContain('the operator IS does not fit id, which is of type number');
    expect(await find('id EQUAL abc')).toContain('"abc" is no number');
    expect(await find('colour IS red')).toContain('there is no body field colour');
    expect(await find('companyName IS "x" AND')).toContain('a field is missing');
    expect(await find('companyName IS "x" limit')).toContain('"limit" is not expected');
  });

  it('merges lists by their lines, replaces them where it is told to, and clears what is null', async () => {
    const path = '/record/v1/salesOrder/eid:LO-1';
    const read = async () =>
      (await rest('GET', `${path}?expandSubResources=true`)).body as { memo?: string; item: { items: readonly unknown[] } };
    const { item } = await read();
    expect(item.items).toHaveLength(1);
    expect(
      (
        await rest('PATCH', path, {
          body: {
            memo: 'm',
            item: {
              items: [
                { line: 1, quantity: 9 },
                { item: { externalId: 'LI-2' }, quantity: 1, rate: 1 },
              ],
            },
          },
        })
      ).status,
    ).toBe(204);
    expect((await read()).item.items).toMatchObject([
      { line: 1, quantity: 9 },
      { line: 2, quantity: 1 },
    ]);
    await rest('PATCH', `${path}?replace=item`, {
      body: { memo: null, item: { items: [{ item: { externalId: 'LI-2' }, quantity: 4, rate: 1 }] } },
    });
    const replaced = await read();
    expect([replaced.memo, replaced.item.items]).toEqual([undefined, [expect.objectContaining({ quantity: 4 })]]);
    expect((await rest('GET', `${path}/item`)).body).toMatchObject({ count: 1, items: [{ quantity: 4 }] });
  });

  it('takes batches on, answers for each record, and refuses the same key twice', async () => {
    const headers = {
      prefer: 'respond-async',
      'content-type': 'application/vnd.oracle.resource+json; type=collection',
      'x-netsuite-idempotency-key': 'cac827ea-3543-4cda-add2-bae634326c27',
    };
    const items = [
      { externalId: 'B1', companyName: 'B1', subsidiary: { id: '1' } },
      { externalId: 'B2', companyName: 'B2' },
    ];
    const taken = await rest('PUT', '/record/v1/customer', { headers, body: { items } });
    expect(taken.status).toBe(202);
    const job = taken.headers.get('location')?.split('/services/rest')[1] ?? '';
    const again = await rest('PUT', '/record/v1/customer', { headers, body: { items } });
    expect([again.status, errorOf(again).code, again.headers.get('location')]).toEqual([
      400,
      'IDEMPOTENCY_ERROR',
      taken.headers.get('location'),
    ]);
    expect((await rest('GET', job)).body).toMatchObject({ completed: false, progress: 'processing' });
    expect((await rest('GET', job)).body).toMatchObject({ completed: true, progress: 'failed' });
    expect((await rest('GET', `${job}/task`)).body).toMatchObject({ totalResults: 2, items: [{ id: '1' }, { id: '2' }] });
    const [good, bad] = [await rest('GET', `${job}/task/1/result`), await rest('GET', `${job}/task/2/result`)];
    expect([good.status, good.headers.get('location')]).toEqual([204, expect.stringMatching(/customer\/\d+$/)]);
    expect([bad.status, errorOf(bad).detail]).toEqual([
      400,
      'Error while accessing a resource. Please enter value(s) for: Primary Subsidiary',
    ]);
    const many = Array.from({ length: 101 }, () => ({}));
    const { 'x-netsuite-idempotency-key': _key, ...plain } = headers;
    expect((await refusal('POST', '/record/v1/customer', { headers: plain, body: { items: many } }))[2]).toContain('100 records');
  });

  it('tells the choices of select fields', async () => {
    const headers = { accept: 'application/vnd.oracle.resource+json; type=select-options' };
    const options = await rest('POST', '/record/v1/salesOrder?fields=terms,custbody_dw_channel', { headers, body: {} });
    expect(options.body).toMatchObject({
      terms: {
        items: [
          { id: '1', refName: 'Net 15' },
          { id: '2', refName: 'Net 30' },
        ],
      },
      custbody_dw_channel: { totalResults: 3 },
    });
    expect((await refusal('POST', '/record/v1/salesOrder?fields=colour', { headers, body: {} }))[2]).toContain(
      'no select options of colour',
    );
  });

  it('keeps files of up to 10 MB in folders', async () => {
    const file = await rest('POST', '/document/v1/file', { body: { name: 'a.txt', folder: { id: '15' }, content: 'YQ==' } });
    expect([file.status, file.headers.get('location')]).toEqual([204, expect.stringContaining('/document/v1/file/')]);
    expect((await refusal('POST', '/document/v1/file', { body: { name: 'a', folder: { id: '99' } } }))[2]).toBe(
      'Error while accessing a resource. Invalid folder reference key 99.',
    );
    const spoilt = { name: 'b', folder: { id: '15' }, content: 'not base64!' };
    expect((await refusal('POST', '/document/v1/file', { body: spoilt }))[2]).toContain('not base64');
    expect((await refusal('POST', '/document/v1/file', { body: { content: 'x'.repeat(11_000_000) } }))[0]).toBe(413);
  });

  it('makes a record of another, and attaches contacts and files alone', async () => {
    const made = await rest('POST', '/record/v1/salesOrder/eid:LO-2/!transform/invoice', { body: { memo: 'from order' } });
    expect(made.status).toBe(204);
    const invoice = await rest('GET', made.headers.get('location')?.split('/services/rest')[1] ?? '');
    expect(invoice.body).toMatchObject({ memo: 'from order', createdFrom: { refName: expect.stringContaining('SO') } });
    const attach = async (what: string) => await refusal('POST', `/record/v1/salesOrder/eid:LO-2/!attach/${what}/101`, { body: {} });
    expect((await attach('customer'))[2]).toContain('Only files and contacts');
    expect((await attach('contact'))[1]).toBe('NONEXISTENT_ID');
  });
});
