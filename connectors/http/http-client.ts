import { Agent, request as send } from 'undici';
import { ConnectorError } from '../../core/errors.js';
import type { EndpointBudget } from '../budget/endpoint-budget.js';
import { toConnectorError } from './network-errors.js';

export interface HttpClientOptions {
  /** Named in every error. */
  readonly endpointId: string;
  /** Scheme, host, port and optional path prefix; no trailing slash. */
  readonly baseUrl: string;
  /** From sending the request to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Every request takes a turn of it, and a 429 is told to it. Closed with the client. */
  readonly budget: EndpointBudget;
  /** Called for every attempt, after the request has its final URL and body: signatures are never reused. */
  readonly authorize: (request: { readonly method: HttpMethod; readonly url: URL }) => Record<string, string>;
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  readonly method: HttpMethod;
  /** Begins with a slash; segments already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Beside those that every request has, and before those of `authorize`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Whose window the request counts in where it is not the client's own, of which it takes a slot then. A 429 is told to this one. */
  readonly countsIn?: EndpointBudget;
}

/** An answer with any status. `body` is the parsed JSON, or undefined where there is none. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The text as it came, for error messages about answers that are not JSON. */
  readonly text: string;
}

/**
 * One pool per endpoint and process; when to send is the budget's to say. Speaks JSON, never retries, and never follows redirects. Network
 * failures become ConnectorErrors here; what a status means is for the connector to say.
 */
export class HttpClient implements AsyncDisposable {
  readonly #options: HttpClientOptions;
  readonly #agent: Agent;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#agent = new Agent({
      connections: options.budget.slots,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
    });
  }

  /**
   * Waits for its turn, sends once, reads the whole answer. Throws ConnectorError when there is no whole answer, and
   * where the budget has no turn to give.
   */
  async request(request: HttpRequest): Promise<HttpResponse> {
    const { signal, countsIn } = request;
    const { budget } = this.#options;
    const one = async () => await this.#send(request);
    const response = await (countsIn === undefined
      ? budget.run(one, { signal })
      : // The window last: it counts from here.
        budget.run(async () => await countsIn.run(one, { signal }), { signal, isCounted: false }));
    if (response.status === 429) (countsIn ?? budget).throttled(retryAfterMs(response.headers, new Date()));
    return response;
  }

  async #send(request: HttpRequest): Promise<HttpResponse> {
    const url = new URL(this.#options.baseUrl + request.path);
    url.search = queryString(request.query ?? {});
    const where = `${request.method} ${url.origin}${url.pathname}`;
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(this.#options.timeoutMs)]);
    try {
      const answer = await send(url, {
        method: request.method,
        dispatcher: this.#agent,
        signal,
        headers: {
          accept: 'application/json',
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
          ...request.headers,
          ...this.#options.authorize({ method: request.method, url }),
        },
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, headers: plainHeaders(answer.headers), body: parseJson(text), text };
    } catch (cause) {
      if (request.signal.aborted) throw cause;
      throw toConnectorError(cause, { endpointId: this.#options.endpointId, where, timeoutMs: this.#options.timeoutMs });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.budget[Symbol.asyncDispose]();
    await this.#agent.close();
  }
}

function queryString(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

/** By RFC 3986, so that a space is `%20`: in a query that is signed, a plus sign would be one. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first line or so of an answer that is not JSON, for an error message: tags dropped, 200 characters at most. */
export function excerpt(text: string): string {
  const plain = text
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
}

/** `Retry-After` as milliseconds: seconds or an HTTP date. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** Throws what a redirect, a status of 500 and more, or an answer that is no JSON means for every system alike. */
export function refuseServerErrors(response: HttpResponse, request: { endpointId: string; where: string; now: Date }): void {
  const { endpointId, where } = request;
  const delay = retryAfterMs(response.headers, request.now);
  const options = { endpoint: endpointId, ...(delay !== undefined && { retryAfterMs: delay }) };
  const text = excerpt(response.text);
  if (response.status >= 500) {
    throw new ConnectorError('Transient', `${where} answered ${response.status}: ${text || 'no text'}. It is tried again.`, options);
  }
  if (response.status >= 300 && response.status < 400) {
    const message = `${where} answered ${response.status} to ${response.headers['location'] ?? 'nowhere'}. Set baseUrl to the address that it redirects to.`;
    throw new ConnectorError('Config', message, { ...options, effect: 'none' });
  }
  if (response.body === undefined && response.text !== '') {
    const message = `${where} answered ${response.status} with something that is not JSON: ${text}. A proxy or a maintenance page may stand in between; it is tried again.`;
    throw new ConnectorError('Transient', message, options);
  }
}
