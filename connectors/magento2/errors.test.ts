import { describe, expect, it } from '@jest/globals';
import type { FaultInput } from '../../sandbox/shared/faults.js';
import { oauth, openShopAndSource } from '../../test/shop.js';
import { fillPlaceholders } from './errors.js';
import { magento2Settings } from './settings.js';

type AnswerFault = Omit<Extract<FaultInput, { kind: 'answer' }>, 'kind'>;

const cases: readonly [string, AnswerFault, string, RegExp][] = [
  [
    'a refused token',
    {
      status: 401,
      body: { message: "The consumer isn't authorized to access %resources.", parameters: { resources: 'Magento_Sales::actions_view' } },
    },
    'Auth',
    /^\[shop\] GET http:.*\/rest\/all\/V1\/orders answered 401: The consumer isn't authorized to access Magento_Sales::actions_view\. .*settings\.auth\.accessToken/,
  ],
  ['a firewall', { status: 403, html: '<html><title>Forbidden</title><p>No &amp; way' }, 'Config', /answered 403: Forbidden No/],
  ['a wrong address', { status: 404, html: '<h1>Whoops</h1>' }, 'Config', /answered 404: Whoops\. .*settings\.baseUrl/],
  ['a deadlock', { status: 400, body: { message: 'Database deadlock found when trying to get lock' } }, 'Transient', /deadlock/],
  [
    'a bad request',
    { status: 400, body: { message: '"%fieldName" is required. Enter and try again.', parameters: { fieldName: 'searchCriteria' } } },
    'Refused',
    /"searchCriteria" is required/,
  ],
  ['too many requests', { status: 429, headers: { 'retry-after': '7' }, html: 'Slow' }, 'Throttled', /answered 429/],
  [
    'maintenance',
    { status: 503, headers: { 'retry-after': '60' }, html: '<h1>Service Temporarily Unavailable</h1>' },
    'Transient',
    /503: Service Temporarily/,
  ],
  [
    'an internal error',
    {
      headers: { 'retry-after': '5' },
      status: 500,
      body: { message: 'Internal Error. Details are available in Magento log file. Report ID: webapi-%1', parameters: ['5f1c'] },
    },
    'Transient',
    /Report ID: webapi-5f1c/,
  ],
  ['a page that is no JSON', { status: 200, html: '<html>Welcome</html>' }, 'Transient', /not JSON: Welcome/],
  ['a redirect', { status: 302, headers: { location: 'https://www.shop.example/' }, html: '' }, 'Config', /https:\/\/www\.shop\.example\//],
  ['no content', { status: 204 }, 'UnexpectedAnswer', /without the list/],
];

describe('what the shop answers', () => {
  it.each(cases)('%s is told for what it is', async (...[, fault, code, message]) => {
    await using opened = await openShopAndSource();
    opened.shop.faults.add({ kind: 'answer', ...fault });
    const error: unknown = await opened.readOrders().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code, endpoint: 'shop', message: expect.stringMatching(message) });
    const delay = fault.headers?.['retry-after'];
    expect((error as { retryAfterMs?: number }).retryAfterMs).toBe(delay === undefined ? undefined : Number(delay) * 1000);
    await expect(opened.readOrders()).resolves.toMatchObject({ isDone: true });
  });

  it('is a passing failure when the connection is cut', async () => {
    await using opened = await openShopAndSource();
    opened.shop.faults.add({ kind: 'cut', when: 'before' });
    await expect(opened.readOrders()).rejects.toMatchObject({ code: 'Transient' });
  });

  it('is a passing failure when it takes too long', async () => {
    await using opened = await openShopAndSource({ settings: { timeoutMs: 1000 } });
    opened.shop.faults.add({ kind: 'slow', delayMs: 20_000 });
    await expect(opened.readOrders()).rejects.toMatchObject({ code: 'Transient', message: expect.stringContaining('within 1000 ms') });
  });

  it('is about the credentials when a signature is refused, whatever the status', async () => {
    await using opened = await openShopAndSource({ settings: { auth: { ...oauth, consumerSecret: 'wrong' } } });
    await expect(opened.readOrders()).rejects.toMatchObject({
      code: 'Auth',
      message: expect.stringMatching(/signature is invalid.*consumerSecret/),
    });
    const late = new Date(Date.now() + 3_600_000);
    await using early = await openShopAndSource({ settings: { auth: oauth }, now: () => late });
    await expect(early.readOrders()).rejects.toMatchObject({ code: 'Auth', message: expect.stringMatching(/oauth_timestamp.*clock/) });
  });
});

describe('placeholders', () => {
  it.each([
    ['No such entity with %fieldName = %fieldValue', { fieldName: 'id', fieldValue: 7 }, 'No such entity with id = 7'],
    ['%1 of %2, %10 and 5%', ['a', 2], 'a of 2, %10 and 5%'],
    ['%1 of %2', null, '%1 of %2'],
  ])('of %s are filled in', (message, parameters, filled) => {
    expect(fillPlaceholders(message, parameters)).toBe(filled);
  });
});

describe('settings', () => {
  it.each([
    ['http://shop.example/rest', 'before /rest'],
    ['http://shop.example/rest/V1', 'before /rest'],
    ['shop.example', 'must be an address'],
    ['ftp://shop.example', 'must be an address'],
    ['http://me:secret@shop.example', 'no user and no password'],
  ])('refuse the baseUrl %s', (baseUrl, message) => {
    const parsed = magento2Settings.safeParse({ baseUrl, auth: { type: 'integration', accessToken: 't' } });
    expect(parsed.error?.issues.map((issue) => issue.message).join()).toContain(message);
  });
});
