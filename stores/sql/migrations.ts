import { setTimeout } from 'node:timers/promises';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { ConnectorError } from '../../core/errors.js';
import type { SqlDatabase } from './database.js';
import type { SchemaDialect } from './dialect.js';

/** Never changed once released: a new state of the tables is a new entry, with a name that sorts after the last. */
function migrationsFor(schema: SchemaDialect): Record<string, Migration> {
  return {
    '001-tables': {
      async up(db: Kysely<unknown>) {
        await createTasks(db, schema);
        await createStaging(db, schema);
        await createSettings(db, schema);
        for (const statement of schema.afterwards) await statement.execute(db);
      },
    },
    '002-budgets': {
      async up(db: Kysely<unknown>) {
        await createBudgets(db, schema);
      },
    },
    '003-outbox': {
      async up(db: Kysely<unknown>) {
        await createOutbox(db, schema);
      },
    },
    '004-product-metadata': {
      async up(db: Kysely<unknown>) {
        await createProductMetadata(db, schema);
      },
    },
    '005-lookups': {
      async up(db: Kysely<unknown>) {
        await createLookups(db, schema);
      },
    },
    '006-inbox': {
      async up(db: Kysely<unknown>) {
        await createInbox(db, schema);
      },
    },
  };
}

const patienceMs = 10_000;

/** Safe from several processes at once: each waits until the others are done, and then finds nothing left to do. */
export async function migrate(database: SqlDatabase): Promise<readonly string[]> {
  const migrations = migrationsFor(database.dialect.schema);
  const migrator = new Migrator({ db: database.kysely, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error === undefined) return results.filter((result) => result.status === 'Success').map((result) => result.migrationName);
    const explained = database.dialect.explain(error);
    const mayPass = explained instanceof ConnectorError && explained.code === 'Transient';
    if (!mayPass || Date.now() > deadline) throw explained;
    await setTimeout(20);
  }
}

function numbered<Table extends string>(db: Kysely<unknown>, schema: SchemaDialect, [table, column]: readonly [Table, string]) {
  return db.schema
    .createTable(table)
    .addColumn(column, schema.identity, (c) => (schema.hasAutoIncrement ? c.primaryKey().autoIncrement() : c.primaryKey()));
}

