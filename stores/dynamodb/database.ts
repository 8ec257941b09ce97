import { setTimeout } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import PQueue from 'p-queue';
import { explainDynamoError, isConditionFailed } from './failures.js';
import type { Key } from './keys.js';

/** Where the tables are and what they are called. */
export interface TableNames {
  readonly tasks: string;
  readonly staging: string;
  /** For messages: the region or endpoint. */
  readonly where: string;
}

export type TableName = 'tasks' | 'staging';

const itemsPerBatch = 100;
const writesAtOnce = 24;
const longestPauseMs = 2000;

/** A whole item. */
export type NewItem = Key & { readonly [name: string]: unknown };
export type Query = Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>;
export type Update = Omit<UpdateCommandInput, 'TableName'>;
export type Transaction = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** DynamoDB as the rooms of this folder see it: whole answers, consistent reads, conditions, errors that say what is wrong. */
export class DynamoDatabase {
  readonly client: DynamoDBClient;
  readonly names: TableNames;
  readonly #documents: DynamoDBDocumentClient;

  constructor(client: DynamoDBClient, names: TableNames) {
    this.client = client;
    this.names = names;
    this.#documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  get<Item>(table: TableName, key: Key): Promise<Item | undefined> {
    const command = new GetCommand({ TableName: this.names[table], Key: key, ConsistentRead: true });
    return this.explained(async () => (await this.#documents.send(command)).Item as Item | undefined);
  }

  /** The items that there are, in no order. What DynamoDB leaves over is asked for again. */
  async getMany<Item>(table: TableName, keys: readonly Key[]): Promise<readonly Item[]> {
    const different = [...new Map(keys.map((key) => [`${key.pk} ${key.sk}`, { pk: key.pk, sk: key.sk }])).values()];
    const items: Item[] = [];
    for (let start = 0; start < different.length; start += itemsPerBatch) {
      items.push(...(await this.#getBatch<Item>(this.names[table], different.slice(start, start + itemsPerBatch))));
    }
    return items;
  }

  async #getBatch<Item>(table: string, keys: readonly Key[]): Promise<readonly Item[]> {
    const items: Item[] = [];
    let left: readonly Record<string, unknown>[] = keys.map((key) => ({ ...key }));
    for (let pauseMs = 20; left.length > 0; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const command = new BatchGetCommand({ RequestItems: { [table]: { Keys: [...left], ConsistentRead: true } } });
      const answer = await this.explained(() => this.#documents.send(command));
      items.push(...((answer.Responses?.[table] ?? []) as Item[]));
      left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
      if (left.length > 0) await setTimeout(pauseMs);
    }
    return items;
  }

  /** Every item that a query finds, page after page, until `limit` are found. */
  async query<Item>(table: TableName, query: Query, limit = Number.POSITIVE_INFINITY): Promise<readonly Item[]> {
    const items: Item[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const start = from === undefined ? {} : { ExclusiveStartKey: from };
      const consistent = query.IndexName === undefined ? { ConsistentRead: true } : {};
      const command = new QueryCommand({ TableName: this.names[table], ...consistent, ...query, ...start });
      const answer = await this.explained(() => this.#documents.send(command));
      items.push(...((answer.Items ?? []) as Item[]));
      from = answer.LastEvaluatedKey;
    } while (from !== undefined && items.length < limit);
    return items.slice(0, limit);
  }

  /** Every item of a table that a filter lets through: reads the whole table. */
  async scan<Item>(table: TableName, scan: Omit<ScanCommandInput, 'TableName' | 'ExclusiveStartKey'>): Promise<readonly Item[]> {
    const items: Item[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const start = from === undefined ? {} : { ExclusiveStartKey: from };
      const command = new ScanCommand({ TableName: this.names[table], ConsistentRead: true, ...scan, ...start });
      const answer = await this.explained(() => this.#documents.send(command));
      items.push(...((answer.Items ?? []) as Item[]));
      from = answer.LastEvaluatedKey;
    } while (from !== undefined);
    return items;
  }

  async put(table: TableName, item: NewItem): Promise<void> {
    await this.explained(() => this.#documents.send(new PutCommand({ TableName: this.names[table], Item: item })));
  }

  /** Several at a time, in no order. */
  async putMany(table: TableName, items: readonly NewItem[]): Promise<void> {
    const queue = new PQueue({ concurrency: writesAtOnce });
    await queue.addAll(items.map((item) => () => this.put(table, item)));
  }

  /** How many of the items there were; several at a time. */
  async delete(table: TableName, keys: readonly Key[]): Promise<number> {
    const queue = new PQueue({ concurrency: writesAtOnce });
    const found = await queue.addAll(
      keys.map(
        ({ pk, sk }) =>
          () =>
            this.#deleteOne(this.names[table], { pk, sk }),
      ),
    );
    return found.filter((isFound) => isFound).length;
  }

  #deleteOne(TableName: string, key: Key): Promise<boolean> {
    const command = new DeleteCommand({ TableName, Key: key, ReturnValues: 'ALL_OLD' });
    return this.explained(async () => (await this.#documents.send(command)).Attributes !== undefined);
  }

  /** False where the condition does not hold. */
  putIf(table: TableName, item: NewItem, condition: Omit<Update, 'Key' | 'UpdateExpression'>): Promise<boolean> {
    return this.#ifHolds(() => this.#documents.send(new PutCommand({ TableName: this.names[table], Item: item, ...condition })));
  }

  /** The item as it then is; undefined where the condition does not hold. */
  async updateIf<Item>(table: TableName, update: Update): Promise<Item | undefined> {
    const command = new UpdateCommand({ TableName: this.names[table], ReturnValues: 'ALL_NEW', ...update });
    let item: Item | undefined;
    await this.#ifHolds(async () => {
      item = (await this.#documents.send(command)).Attributes as Item | undefined;
    });
    return item;
  }

  /** False where a condition does not hold. */
  transact(items: Transaction): Promise<boolean> {
    return this.#ifHolds(() => this.#documents.send(new TransactWriteCommand({ TransactItems: items })));
  }

  async #ifHolds(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw explainDynamoError(error, this.names.where);
    }
  }

  async explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explainDynamoError(error, this.names.where);
    }
  }
}
