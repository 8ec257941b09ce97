import { z } from 'zod';
import type { ErrorCode } from '../../core/errors.js';
import { ConnectorError } from '../../core/errors.js';
import type { Failed } from '../../core/outcome.js';
import { causeOf } from '../aws/aws-client.js';
import { failureOf } from '../aws/errors.js';
import type { Item } from './attribute-value.js';

/** What to do, by code. */
export const advice: Readonly<Partial<Record<ErrorCode, string>>> = {
  Auth: 'Check credentials of the endpoint, and whether they have expired; then: datawald resume.',
  Config: 'Check table, index, region and the rights of these credentials (docs/connectors/dynamodb.md lists them); then: datawald resume.',
  Throttled: 'Give the table more capacity, or set limits.requests of the endpoint.',
  Transient: 'It is tried again.',
};

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null;
const item = z.custom<Item>(isItem).optional();
const conditionFailed = z.looseObject({ Item: item });
const reason = z.looseObject({ Code: z.string().default('None'), Message: z.string().nullish(), Item: item });
const cancelled = z.looseObject({ CancellationReasons: z.array(reason).default([]) });

/** What an error of one write says of the entity. `changed`: its condition did not hold; `present` is what is there. */
export type Refusal =
  | { readonly kind: 'changed'; readonly present: Item | undefined }
  | { readonly kind: 'failed'; readonly outcome: Failed };

/**
 * What an error says of the one entity that was written, or undefined where it is of all: those are thrown. A transaction
 * that was throttled comes back as `Throttled`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function refusalOf(error: unknown): Refusal | undefined {
  const cause = causeOf(error);
  const { name, message } = failureOf(cause);
  if (name === 'ConditionalCheckFailedException') return { kind: 'changed', present: conditionFailed.parse(cause).Item };
  if (name === 'ValidationException' || name === 'SerializationException') return refused(name, message);
  if (name === 'ItemCollectionSizeLimitExceededException') return refused(name, message);
  if (name === 'TransactionConflictException') return conflict();
  return name === 'TransactionCanceledException' ? ofReasons(cancelled.parse(cause).CancellationReasons, error) : undefined;
}

function ofReasons(reasons: readonly z.output<typeof reason>[], error: unknown): Refusal {
  const found = (code: string) => reasons.find(({ Code }) => Code === code);
  const unmet = found('ConditionalCheckFailed');
  if (unmet !== undefined) return { kind: 'changed', present: unmet.Item };
  const bad = found('ValidationError') ?? found('ItemCollectionSizeLimitExceeded') ?? found('DuplicateItem');
  if (bad !== undefined) return refused(bad.Code, bad.Message ?? 'no text');
  if (found('TransactionConflict') !== undefined) return conflict();
  const { endpoint } = error instanceof ConnectorError ? error : { endpoint: 'dynamodb' };
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const isThrottled = found('ProvisionedThroughputExceeded') !== undefined || found('ThrottlingError') !== undefined;
  const message = `A transaction was cancelled: ${codes}. ${isThrottled ? advice.Throttled : advice.Transient}`;
  const options = { endpoint, effect: 'none', cause: causeOf(error) } as const;
  throw isThrottled
    ? new ConnectorError('Throttled', message, { ...options, retryAfterMs: 2000 })
    : new ConnectorError('Transient', message, options);
}

function refused(code: string, said: string): Refusal {
  const message = `DynamoDB refused this item: ${said.slice(0, 300)}. Mend the record or the mapping; then: datawald retry.`;
  return { kind: 'failed', outcome: { status: 'failed', code, message } };
}

function conflict(): Refusal {
  const message = 'Somebody else writes this item at the same moment. It is tried again.';
  return { kind: 'failed', outcome: { status: 'failed', code: 'CONFLICT', message, isPassing: true } };
}