async function createTasks(db: Kysely<unknown>, schema: SchemaDialect): Promise<void> {
  await numbered(db, schema, ['routes', 'route_no'])
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('tx_type', 'text', (c) => c.notNull())
    .addUniqueConstraint('routes_flow', ['source', 'target', 'tx_type'])
    .execute();
  await numbered(db, schema, ['tasks', 'task_no'])
    .addColumn('task_id', 'text', (c) => c.notNull().unique())
    .addColumn('sync_id', 'text', (c) => c.notNull())
    .addColumn('route_no', 'integer', (c) => c.notNull())
    .addColumn('group_key', 'text', (c) => c.notNull())
    .addColumn('trigger_kind', 'text', (c) => c.notNull())
    .addColumn('config_version', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('note', 'text')
    .addColumn('cut_date', 'text')
    .addColumn('until_at', 'text', (c) => c.notNull())
    .addColumn('opened_at', 'text', (c) => c.notNull())
    .addColumn('closed_at', 'text')
    .addColumn('last_seq', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex('tasks_of_sync').on('tasks').columns(['sync_id', 'task_no']).execute();
  await sql`create index tasks_open on tasks (route_no, group_key) where closed_at is null`.execute(db);
}

async function createStaging(db: Kysely<unknown>, schema: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('pages')
    .addColumn('task_no', 'integer', (c) => c.notNull())
    .addColumn('page_key', schema.key, (c) => c.notNull())
    .addColumn('is_retry', 'integer', (c) => c.notNull())
    .addColumn('read_count', 'integer', (c) => c.notNull())
    .addColumn('answer', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pages_key', ['task_no', 'page_key'])
    .execute();
  await createVersions(db, schema);
  await db.schema
    .createTable('heads')
    .addColumn('route_no', 'integer', (c) => c.notNull())
    .addColumn('src_key', schema.key, (c) => c.notNull())
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addColumn('task_no', 'integer', (c) => c.notNull())
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('heads_key', ['route_no', 'src_key'])
    .modifyEnd(schema.changingTable)
    .execute();
  await createPacksAndClaims(db, schema);
}

async function createVersions(db: Kysely<unknown>, schema: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('versions')
    .addColumn('task_no', 'integer', (c) => c.notNull())
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('src_id', 'text', (c) => c.notNull())
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addColumn('hash', 'text')
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('code', 'text')
    .addColumn('message', 'text')
    .addColumn('tgt_id', 'text')
    .addColumn('change', 'text')
    .addColumn('attempt', 'integer', (c) => c.notNull().defaultTo(1))
    .addColumn('must_look_up', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('waits_for_seq', 'integer')
    .addColumn('superseded', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('staged_at', 'text', (c) => c.notNull())
    .addColumn('settled_at', 'text')
    .addPrimaryKeyConstraint('versions_key', ['task_no', 'seq'])
    .modifyEnd(schema.changingTable)
    .execute();
  await sql`create index versions_troubled on versions (task_no, seq) where status in ('F', '?')`.execute(db);
}

async function createPacksAndClaims(db: Kysely<unknown>, schema: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('packs')
    .addColumn('task_no', 'integer', (c) => c.notNull())
    .addColumn('first_seq', 'integer', (c) => c.notNull())
    .addColumn('last_seq', 'integer', (c) => c.notNull())
    .addColumn('data', 'text', (c) => c.notNull())
    .addColumn('raw', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('packs_key', ['task_no', 'first_seq'])
    .modifyEnd(schema.appendedTable)
    .execute();
  await db.schema
    .createTable('claims')
    .addColumn('task_no', 'integer', (c) => c.notNull())
    .addColumn('token', 'text', (c) => c.notNull())
    .addColumn('first_seq', 'integer', (c) => c.notNull())
    .addColumn('last_seq', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('remaining', 'integer', (c) => c.notNull())
    .addColumn('claimed_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('claims_key', ['task_no', 'token'])
    .execute();
  await sql`create index claims_open on claims (task_no, first_seq) where state = 'open'`.execute(db);
}

async function createSettings(db: Kysely<unknown>, schema: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('cut_dates')
    .addColumn('route_no', 'integer', (c) => c.notNull())
    .addColumn('group_key', 'text', (c) => c.notNull())
    .addColumn('cursor_json', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('committed_by', 'text', (c) => c.notNull())
    .addColumn('committed_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('cut_dates_key', ['route_no', 'group_key'])
    .execute();
  await db.schema
    .createTable('config_versions')
    .addColumn('version', schema.key, (c) => c.primaryKey())
    .addColumn('document', 'text', (c) => c.notNull())
    .addColumn('applied_at', 'text', (c) => c.notNull())
    .addColumn('is_current', 'integer', (c) => c.notNull())
    .execute();
}

async function createOutbox(db: Kysely<unknown>, schema: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('outbox')
    .addColumn('id', schema.key, (c) => c.primaryKey())
    .addColumn('task_id', 'text', (c) => c.notNull())
    .addColumn('channel', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('error', 'text')
    .addColumn('written_at', 'text', (c) => c.notNull())
    .addColumn('delivered_at', 'text')
    .execute();
  await sql`create index outbox_pending on outbox (id) where state = 'pending'`.execute(db);
}

async function createBudgets(db: Kysely<unknown>, schema: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('budgets')
    .addColumn('budget', schema.key, (c) => c.primaryKey())
    .addColumn('ledger', 'text', (c) => c.notNull())
    .modifyEnd(schema.changingTable)
    .execute();
}

async function createProductMetadata(db: Kysely<unknown>, schema: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('product_metadata_versions')
    .addColumn('version', schema.key, (c) => c.primaryKey())
    .addColumn('document', 'text', (c) => c.notNull())
    .addColumn('written_at', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('product_metadata')
    .addColumn('source', schema.key, (c) => c.notNull())
    .addColumn('target', schema.key, (c) => c.notNull())
    .addColumn('version', 'text', (c) => c.notNull())
    .addColumn('changed_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('product_metadata_key', ['source', 'target'])
    .execute();
}

async function createLookups(db: Kysely<unknown>, schema: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('lookup_rows')
    .addColumn('table_name', schema.key, (c) => c.notNull())
    .addColumn('row_key', schema.key, (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('lookup_rows_key', ['table_name', 'row_key'])
    .execute();
}

async function createInbox(db: Kysely<unknown>, schema: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('inbox_syncs')
    .addColumn('sync_id', schema.key, (c) => c.primaryKey())
    .addColumn('last_no', 'integer', (c) => c.notNull())
    .addColumn('open_task_id', 'text')
    .modifyEnd(schema.changingTable)
    .execute();
  await db.schema
    .createTable('inbox')
    .addColumn('sync_id', schema.key, (c) => c.notNull())
    .addColumn('no', 'integer', (c) => c.notNull())
    .addColumn('message_key', schema.key, (c) => c.notNull())
    .addColumn('message_id', 'text', (c) => c.notNull())
    .addColumn('group_key', 'text')
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('provenance', 'text', (c) => c.notNull())
    .addColumn('received_at', 'text', (c) => c.notNull())
    .addColumn('task_id', 'text')
    .addColumn('finished_at', 'text')
    .addPrimaryKeyConstraint('inbox_key', ['sync_id', 'no'])
    .execute();
  await sql`create unique index inbox_message on inbox (message_key, sync_id)`.execute(db);
  await sql`create index inbox_unfinished on inbox (sync_id, no) where finished_at is null`.execute(db);
  await sql`create index inbox_task on inbox (task_id, no)`.execute(db);
  await sql`create index inbox_finished on inbox (finished_at) where finished_at is not null`.execute(db);
}
