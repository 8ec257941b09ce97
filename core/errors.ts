/**
 * Every kind of failure that stops a whole request, and what it means to whoever catches it. The code is the contract:
 * it becomes the `type` of the failure in Temporal, and `docs/errors.md` has a paragraph on each.
 */
export const errorCodes = {
  /** Time-outs, 5xx, cut connections, locks: passes by itself. Retried with back-off. */
  Transient: { isRetryable: true },
  /** The other side asked to slow down. Retried after `retryAfterMs`. */
  Throttled: { isRetryable: true },
  /** Credentials were refused. The task pauses until `resume`. */
  Auth: { isRetryable: false },
  /** A setting, a scope or a permission is wrong. The task pauses until `resume`. */
  Config: { isRetryable: false },
  /** The request as a whole was refused for good. */
  Refused: { isRetryable: false },
  /** The answer is not what the vendor documents. */
  UnexpectedAnswer: { isRetryable: false },
  /** The source repeats a page or goes backwards; reading on would never end. */
  SourceLoop: { isRetryable: false },
  /** The store answered that this claim is no longer ours: another attempt has taken over. */
  ClaimLost: { isRetryable: false },
  /** The named task, sync, endpoint or entity does not exist. */
  NotFound: { isRetryable: false },
  /** The task is in a state in which this makes no sense. */
  WrongState: { isRetryable: false },
} as const satisfies Record<string, { readonly isRetryable: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

/** The base of every error that DataWald raises on purpose. Messages are for people: what, where, why, what to do. */
export class DataWaldError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

export interface ConnectorErrorOptions extends ErrorOptions {
  /** The endpoint's id; put in brackets before the message. */
  readonly endpoint: string;
  readonly retryAfterMs?: number;
  /**
   * What is known about a write that failed. `none`: the request was certainly not carried out (refused before it was
   * read, never connected), so it may simply be sent again. `unknown`, the default: it may have been, so look first.
   */
  readonly effect?: 'none' | 'unknown';
}

/**
 * Thrown by connectors when a whole request failed, so that nothing is known about the entities in it. A bad entity is
 * no error but an `Outcome`. Connectors never sleep and never retry: whoever called decides.
 */
export class ConnectorError extends DataWaldError {
  readonly endpoint: string;
  readonly retryAfterMs: number | undefined;
  readonly effect: 'none' | 'unknown';

  constructor(code: ErrorCode, message: string, options: ConnectorErrorOptions) {
    super(code, `[${options.endpoint}] ${message}`, options);
    this.endpoint = options.endpoint;
    this.retryAfterMs = options.retryAfterMs;
    this.effect = options.effect ?? 'unknown';
  }
}
