import { createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import { newNonce, type TokenCredentials, unixSeconds } from './token-passport.js';

/** Signs one REST request by OAuth 1.0a, HMAC-SHA256, with the account as realm. */
export function signRequest(credentials: TokenCredentials, request: { readonly method: string; readonly url: URL }, now: Date): string {
  const signer = new NetSuiteSigner(credentials, now);
  const { method, url } = request;
  const signed = signer.authorize(
    { method, url: `${url.origin}${url.pathname}`, data: Object.fromEntries(url.searchParams) },
    { key: credentials.tokenId, secret: credentials.tokenSecret },
  );
  return signer.toHeader(signed).Authorization;
}

class NetSuiteSigner extends OAuth {
  readonly #now: Date;

  constructor({ account, consumerKey, consumerSecret }: TokenCredentials, now: Date) {
    super({
      consumer: { key: consumerKey, secret: consumerSecret },
      realm: account,
      signature_method: 'HMAC-SHA256',
      hash_function: (text, key) => createHmac('sha256', key).update(text).digest('base64'),
    });
    this.#now = now;
  }

  override getTimeStamp(): number {
    return Number(unixSeconds(this.#now));
  }

  override getNonce(): string {
    return newNonce();
  }
}
