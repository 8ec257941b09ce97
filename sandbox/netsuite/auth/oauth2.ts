import { createPublicKey, randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { LoginRefusal, type OAuth2Client } from './credentials.js';

const algorithms = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A token request that is refused, as RFC 6749 5.2 says it. */
export class TokenRefusal extends Error {
  readonly status: number;
  readonly error: string;

  constructor(error: string, message: string, status = 400) {
    super(message);
    this.name = 'TokenRefusal';
    this.error = error;
    this.status = status;
  }
}

export interface AccessToken {
  readonly access_token: string;
  readonly expires_in: string;
  readonly token_type: 'bearer';
}

/** The token endpoint of OAuth 2.0 for machines: a signed assertion for a token that lives an hour, and no refresh token. */
export class TokenIssuer {
  readonly #client: OAuth2Client | undefined;
  readonly #now: () => Date;
  readonly #tokens = new Map<string, { readonly expiresAtMs: number; readonly scopes: readonly string[] }>();
  lifetimeSeconds = 3600;

  constructor(client: OAuth2Client | undefined, now: () => Date) {
    this.#client = client;
    this.#now = now;
  }

  async issue(form: Readonly<Record<string, string>>, tokenUrl: string): Promise<AccessToken> {
    if (form.grant_type !== 'client_credentials')
      throw new TokenRefusal('unsupported_grant_type', 'The grant type must be client_credentials.');
    if (form.client_assertion_type !== assertionType) {
      throw new TokenRefusal('invalid_request', `The client_assertion_type must be ${assertionType}.`);
    }
    const scopes = await this.#verify(form.client_assertion ?? '', tokenUrl);
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(token, { expiresAtMs: this.#now().getTime() + this.lifetimeSeconds * 1000, scopes });
    return { access_token: token, expires_in: String(this.lifetimeSeconds), token_type: 'bearer' };
  }

  /** Throws LoginRefusal for a bearer token that is unknown, out of date, or not for REST. */
  check(token: string): void {
    const known = this.#tokens.get(token);
    if (known === undefined) throw new LoginRefusal('token', 'The bearer token is not known.');
    if (known.expiresAtMs <= this.#now().getTime()) throw new LoginRefusal('token', 'The bearer token has expired.');
    if (!known.scopes.includes('rest_webservices')) throw new LoginRefusal('scope', 'The bearer token is not for rest_webservices.');
  }

  /** Ends every token before its time. */
  revoke(): void {
    this.#tokens.clear();
  }

  async #verify(assertion: string, tokenUrl: string): Promise<readonly string[]> {
    const header = headerOf(assertion);
    if (header.alg === undefined || !algorithms.includes(header.alg)) {
      throw new TokenRefusal(
        'invalid_client',
        `Assertions must be signed with one of ${algorithms.join(', ')}, not ${String(header.alg)}.`,
      );
    }
    if (header.typ !== 'JWT') throw new TokenRefusal('invalid_client', 'The typ of the assertion must be JWT.');
    const certificate = this.#client?.certificates.find(({ id }) => id === header.kid);
    if (certificate === undefined || certificate.isRevoked === true) {
      throw new TokenRefusal('invalid_client', `There is no valid certificate with the id "${String(header.kid)}".`);
    }
    const claims = claimsOf(assertion);
    await this.#checkSignature(assertion, { publicKey: certificate.publicKey, tokenUrl });
    if (claims.iss !== this.#client?.clientId)
      throw new TokenRefusal('invalid_client', 'The issuer of the assertion is not the client id.');
    const { iat, exp } = claims;
    if (iat === undefined || exp === undefined) throw new TokenRefusal('invalid_client', 'The assertion needs iat and exp.');
    if (exp - iat > 3600) throw new TokenRefusal('invalid_client', 'The assertion may be valid for 60 minutes at most.');
    return this.#scopes(claims.scope);
  }

  async #checkSignature(
    assertion: string,
    { publicKey, tokenUrl }: { readonly publicKey: string; readonly tokenUrl: string },
  ): Promise<void> {
    try {
      await jwtVerify(assertion, createPublicKey(publicKey), { audience: tokenUrl, algorithms, currentDate: this.#now() });
    } catch (error) {
      if (!(error instanceof errors.JOSEError) && !(error instanceof TypeError)) throw error;
      throw new TokenRefusal('invalid_client', `The assertion is not valid: ${error.message}.`);
    }
  }

  #scopes(scope: unknown): readonly string[] {
    const asked = (Array.isArray(scope) ? scope.map(String) : (typeof scope === 'string' ? scope : '').split(/[\s,]+/)).filter(
      (each) => each !== '',
    );
    const allowed = this.#client?.scopes ?? ['rest_webservices'];
    const [wrong] = asked.filter((each) => !allowed.includes(each));
    if (asked.length === 0 || wrong !== undefined)
      throw new TokenRefusal('invalid_scope', `The scope "${wrong ?? ''}" is not one of this client.`);
    return asked;
  }
}

function headerOf(assertion: string): ReturnType<typeof decodeProtectedHeader> {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    throw new TokenRefusal('invalid_client', 'The client_assertion is no JSON Web Token.');
  }
}

function claimsOf(assertion: string): ReturnType<typeof decodeJwt> {
  try {
    return decodeJwt(assertion);
  } catch {
    throw new TokenRefusal('invalid_client', 'The client_assertion is no JSON Web Token.');
  }
}
