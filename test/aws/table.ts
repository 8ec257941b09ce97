import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Endpoint, Source, Target } from '../../connectors/connector.js';
import { fromItem, type Item } from '../../connectors/dynamodb/attribute-value.js';
import { dynamodb } from '../../connectors/dynamodb/index.js';
import { dynamodbSettings } from '../../connectors/dynamodb/settings.js';
import type { JsonObject } from '../../core/json.js';
import { aloneContext } from '../support/context.js';
import { type MotoServer, startMoto } from '../support/moto-server.js';
import { JsonProxy } from './json-proxy.js';
import { credentials } from './queue.js';

const region = 'eu-central-1';
let tables = 0;

/** A stand-in for DynamoDB for the duration of a test file; undefined, and said so, where this machine cannot have it. */
export async function startTables(): Promise<MotoServer | undefined> {
  return await startMoto().catch((error: unknown) => {
    process.stderr.write(`not run on moto: ${String(error)}\n`);
    return undefined;
  });
}

export interface TestTableOptions {
  readonly layout?: keyof typeof schemas;
  readonly isStreaming?: boolean;
}

const schemas = {
  entities: { keys: ['pk', 'sk'], indexes: [['updated_at-index', 'tx_type', 'updated_at']] },
  datamart: {
    keys: ['source', 'id'],
    indexes: [
      ['updated_at-index', 'source', 'updated_at'],
      ['number-index', 'source', 'number'],
    ],
  },
  history: { keys: ['tx_type_source', 'value_timestamp'], indexes: [] },
  /** Keys that are called like what DataWald writes. */
  named: { keys: ['tx_type', 'src_id'], indexes: [] },
} as const;

/** A table of its own, and endpoints over it. */
export class TestTable implements AsyncDisposable {
  readonly name = `table-${process.pid}-${++tables}`;
  readonly proxy: JsonProxy;
  readonly #client: DynamoDBClient;
  readonly #opened: Endpoint[] = [];

  private constructor(proxy: JsonProxy, url: string) {
    this.proxy = proxy;
    this.#client = new DynamoDBClient({ endpoint: url, region, credentials: { ...credentials } });
  }

  static async make({ endpoint }: MotoServer, { layout = 'entities', isStreaming = false }: TestTableOptions = {}): Promise<TestTable> {
    const table = new TestTable(await JsonProxy.open(endpoint), endpoint);
    const { keys, indexes } = schemas[layout];
    const names = new Set<string>([...keys, ...indexes.flatMap(([, hash, range]) => [hash, range])]);
    const input: CreateTableCommandInput = {
      TableName: table.name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: schemaOf(keys[0], keys[1]),
      ...(indexes.length > 0 && {
        GlobalSecondaryIndexes: indexes.map(
          ([IndexName, hash, range]): GlobalSecondaryIndex => ({
            IndexName,
            KeySchema: schemaOf(hash, range),
            Projection: { ProjectionType: 'ALL' },
          }),
        ),
      }),
      ...(isStreaming && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
    };
    await table.#client.send(new CreateTableCommand(input));
    return table;
  }

  /** The settings that lead to it. */
  get access() {
    return { table: this.name, region, endpoint: this.proxy.url, credentials: { ...credentials } };
  }

  open(settings: object = {}, now?: () => Date): Endpoint {
    const parsed = dynamodbSettings.parse({ ...this.access, ...settings });
    const endpoint = dynamodb.open(parsed, aloneContext('mart', now === undefined ? {} : { now }));
    this.#opened.push(endpoint);
    return endpoint;
  }

  target(settings: object = {}): Target {
    const { target } = this.open({ target: {}, ...settings });
    if (target === undefined) throw new Error('dynamodb has a target');
    return target;
  }

  source(source: object, settings: object = {}, now?: () => Date): Source {
    const opened = this.open({ source, ...settings }, now).source;
    if (opened === undefined) throw new Error('dynamodb has a source');
    return opened;
  }

  async put(item: Item): Promise<void> {
    await this.#client.send(new PutItemCommand({ TableName: this.name, Item: { ...item } }));
  }

  async putAll(items: readonly Item[]): Promise<void> {
    for (let start = 0; start < items.length; start += 25) {
      const requests = items.slice(start, start + 25).map((item) => ({ PutRequest: { Item: { ...item } } }));
      await this.#client.send(new BatchWriteItemCommand({ RequestItems: { [this.name]: requests } }));
    }
  }

  async delete(key: Item): Promise<void> {
    await this.#client.send(new DeleteItemCommand({ TableName: this.name, Key: { ...key } }));
  }

  async items(): Promise<readonly Record<string, AttributeValue>[]> {
    const items: Record<string, AttributeValue>[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.#client.send(
        new ScanCommand({ TableName: this.name, ...(from !== undefined && { ExclusiveStartKey: from }) }),
      );
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return items;
  }

  async records(): Promise<readonly JsonObject[]> {
    return (await this.items()).map(fromItem);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const endpoint of this.#opened) await endpoint[Symbol.asyncDispose]();
    this.#client.destroy();
    await this.proxy[Symbol.asyncDispose]();
  }
}

/** An item of the layout `entities`, as another program may have written it. */
export function plainItem(srcId: string, updatedAt: string, data: Item = {}): Item {
  return {
    pk: { S: 'order' },
    sk: { S: `order#${srcId}` },
    tx_type: { S: 'order' },
    src_id: { S: srcId },
    updated_at: { S: updatedAt },
    data: { M: { ...data } },
  };
}

function schemaOf(hash: string, range: string): NonNullable<CreateTableCommandInput['KeySchema']> {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}
