import { ConnectorError, type ConnectorErrorOptions } from '../../core/errors.js';
import { excerpt, type HttpResponse, refuseServerErrors, retryAfterMs } from '../http/http-client.js';
import { contextList, type ErrorBody, errorBody } from './wire.js';

/** What is known about the request whose answer is judged. */
export interface Asked {
  readonly endpointId: string;
  /** Method and path, for messages. */
  readonly where: string;
  readonly now: Date;
  /** The portal's IANA time zone: its daily budget is new at midnight there. */
  readonly timeZone?: string | undefined;
}

/** A request that HubSpot read and refused for what is in it: the fault of the records, not of the connection. */
export interface Refusal {
  readonly status: number;
  readonly body: ErrorBody;
}

const refusals = new Set([400, 404, 409, 422]);
const anHourMs = 3_600_000;

/**
 * Undefined for 2xx; a `Refusal` for answers about the content of the request. Everything else is thrown as a
 * ConnectorError: 401 Auth, 403 Config, 429 Throttled, 423, 477 and from 500 on Transient.
 */
export function refusalOf(response: HttpResponse, asked: Asked): Refusal | undefined {
  const { status } = response;
  const parsed = errorBody.safeParse(response.body);
  const body: ErrorBody = parsed.success ? parsed.data : {};
  const options = { endpoint: asked.endpointId, effect: 'none' } as const;
  if (status === 401) throw unauthorized(body, asked);
  if (status === 403) throw forbidden(body, asked);
  if (status === 429) throw throttled({ response, body, asked });
  if (status === 423 || status === 477) {
    const delayMs = Math.max(retryAfterMs(response.headers, asked.now) ?? 0, status === 423 ? 2_000 : 60_000);
    const why = status === 423 ? 'the record is locked for a moment' : 'the portal is moving to another data centre';
    throw new ConnectorError('Transient', `${asked.where} answered ${status}: ${why}. It is tried again.`, {
      ...options,
      retryAfterMs: delayMs,
    });
  }
  const isRefused = status >= 400 && status < 500;
  if (isRefused && refusals.has(status) && response.body !== undefined && isAboutContent(status, body)) return { status, body };
  if (status === 404 || status === 405) throw unknownPath(response, body, asked);
  refuseServerErrors(response, asked);
  if (!isRefused) return undefined;
  throw unusable(response, body, asked);
}

function isAboutContent(status: number, body: ErrorBody): boolean {
  return status !== 404 || (body.category ?? '').includes('NOT_FOUND');
}

/** A refusal where nothing but an answer was expected: the request itself is at fault, so it is not sent again. */
export function refused(refusal: Refusal, asked: Asked): ConnectorError {
  const { message, category, correlationId } = refusal.body;
  const trace = correlationId === null || correlationId === undefined ? '' : ` (correlationId ${correlationId})`;
  return new ConnectorError(
    'Refused',
    `${asked.where} answered ${refusal.status} ${category ?? ''}: ${message ?? 'no reason given'}${trace}. Check the settings and the mapping against the portal.`,
    { endpoint: asked.endpointId, effect: 'none' },
  );
}

export function unexpected(problem: string, asked: Asked, cause?: unknown): ConnectorError {
  return new ConnectorError('UnexpectedAnswer', `${asked.where} answered with something else than HubSpot documents: ${problem}`, {
    endpoint: asked.endpointId,
    cause,
  });
}

function unauthorized(body: ErrorBody, asked: Asked): ConnectorError {
  const message = `${asked.where} answered 401: ${body.message ?? 'the token was refused'}. Put a valid access token into the setting "token"; then resume.`;
  return new ConnectorError('Auth', message, { endpoint: asked.endpointId, effect: 'none' });
}

function forbidden(body: ErrorBody, asked: Asked): ConnectorError {
  const contexts = [body.context, ...(body.errors ?? []).map((each) => each.context)];
  const names = ['missingScopes', 'requiredScopes', 'requiredGranularScopes', 'missingGranularScopes'];
  const scopes = [...new Set(contexts.flatMap((held) => names.flatMap((name) => contextList(held, name))))];
  const message =
    scopes.length > 0
      ? `${asked.where} answered 403: the token lacks a scope. Grant ${scopes.map((scope) => `"${scope}"`).join(' or ')} to the app or service key; then resume.`
      : `${asked.where} answered 403: ${body.message ?? 'forbidden'}. Grant the scope for this object to the app or service key; then resume.`;
  return new ConnectorError('Config', message, { endpoint: asked.endpointId, effect: 'none' });
}

/** HubSpot names the limit in `policyName`, but not for searches, and promises no Retry-After. */
function throttled(answer: { response: HttpResponse; body: ErrorBody; asked: Asked }): ConnectorError {
  const { response, body, asked } = answer;
  const policy = body.policyName ?? (response.headers['x-hubspot-ratelimit-daily-remaining'] === '0' ? 'DAILY' : undefined);
  const asksForMs = retryAfterMs(response.headers, asked.now) ?? 0;
  const options: ConnectorErrorOptions = { endpoint: asked.endpointId, effect: 'none' };
  if (policy === 'DAILY') {
    const delayMs = Math.max(asksForMs, asked.timeZone === undefined ? anHourMs : untilMidnightMs(asked.now, asked.timeZone));
    const message = `${asked.where} answered 429: the portal's requests for today are used up. They are new at midnight in ${asked.timeZone ?? "the portal's time zone"}; the sync goes on then.`;
    return new ConnectorError('Throttled', message, { ...options, retryAfterMs: delayMs });
  }
  const isBurst = policy === 'TEN_SECONDLY_ROLLING' || (policy === undefined && body.category !== 'RATE_LIMITS');
  const delayMs = Math.max(asksForMs, isBurst ? 10_000 : 1_000);
  const message = `${asked.where} answered 429 (${policy ?? body.category ?? 'no policy named'}): too many requests. The sync goes on in ${Math.ceil(delayMs / 1000)} s. If this happens often, lower the limits of the endpoint: other apps share the portal.`;
  return new ConnectorError('Throttled', message, { ...options, retryAfterMs: delayMs });
}

/** Until the next midnight in a time zone; an hour, if the zone is not known here. */
export function untilMidnightMs(now: Date, timeZone: string): number {
  try {
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    const [hours = 0, minutes = 0, seconds = 0] = clock.format(now).split(':').map(Number);
    return (24 * 3600 - (hours * 3600 + minutes * 60 + seconds)) * 1000;
  } catch {
    return anHourMs;
  }
}

function unknownPath(response: HttpResponse, body: ErrorBody, asked: Asked): ConnectorError {
  const text = body.message ?? (excerpt(response.text) || 'no text');
  const message = `${asked.where} answered ${response.status}: ${text}. Check baseUrl, apiVersion and the object types in the settings.`;
  return new ConnectorError('Config', message, { endpoint: asked.endpointId, effect: 'none' });
}

function unusable(response: HttpResponse, body: ErrorBody, asked: Asked): ConnectorError {
  const text = body.message ?? (excerpt(response.text) || 'no text');
  return new ConnectorError('Refused', `${asked.where} answered ${response.status}: ${text}.`, {
    endpoint: asked.endpointId,
    effect: 'none',
  });
}
