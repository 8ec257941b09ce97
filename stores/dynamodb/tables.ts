import { setTimeout } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { ConnectorError } from '../../core/errors.js';
import type { DynamoDatabase, TableName } from './database.js';
import { taskKeys } from './keys.js';

/** Never changed once released: a new state of the tables is a new name. */
const migration = '001-tables';

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
const hashKey = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' }) as const;
const rangeKey = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' }) as const;

type Definition = Omit<CreateTableCommandInput, 'TableName'>;

const plain = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [text('pk'), text('sk')],
  KeySchema: [hashKey('pk'), rangeKey('sk')],
} as const satisfies Definition;

const definitions: Readonly<Record<TableName, Definition>> = {
  tasks: plain,
  staging: {
    ...plain,
    AttributeDefinitions: [...plain.AttributeDefinitions, text('entity'), text('entityNo')],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'entity',
        KeySchema: [hashKey('entity'), rangeKey('entityNo')],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
};

const patienceMs = 120_000;
const pauseMs = 250;

/** Safe from several processes at once: the one that notes the migration as done is the one that applied it. */
export async function migrate(database: DynamoDatabase): Promise<readonly string[]> {
  if (await isMigrated(database)) return [];
  for (const table of ['tasks', 'staging'] as const) await create(database, table);
  const note = { ...taskKeys.migration(migration), appliedAt: new Date().toISOString() };
  const isOurs = await database.putIf('tasks', note, { ConditionExpression: 'attribute_not_exists(pk)' });
  return isOurs ? [migration] : [];
}

/** Throws `Config` where the tables are not there, or not whole. */
export async function assertTables(database: DynamoDatabase): Promise<void> {
  const note = await database.get('tasks', taskKeys.migration(migration));
  if (note !== undefined) return;
  const message = `the table ${database.names.tasks} (${database.names.where}) is not made ready; run: datawald store init`;
  throw new ConnectorError('Config', message, { endpoint: 'store' });
}

async function isMigrated(database: DynamoDatabase): Promise<boolean> {
  try {
    return (await database.get('tasks', taskKeys.migration(migration))) !== undefined;
  } catch (error) {
    if (causeOf(error) === 'ResourceNotFoundException') return false;
    throw error;
  }
}

async function create(database: DynamoDatabase, table: TableName): Promise<void> {
  const TableName = database.names[table];
  try {
    await database.explained(() => database.client.send(new CreateTableCommand({ TableName, ...definitions[table] })));
  } catch (error) {
    if (nameOf(error) !== 'ResourceInUseException') throw error;
  }
  await untilActive(database, TableName);
  await expire(database, TableName);
}

async function untilActive(database: DynamoDatabase, TableName: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { Table } = await database.explained(() => database.client.send(new DescribeTableCommand({ TableName })));
    if (Table?.TableStatus === 'ACTIVE') return;
    if (Date.now() > deadline) {
      const message = `the table ${TableName} is ${Table?.TableStatus ?? 'not there'} after ${patienceMs / 1000} seconds; tried again`;
      throw new ConnectorError('Transient', message, { endpoint: 'store' });
    }
    await setTimeout(pauseMs);
  }
}

/** What has an `expiresAt` is deleted by DynamoDB itself. */
async function expire(database: DynamoDatabase, TableName: string): Promise<void> {
  const { TimeToLiveDescription } = await database.explained(() => database.client.send(new DescribeTimeToLiveCommand({ TableName })));
  if (TimeToLiveDescription?.TimeToLiveStatus !== 'DISABLED') return;
  const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true };
  try {
    await database.explained(() => database.client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification })));
  } catch (error) {
    // Another process was quicker.
    if (nameOf(error) !== 'ValidationException') throw error;
  }
}

function nameOf(error: unknown): string {
  return error instanceof Object && 'name' in error ? String(error.name) : '';
}

function causeOf(error: unknown): string {
  return error instanceof Object && 'cause' in error ? nameOf(error.cause) : '';
}
