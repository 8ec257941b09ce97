import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { toInstant } from '../../core/instant.js';
import { addCustomerAndItem, mapped, openNetSuite } from '../../test/netsuite.js';
import { openStub } from '../../test/stub-server.js';
import { type CodeClass, classOf, codeClasses, failure, NotTakenWhole, requestError } from './errors.js';

const signal = new AbortController().signal;
const request = { txType: 'order', until: toInstant(Date.UTC(2026, 0, 1)), limit: 10, signal } as const;
const doors = ['rest', 'soap'] as const;

describe.each(doors)('NS-25 over %s', (read) => {
  const settings = { transport: { read } };

  it('no signature goes to another host by a redirect', async () => {
    await using elsewhere = await openStub(() => ({}));
    await using account = await openNetSuite({ settings });
    account.netsuite.room.script.add({ kind: 'redirect', location: elsewhere.url });
    await expect(account.source.read(request)).rejects.toMatchObject({ code: 'Config', message: expect.stringContaining('baseUrl') });
    expect(elsewhere.requests).toHaveLength(0);
  });

  it.each(['html', 'empty', 'truncated'] as const)('an answer that is %s passes', async (kind) => {
    await using account = await openNetSuite({ settings });
    account.netsuite.room.script.add({ kind });
    await expect(account.source.read(request)).rejects.toMatchObject({ code: 'Transient' });
    expect(await account.source.read(request)).toMatchObject({ isDone: true });
  });

  it('a call past its time ends', async () => {
    await using account = await openNetSuite({ settings: { ...settings, timeoutMs: 1000 } });
    account.netsuite.room.script.add({ kind: 'slow', delayMs: 3000 });
    await expect(account.source.read(request)).rejects.toMatchObject({
      code: 'Transient',
      effect: 'unknown',
      message: expect.stringContaining('1000 ms'),
    });
  });
});

describe('SOAP', () => {
  it('NS-25 refuses declarations of entities', async () => {
    await using account = await openNetSuite({ settings: { transport: { read: 'soap' } } });
    account.netsuite.room.script.add({ kind: 'entities' });
    await expect(account.source.read(request)).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
  });

  it('NS-08 is throttled twice, with a new nonce each time, and then goes through', async () => {
    await using account = await openNetSuite({ settings: { transport: { read: 'soap' } } });
    account.netsuite.room.script.add({ kind: 'throttle', times: 2 });
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      await expect(account.source.read(request)).rejects.toMatchObject({
        code: 'Throttled',
        effect: 'none',
        retryAfterMs: expect.any(Number),
      });
    }
    expect(await account.source.read(request)).toMatchObject({ isDone: true });
  });

  it('writes the neighbours of a record that breaks the schema', async () => {
    await using account = await openNetSuite({
      settings: { transport: { write: 'soap' }, customFields: { custentity_dw_customer_id: { kind: 'string' } } },
    });
    await addCustomerAndItem(account);
    account.netsuite.room.script.add({
      kind: 'fault',
      operation: 'upsertList',
      fault: 'exceededRecordCountFault',
      code: 'MAX_RCRDS_EXCEEDED',
    });
    const customers = ['A', 'B', 'C'].map((name) => mapped(name, { companyName: name, isPerson: false, subsidiary: { id: '1' } }));
    expect(await account.write('customer', customers)).toMatchObject([{ status: 'sent' }, { status: 'sent' }, { status: 'sent' }]);
  });

  it('reads the WSDL of the account where one is named', async () => {
    const account = await openNetSuite({ settings: { transport: { read: 'soap' } } });
    await using named = await openNetSuite({
      settings: { transport: { read: 'soap' }, wsdl: `${account.netsuite.url}/wsdl/v2025_2_0/netsuite.wsdl` },
    });
    expect(await named.source.read(request)).toMatchObject({ isDone: true });
    await account[Symbol.asyncDispose]();
    await using lost = await openNetSuite({ settings: { transport: { read: 'soap' }, wsdl: '/no/such.wsdl' } });
    await expect(lost.source.read(request)).rejects.toMatchObject({ code: 'Config', message: expect.stringContaining('settings.wsdl') });
  });

  it('is warned of when its version is older than the last', async () => {
    await using account = await openNetSuite({ settings: { transport: { read: 'soap' }, soapVersion: '2023_1' } });
    const checks = await account.endpoint.check();
    expect(checks.find(({ name }) => name === 'SOAP version')).toMatchObject({ isOk: false, fix: expect.stringContaining('2025_2') });
  });
});

