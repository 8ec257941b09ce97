import { createHmac, randomBytes } from 'node:crypto';
import { demoSigner, type Signer } from '../soap/soap-client.js';

export interface RestReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of a signature. */
  readonly authorization?: string;
  readonly oauth?: Readonly<Record<string, string>>;
}

const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** An OAuth 1.0a header, made by hand. */
export function oauthHeader(
  signer: Signer,
  { method, url, oauth = {} }: { readonly method: string; readonly url: string; readonly oauth?: Readonly<Record<string, string>> },
): string {
  const { origin, pathname, searchParams } = new URL(url);
  const fields: Record<string, string> = {
    oauth_consumer_key: signer.consumerKey,
    oauth_token: signer.tokenId,
    oauth_nonce: randomBytes(10).toString('hex'),
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_signature_method: 'HMAC-SHA256',
    oauth_version: '1.0',
    ...oauth,
  };
  const pairs = [...Object.entries(fields).filter(([name]) => name !== 'realm' && name !== 'oauth_signature'), ...searchParams].map(
    ([name, value]) => `${encode(name)}=${encode(value)}`,
  );
  const base = [method, encode(origin + pathname), encode(pairs.sort().join('&'))].join('&');
  const signature = createHmac('sha256', `${encode(signer.consumerSecret)}&${encode(signer.tokenSecret)}`)
    .update(base)
    .digest('base64');
  const all = { realm: signer.account, oauth_signature: signature, ...fields };
  return `OAuth ${Object.entries(all)
    .map(([name, value]) => `${encode(name)}="${encode(value)}"`)
    .join(', ')}`;
}

/** Calls REST as a client that signs by hand. Paths begin behind `/services/rest`. */
export function restCaller(url: string, signer: Signer = demoSigner) {
  return async (method: string, path: string, options: RestOptions = {}): Promise<RestReply> => {
    const whole = `${url}/services/rest${path}`;
    const { body, oauth } = options;
    const response = await fetch(whole, {
      method,
      headers: {
        authorization: options.authorization ?? oauthHeader(signer, { method, url: whole, ...(oauth !== undefined && { oauth }) }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text.startsWith('{') ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {},
    };
  };
}

/** The first error code and detail of a refusal. */
export function errorOf({ body }: RestReply): { readonly code: unknown; readonly detail: unknown; readonly path: unknown } {
  const [first] = (body['o:errorDetails'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return { code: first?.['o:errorCode'], detail: first?.detail, path: first?.['o:errorPath'] ?? first?.['o:errorQueryParam'] };
}
