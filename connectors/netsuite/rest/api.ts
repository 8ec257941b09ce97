import { request as send } from 'undici';
import type { ZodType } from 'zod';
import { ConnectorError } from '../../../core/errors.js';
import { type Instant, parseInstant } from '../../../core/instant.js';
import type { JsonObject } from '../../../core/json.js';
import type { EndpointBudget } from '../../budget/endpoint-budget.js';
import type { ConnectorContext } from '../../connector.js';
import { excerpt, HttpClient, type HttpMethod, type HttpResponse, refuseServerErrors, retryAfterMs } from '../../http/http-client.js';
import { toConnectorError } from '../../http/network-errors.js';
import { type AccountAddress, addressOf } from '../account.js';
import { signRequest } from '../auth/oauth1.js';
import { type BearerToken, BearerTokens } from '../auth/oauth2.js';
import { asConnectorError, classOf, type Refusal, requestError } from '../errors.js';
import type { NetSuiteSettings } from '../settings.js';
import * as wire from './answers.js';

export interface RestRequest {
  readonly method: HttpMethod;
  /** Below `/services/rest`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** An answer, or the refusal of what was sent; everything else is thrown. */
export type RestResult =
  | { readonly response: HttpResponse; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly status: number };

const root = '/services/rest';

/** The wire of REST, in the turns of the endpoint's budget. Never retries, but once with a new bearer token. */
export class RestApi implements AsyncDisposable {
  readonly #settings: NetSuiteSettings;
  readonly #context: ConnectorContext;
  readonly #budget: EndpointBudget;
  readonly #address: AccountAddress;
  readonly #http: HttpClient;
  readonly #tokens: BearerTokens | undefined;
  #bearer = '';

  constructor(settings: NetSuiteSettings, context: ConnectorContext, budget: EndpointBudget) {
    this.#settings = settings;
    this.#context = context;
    this.#budget = budget;
    this.#address = addressOf(settings);
    const { auth, timeoutMs } = settings;
    this.#http = new HttpClient({
      endpointId: context.endpointId,
      baseUrl: this.#address.baseUrl,
      timeoutMs,
      budget,
      authorize: (request) => ({ authorization: this.#authorization(request) }),
    });
    if (auth.type === 'oauth2') {
      const { tokenUrl } = this.#address;
      this.#tokens = new BearerTokens(auth, { tokenUrl, now: context.now, ask: async (assertion) => await this.#askToken(assertion) });
    }
  }

  /** One SuiteQL query. `offset` must be a multiple of `limit`. */
  async query(
    q: string,
    page: { readonly limit: number; readonly offset?: number; readonly signal: AbortSignal },
  ): Promise<wire.QueryAnswer> {
    const query = { limit: String(page.limit), offset: String(page.offset ?? 0) };
    const request: RestRequest = {
      method: 'POST',
      path: '/query/v1/suiteql',
      query,
      body: { q },
      headers: { prefer: 'transient' },
      signal: page.signal,
    };
    return this.#parse(wire.queryAnswer, await this.demand(request), 'SuiteQL');
  }

