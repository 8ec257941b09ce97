import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { MetadataTables } from '../../core/product-metadata.js';
import type { Budgets } from '../budgets.js';
import type { ConfigVersions } from '../config-versions.js';
import type { CutDates } from '../cut-dates.js';
import type { Inbox } from '../inbox.js';
import type { Lookups } from '../lookups.js';
import type { Outbox } from '../outbox.js';
import type { Retention } from '../retention.js';
import type { Staging, Store } from '../store.js';
import type { Tasks } from '../tasks.js';
import { DynamoBudgets } from './budgets.js';
import { DynamoConfigVersions } from './config-versions.js';
import { DynamoCutDates } from './cut-dates.js';
import { DynamoDatabase } from './database.js';
import { DynamoInbox } from './inbox.js';
import { DynamoLookups } from './lookups.js';
import { DynamoOutbox } from './outbox.js';
import { DynamoProductMetadata } from './product-metadata.js';
import { purge } from './purge.js';
import { type Patience, RouteWrites } from './route-writes.js';
import { DynamoStaging } from './staging.js';
import { assertTables, migrate } from './tables.js';
import { DynamoTasks } from './tasks.js';

export interface DynamoSettings {
  /** Absent: as the AWS SDK finds it, in the environment or the profile. */
  readonly region?: string | undefined;
  /** Before the names of the tables: `dw-` unless given. */
  readonly prefix?: string | undefined;
  /** In place of AWS: DynamoDB Local, or a stand-in. */
  readonly endpoint?: string | undefined;
}

const patience: Patience = { leaseMs: 20_000, waitMs: 60_000 };

/** The store on DynamoDB. Credentials are found by the AWS SDK. */
export class DynamoStore implements Store {
  readonly tasks: Tasks;
  readonly staging: Staging;
  readonly cutDates: CutDates;
  readonly configVersions: ConfigVersions;
  readonly productMetadata: MetadataTables;
  readonly retention: Retention;
  readonly outbox: Outbox;
  readonly budgets: Budgets;
  readonly lookups: Lookups;
  readonly inbox: Inbox;
  readonly #database: DynamoDatabase;

  /** @param change `client`, for tests: prepares it before its first request */
  constructor(settings: DynamoSettings, change: { readonly patience?: Patience; readonly client?: (client: DynamoDBClient) => void } = {}) {
    const { region, prefix = 'dw-', endpoint } = settings;
    const client = new DynamoDBClient({
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
      maxAttempts: 5,
    });
    change.client?.(client);
    const where = [endpoint ?? region ?? 'the region of the environment', `tables ${prefix}*`].join(', ');
    this.#database = new DynamoDatabase(client, { tasks: `${prefix}sync_task`, staging: `${prefix}tx_staging`, where });
    const writes = new RouteWrites(this.#database, change.patience ?? patience);
    this.tasks = new DynamoTasks(this.#database, writes);
    this.staging = new DynamoStaging(this.#database, writes);
    this.cutDates = new DynamoCutDates(this.#database);
    this.configVersions = new DynamoConfigVersions(this.#database);
    this.productMetadata = new DynamoProductMetadata(this.#database);
    this.outbox = new DynamoOutbox(this.#database);
    this.retention = { purge: (request) => purge(this.#database, writes, request) };
    this.budgets = new DynamoBudgets(this.#database);
    this.inbox = new DynamoInbox(this.#database);
    this.lookups = new DynamoLookups(this.#database);
  }

  migrate(): Promise<readonly string[]> {
    return migrate(this.#database);
  }

  ping(): Promise<void> {
    return assertTables(this.#database);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#database.client.destroy();
    return Promise.resolve();
  }
}
