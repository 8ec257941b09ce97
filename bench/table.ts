import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { budgetsOf } from '../connectors/budget/budgets.js';
import { dynamodb } from '../connectors/dynamodb/index.js';
import { dynamodbSettings } from '../connectors/dynamodb/settings.js';
import type { TargetEntity } from '../core/entity.js';
import { toInstant } from '../core/instant.js';
import { startMoto } from '../test/support/moto-server.js';
import { type Figure, type FigureOptions, rounded } from './figure.js';

const defaultItems = 100_000;
const inFlight = 4;
const perWrite = 100;
const perRequest = 25;
const region = 'eu-central-1';
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };

/** How fast a table is written in bulk, against a loop that sends the same items in requests of 25 and does nothing else. */
export async function table({ say, entities: count = defaultItems }: FigureOptions): Promise<Figure> {
  const moto = await startMoto();
  const client = new DynamoDBClient({ endpoint: moto.endpoint, region, credentials: { ...credentials } });
  try {
    for (const name of ['bare', 'ours']) await make(client, name);
    const bare = await perSecond(count, async (first) => await writeBare(client, first));
    say(`bare loop: ${bare} items/s`);
    const now = () => new Date();
    const log = () => {};
    const settings = dynamodbSettings.parse({
      region,
      endpoint: moto.endpoint,
      credentials: { type: 'keys', ...credentials },
      table: 'ours',
      target: { bulk: true },
    });
    await using opened = dynamodb.open(settings, { endpointId: 'table', now, log, budget: budgetsOf({ endpointId: 'table', now, log }) });
    const { signal } = new AbortController();
    const ours = await perSecond(count, async (first) => {
      const entities = Array.from({ length: perWrite }, (_, index) => entity(first + index));
      const outcomes = (await opened.target?.write({ txType: 'order', entities, attempt: 1, signal })) ?? [];
      const wrong = outcomes.find(({ status }) => status !== 'sent');
      if (wrong !== undefined) throw new Error(JSON.stringify(wrong));
    });
    say(`target: ${ours} items/s`);
    const ratio = rounded(ours / bare);
    return {
      results: [{ name: 'table', items: count, bareLoopPerSecond: bare, targetPerSecond: ours, ratio }],
      goals: [{ what: `a table is written in bulk at 0.95 of a bare loop (${ratio})`, isMet: ratio >= 0.95 }],
    };
  } finally {
    client.destroy();
    await moto.stop();
  }
}

async function make(client: DynamoDBClient, TableName: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
}

/** Writes all, a hundred at a time, some in flight. */
async function perSecond(count: number, write: (first: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const first = next;
      next += perWrite;
      await write(first);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return Math.round(count / ((performance.now() - began) / 1000));
}

function dataOf(number: number) {
  return { number, customer: `Customer ${number}`, city: 'Łódź', total: number / 4, currency: 'EUR' };
}

function entity(number: number): TargetEntity {
  return { srcId: String(number), key: String(number), updatedAt: toInstant(Date.UTC(2026, 0, 31)), data: dataOf(number) };
}

async function writeBare(client: DynamoDBClient, first: number): Promise<void> {
  const requests = Array.from({ length: perWrite / perRequest }, (_, batch) => {
    const puts = Array.from({ length: perRequest }, (_item, index) => {
      const { number, customer, city, total, currency } = dataOf(first + batch * perRequest + index);
      const record = {
        number: { N: String(number) },
        customer: { S: customer },
        city: { S: city },
        total: { N: String(total) },
        currency: { S: currency },
      };
      const own = { tx_type: { S: 'order' }, src_id: { S: String(number) }, updated_at: { S: '2026-01-31T00:00:00.000000Z' } };
      return { PutRequest: { Item: { pk: { S: 'order' }, sk: { S: `order#${number}` }, ...own, data: { M: record } } } };
    });
    return client.send(new BatchWriteItemCommand({ RequestItems: { bare: puts } }));
  });
  await Promise.all(requests);
}
