import { createHmac, randomBytes } from 'node:crypto';

export interface TokenCredentials {
  readonly account: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly tokenId: string;
  readonly tokenSecret: string;
}

export interface Passport {
  readonly account: string;
  readonly consumerKey: string;
  readonly token: string;
  readonly nonce: string;
  /** Unix seconds. */
  readonly timestamp: string;
  readonly signature: string;
}

/**
 * What SOAP is signed with: HMAC-SHA256 over account, key, token, nonce and time as they stand. A nonce serves once, so
 * this is made anew for every try.
 * https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_4389727047.html
 */
export function tokenPassport(credentials: TokenCredentials, moment: { readonly nonce: string; readonly timestamp: string }): Passport {
  const { account, consumerKey, tokenId: token } = credentials;
  const { nonce, timestamp } = moment;
  const base = [account, consumerKey, token, nonce, timestamp].join('&');
  const signature = createHmac('sha256', `${credentials.consumerSecret}&${credentials.tokenSecret}`).update(base).digest('base64');
  return { account, consumerKey, token, nonce, timestamp, signature };
}

/** Thirty-two letters and digits that nobody can guess. */
export function newNonce(): string {
  return randomBytes(16).toString('hex');
}

export function unixSeconds(now: Date): string {
  return String(Math.floor(now.getTime() / 1000));
}
