import type { IHttpClient } from 'soap';
import { Agent, request as send } from 'undici';
import { ConnectorError } from '../../../core/errors.js';
import { excerpt, retryAfterMs } from '../../http/http-client.js';
import { toConnectorError } from '../../http/network-errors.js';
import { plainText } from '../values/text.js';

export interface SoapWireOptions {
  readonly endpointId: string;
  readonly timeoutMs: number;
  readonly connections: number;
  readonly now: () => Date;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: string;
}

/**
 * The transport under the SOAP library. It follows no redirect, so that no signature leaves the host that it was made
 * for, and lets through only answers that are SOAP: the library takes an empty answer for a success.
 */
export class SoapWire implements IHttpClient, AsyncDisposable {
  readonly #options: SoapWireOptions;
  readonly #agent: Agent;

  constructor(options: SoapWireOptions) {
    this.#options = options;
    const { timeoutMs } = options;
    this.#agent = new Agent({ connections: options.connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  }

  readonly request: IHttpClient['request'] = (...args) => {
    const [url, body, callback, headers, options] = args;
    const { signal } = (options ?? {}) as { readonly signal?: AbortSignal };
    const sending = this.#send(url, { body, headers, signal });
    void this.#tell(sending, callback);
    return sending as unknown as ReturnType<IHttpClient['request']>;
  };

  async #tell(sending: Promise<Answer>, callback: Parameters<IHttpClient['request']>[2]): Promise<void> {
    let answer: Answer;
    try {
      answer = await sending;
    } catch (error) {
      callback(error);
      return;
    }
    callback(null, answer, answer.data);
  }

  async #send(
    url: string,
    request: { readonly body: unknown; readonly headers: unknown; readonly signal: AbortSignal | undefined },
  ): Promise<Answer> {
    const { endpointId, timeoutMs } = this.#options;
    const where = `SOAP ${url}`;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]);
    const isCall = typeof request.body === 'string';
    let answer: Answer;
    try {
      const response = await send(url, {
        method: isCall ? 'POST' : 'GET',
        dispatcher: this.#agent,
        signal,
        ...(isCall && { body: request.body, headers: request.headers as Record<string, string> }),
      });
      answer = { status: response.statusCode, headers: response.headers, data: await response.body.text() };
    } catch (cause) {
      if (request.signal?.aborted === true) throw cause;
      throw toConnectorError(cause, { endpointId, where, timeoutMs });
    }
    if (isCall) this.#refuse(answer, where);
    else if (answer.status !== 200)
      throw new ConnectorError('Config', `${where} answered ${answer.status}. Check settings.wsdl.`, {
        endpoint: endpointId,
        effect: 'none',
      });
    return answer;
  }

  /** Throws for what is no SOAP at all. A fault is SOAP, with status 500. */
  #refuse({ status, headers, data }: Answer, where: string): void {
    const endpoint = this.#options.endpointId;
    if (status >= 300 && status < 400) {
      const to = plainText(headers['location'] ?? 'nowhere');
      throw new ConnectorError('Config', `${where} answered ${status} to ${to}. Set baseUrl to the address of Company URLs.`, {
        endpoint,
        effect: 'none',
      });
    }
    if (status === 429) {
      const wait = retryAfterMs({ 'retry-after': plainText(headers['retry-after']) }, this.#options.now());
      throw new ConnectorError('Throttled', `${where} answered 429: too many requests are under way.`, {
        endpoint,
        effect: 'none',
        retryAfterMs: wait ?? 2000,
      });
    }
    if (/<!DOCTYPE|<!ENTITY/i.test(data.slice(0, 2000)) && /<[\w:]*Envelope/.test(data)) {
      throw new ConnectorError('UnexpectedAnswer', `${where} answered with declarations of entities, which SOAP does not have.`, {
        endpoint,
      });
    }
    if (/<[\w-]*:?Envelope[\s>]/.test(data) && /<\/[\w-]*:?Envelope>\s*$/.test(data)) return;
    if (status === 401 || status === 403) {
      throw new ConnectorError('Auth', `${where} answered ${status}: ${excerpt(data)}. Check the token and its role.`, {
        endpoint,
        effect: 'none',
      });
    }
    if (status === 404) {
      throw new ConnectorError('Config', `${where} answered 404. Check account, baseUrl and soapVersion.`, { endpoint, effect: 'none' });
    }
    const what = data.trim() === '' ? 'with nothing' : `with something that is not whole SOAP: ${excerpt(data)}`;
    throw new ConnectorError(
      'Transient',
      `${where} answered ${status} ${what}. It is tried again, once it is known what was carried out.`,
      { endpoint },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.close();
  }
}
