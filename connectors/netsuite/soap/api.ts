import { Client, type WSDL } from 'soap';
import { ConnectorError } from '../../../core/errors.js';
import type { EndpointBudget } from '../../budget/endpoint-budget.js';
import type { ConnectorContext } from '../../connector.js';
import { type AccountAddress, addressOf } from '../account.js';
import { newNonce, type TokenCredentials, tokenPassport, unixSeconds } from '../auth/token-passport.js';
import { asConnectorError, classOf, type Refusal, requestError } from '../errors.js';
import type { NetSuiteSettings } from '../settings.js';
import { readFault } from './fault.js';
import { SoapWire } from './wire.js';
import { loadWsdl, type Operation } from './wsdl.js';
import { attributeOf, childOf, childrenOf, textOf, type XmlElement, type XmlNode } from './xml-node.js';

export interface SoapCall {
  readonly operation: Operation;
  readonly body: XmlElement;
  readonly signal: AbortSignal;
}

/** What a status said: whether it went well, why not, and what deserves a look all the same. */
export interface SoapStatus {
  readonly isSuccess: boolean;
  readonly refusal?: Refusal;
  readonly warnings: readonly string[];
  /** The record was saved, although something after it failed. */
  readonly isSaved: boolean;
}

/** The wire of SOAP: one call at a time, in the turns of the endpoint's budget. Never retries. */
export class SoapApi implements AsyncDisposable {
  readonly #settings: NetSuiteSettings;
  readonly #context: ConnectorContext;
  readonly #budget: EndpointBudget;
  readonly #wire: SoapWire;
  readonly #address: AccountAddress;
  #client: Promise<Client> | undefined;

  constructor(settings: NetSuiteSettings, context: ConnectorContext, budget: EndpointBudget) {
    this.#settings = settings;
    this.#context = context;
    this.#budget = budget;
    this.#address = addressOf(settings);
    const { endpointId, now } = context;
    this.#wire = new SoapWire({ endpointId, now, timeoutMs: settings.timeoutMs, connections: budget.slots });
  }

  /** Sends one call and gives the content of its answer. Throws ConnectorError, and NotTakenWhole for lists of writes. */
  async call({ operation, body, signal }: SoapCall): Promise<XmlNode> {
    const client = await this.#open();
    const invoke = client[`${operation}Async`] as (
      args: XmlElement,
      options: { readonly signal: AbortSignal },
    ) => Promise<readonly unknown[]>;
    try {
      const [result, , header] = await this.#budget.run(async () => await invoke.call(client, body, { signal }), { signal });
      this.#context.log('debug', 'netsuite answered', { operation, request: textOf(childOf(header, 'documentInfo/nsId')) ?? '' });
      return result;
    } catch (cause) {
      if (signal.aborted) throw cause;
      throw this.#thrownFor(cause, operation);
    }
  }

  /** Reads the status of an answer, and throws where it refuses the call as a whole. */
  demand(status: SoapStatus, where: string): void {
    if (!status.isSuccess) throw this.refused(status.refusal ?? { code: 'UNEXPECTED_ERROR', message: 'no reason was given' }, where);
  }

  /** What a refusal of a call is thrown as; lists of writes alone can be taken in halves. */
  refused(refusal: Refusal, where: string, cause?: unknown): Error {
    const asked = { endpointId: this.#context.endpointId, where };
    const error = requestError(refusal, asked, cause);
    if (classOf(refusal.code, refusal.fault) === 'throttle') this.#budget.throttled(2000);
    return /^(upsert|update)List$/.test(where) ? error : asConnectorError(error, asked);
  }

  #thrownFor(cause: unknown, operation: string): Error {
    if (cause instanceof ConnectorError) {
      if (cause.code === 'Throttled') this.#budget.throttled(cause.retryAfterMs);
      return cause;
    }
    const fault = readFault(cause);
    if (fault !== undefined) return this.refused(fault, operation, cause instanceof Error ? cause : undefined);
    const endpoint = this.#context.endpointId;
    return new ConnectorError(
      'Transient',
      `${operation} answered with XML that cannot be read. It is tried again, once it is known what was carried out.`,
      {
        endpoint,
        ...(cause instanceof Error && { cause }),
      },
    );
  }

  async #open(): Promise<Client> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return await this.#client;
  }

  async #connect(): Promise<Client> {
    const { soapVersion: version, wsdl: place } = this.#settings;
    const credentials = this.#credentials();
    const httpClient = this.#wire;
    let wsdl: WSDL;
    try {
      wsdl = await loadWsdl({ version, place, httpClient });
    } catch (cause) {
      if (cause instanceof ConnectorError) throw cause;
      const message = `The WSDL of settings.wsdl (${place ?? 'our own'}) cannot be read. Check the path or address, or leave the setting out.`;
      throw new ConnectorError('Config', message, { endpoint: this.#context.endpointId, cause, effect: 'none' });
    }
    const client = new Client(wsdl, this.#address.soapUrl, { httpClient });
    client.addSoapHeader((method: { readonly $name: string }) => this.#headers(credentials, method.$name));
    return client;
  }

  #credentials(): TokenCredentials {
    const { auth } = this.#settings;
    if (auth.type === 'token') return { ...auth, account: this.#address.account };
    const message = 'SOAP takes no OAuth 2.0. Set auth.type to "token" for what goes over SOAP, or transport to "rest".';
    throw new ConnectorError('Config', message, { endpoint: this.#context.endpointId, effect: 'none' });
  }

  #headers(credentials: TokenCredentials, operation: string): XmlElement {
    const { signature, ...parts } = tokenPassport(credentials, { nonce: newNonce(), timestamp: unixSeconds(this.#context.now()) });
    const passport = {
      ...Object.fromEntries(Object.entries(parts).map(([name, value]) => [`core:${name}`, value])),
      'core:signature': { attributes: { algorithm: 'HMAC-SHA256' }, $value: signature },
    };
    const isSearch = operation === 'search' || operation === 'searchMoreWithId';
    const isWrite = /^(add|update|upsert)List$/.test(operation);
    return {
      'messages:tokenPassport': passport,
      ...(isSearch && { 'messages:searchPreferences': { 'messages:bodyFieldsOnly': false, 'messages:pageSize': this.#settings.pageSize } }),
      ...(isWrite && { 'messages:preferences': { 'messages:ignoreReadOnlyFields': true } }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#wire[Symbol.asyncDispose]();
  }
}

/** The status inside a result or a response. */
export function statusOf(node: XmlNode): SoapStatus {
  const status = childOf(node, 'status');
  const details = childrenOf(status, 'statusDetail').map((detail) => ({
    type: attributeOf(detail, 'type') ?? 'ERROR',
    code: textOf(childOf(detail, 'code')) ?? 'UNEXPECTED_ERROR',
    message: textOf(childOf(detail, 'message')) ?? 'no reason was given',
    isAfterSave: textOf(childOf(detail, 'afterSubmitFailed')) === 'true',
  }));
  const isSuccess = attributeOf(status, 'isSuccess') === 'true';
  const error = details.find(({ type }) => type === 'ERROR') ?? details[0];
  return {
    isSuccess,
    ...(!isSuccess && error !== undefined && { refusal: { code: error.code, message: error.message } }),
    warnings: details.filter(({ type }) => type !== 'ERROR').map(({ code, message }) => `${code}: ${message}`),
    isSaved: isSuccess || details.some(({ isAfterSave }) => isAfterSave),
  };
}
