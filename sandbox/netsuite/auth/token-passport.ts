import { createHmac } from 'node:crypto';
import { isSame, LoginRefusal, type NetSuiteCredentials, type Nonces } from './credentials.js';

/** The tokenPassport of a SOAP header. */
export interface TokenPassport {
  readonly account: string;
  readonly consumerKey: string;
  readonly token: string;
  readonly nonce: string;
  readonly timestamp: string;
  readonly signature: string;
  /** Attribute of the signature. */
  readonly algorithm: string;
}

export interface PassportSecrets {
  readonly consumerSecret: string;
  readonly tokenSecret: string;
}

/** https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_4407986719.html */
export function passportSignature(passport: Omit<TokenPassport, 'signature' | 'algorithm'>, secrets: PassportSecrets): string {
  const { account, consumerKey, token, nonce, timestamp } = passport;
  const base = [account, consumerKey, token, nonce, timestamp].join('&');
  return createHmac('sha256', `${secrets.consumerSecret}&${secrets.tokenSecret}`).update(base).digest('base64');
}

export interface PassportCheck {
  readonly account: string;
  readonly credentials: NetSuiteCredentials;
  readonly nonces: Nonces;
}

/** Throws LoginRefusal. The nonce is used up, whatever becomes of the call. */
export function checkPassport(passport: TokenPassport, { account, credentials, nonces }: PassportCheck): void {
  if (passport.account !== account) throw new LoginRefusal('account', `There is no account "${passport.account}".`);
  if (passport.algorithm !== 'HMAC-SHA256') {
    throw new LoginRefusal('signatureMethod', `Signatures must be HMAC-SHA256, not "${passport.algorithm}".`);
  }
  if (passport.consumerKey !== credentials.consumerKey)
    throw new LoginRefusal('consumerKey', 'There is no integration with this consumer key.');
  if (passport.token !== credentials.tokenId) throw new LoginRefusal('token', 'There is no such token.');
  nonces.use(passport);
  if (!isSame(passportSignature(passport, credentials), passport.signature)) {
    throw new LoginRefusal('signature', 'The signature does not fit.');
  }
}
