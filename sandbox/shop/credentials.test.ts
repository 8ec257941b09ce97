import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Gatekeeper, type ShopCredentials, type SignedRequest } from './credentials.js';
import { MagentoError } from './magento-error.js';
import { naturalOrder } from './natural-order.js';

const credentials = { accessToken: 't', consumerKey: 'ck', consumerSecret: 'cs', accessTokenSecret: 'ts' };
const resource = 'Magento_Sales::actions_view';
const now = new Date('2026-01-01T00:00:00Z');

/** What the shop says; 'admitted' where it lets the request in. */
function outcomeOf(request: Partial<SignedRequest>, options: { gate?: Gatekeeper; credentials?: ShopCredentials } = {}): string {
  const gate = options.gate ?? new Gatekeeper(options.credentials ?? credentials, () => now);
  try {
    gate.admit({ method: 'GET', url: 'http://shop.example/rest/V1/orders?a=1', authorization: undefined, ...request }, resource);
    return 'admitted';
  } catch (error) {
    return error instanceof MagentoError ? `${error.status} ${error.message}` : String(error);
  }
}

/** Signed by hand, over a parameter string that is written out. */
function signed(change: Record<string, string> = {}, parameters?: string): string {
  const oauth: Record<string, string> = {
    oauth_consumer_key: 'ck',
    oauth_nonce: 'n1',
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(now.getTime() / 1000),
    oauth_token: 't',
    oauth_version: '1.0',
    ...change,
  };
  const own = Object.entries(oauth).map(([name, value]) => `${name}=${value}`);
  const base = `GET&${encodeURIComponent('http://shop.example/rest/V1/orders')}&${encodeURIComponent(parameters ?? ['a=1', ...own].join('&'))}`;
  const signature = createHmac('sha256', 'cs&ts').update(base).digest('base64');
  const header = Object.entries({ oauth_signature: signature, ...oauth }).map(([name, value]) => `${name}="${encodeURIComponent(value)}"`);
  return `OAuth ${header.join(', ')}`;
}

describe('credentials', () => {
  it('take a bearer token, unless the shop takes none', () => {
    expect(outcomeOf({ authorization: 'Bearer t' })).toBe('admitted');
    expect(outcomeOf({ authorization: 'Bearer t' }, { credentials: { ...credentials, takesBearer: false } })).toMatch(/^401 The consumer/);
    expect(outcomeOf({ authorization: 'Bearer wrong' })).toBe("401 The consumer isn't authorized to access %resources.");
    expect(outcomeOf({})).toMatch(/^401/);
  });

  it('refuse what the integration may not use', () => {
    expect(outcomeOf({ authorization: 'Bearer t' }, { credentials: { ...credentials, resources: ['Magento_Catalog::products'] } })).toMatch(
      /^401/,
    );
  });

  it('take a signature', () => {
    expect(outcomeOf({ authorization: signed() })).toBe('admitted');
    expect(outcomeOf({ authorization: signed(), url: 'http://shop.example:80/rest/V1/orders?a=1' })).toBe('admitted');
  });

  it('refuse a signature over anything else', () => {
    expect(outcomeOf({ authorization: signed(), url: 'http://shop.example/rest/V1/orders?a=2' })).toMatch(/^401 The signature is invalid/);
    expect(outcomeOf({ authorization: signed(), method: 'POST' })).toMatch(/^401 The signature is invalid/);
  });

  it('know a plus sign in a query from a space', () => {
    const own = `oauth_consumer_key=ck&oauth_nonce=n1&oauth_signature_method=HMAC-SHA256&oauth_timestamp=${now.getTime() / 1000}&oauth_token=t&oauth_version=1.0`;
    expect(outcomeOf({ authorization: signed({}, `a=x%20y&${own}`), url: 'http://shop.example/rest/V1/orders?a=x%20y' })).toBe('admitted');
    expect(outcomeOf({ authorization: signed({}, `a=x%20y&${own}`), url: 'http://shop.example/rest/V1/orders?a=x+y' })).toMatch(
      /signature/,
    );
  });

  it('take a nonce once', () => {
    const gate = new Gatekeeper(credentials, () => now);
    expect(outcomeOf({ authorization: signed() }, { gate })).toBe('admitted');
    expect(outcomeOf({ authorization: signed() }, { gate })).toMatch(/^401 The nonce/);
    expect(outcomeOf({ authorization: signed({ oauth_nonce: 'n2' }) }, { gate })).toBe('admitted');
  });

  it.each([
    [{ oauth_timestamp: String(now.getTime() / 1000 + 601) }, '400 The oauth_timestamp'],
    [{ oauth_timestamp: '0' }, '400 The oauth_timestamp'],
    [{ oauth_signature_method: 'HMAC-SHA1' }, '400 Signature method'],
    [{ oauth_consumer_key: 'other' }, '401 A consumer'],
    [{ oauth_token: 'other' }, '401 Specified token'],
    [{ oauth_version: '2.0' }, '400 The OAuth version'],
    [{ oauth_nonce: '' }, '400 oauth_problem=parameter_absent'],
  ])('refuse %j', (change: Record<string, string>, outcome) => {
    expect(outcomeOf({ authorization: signed(change) })).toContain(outcome);
  });
});

describe('natural order', () => {
  it('compares runs of digits as numbers, as PHP does', () => {
    const names = ['f%5B10%5D', 'f%5B2%5D', 'f%5B0%5D', 'f%5B1%5D', 'f', 'a10', 'a9', 'B', 'a01', 'a1'];
    expect(names.sort(naturalOrder)).toEqual(['B', 'a01', 'a1', 'a9', 'a10', 'f', 'f%5B0%5D', 'f%5B1%5D', 'f%5B2%5D', 'f%5B10%5D']);
  });
});
