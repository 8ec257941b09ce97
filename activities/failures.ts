import { isNativeError } from 'node:util/types';
import { ApplicationFailure } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { ConnectorError, DataWaldError, errorCodes } from '../core/errors.js';

/** Hides secrets in a text: given by whoever knows them. */
export type Redact = (text: string) => string;

/**
 * What Temporal is told of an error. The code becomes the failure's type and decides whether it is retried; a wait
 * that the vendor asked for becomes the delay of the next attempt. Anything that is not ours is a defect: it is not
 * retried, and says so.
 */
export function toFailure(error: unknown, redact: Redact): Error {
  if (error instanceof CancelledFailure || error instanceof ApplicationFailure) return error;
  if (isNativeError(error) && error.name === 'AbortError')
    return new CancelledFailure('the worker shuts down, or the activity was cancelled');
  if (error instanceof DataWaldError) {
    const delayMs = error instanceof ConnectorError ? error.retryAfterMs : undefined;
    return ApplicationFailure.create({
      type: error.code,
      message: redact(error.message),
      nonRetryable: !errorCodes[error.code].isRetryable,
      ...(delayMs !== undefined && { nextRetryDelay: delayMs }),
    });
  }
  const what = isNativeError(error) ? (error.stack ?? error.message) : String(error);
  return ApplicationFailure.create({
    type: 'Unexpected',
    message: redact(`This is a defect in DataWald or in a connector: ${what}`),
    nonRetryable: true,
  });
}

/** The same functions, with every error turned into what Temporal understands. */
export function withFailures<T extends object>(activities: T, redact: Redact): T {
  const guarded: Record<string, unknown> = {};
  for (const [name, activity] of Object.entries(activities) as [string, (...args: unknown[]) => Promise<unknown>][]) {
    guarded[name] = async (...args: unknown[]) => {
      try {
        return await activity(...args);
      } catch (error) {
        throw toFailure(error, redact);
      }
    };
  }
  return guarded as T;
}
