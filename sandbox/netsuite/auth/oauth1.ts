import { createHmac } from 'node:crypto';
import { isSame, LoginRefusal, type NetSuiteCredentials, type Nonces } from './credentials.js';

export interface SignedRequest {
  readonly method: string;
  /** As the client sees it: scheme, host, path and query, still encoded. */
  readonly url: string;
  /** The Authorization header. */
  readonly authorization: string;
}

const needed = [
  'realm',
  'oauth_consumer_key',
  'oauth_token',
  'oauth_signature_method',
  'oauth_signature',
  'oauth_nonce',
  'oauth_timestamp',
];

/** OAuth 1.0a in the header (RFC 5849), HMAC-SHA256, the account as realm. Throws LoginRefusal. */
export function checkOAuth1(
  request: SignedRequest,
  { account, credentials, nonces }: { readonly account: string; readonly credentials: NetSuiteCredentials; readonly nonces: Nonces },
): void {
  const oauth = parseHeader(request.authorization);
  const missing = needed.filter((name) => (oauth.get(name) ?? '') === '');
  if (missing.length > 0) throw new LoginRefusal('header', `The Authorization header lacks ${missing.join(', ')}.`);
  const valueOf = (name: string): string => oauth.get(name) ?? '';
  if (valueOf('realm') !== account) throw new LoginRefusal('account', `The realm must be ${account}, and is "${valueOf('realm')}".`);
  if (valueOf('oauth_signature_method') !== 'HMAC-SHA256') {
    throw new LoginRefusal('signatureMethod', `Signatures must be HMAC-SHA256, not "${valueOf('oauth_signature_method')}".`);
  }
  if ((oauth.get('oauth_version') ?? '1.0') !== '1.0') throw new LoginRefusal('version', 'The OAuth version must be 1.0.');
  if (valueOf('oauth_consumer_key') !== credentials.consumerKey) throw new LoginRefusal('consumerKey', 'There is no such consumer key.');
  if (valueOf('oauth_token') !== credentials.tokenId) throw new LoginRefusal('token', 'There is no such token.');
  nonces.use({ consumerKey: valueOf('oauth_consumer_key'), nonce: valueOf('oauth_nonce'), timestamp: valueOf('oauth_timestamp') });
  const key = `${encode(credentials.consumerSecret)}&${encode(credentials.tokenSecret)}`;
  const expected = createHmac('sha256', key).update(baseString(request, oauth)).digest('base64');
  if (!isSame(expected, valueOf('oauth_signature'))) throw new LoginRefusal('signature', 'The signature does not fit.');
}

function baseString({ method, url }: SignedRequest, oauth: ReadonlyMap<string, string>): string {
  const { origin, pathname, search } = new URL(url);
  const signed = [...oauth].filter(([name]) => name !== 'oauth_signature' && name !== 'realm');
  const query = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const equals = part.indexOf('=');
      const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
      return [decodeForm(name), decodeForm(value)];
    });
  const pairs = [...signed, ...query].map(([name, value]): [string, string] => [encode(name), encode(value)]);
  const sorted = pairs.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  const parameters = sorted.map(([name, value]) => `${name}=${value}`).join('&');
  return [method.toUpperCase(), encode(origin.toLowerCase() + pathname), encode(parameters)].join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function parseHeader(header: string): ReadonlyMap<string, string> {
  const pairs = [...header.replace(/^OAuth\s+/i, '').matchAll(/([^\s,=]+)="([^"]*)"/g)];
  return new Map(pairs.map(([, name = '', value = '']) => [decode(name), decode(value)]));
}

/** RFC 5849 3.6: all but letters, digits, `-`, `.`, `_` and `~` are encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function decodeForm(text: string): string {
  return decode(text.replaceAll('+', ' '));
}
