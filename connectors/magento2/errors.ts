import { z } from 'zod';
import { ConnectorError, type ConnectorErrorOptions, type ErrorCode } from '../../core/errors.js';
import { excerpt, type HttpResponse, refuseServerErrors, retryAfterMs } from '../http/http-client.js';

/** What was asked for, to be named in errors. */
export interface Asked {
  readonly endpointId: string;
  /** Method and address without query. */
  readonly where: string;
  /** The ACL resource that the route needs. */
  readonly resource: string;
  readonly authType: 'integration' | 'oauth1';
  readonly now: Date;
}

const errorBody = z.looseObject({
  message: z.string(),
  parameters: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).nullish(),
  errors: z
    .array(z.looseObject({ message: z.string(), parameters: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).nullish() }))
    .nullish(),
});

/** Returns where Magento answered 2xx with JSON; throws what anything else means. */
export function refuseErrors(response: HttpResponse, asked: Asked): void {
  const { status } = response;
  if (status >= 400 && status < 500) throw refusal(response, asked);
  if (status >= 500 && response.body !== undefined) throw internalError(response, asked);
  refuseServerErrors(response, asked);
  if (status < 200 || status >= 300)
    throw fail('UnexpectedAnswer', `${asked.where} answered ${status}, which Magento never does here.`, asked);
}

/** The largest page size that the shop allows, where that is what a 400 complains about. */
export function allowedPageSize(response: HttpResponse): number | undefined {
  if (response.status !== 400) return undefined;
  const match = /maximum searchcriteria pagesize is (\d+)/i.exec(messageOf(response));
  return match === null || Number(match[1]) < 1 ? undefined : Number(match[1]);
}

function refusal(response: HttpResponse, asked: Asked): ConnectorError {
  const said = withStop(`${asked.where} answered ${response.status}: ${messageOf(response) || 'no text'}`);
  switch (response.status) {
    case 400:
      return badRequest(said, asked);
    case 401:
      return fail('Auth', `${said} ${authAdvice(asked)}`, asked);
    case 403:
      return fail('Config', `${said} Something before the shop, or its access rules, forbids this address: allow it for DataWald.`, asked);
    case 404:
    case 405:
      return fail('Config', `${said} No REST API answers there: check settings.baseUrl (without /rest) and settings.storeCode.`, asked);
    case 408:
    case 425:
      return fail('Transient', `${said} It is tried again.`, asked);
    case 429:
      return throttled(`${said} limits.requests of the endpoint spreads the requests.`, { response, asked });
    default:
      return fail('Refused', `${said} Asking again would not change that.`, asked);
  }
}

/** Magento answers 400 to what it does not understand, but also to deadlocks, and to OAuth headers that it cannot use. */
function badRequest(said: string, asked: Asked): ConnectorError {
  if (/deadlock found|try restarting transaction|lock wait timeout/i.test(said))
    return fail('Transient', `${said} It is tried again.`, asked);
  if (asked.authType === 'oauth1' && /oauth|consumer|signature|nonce/i.test(said))
    return fail('Auth', `${said} ${authAdvice(asked)}`, asked);
  return fail('Refused', `${said} Asking again would not change that.`, asked);
}

/** Magento's own 5xx: `Report ID: webapi-…` names the entry in its log. */
function internalError(response: HttpResponse, asked: Asked): ConnectorError {
  const delay = retryAfterMs(response.headers, asked.now);
  const said = withStop(`${asked.where} answered ${response.status}: ${messageOf(response)}`);
  return fail('Transient', `${said} It is tried again.`, { ...asked, ...(delay !== undefined && { retryAfterMs: delay }) });
}

function throttled(message: string, { response, asked }: { readonly response: HttpResponse; readonly asked: Asked }): ConnectorError {
  const delay = retryAfterMs(response.headers, asked.now);
  return fail('Throttled', message, { ...asked, ...(delay !== undefined && { retryAfterMs: delay }) });
}

function authAdvice({ authType, resource }: Asked): string {
  const rights = `In the shop's admin, System > Integrations, the integration must be active and its API tab must allow ${resource}`;
  if (authType === 'oauth1')
    return `${rights}; check settings.auth (consumerKey, consumerSecret, accessToken, accessTokenSecret), and the clock of this machine.`;
  return `${rights}; check settings.auth.accessToken. Since Magento 2.4.4 a token alone is refused unless "Allow OAuth Access Tokens to be used as standalone Bearer tokens" is on: switch it on, or use auth type oauth1.`;
}

/** Magento's own words with the placeholders filled in, or the beginning of whatever else came. */
function messageOf(response: HttpResponse): string {
  const parsed = errorBody.safeParse(response.body);
  if (!parsed.success) return excerpt(response.text);
  const { message, parameters, errors } = parsed.data;
  return [{ message, parameters }, ...(errors ?? [])].map((one) => fillPlaceholders(one.message, one.parameters)).join(' ');
}

/** `%1`, `%2` from a list, `%name` from a map; what has no value stays as it is. */
export function fillPlaceholders(
  message: string,
  parameters: readonly unknown[] | Readonly<Record<string, unknown>> | null | undefined,
): string {
  if (parameters === null || parameters === undefined) return message;
  const values = Array.isArray(parameters) ? Object.fromEntries(parameters.map((value, index) => [String(index + 1), value])) : parameters;
  return message.replaceAll(/%(\w+)/g, (whole, name: string) => {
    const value = (values as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) return whole;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function withStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Reading never changes anything, so that every failure is without effect. */
export function fail(
  code: ErrorCode,
  message: string,
  options: { readonly endpointId: string } & Pick<ConnectorErrorOptions, 'cause' | 'retryAfterMs'>,
): ConnectorError {
  return new ConnectorError(code, message, {
    endpoint: options.endpointId,
    effect: 'none',
    ...(options.retryAfterMs !== undefined && { retryAfterMs: options.retryAfterMs }),
    ...(options.cause !== undefined && { cause: options.cause }),
  });
}
