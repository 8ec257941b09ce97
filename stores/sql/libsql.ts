import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
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
import type { JsonColumns, JsonRow, SqlDialect } from './dialect.js';
import { explainLibsqlError } from './failures.js';

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
    lock: () => sql``,
    schema: {
      identity: 'integer',
      hasAutoIncrement: true,
      key: 'text',
      narrowTable: sql`without rowid`,
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
  'busy_timeout = 10000',
  'page_size = 8192',
  'journal_mode = wal',
  'synchronous = normal',
  'cache_size = -65536',
  'foreign_keys = off',
  'wal_autocheckpoint = 0',
  'journal_size_limit = 67108864',
];

function open(path: string): Database.Database {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new Database(path, { timeout: 10_000 });
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

/** A transaction that writes must say so at its beginning, otherwise it fails where another process writes meanwhile. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** SQLite does create tables within a transaction; this makes migrations of two processes wait for each other. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
