import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type Kysely,
  type RawBuilder,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  type SqliteStatement,
  sql,
} from 'kysely';
import Database from 'libsql';
import { CheckpointThread } from './checkpoints.js';
import type { ColumnsOf, JsonColumns, JsonRow, SqlDialect } from './dialect.js';
import { explainLibsqlError, isBusy } from './failures.js';
import type { Tables } from './tables.js';

/**
 * Opens the file, which other processes may have open too, and creates it with its directory where it is not there.
 * Writers wait for each other; readers wait for nobody.
 */
export function libsqlDialect(file: string): SqlDialect {
  const path = resolve(file);
  const database = open(path);
  const checkpoints = new CheckpointThread(path, () => database.exec('pragma wal_autocheckpoint = 1000'));
  return {
    kysely: new LibsqlDialect({ database: remembering(database) }),
    rows: rowsFromJson,
    select: selectAsJson,
    lock: () => sql``,
    schema: {
      identity: 'integer',
      hasAutoIncrement: true,
      key: 'text',
      appendedTable: sql`without rowid`,
      changingTable: sql`without rowid`,
      afterwards: [],
    },
    explain: (error) => explainLibsqlError(error, path),
    onFirstWrite: () => checkpoints.start(),
    close: () => checkpoints.stop(),
  };
}

/** Measured: with these, a page of a thousand is staged in a third of the time that the defaults need. */
const pragmas = [
  'page_size = 8192',
  'journal_mode = wal',
  'synchronous = normal',
  'cache_size = -32768',
  'foreign_keys = off',
  'wal_autocheckpoint = 0',
  'journal_size_limit = 67108864',
  'busy_timeout = 20',
];

/** How long a writer waits for others; `busy_timeout` would wait as well, but nothing else in the process could go on. */
const patienceMs = 10_000;

function open(path: string): Database.Database {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new Database(path, { timeout: patienceMs });
    for (const pragma of pragmas) database.pragma(pragma);
    return database;
  } catch (error) {
    throw explainLibsqlError(error, path);
  }
}

/** Statements are prepared once: their texts are few and do not change. */
function remembering(database: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => {
      statements.clear();
      database.close();
    },
    prepare(text) {
      const known = statements.get(text);
      if (known !== undefined) return known;
      const statement = database.prepare(text) as SqliteStatement;
      statements.set(text, statement);
      return statement;
    },
  };
}

function rowsFromJson<const Columns extends JsonColumns>(columns: Columns, rows: readonly JsonRow<Columns>[]) {
  const names = Object.keys(columns);
  const fields = names.map((name, index) => sql`value ->> ${sql.lit(index)} as ${sql.ref(name)}`);
  const json = JSON.stringify(rows.map((row) => names.map((name) => row[name])));
  return sql`(select ${sql.join(fields)} from json_each(${json}))`;
}

/** One text of JSON comes over from the database, and is parsed, in half the time that its rows would need one by one. */
async function selectAsJson<Row>(db: Kysely<Tables>, columns: ColumnsOf<Row>, from: RawBuilder<unknown>): Promise<readonly Row[]> {
  const fields = Object.entries<RawBuilder<unknown>>(columns).map(([name, expression]) => sql`${sql.lit(name)}, ${expression}`);
  const { rows } = await sql<{ json: string }>`select json_group_array(json_object(${sql.join(fields)})) as json ${from}`.execute(db);
  return JSON.parse(rows[0]?.json ?? '[]') as Row[];
}

class LibsqlDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#config);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/**
 * A transaction that writes must say so at its beginning, otherwise it fails where another process writes meanwhile.
 * It waits for its turn without holding up this process, whose own connections may be those that it waits for.
 */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 20)) {
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'));
        return;
      } catch (error) {
        if (!isBusy(error) || Date.now() > deadline) throw error;
        await setTimeout(pauseMs);
      }
    }
  }
}

/** SQLite does create tables within a transaction; this makes migrations of two processes wait for each other. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
