import { ConnectorError, type ConnectorErrorOptions } from '../../core/errors.js';
import type { Failed } from '../../core/outcome.js';

/**
 * What a code means for whoever asked. `passing`: of one record, and gone by itself later. `permission`: the role lacks
 * something, which fails no record. `tooBig`: the same in smaller pieces goes through.
 */
export const codeClasses = {
  WS_REQUEST_BLOCKED: 'throttle',
  WS_CONCUR_SESSION_DISALLWD: 'throttle',
  EXCEEDED_MAX_CONCUR_RQST: 'throttle',
  CONCURRENCY_LIMIT_EXCEEDED: 'throttle',
  CONCUR_SEARCH_DISALLWD: 'throttle',
  SSS_REQUEST_LIMIT_EXCEEDED: 'throttle',
  EXCEEDED_CONCURRENCY_LIMIT_BY_INTEGRATION: 'throttle',
  ACCT_TEMP_UNAVAILABLE: 'transient',
  SESSION_TIMED_OUT: 'transient',
  UNEXPECTED_ERROR: 'transient',
  SEARCH_TIMED_OUT: 'transient',
  WS_EXCEEDED_USAGE_LIMIT: 'transient',
  RCRD_HAS_BEEN_CHANGED: 'conflict',
  CANT_UPDATE_RECRD_HAS_CHANGED: 'conflict',
  RCRD_EDITED_SINCE_RETRIEVED: 'conflict',
  DUP_RCRD: 'duplicate',
  DUP_ENTITY: 'duplicate',
  DUP_ITEM: 'duplicate',
  DUP_ITEM_NAME: 'duplicate',
  DUP_TRANS: 'duplicate',
  UNIQUE_CUST_ID_REQD: 'duplicate',
  RCRD_DSNT_EXIST: 'notFound',
  RCRD_NOT_FOUND: 'notFound',
  INVALID_KEY_OR_REF: 'notFound',
  NONEXISTENT_ID: 'notFound',
  USER_ERROR: 'data',
  INVALID_RCRD_REF: 'data',
  RCRD_REF_RCRD_TYP_MISMATCH: 'data',
  INSUFFICIENT_FLD_PERMISSION: 'data',
  EXCEEDED_MAX_FIELD_LENGTH: 'data',
  RCRD_LOCKED_BY_WF: 'passing',
  RECORD_LOCKED: 'passing',
  TRAN_PRD_CLOSED: 'passing',
  INVALID_LOGIN_CREDENTIALS: 'auth',
  INVALID_LOGIN_ATTEMPT: 'auth',
  INVALID_LOGIN: 'auth',
  INVALID_ACCT: 'auth',
  INSUFFICIENT_PERMISSION: 'permission',
  WS_PERMISSION_REQD: 'permission',
  WS_FEATURE_REQD: 'permission',
  MAX_RCRDS_EXCEEDED: 'tooBig',
  EXCEEDED_RQST_SIZE_LIMIT: 'tooBig',
} as const satisfies Readonly<Record<string, string>>;

export type CodeClass = (typeof codeClasses)[keyof typeof codeClasses];

/** Faults that say themselves what they are, whatever code they carry. */
const faultClasses: Readonly<Record<string, CodeClass>> = {
  exceededConcurrentRequestLimitFault: 'throttle',
  exceededRequestLimitFault: 'throttle',
  exceededUsageLimitFault: 'transient',
  exceededRecordCountFault: 'tooBig',
  exceededRequestSizeFault: 'tooBig',
  invalidCredentialsFault: 'auth',
  invalidAccountFault: 'auth',
  invalidSessionFault: 'transient',
  insufficientPermissionFault: 'permission',
};

/** A code that is in no table is a matter of the record that it was said of. */
export function classOf(code: string, fault?: string): CodeClass {
  const known: CodeClass | undefined = codeClasses[code as keyof typeof codeClasses];
  return known ?? (fault === undefined ? undefined : faultClasses[fault.charAt(0).toLowerCase() + fault.slice(1)]) ?? 'data';
}

/**
 * What a USER_ERROR says in its words alone. REST names most refusals so, whatever SOAP calls them.
 */
const saidInWords: readonly (readonly [RegExp, CodeClass])[] = [
  [/\bperiod\b.{0,60}\b(closed|locked)\b|\b(closed|locked)\b.{0,40}\bperiod\b/i, 'passing'],
  [/\brecord has been locked\b|\blocked by a\b/i, 'passing'],
  [/\brecord has been changed\b/i, 'conflict'],
  [/\balready exists\b|\buniqueness error\b/i, 'duplicate'],
  [/\breference key\b/i, 'notFound'],
];

/** What a refusal means for whoever asked. */
export function classOfRefusal({ code, fault, message }: Refusal): CodeClass {
  const kind = classOf(code, fault);
  if (kind !== 'data' && kind !== 'notFound') return kind;
  return saidInWords.find(([pattern]) => pattern.test(message))?.[1] ?? kind;
}

