import { DescribeStreamCommand, DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { z } from 'zod';
import { AwsClient, causeOf } from '../aws/aws-client.js';
import { clientConfig } from '../aws/client-config.js';
import { failureOf } from '../aws/errors.js';
import type { AwsSettings } from '../aws/settings.js';
import type { ConnectorContext } from '../connector.js';
import { advice } from './errors.js';
import type { Shard, ShardProgress } from './stream-place.js';

const described = z.object({
  StreamDescription: z.object({
    Shards: z.array(z.object({ ShardId: z.string(), ParentShardId: z.string().optional() })).default([]),
    LastEvaluatedShardId: z.string().optional(),
  }),
});

/** Some records of a shard; without `next` it is at its end. */
export interface RecordPage {
  readonly records: readonly unknown[];
  readonly next?: string;
}

const mostRecords = 1000;

/** The requests of DynamoDB Streams: each takes a turn of a budget of their own, is sent once, and throws ConnectorError. */
export class StreamApi implements AsyncDisposable {
  readonly #client: AwsClient<DynamoDBStreamsClient>;

  constructor(settings: AwsSettings, context: ConnectorContext) {
    const open = () => new DynamoDBStreamsClient(clientConfig(settings));
    this.#client = new AwsClient({ settings, context, open, known: { name: 'streams', concurrency: 8 }, advice });
  }

  /** All that there are, in the order of the stream. */
  async shards(arn: string, signal: AbortSignal): Promise<readonly Shard[]> {
    const shards: Shard[] = [];
    let from: string | undefined;
    do {
      const start = from === undefined ? {} : { ExclusiveStartShardId: from };
      const command = new DescribeStreamCommand({ StreamArn: arn, ...start });
      const answer = await this.#client.send({ what: `Describing the stream ${arn}`, signal }, async (client, options) =>
        described.parse(await client.send(command, options)),
      );
      const { Shards, LastEvaluatedShardId } = answer.StreamDescription;
      shards.push(...Shards.map(({ ShardId: id, ParentShardId: parent }) => ({ id, parent })));
      from = LastEvaluatedShardId;
    } while (from !== undefined);
    return shards;
  }

  /** Good for fifteen minutes. */
  async iterator(
    { arn, shard, read }: { arn: string; shard: string; read: Exclude<ShardProgress, 'end'> },
    signal: AbortSignal,
  ): Promise<string> {
    const place =
      read === 'begin'
        ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
        : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: read.after } as const);
    const command = new GetShardIteratorCommand({ StreamArn: arn, ShardId: shard, ...place });
    const what = `Going to a place in the shard ${shard}`;
    return await this.#client.send({ what, signal }, async (client, options) =>
      z.string().parse((await client.send(command, options)).ShardIterator),
    );
  }

  async records({ iterator, limit }: { iterator: string; limit: number }, signal: AbortSignal): Promise<RecordPage> {
    const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: Math.min(limit, mostRecords) });
    const { Records = [], NextShardIterator } = await this.#client.send({ what: 'Reading a shard', signal }, (client, options) =>
      client.send(command, options),
    );
    return { records: Records, ...(NextShardIterator !== undefined && { next: NextShardIterator }) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }
}

/** What was to be read next is no longer kept. */
export function isTrimmed(error: unknown): boolean {
  return failureOf(causeOf(error)).name === 'TrimmedDataAccessException';
}

export function isIteratorExpired(error: unknown): boolean {
  return failureOf(causeOf(error)).name === 'ExpiredIteratorException';
}
