import { sql } from 'kysely';
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
import { SqlBudgets } from './budgets.js';
import { SqlConfigVersions } from './config-versions.js';
import { SqlCutDates } from './cut-dates.js';
import { SqlDatabase } from './database.js';
import type { SqlDialect } from './dialect.js';
import { SqlInbox } from './inbox.js';
import { SqlLookups } from './lookups.js';
import { migrate } from './migrations.js';
import { SqlOutbox } from './outbox.js';
import { SqlProductMetadata } from './product-metadata.js';
import { purge } from './purge.js';
import { SqlStaging } from './staging.js';
import { SqlTasks } from './tasks.js';

/** The store on a SQL database: libsql or Postgres, by the dialect. */
export class SqlStore implements Store {
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
  readonly #database: SqlDatabase;

  constructor(dialect: SqlDialect) {
    this.#database = new SqlDatabase(dialect);
    this.tasks = new SqlTasks(this.#database);
    this.staging = new SqlStaging(this.#database);
    this.cutDates = new SqlCutDates(this.#database);
    this.configVersions = new SqlConfigVersions(this.#database);
    this.productMetadata = new SqlProductMetadata(this.#database);
    this.outbox = new SqlOutbox(this.#database);
    this.retention = { purge: (request) => purge(this.#database, request) };
    this.budgets = new SqlBudgets(this.#database);
    this.inbox = new SqlInbox(this.#database);
    this.lookups = new SqlLookups(this.#database);
  }

  migrate(): Promise<readonly string[]> {
    return migrate(this.#database);
  }

  async ping(): Promise<void> {
    await this.#database.read((db) => sql`select 1`.execute(db));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#database[Symbol.asyncDispose]();
  }
}
