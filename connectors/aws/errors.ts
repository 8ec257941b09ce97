import { z } from 'zod';
import { ConnectorError, type ErrorCode } from '../../core/errors.js';

/** What the SDK throws for an answer, and what it throws where none came. */
const serviceError = z.looseObject({
  name: z.string(),
  message: z.string().default(''),
  code: z.string().optional(),
  $metadata: z.looseObject({ httpStatusCode: z.number().optional(), requestId: z.string().optional() }).optional(),
  $response: z.looseObject({ headers: z.record(z.string(), z.unknown()).optional() }).optional(),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html and the common errors of all services */
const codesByName: Readonly<Record<string, ErrorCode>> = {
  ...of('Auth', 'ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'InvalidToken', 'InvalidClientTokenId'),
  ...of('Auth', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'UnrecognizedClientException', 'AuthFailure', 'InvalidSignatureException'),
  ...of('Auth', 'CredentialsProviderError', 'TokenProviderError', 'NotSignedUp', 'MissingAuthenticationToken'),
  ...of('Config', 'AccessDenied', 'AccessDeniedException', 'AllAccessDisabled', 'AccountProblem', 'InvalidObjectState'),
  ...of(
    'Config',
    'NoSuchBucket',
    'InvalidBucketName',
    'PermanentRedirect',
    'AuthorizationHeaderMalformed',
    'IllegalLocationConstraintException',
  ),
  ...of('Config', 'RequestTimeTooSkewed', 'NotImplemented', 'KMS.NotFoundException', 'KMS.DisabledException', 'KMS.AccessDeniedException'),
  ...of(
    'Throttled',
    'SlowDown',
    'Throttling',
    'ThrottlingException',
    'ThrottledException',
    'TooManyRequestsException',
    'RequestLimitExceeded',
  ),
  ...of('Throttled', 'ProvisionedThroughputExceededException', 'BandwidthLimitExceeded', 'RequestThrottled', 'KMS.ThrottlingException'),
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
  ...of(
    'Config',
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
    'InvalidAddress',
    'InvalidSecurity',
    'UnsupportedOperation',
  ),
  ...of('Config', 'KmsAccessDenied', 'KmsDisabled', 'KmsNotFound', 'KmsOptInRequired', 'KmsInvalidState', 'KmsInvalidKeyUsage'),
  ...of('Throttled', 'KmsThrottled', 'OverLimit'),
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
  ...of('Config', 'ResourceNotFoundException', 'TableNotFoundException'),
  ...of('Transient', 'TransactionInProgressException', 'InternalServerError'),
  ...of('Transient', 'InternalError', 'ServiceUnavailable', 'RequestTimeout', 'OperationAborted', 'TimeoutError', 'NetworkingError'),
};

const networkCodes = /^(E(CONN|PIPE|HOST|NET|AI_AGAIN|TIMEDOUT|NOTFOUND)|UND_ERR|ERR_STREAM_PREMATURE|ABORT_ERR)/;

function of(code: ErrorCode, ...names: string[]): Record<string, ErrorCode> {
  return Object.fromEntries(names.map((name) => [name, code]));
}

export interface AwsFailure {
  /** The vendor's own word, such as `SlowDown`; of answers without a body, the status. */
  readonly name: string;
  /** 0 where no answer came. */
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** What an error of the SDK means. Errors that are none of the SDK's are `Transient` where the network failed, else `UnexpectedAnswer`. */
export function failureOf(error: unknown): AwsFailure {
  const parsed = serviceError.safeParse(error);
  if (!parsed.success) return { name: 'unknown', status: 0, code: 'UnexpectedAnswer', message: String(error) };
  const { name, message, code, $metadata, $response } = parsed.data;
  const status = $metadata?.httpStatusCode ?? 0;
  const seconds = Number($response?.headers?.['retry-after'] ?? Number.NaN);
  return {
    name,
    status,
    code: codesByName[name] ?? codeOfStatus(status, { networkCode: code ?? '', isSent: $metadata !== undefined }),
    message,
    ...(seconds > 0 && { retryAfterMs: seconds * 1000 }),
  };
}

/** HEAD has no body, so that nothing but the status tells; where none came, what was sent was sent in vain. */
function codeOfStatus(status: number, { networkCode, isSent }: { readonly networkCode: string; readonly isSent: boolean }): ErrorCode {
  if (status === 0) return isSent || networkCodes.test(networkCode) ? 'Transient' : 'UnexpectedAnswer';
  if (status === 401) return 'Auth';
  if (status === 403 || status === 301 || status === 307) return 'Config';
  if (status === 429 || status === 503) return 'Throttled';
  if (status === 408 || status >= 500) return 'Transient';
  return 'Refused';
}

export function isExpired(error: unknown): boolean {
  return /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/.test(failureOf(error).name);
}

/** Longer than any pause of the SDK: what asks to slow down is not asked again at once. */
const usualPauseMs = 2000;

export interface Attempted {
  readonly endpointId: string;
  /** What was tried, for people: `reading s3://bucket/key`. Without secrets. */
  readonly what: string;
  /** What to do, by code. */
  readonly advice: Readonly<Partial<Record<ErrorCode, string>>>;
  /** Whether it could have changed anything. */
  readonly isWrite?: boolean;
}

/** Never holds what was sent: AWS answers a wrong signature with the string that was to be signed. */
export function toConnectorError(error: unknown, { endpointId, what, advice, isWrite = false }: Attempted): ConnectorError {
  const { name, status, code, message, retryAfterMs } = failureOf(error);
  const said = code === 'Auth' ? '' : `: ${message.slice(0, 300) || 'no text'}`;
  const answered = status === 0 ? `failed with ${name}` : `was answered ${status} ${name}`;
  const isUndone = !isWrite || ['Auth', 'Config', 'Throttled', 'Refused'].includes(code);
  return new ConnectorError(code, `${what} ${answered}${said}.${advice[code] === undefined ? '' : ` ${advice[code]}`}`, {
    endpoint: endpointId,
    cause: error,
    effect: isUndone ? 'none' : 'unknown',
    ...(code === 'Throttled' && { retryAfterMs: retryAfterMs ?? usualPauseMs }),
  });
}
