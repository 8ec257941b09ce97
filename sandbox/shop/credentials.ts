import { createHmac, timingSafeEqual } from 'node:crypto';
import { MagentoError, notAuthorized } from './magento-error.js';
import { naturalOrder } from './natural-order.js';
import { splitOnce } from './query-string.js';

/** What an integration of the shop was given, and may do. */
export interface ShopCredentials {
  /** Taken as a bearer token, and as `oauth_token`. */
  readonly accessToken: string;
  readonly consumerKey?: string;
  readonly consumerSecret?: string;
  readonly accessTokenSecret?: string;
  /** Since 2.4.4 a shop takes no integration token as a bearer unless it is told to. Default true. */
  readonly takesBearer?: boolean;
  /** The ACL resources that it may use, such as `Magento_Sales::actions_view`. Absent: all. */
  readonly resources?: readonly string[];
}

export interface SignedRequest {
  readonly method: string;
  /** As the client sees the shop: scheme, host, port, path and query, still encoded. */
  readonly url: string;
  readonly authorization: string | undefined;
}

/** A timestamp may lie this far in the future; how old it is does not matter. */
const toleranceSeconds = 600;

/**
 * Who may do what. OAuth 1.0a is verified as Magento does it: HMAC-SHA256 over the decoded parameters, sorted by
 * natural order; a nonce serves once. https://developer.adobe.com/commerce/webapi/get-started/authentication/gs-authentication-oauth/
 */
export class Gatekeeper {
  readonly #credentials: ShopCredentials;
  readonly #now: () => Date;
  readonly #usedNonces = new Set<string>();

  constructor(credentials: ShopCredentials, now: () => Date) {
    this.#credentials = credentials;
    this.#now = now;
  }

  /** Throws MagentoError unless the request is properly signed and its integration may use the resource. */
  admit(request: SignedRequest, resource: string): void {
    const [scheme = '', rest = ''] = splitOnce(request.authorization ?? '', ' ');
    if (scheme.toLowerCase() === 'oauth') this.#verify(request, parseHeader(rest));
    else if (scheme.toLowerCase() !== 'bearer' || !this.#isBearer(rest.trim())) throw notAuthorized(resource);
    const { resources } = this.#credentials;
    if (resources !== undefined && !resources.includes(resource)) throw notAuthorized(resource);
  }

  #isBearer(token: string): boolean {
    return this.#credentials.takesBearer !== false && isSame(token, this.#credentials.accessToken);
  }

  #verify(request: SignedRequest, oauth: ReadonlyMap<string, string>): void {
    const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = this.#credentials;
    for (const name of [
      'oauth_consumer_key',
      'oauth_token',
      'oauth_signature_method',
      'oauth_signature',
      'oauth_nonce',
      'oauth_timestamp',
    ]) {
      if (!oauth.get(name)) throw new MagentoError(400, 'oauth_problem=parameter_absent&oauth_parameters_absent=%1', [name]);
    }
    if ((oauth.get('oauth_version') ?? '1.0') !== '1.0')
      throw new MagentoError(400, 'The OAuth version %1 is not supported.', [oauth.get('oauth_version')]);
    if (oauth.get('oauth_signature_method') !== 'HMAC-SHA256') {
      throw new MagentoError(400, 'Signature method %1 is not supported', [oauth.get('oauth_signature_method')]);
    }
    if (consumerKey === undefined || oauth.get('oauth_consumer_key') !== consumerKey)
      throw new MagentoError(401, 'A consumer having the specified key does not exist');
    this.#useNonce(oauth);
    if (oauth.get('oauth_token') !== accessToken) throw new MagentoError(401, 'Specified token does not exist');
    const key = `${encode(consumerSecret ?? '')}&${encode(accessTokenSecret ?? '')}`;
    const expected = createHmac('sha256', key).update(baseString(request, oauth)).digest('base64');
    if (!isSame(expected, oauth.get('oauth_signature') ?? ''))
      throw new MagentoError(401, 'The signature is invalid. Verify and try again.');
  }

  #useNonce(oauth: ReadonlyMap<string, string>): void {
    const timestamp = Number(oauth.get('oauth_timestamp'));
    const nowSeconds = this.#now().getTime() / 1000;
    if (!Number.isInteger(timestamp) || timestamp <= 0 || timestamp > nowSeconds + toleranceSeconds) {
      throw new MagentoError(400, 'The oauth_timestamp value in the request is incorrect.');
    }
    const nonce = oauth.get('oauth_nonce') ?? '';
    if (this.#usedNonces.has(nonce)) throw new MagentoError(401, 'The nonce is already being used by the consumer with ID %1', [1]);
    this.#usedNonces.add(nonce);
  }
}

function baseString({ method, url }: SignedRequest, oauth: ReadonlyMap<string, string>): string {
  const [address, query = ''] = splitOnce(url, '?');
  const parameters = new Map(
    [...oauth].filter(([name]) => name !== 'oauth_signature').map(([name, value]) => [encode(name), encode(value)]),
  );
  for (const part of query.split('&')) {
    const [name, value] = splitOnce(part, '=');
    if (value !== undefined) parameters.set(encode(decodeRaw(name)), encode(decodeRaw(value)));
  }
  const sorted = [...parameters].sort(([a], [b]) => naturalOrder(a, b)).map(([name, value]) => `${name}=${value}`);
  return [method.toUpperCase(), encode(withoutDefaultPort(address)), encode(sorted.join('&'))].join('&');
}

function withoutDefaultPort(address: string): string {
  return address.replace(/^(http:\/\/[^/]+):80(?=\/|$)/, '$1').replace(/^(https:\/\/[^/]+):443(?=\/|$)/, '$1');
}

function parseHeader(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').map((pair) => splitOnce(pair.trim(), '='));
  return new Map(
    pairs.map(([name, value = '']) => [decodeRaw(name), decodeRaw(value.replaceAll('"', ''))]).filter(([name]) => name !== 'realm') as [
      string,
      string,
    ][],
  );
}

/** RFC 3986: only letters, digits, `-`, `.`, `_` and `~` stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A plus sign stays one: in what is signed, a space is `%20`. */
function decodeRaw(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