describe('NS-09 the account', () => {
  it('never has more requests under way than its limit, over both doors together', async () => {
    await using account = await openNetSuite({
      netsuite: { concurrency: 5 },
      settings: { transport: { read: 'rest', write: 'soap' }, limits: { concurrency: 5 } },
    });
    account.netsuite.room.latencyMs = 20;
    const customer = (number: number) => mapped(`P${number}`, { companyName: `C${number}`, isPerson: false, subsidiary: { id: '1' } });
    const work = Array.from({ length: 50 }, async (_, number) =>
      number % 2 === 0 ? await account.source.read(request) : await account.write('customer', [customer(number)]),
    );
    await Promise.all(work);
    expect(account.netsuite.room.concurrency).toMatchObject({ refused: 0, highest: 5 });
  });

  it('NS-10 is given the time that it asks for at 429', async () => {
    await using account = await openNetSuite();
    account.netsuite.room.retryAfterSeconds = 2;
    account.netsuite.room.script.add({ kind: 'throttle' });
    await expect(account.source.read(request)).rejects.toMatchObject({ code: 'Throttled', retryAfterMs: 2000, effect: 'none' });
  });

  it('passes its checks where all is well, and each line says what was seen', async () => {
    await using account = await openNetSuite({ settings: { includeDeletions: true } });
    const checks = await account.endpoint.check();
    expect(checks.map(({ name, isOk }) => [name, isOk])).toEqual([
      ['login and clock', true],
      ['SOAP version', true],
      ['time zone', true],
      ['read orders, customers and items', true],
      ['SOAP', true],
      ['limits', true],
    ]);
  });

  it('says that the time zone of the settings is another than that of SuiteQL', async () => {
    await using account = await openNetSuite({ settings: { timeZone: 'Asia/Tokyo' } });
    const checks = await account.endpoint.check();
    expect(checks.find(({ name }) => name === 'time zone')).toMatchObject({ isOk: false, fix: expect.stringContaining('timeZone') });
  });

  it('is unreachable in words', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => {
      server.close(resolve);
    });
    await using account = await openNetSuite({ settings: { baseUrl: `http://127.0.0.1:${port}` } });
    expect(await account.endpoint.check()).toMatchObject([{ isOk: false, detail: expect.stringContaining('ECONNREFUSED') }]);
  });
});

describe('codes of NetSuite', () => {
  const asked = { endpointId: 'ns', where: 'upsertList' };
  const thrownAs: Readonly<Record<CodeClass, string | undefined>> = {
    throttle: 'Throttled',
    transient: 'Transient',
    auth: 'Auth',
    permission: 'Config',
    tooBig: undefined,
    passing: 'Transient',
    conflict: 'Transient',
    duplicate: 'Refused',
    notFound: 'Refused',
    data: 'Refused',
  };

  it.each(Object.entries(codeClasses))('%s is a matter of %s', (code, kind) => {
    expect(classOf(code)).toBe(kind);
    const error = requestError({ code, message: 'as NetSuite said' }, asked);
    expect(error instanceof NotTakenWhole ? undefined : error.code).toBe(thrownAs[kind]);
    expect(error.message).toContain(code);
    const failed = failure({ code, message: 'as NetSuite said' }, 'order 1');
    const isOfTheWhole = ['throttle', 'transient', 'auth', 'permission'].includes(kind);
    expect(failed === null).toBe(isOfTheWhole);
    expect(failed?.isPassing ?? false).toBe(kind === 'passing' || kind === 'conflict');
  });

  it.each([
    ['exceededConcurrentRequestLimitFault', 'throttle'],
    ['ExceededRequestLimitFault', 'throttle'],
    ['exceededUsageLimitFault', 'transient'],
    ['exceededRecordCountFault', 'tooBig'],
    ['ExceededRequestSizeFault', 'tooBig'],
    ['invalidCredentialsFault', 'auth'],
    ['insufficientPermissionFault', 'permission'],
  ])('an unknown code in a %s is a matter of %s', (fault, kind) => {
    expect(classOf('SOMETHING_NEW', fault)).toBe(kind);
  });

  it('are a matter of the record where nothing is known of them', () => {
    expect(failure({ code: 'BRAND_NEW', message: 'no', path: 'item.items[0]' }, 'order 1')).toMatchObject({
      code: 'BRAND_NEW',
      message: expect.stringContaining('item.items[0]'),
    });
  });
});
