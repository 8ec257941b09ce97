import type { ErrorCode } from '../../core/errors.js';
import { failureOf } from '../aws/errors.js';

/** The condition of a request does not hold: the object is there already, or is another one by now. */
export function isConditionFailed(error: unknown): boolean {
  const { name, status } = failureOf(error);
  return status === 412 || name === 'PreconditionFailed';
}

/** Two conditional writes met: to be asked again. */
export function isConflict(error: unknown): boolean {
  return failureOf(error).status === 409;
}

export function isMissing(error: unknown): boolean {
  const { name, status } = failureOf(error);
  return ['NoSuchKey', 'NoSuchVersion', 'NotFound'].includes(name) || (status === 404 && name !== 'NoSuchBucket');
}

/** What to do, by code. */
export const advice: Readonly<Partial<Record<ErrorCode, string>>> = {
  Auth: 'Check credentials of the endpoint, and whether they have expired; then: datawald resume.',
  Config: 'Check bucket, region and the rights of these credentials (docs/connectors/s3.md lists them); then: datawald resume.',
  Throttled: 'limits.requests of the endpoint spreads the requests.',
  Transient: 'It is tried again.',
};