  /** All rows of a query with a unique order, page after page. Throws TooManyRows beyond the 100,000 that SuiteQL gives. */
  async queryAll(q: string, signal: AbortSignal): Promise<readonly JsonObject[]> {
    const limit = this.#settings.pageSize;
    const rows: JsonObject[] = [];
    for (;;) {
      const answer = await this.query(q, { limit, offset: rows.length, signal });
      rows.push(...answer.items);
      if (!answer.hasMore) return rows;
      if (answer.items.length !== limit || rows.length >= mostRows) throw new TooManyRows(rows.length, this.#context.endpointId);
    }
  }

  async serverTime(signal: AbortSignal): Promise<Instant> {
    const answer = this.#parse(wire.timeAnswer, await this.demand({ method: 'GET', path: '/system/v1/serverTime', signal }), 'serverTime');
    const time = parseInstant(answer.serverTime);
    if (time !== undefined) return time;
    throw new ConnectorError('UnexpectedAnswer', 'serverTime answered without a time.', { endpoint: this.#context.endpointId });
  }

  /** The account's limit of requests at a time; known to administrators alone. */
  async concurrencyLimit(signal: AbortSignal): Promise<number | undefined> {
    const result = await this.ask({ method: 'GET', path: '/system/v1/governanceLimits', signal });
    if (result.refusal !== undefined) return undefined;
    return wire.limitsAnswer.safeParse(result.response.body).data?.accountConcurrencyLimit;
  }

  /** Sends one request; a refusal of what it holds is an answer. */
  async ask(request: RestRequest): Promise<RestResult> {
    const response = await this.#send(request);
    const isWhole = response.body !== undefined || response.text.trim() === '';
    if (response.status < 300 && isWhole) return { response };
    const asked = { endpointId: this.#context.endpointId, where: `${request.method} ${root}${request.path}`, now: this.#context.now() };
    const refusal = refusalOf(response);
    const retry = retryAfterMs(response.headers, asked.now);
    const kind = refusal === undefined ? undefined : classOf(refusal.code);
    const wait = retry === undefined ? {} : { retryAfterMs: retry };
    if (response.status === 429)
      throw requestError({ code: 'CONCURRENCY_LIMIT_EXCEEDED', message: refusal?.message ?? 'too many requests' }, { ...asked, ...wait });
    if (response.status === 401) throw requestError({ ...(refusal ?? { message: excerpt(response.text) }), code: 'INVALID_LOGIN' }, asked);
    if (response.status === 403 && kind !== 'data')
      throw requestError({ code: 'INSUFFICIENT_PERMISSION', message: refusal?.message ?? excerpt(response.text) }, asked);
    refuseServerErrors(response, asked);
    if (refusal === undefined) {
      const message = `${asked.where} answered ${response.status}: ${excerpt(response.text)}. Check account and baseUrl.`;
      throw new ConnectorError('Config', message, { endpoint: asked.endpointId, effect: 'none' });
    }
    if (kind === 'throttle') {
      this.#budget.throttled(retry);
      throw requestError(refusal, { ...asked, ...wait });
    }
    if (kind === 'transient' || kind === 'auth' || kind === 'permission') throw requestError(refusal, asked);
    return { refusal, status: response.status };
  }

  /** The same, where a refusal is an error of the whole. */
  async demand(request: RestRequest): Promise<HttpResponse> {
    const result = await this.ask(request);
    if (result.refusal === undefined) return result.response;
    const asked = { endpointId: this.#context.endpointId, where: `${request.method} ${root}${request.path}` };
    throw asConnectorError(requestError(result.refusal, asked), asked);
  }

  /** With a bearer token, once more where it was refused: it may have been revoked before its time. */
  async #send(request: RestRequest): Promise<HttpResponse> {
    const sent = { ...request, path: root + request.path };
    if (this.#tokens === undefined) return await this.#http.request(sent);
    const token = await this.#tokens.current();
    this.#bearer = token;
    const response = await this.#http.request(sent);
    if (response.status !== 401) return response;
    this.#tokens.refused(token);
    this.#bearer = await this.#tokens.current();
    return await this.#http.request(sent);
  }

  #authorization(request: { readonly method: string; readonly url: URL }): string {
    const { auth } = this.#settings;
    if (auth.type === 'oauth2') return `Bearer ${this.#bearer}`;
    return signRequest({ ...auth, account: this.#address.account }, request, this.#context.now());
  }

  async #askToken(assertion: string): Promise<BearerToken> {
    const { tokenUrl } = this.#address;
    const { endpointId } = this.#context;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    const signal = AbortSignal.timeout(this.#settings.timeoutMs);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status, text } = await send(tokenUrl, { method: 'POST', headers, body: form.toString(), signal })
      .then(async ({ statusCode, body }) => ({ status: statusCode, text: await body.text() }))
      .catch((cause: unknown) => {
        throw toConnectorError(cause, { endpointId, where: `POST ${tokenUrl}`, timeoutMs: this.#settings.timeoutMs });
      });
    if (status >= 500)
      throw new ConnectorError('Transient', `POST ${tokenUrl} answered ${status}. It is tried again.`, {
        endpoint: endpointId,
        effect: 'none',
      });
    const parsed = wire.tokenAnswer.safeParse(parseJson(text));
    if (status === 200 && parsed.success) return { token: parsed.data.access_token, expiresIn: parsed.data.expires_in };
    const message = `NetSuite gives no token (${status}: ${excerpt(text)}). Check clientId, certificateId, privateKey and algorithm, that the certificate is not expired or revoked, and that this machine's clock is right.`;
    throw new ConnectorError('Auth', message, { endpoint: endpointId, effect: 'none' });
  }

  #parse<T>(schema: ZodType<T>, response: HttpResponse, what: string): T {
    const parsed = schema.safeParse(response.body);
    if (parsed.success) return parsed.data;
    const isEmpty = response.text.trim() === '';
    const message = `${what} answered ${isEmpty ? 'with nothing' : 'in another shape than NetSuite documents'}: ${parsed.error.issues[0]?.message ?? ''}.`;
    throw new ConnectorError(isEmpty ? 'Transient' : 'UnexpectedAnswer', message, { endpoint: this.#context.endpointId });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#http[Symbol.asyncDispose]();
  }
}

const mostRows = 100_000;

/** A query has more rows than SuiteQL gives: it is to be asked for fewer records. */
export class TooManyRows extends ConnectorError {
  constructor(rows: number, endpoint: string) {
    super('UnexpectedAnswer', `SuiteQL gave ${rows} rows for one query, and says that there are more, which it does not give.`, {
      endpoint,
      effect: 'none',
    });
  }
}

function refusalOf(response: HttpResponse): Refusal | undefined {
  const parsed = wire.errorAnswer.safeParse(response.body);
  if (!parsed.success) return undefined;
  const { title, detail, 'o:errorDetails': details = [] } = parsed.data;
  const [first] = details;
  if (first === undefined && title === undefined) return undefined;
  const path = first?.['o:errorPath'];
  const message = first?.detail ?? detail ?? title ?? 'no reason was given';
  return { code: first?.['o:errorCode'] ?? 'USER_ERROR', message, ...(path !== undefined && { path }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
