import { timingSafeEqual } from 'node:crypto';

/** A client of the account: an integration record with a token of a user and role, and perhaps certificates for OAuth 2.0. */
export interface NetSuiteCredentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly tokenId: string;
  readonly tokenSecret: string;
  readonly oauth2?: OAuth2Client;
}

export interface OAuth2Client {
  readonly clientId: string;
  /** What may be asked for: `rest_webservices`, `restlets`, `suite_analytics`. Default the first. */
  readonly scopes?: readonly string[];
  readonly certificates: readonly {
    /** The certificate id, which tokens name as `kid`. */
    readonly id: string;
    /** PEM, as SPKI or as an X.509 certificate. */
    readonly publicKey: string;
    readonly isRevoked?: boolean;
  }[];
}

/** Why a client is not let in, in words for its log. */
export class LoginRefusal extends Error {
  /** `timestamp`, `nonce`, `signature`, `token`… as the login audit trail tells them apart. */
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.name = 'LoginRefusal';
    this.reason = reason;
  }
}

const toleranceSeconds = 300;

/** Nonces serve once and have 6 to 64 letters or digits; timestamps lie within five minutes of the server's clock. */
export class Nonces {
  readonly #used = new Map<string, number>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  use({ consumerKey, nonce, timestamp }: { readonly consumerKey: string; readonly nonce: string; readonly timestamp: string }): void {
    const nowSeconds = Math.floor(this.#now().getTime() / 1000);
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - nowSeconds) > toleranceSeconds) {
      throw new LoginRefusal('timestamp', `The timestamp ${timestamp} is not within 5 minutes of the server time ${nowSeconds}.`);
    }
    if (!/^[A-Za-z0-9]{6,64}$/.test(nonce)) throw new LoginRefusal('nonce', 'The nonce must have 6 to 64 letters or digits.');
    const key = `${consumerKey}/${nonce}`;
    if (this.#used.has(key)) throw new LoginRefusal('nonce', 'The nonce was used before.');
    this.#used.set(key, Number(timestamp));
    if (this.#used.size > 50_000) this.#forget(nowSeconds);
  }

  #forget(nowSeconds: number): void {
    for (const [key, timestamp] of this.#used) if (nowSeconds - timestamp > 2 * toleranceSeconds) this.#used.delete(key);
  }
}

export function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
