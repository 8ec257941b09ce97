import { describe, expect, it } from '@jest/globals';
import { openStub } from '../../test/stub-server.js';
import { aloneContext } from '../../test/support/context.js';
import { HttpClient, retryAfterMs } from './http-client.js';

describe('requests over HTTP', () => {
  it('write a query so that every server reads the same: a space as %20, a plus sign as %2B', async () => {
    await using stub = await openStub(({ url }) => ({ url }));
    const signedUrls: string[] = [];
    const authorize = ({ url }: { url: URL }): Record<string, string> => {
      signedUrls.push(url.href);
      return { authorization: 'signed' };
    };
    await using client = new HttpClient({
      endpointId: 'shop',
      baseUrl: stub.url,
      timeoutMs: 5000,
      budget: aloneContext('shop').budget({}),
      authorize,
    });
    const query = { 'a[0]': "x y+z é'*", b: '%&=' };
    const response = await client.request({ method: 'GET', path: '/p', query, signal: new AbortController().signal });
    expect(response.body).toEqual({ url: '/p?a%5B0%5D=x%20y%2Bz%20%C3%A9%27%2A&b=%25%26%3D' });
    expect(signedUrls).toEqual([`${stub.url}/p?a%5B0%5D=x%20y%2Bz%20%C3%A9%27%2A&b=%25%26%3D`]);
    expect(Object.fromEntries(new URL(signedUrls[0] ?? '').searchParams)).toEqual(query);
    expect(stub.requests[0]?.headers.authorization).toBe('signed');
  });

  it('stop at once when they are told to', async () => {
    await using stub = await openStub(async () => await new Promise(() => {}));
    await using client = new HttpClient({
      endpointId: 'shop',
      baseUrl: stub.url,
      timeoutMs: 5000,
      budget: aloneContext('shop').budget({}),
      authorize: () => ({}),
    });
    const stop = new AbortController();
    const asking = client.request({ method: 'GET', path: '/p', signal: stop.signal });
    setImmediate(() => stop.abort(new Error('enough')));
    await expect(asking).rejects.toThrow('enough');
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  it.each([
    ['7', 7000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
  ])('%s is read', (value, delay) => {
    expect(retryAfterMs({ 'retry-after': value }, now)).toBe(delay);
  });
});
