import { ConnectorError } from '../../core/errors.js';

interface FailedRequest {
  readonly endpointId: string;
  /** Method and address, without query: queries may hold personal data. */
  readonly where: string;
  readonly timeoutMs: number;
}

/** What is known when the connection was never made: the request cannot have had an effect. */
const neverConnected: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing is listening there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'the connection took too long',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
};

/** Turns a failure of the network into a ConnectorError that says whether the request may have been carried out. */
export function toConnectorError(cause: unknown, request: FailedRequest): ConnectorError {
  const code = errorCodeOf(cause);
  const reason = neverConnected[code];
  if (reason !== undefined) {
    return new ConnectorError('Transient', `${request.where}: ${reason} (${code}). It is tried again.`, {
      endpoint: request.endpointId,
      cause,
      effect: 'none',
    });
  }
  if (isTimeout(cause, code)) {
    const message = `${request.where}: no whole answer within ${request.timeoutMs} ms. Whether it was carried out is not known; that is looked up before anything is sent again.`;
    return new ConnectorError('Transient', message, { endpoint: request.endpointId, cause });
  }
  const message = `${request.where}: the connection broke before the answer was complete (${code || String(cause)}). Whether it was carried out is not known; that is looked up before anything is sent again.`;
  return new ConnectorError('Transient', message, { endpoint: request.endpointId, cause });
}

function isTimeout(cause: unknown, code: string): boolean {
  return code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' || (isErrorLike(cause) && cause['name'] === 'TimeoutError');
}

/** The system's own code: of the error, or of the first one inside it. */
function errorCodeOf(error: unknown): string {
  if (!isErrorLike(error)) return '';
  if (typeof error['code'] === 'string') return error['code'];
  if (Array.isArray(error['errors'])) return errorCodeOf(error['errors'][0]);
  return errorCodeOf(error['cause']);
}

function isErrorLike(error: unknown): error is Readonly<Record<string, unknown>> {
  return typeof error === 'object' && error !== null;
}