/** A refusal as NetSuite said it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly fault?: string;
  /** The field that it is about, where REST says so. */
  readonly path?: string;
}

export interface Asked {
  readonly endpointId: string;
  /** What was asked for, such as `search` or `PUT /services/rest/…`. */
  readonly where: string;
  readonly retryAfterMs?: number;
}

/**
 * A list that NetSuite does not take whole: it is too long, or one of its records breaks the schema. In halves, the rest
 * goes through. Never leaves the connector.
 */
export class NotTakenWhole extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.message}`);
    this.name = 'NotTakenWhole';
    this.refusal = refusal;
  }
}

/** What a refusal of a whole request is thrown as. */
export function requestError(refusal: Refusal, asked: Asked, cause?: unknown): ConnectorError | NotTakenWhole {
  const { endpointId: endpoint, where, retryAfterMs } = asked;
  const said = `${where} was refused: ${refusal.code}: ${refusal.message}`;
  const options: ConnectorErrorOptions = {
    endpoint,
    effect: 'none',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(cause !== undefined && { cause }),
  };
  switch (classOf(refusal.code, refusal.fault)) {
    case 'throttle':
      return new ConnectorError('Throttled', `${said}. The account has too many requests under way; it is tried again.`, {
        retryAfterMs: 2000,
        ...options,
      });
    case 'transient':
      return new ConnectorError('Transient', `${said}. It is tried again.`, { ...options, effect: 'unknown' });
    case 'auth':
      return new ConnectorError('Auth', `${said}. ${loginAdvice(refusal.message)}`, options);
    case 'permission':
      return new ConnectorError(
        'Config',
        `${said}. Grant it to the role of the token (Setup > Users/Roles > Manage Roles), then resume.`,
        options,
      );
    case 'tooBig':
      return new NotTakenWhole(refusal);
    case 'passing':
    case 'conflict':
      return new ConnectorError('Transient', `${said}. It is tried again.`, options);
    default:
      // What breaks the schema is refused without a code, and with the list that it stands in.
      if (refusal.fault === undefined && /SAX/.test(refusal.message)) return new NotTakenWhole({ ...refusal, code: 'INVALID_XML' });
      return new ConnectorError('Refused', `${said}. Compare the settings of the endpoint with what the message names.`, options);
  }
}

function loginAdvice(message: string): string {
  const isClock = /timestamp|clock/i.test(message);
  const clock = 'NetSuite takes signatures within five minutes of its own time: let this machine take its time from the network (NTP).';
  if (isClock) return clock;
  return `Check account, keys and token, and Setup > Users/Roles > View Login Audit Trail, which says what was wrong. ${clock}`;
}

/** What became of one record that NetSuite refused. Null where the refusal is none of this record's business. */
export function failure(refusal: Refusal, what: string): Failed | null {
  const at = refusal.path === undefined || refusal.path === '' ? '' : ` (at ${refusal.path})`;
  const said = `${what}: ${refusal.message}${at}`;
  const failed = { status: 'failed', code: refusal.code } as const;
  switch (classOfRefusal(refusal)) {
    case 'throttle':
    case 'transient':
    case 'auth':
    case 'permission':
      return null;
    case 'tooBig':
      return { ...failed, message: `${said}. The record by itself is more than NetSuite takes at once; leave lines or files out.` };
    case 'conflict':
      return { ...failed, isPassing: true, message: `${said}. Somebody else saved the record meanwhile; it is written again.` };
    case 'passing':
      return {
        ...failed,
        isPassing: true,
        message: `${said}. It is tried again; if it stays, unlock the record or open the period in NetSuite, then retry.`,
      };
    case 'duplicate':
      return { ...failed, message: `${said}. Give the existing record this external id, or map another one, then retry.` };
    case 'notFound':
      return { ...failed, message: `${said}. Bring the record over that is missing, or correct the mapping, then retry.` };
    default:
      return { ...failed, message: `${said}. Correct the source or the mapping, then retry.` };
  }
}

/** The same error, once something else of the batch may have been written already: it is looked up before more is sent. */
export function afterOthers(error: unknown): unknown {
  if (!(error instanceof ConnectorError) || error.effect === 'unknown') return error;
  const { code, endpoint, retryAfterMs } = error;
  const message = error.message.replace(`[${endpoint}] `, '');
  return new ConnectorError(code, message, {
    endpoint,
    effect: 'unknown',
    cause: error,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** What is thrown where there is nothing to halve. */
export function asConnectorError(
  error: ConnectorError | NotTakenWhole,
  { endpointId: endpoint, where }: Pick<Asked, 'endpointId' | 'where'>,
): ConnectorError {
  if (error instanceof ConnectorError) return error;
  return new ConnectorError(
    'Refused',
    `${where} was refused: ${error.message}. Compare the settings of the endpoint with what the message names.`,
    { endpoint, effect: 'none', cause: error },
  );
}
