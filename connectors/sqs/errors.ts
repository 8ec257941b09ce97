import type { ErrorCode } from '../../core/errors.js';

/** What to do, by code. */
export const advice: Readonly<Partial<Record<ErrorCode, string>>> = {
  Auth: 'Check credentials of the endpoint, and whether they have expired; then: datawald resume.',
  Config: 'Check queue, region and the rights of these credentials (docs/connectors/sqs.md lists them); then: datawald resume.',
  Throttled: 'limits.requests of the endpoint spreads the requests.',
  Transient: 'It is tried again.',
};
