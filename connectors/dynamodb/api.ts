import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { ConnectorError } from '../../core/errors.js';
import { AwsClient } from '../aws/aws-client.js';
import { clientConfig } from '../aws/client-config.js';
import type { AwsSettings } from '../aws/settings.js';
import type { ConnectorContext } from '../connector.js';
import type { Item } from './attribute-value.js';
import { advice } from './errors.js';
import { type TableFacts, tableFacts } from './table-facts.js';

/** Some items, and where the next ones begin. */
export interface ItemPage {
  readonly items: readonly Item[];
  readonly next?: Item;
}

/** A write under a condition, in the words of DynamoDB. */
export interface ConditionalWrite {
  readonly table: string;
  readonly key: Item;
  /** Absent: the item is deleted. */
  readonly update?: string;
  readonly condition?: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

export type IndexQuery = Pick<QueryCommandInput, 'IndexName' | 'KeyConditionExpression' | 'ExpressionAttributeNames'> & {
  readonly table: string;
  readonly values: Item;
  readonly limit?: number;
  readonly after?: Item | undefined;
};

/** The requests of DynamoDB: each takes a turn of the budget, is sent once, and throws ConnectorError. */
export class DynamoApi implements AsyncDisposable {
  readonly #client: AwsClient<DynamoDBClient>;
  readonly #endpointId: string;
  readonly #facts = new Map<string, TableFacts>();

  constructor(settings: AwsSettings, context: ConnectorContext) {
    this.#endpointId = context.endpointId;
    const open = () => new DynamoDBClient(clientConfig(settings));
    this.#client = new AwsClient({ settings, context, open, known: { concurrency: 16 }, advice });
  }

  /** Asked for once per table. */
  async facts(table: string, signal: AbortSignal): Promise<TableFacts> {
    return this.#facts.get(table) ?? (await this.factsNow(table, signal));
  }

  async factsNow(table: string, signal: AbortSignal): Promise<TableFacts> {
    const what = `Describing the table ${table}`;
    const command = new DescribeTableCommand({ TableName: table });
    const facts = await this.#client.send({ what, signal }, async (client, options) => tableFacts(await client.send(command, options)));
    this.#facts.set(table, facts);
    return facts;
  }

  /** The item as it is now: a consistent read. */
  async get(table: string, key: Item, signal: AbortSignal): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: table, Key: { ...key }, ConsistentRead: true });
    return (await this.#client.send({ what: `Reading an item of ${table}`, signal }, (client, options) => client.send(command, options)))
      .Item;
  }

  /** The items that there are now, in no order; at most a hundred keys. */
  async getMany(table: string, keys: readonly Item[], signal: AbortSignal): Promise<readonly Item[]> {
    const items: Item[] = [];
    let left: Record<string, AttributeValue>[] = keys.map((key) => ({ ...key }));
    while (left.length > 0) {
      const command = new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } });
      const what = `Reading ${left.length} items of ${table}`;
      const answer = await this.#client.send({ what, signal }, (client, options) => client.send(command, options));
      const rest = answer.UnprocessedKeys?.[table]?.Keys ?? [];
      items.push(...(answer.Responses?.[table] ?? []));
      if (rest.length === left.length) throw this.#busy(what);
      left = rest;
    }
    return items;
  }

  #busy(what: string): ConnectorError {
    const message = `${what} was answered with none of them. ${advice.Throttled}`;
    return new ConnectorError('Throttled', message, { endpoint: this.#endpointId, effect: 'none', retryAfterMs: 2000 });
  }

  /** @returns whether there was an item before. The cause of what it throws holds the item where its condition did not hold */
  async write(write: ConditionalWrite, signal: AbortSignal): Promise<boolean> {
    const request = { what: `Writing an item of ${write.table}`, signal, isWrite: true };
    const input = { ...inputOf(write), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    if (write.update === undefined) {
      const command = new DeleteItemCommand({ ...input, ReturnValues: 'ALL_OLD' });
      return (await this.#client.send(request, (client, options) => client.send(command, options))).Attributes !== undefined;
    }
    const command = new UpdateItemCommand({ ...input, UpdateExpression: write.update, ReturnValues: 'UPDATED_OLD' });
    const { Attributes = {} } = await this.#client.send(request, (client, options) => client.send(command, options));
    return Object.keys(Attributes).length > 0;
  }

  /** All or nothing; the same `token` within ten minutes is carried out once. */
  async transact(items: readonly TransactWriteItem[], token: string, signal: AbortSignal): Promise<void> {
    const command = new TransactWriteItemsCommand({ TransactItems: [...items], ClientRequestToken: token });
    const request = { what: `Writing ${items.length} items in a transaction`, signal, isWrite: true };
    await this.#client.send(request, (client, options) => client.send(command, options));
  }

  /** At most 25, of different keys. @returns what DynamoDB has left over */
  async writeBatch(table: string, requests: readonly WriteRequest[], signal: AbortSignal): Promise<readonly WriteRequest[]> {
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: [...requests] } });
    const request = { what: `Writing ${requests.length} items of ${table}`, signal, isWrite: true };
    const { UnprocessedItems = {} } = await this.#client.send(request, (client, options) => client.send(command, options));
    return UnprocessedItems[table] ?? [];
  }

  async query({ table, values, limit, after, ...query }: IndexQuery, signal: AbortSignal): Promise<ItemPage> {
    const command = new QueryCommand({
      TableName: table,
      ...query,
      ExpressionAttributeValues: { ...values },
      ...(limit !== undefined && { Limit: limit }),
      ...(after !== undefined && { ExclusiveStartKey: { ...after } }),
    });
    const what = `Querying ${query.IndexName ?? 'the keys'} of ${table}`;
    return pageOf(await this.#client.send({ what, signal }, (client, options) => client.send(command, options)));
  }

  async scan({ table, limit, after }: { table: string; limit: number; after?: Item | undefined }, signal: AbortSignal): Promise<ItemPage> {
    const start = after === undefined ? {} : { ExclusiveStartKey: { ...after } };
    const command = new ScanCommand({ TableName: table, ConsistentRead: true, Limit: limit, ...start });
    return pageOf(await this.#client.send({ what: `Scanning ${table}`, signal }, (client, options) => client.send(command, options)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }
}

/** The same write as a part of a transaction. */
export function transactionPart(write: ConditionalWrite): TransactWriteItem {
  const input = { ...inputOf(write), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  return write.update === undefined ? { Delete: input } : { Update: { ...input, UpdateExpression: write.update } };
}

function inputOf({ table, key, condition, names, values }: ConditionalWrite) {
  return {
    TableName: table,
    Key: { ...key },
    ...(condition !== undefined && { ConditionExpression: condition }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: { ...names } }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: { ...values } }),
  } satisfies Partial<UpdateItemCommandInput>;
}

function pageOf({
  Items = [],
  LastEvaluatedKey,
}: {
  Items?: Record<string, AttributeValue>[] | undefined;
  LastEvaluatedKey?: Item | undefined;
}): ItemPage {
  return { items: Items, ...(LastEvaluatedKey !== undefined && { next: LastEvaluatedKey }) };
}
