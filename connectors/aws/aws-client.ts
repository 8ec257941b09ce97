import { ConnectorError, type ErrorCode } from '../../core/errors.js';
import type { KnownLimits } from '../budget/budgets.js';
import type { EndpointBudget } from '../budget/endpoint-budget.js';
import type { ConnectorContext } from '../connector.js';
import { canRenewCredentials } from './client-config.js';
import { failureOf, isExpired, toConnectorError } from './errors.js';
import type { AwsSettings } from './settings.js';

export interface AwsClientOptions<Client> {
  readonly settings: AwsSettings;
  readonly context: ConnectorContext;
  readonly open: () => Client;
  readonly known: KnownLimits;
  /** What to do, by code. */
  readonly advice: Readonly<Partial<Record<ErrorCode, string>>>;
}

export interface AwsRequest {
  /** What is tried, for people: `Reading s3://bucket/key`. Without secrets. */
  readonly what: string;
  readonly signal: AbortSignal;
  /** Whether it could change anything. */
  readonly isWrite?: boolean;
}

/** A client of the SDK: each request takes a turn of the endpoint's budget, is sent once, and throws ConnectorError. */
export class AwsClient<Client extends { destroy(): void }> implements AsyncDisposable {
  readonly #options: AwsClientOptions<Client>;
  readonly #budget: EndpointBudget;
  #client: Client;

  constructor(options: AwsClientOptions<Client>) {
    this.#options = options;
    this.#budget = options.context.budget(options.known);
    this.#client = options.open();
  }

  /** Credentials that have expired are asked for anew, once; what still fails then, fails. */
  async send<T>(
    { what, signal, isWrite = false }: AwsRequest,
    send: (client: Client, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const { settings, context, open, advice } = this.#options;
    const attempt = async () => await this.#budget.run(async () => await send(this.#client, { abortSignal: signal }), { signal });
    try {
      return await attempt().catch(async (error: unknown) => {
        if (!isExpired(error) || !canRenewCredentials(settings)) throw error;
        this.#client = open();
        return await attempt();
      });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ConnectorError) throw error;
      const failure = failureOf(error);
      if (failure.code === 'Throttled') this.#budget.throttled(failure.retryAfterMs);
      throw toConnectorError(error, { endpointId: context.endpointId, what, advice, isWrite });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#budget[Symbol.asyncDispose]();
    this.#client.destroy();
  }
}

/** What the SDK threw, of an error that `send` has thrown. */
export function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

/** The same error where more, or less, is known of what it has left behind. */
export function withEffect(error: unknown, effect: 'none' | 'unknown'): unknown {
  if (!(error instanceof ConnectorError) || error.effect === effect) return error;
  const { code, message, endpoint, retryAfterMs } = error;
  const said = message.slice(`[${endpoint}] `.length);
  return new ConnectorError(code, said, { endpoint, effect, cause: error.cause, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}
