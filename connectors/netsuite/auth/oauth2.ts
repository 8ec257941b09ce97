import { randomUUID } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';

export interface OAuth2Credentials {
  readonly clientId: string;
  readonly certificateId: string;
  readonly privateKey: string;
  readonly algorithm: 'PS256' | 'ES256';
}

export interface BearerToken {
  readonly token: string;
  /** Seconds from now. */
  readonly expiresIn: number;
}

/** Asks NetSuite for a token, with the assertion that was signed. Throws ConnectorError. */
export type AskToken = (assertion: string) => Promise<BearerToken>;

/** A token is renewed this long before it ends. */
const reserveMs = 60_000;

/**
 * The bearer token of an endpoint: OAuth 2.0 client credentials with a signed assertion. Kept until it ends; asked for
 * once, however many requests wait for it.
 * https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_162686838198.html
 */
export class BearerTokens {
  readonly #credentials: OAuth2Credentials;
  readonly #options: { readonly tokenUrl: string; readonly now: () => Date; readonly ask: AskToken };
  #token: { readonly text: string; readonly endsMs: number } | undefined;
  #asking: Promise<string> | undefined;

  constructor(credentials: OAuth2Credentials, options: { readonly tokenUrl: string; readonly now: () => Date; readonly ask: AskToken }) {
    this.#credentials = credentials;
    this.#options = options;
  }

  async current(): Promise<string> {
    if (this.#token !== undefined && this.#token.endsMs - reserveMs > this.#options.now().getTime()) return this.#token.text;
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = undefined;
    });
    return await this.#asking;
  }

  /** NetSuite has refused this token: the next one is asked for anew. A token that came since is kept. */
  refused(token: string): void {
    if (this.#token?.text === token) this.#token = undefined;
  }

  async #renew(): Promise<string> {
    const { token, expiresIn } = await this.#options.ask(await this.#assertion());
    this.#token = { text: token, endsMs: this.#options.now().getTime() + expiresIn * 1000 };
    return token;
  }

  async #assertion(): Promise<string> {
    const { clientId, certificateId, privateKey, algorithm } = this.#credentials;
    const key = await importPKCS8(privateKey, algorithm);
    const issued = Math.floor(this.#options.now().getTime() / 1000);
    return await new SignJWT({ scope: ['rest_webservices'] })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: certificateId })
      .setIssuer(clientId)
      .setAudience(this.#options.tokenUrl)
      .setIssuedAt(issued)
      .setExpirationTime(issued + 300)
      .setJti(randomUUID())
      .sign(key);
  }
}
