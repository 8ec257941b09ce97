import { PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { JsonColumns, JsonRow, SqlDialect } from './dialect.js';
import { explainPostgresError } from './failures.js';

/** As many as one process has activities that write at the same time. */
const connections = 8;

/** Opens a pool; the first statement connects. */
export function postgresDialect(url: string): SqlDialect {
  const server = withoutCredentials(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: parserOf } as pg.CustomTypesConfig,
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return {
    kysely: new PostgresDialect({ pool }),
    rows: rowsFromJson,
    lock: (alias) => sql`for update of ${sql.ref(alias)}`,
    schema: {
      identity: 'serial',
      hasAutoIncrement: false,
      key: sql`text collate "C"`,
      narrowTable: sql``,
      changingTable: sql`with (fillfactor = 70)`,
      afterwards: [],
    },
    explain: (error) => explainPostgresError(error, server),
  };
}

/** Counts and numbers of rows come as int8 or numeric, which `pg` gives as text; they stay far below 2^53. */
const int8 = 20;
const numeric = 1700;

function parserOf(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === int8 || oid === numeric) return Number;
  return pg.types.getTypeParser(oid, format as 'text');
}

function withoutCredentials(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return 'the given url';
  }
}

function rowsFromJson<const Columns extends JsonColumns>(columns: Columns, rows: readonly JsonRow<Columns>[]) {
  const fields = Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`);
  return sql`(select * from json_to_recordset(cast(${JSON.stringify(rows)} as json)) as r(${sql.join(fields)}))`;
}
