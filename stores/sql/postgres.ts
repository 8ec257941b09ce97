import { type Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import type { ColumnsOf, JsonColumns, JsonRow, SqlDialect } from './dialect.js';
import { explainPostgresError } from './failures.js';
import type { Tables } from './tables.js';

/** As many as one process has activities that write at the same time. */
const connections = 8;

/** Opens a pool; the first statement connects. */
export function postgresDialect(url: string): SqlDialect {
  const server = withoutCredentials(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: parserOf },
  });
  // A connection that breaks while no statement runs says so by an event, which would end the process where nobody listens.
  // The pool replaces one that was idle; in the middle of a transaction the next statement fails.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    kysely: new PostgresDialect({ pool }),
    rows: rowsFromJson,
    select: selectRows,
    lock: (alias) => sql`for update of ${sql.ref(alias)}`,
    schema: {
      identity: 'serial',
      hasAutoIncrement: false,
      key: sql`text collate "C"`,
      appendedTable: sql``,
      changingTable: sql`with (fillfactor = 70)`,
      afterwards: [
        // Compressing payloads costs more than writing them.
        sql`alter table packs alter column data set storage external, alter column raw set storage external`,
      ],
    },
    explain: (error) => explainPostgresError(error, server),
  };
}

/** Counts come as int8 or numeric, which `pg` gives as text; they stay far below 2^53. */
const parserOf: pg.CustomTypesConfig['getTypeParser'] = (oid, format) =>
  oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC ? Number : pg.types.getTypeParser(oid, format);

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

async function selectRows<Row>(db: Kysely<Tables>, columns: ColumnsOf<Row>, from: RawBuilder<unknown>): Promise<readonly Row[]> {
  const named = Object.entries<RawBuilder<unknown>>(columns).map(([name, expression]) => sql`${expression} as ${sql.ref(name)}`);
  const { rows } = await sql<Row>`select ${sql.join(named)} ${from}`.execute(db);
  return rows;
}
