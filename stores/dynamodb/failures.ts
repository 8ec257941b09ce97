import { types } from 'node:util';
import { ConnectorError, DataWaldError } from '../../core/errors.js';

/** The store stands among the endpoints where errors name one. */
const endpoint = 'store';

/** Names of DynamoDB's errors that pass by themselves: the developer guide, "Error handling with DynamoDB". */
const passing = new Set([
  'InternalServerError',
  'ItemCollectionSizeLimitExceededException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

const lostConnections = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

const refusedCredentials = new Set([
  'CredentialsProviderError',
  'ExpiredTokenException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
]);

/** What an error of DynamoDB means; the error itself where it is none of the known ones. `where`: region and tables. */
export function explainDynamoError(error: unknown, where: string): unknown {
  if (!isError(error) || error instanceof DataWaldError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const found = `${error.name}: ${error.message}`;
  if (passing.has(error.name) || isServerFault(error)) {
    return new ConnectorError('Transient', `DynamoDB (${where}) is not ready (${found}); tried again`, { endpoint, cause: error });
  }
  if (lostConnections.has(code)) {
    return new ConnectorError('Transient', `no connection to DynamoDB (${where}: ${code}); tried again`, { endpoint, cause: error });
  }
  if (error.name === 'ResourceNotFoundException') {
    const message = `DynamoDB (${where}) lacks a table; create the tables with: datawald store init`;
    return new ConnectorError('Config', message, { endpoint, cause: error });
  }
  if (refusedCredentials.has(error.name)) {
    const message = `DynamoDB (${where}) was given no valid credentials (${found}); set AWS_PROFILE, AWS_ACCESS_KEY_ID, or a role`;
    return new ConnectorError('Auth', message, { endpoint, cause: error });
  }
  if (error.name === 'AccessDeniedException') {
    const message = `DynamoDB (${where}) does not permit this (${error.message}); allow it in the policy of the role or user`;
    return new ConnectorError('Config', message, { endpoint, cause: error });
  }
  return error;
}

function isServerFault(error: Error): boolean {
  return '$fault' in error && error.$fault === 'server';
}

/** True where a condition of a write did not hold, alone or as the reason of a cancelled transaction. */
export function isConditionFailed(error: unknown): boolean {
  if (!isError(error)) return false;
  if (error.name === 'ConditionalCheckFailedException') return true;
  if (error.name !== 'TransactionCanceledException' || !('CancellationReasons' in error)) return false;
  const reasons = error.CancellationReasons;
  return Array.isArray(reasons) && reasons.some((reason: { readonly Code?: string }) => reason.Code === 'ConditionalCheckFailed');
}

/** Errors of Node's own modules need not be of this realm's class. */
function isError(error: unknown): error is Error {
  return error instanceof Error || types.isNativeError(error);
}
