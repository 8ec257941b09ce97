import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { SqlDatabase } from '../../../stores/sql/database.js';
import { postgresDialect } from '../../../stores/sql/postgres.js';
import { until } from '../../support/until.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer | undefined;
let reason = '';
try {
  server = await startPostgres();
} catch (error) {
  reason = error instanceof Error ? error.message : String(error);
}

if (server === undefined) {
  describe('a connection to Postgres that breaks', () => {
    it.todo(`is not tested on this machine: ${reason}`);
  });
} else {
  describeBreaks(server);
}

function describeBreaks(running: PostgresServer): void {
  let database: SqlDatabase;
  let other: pg.Client;
  beforeAll(async () => {
    const url = await running.newDatabase();
    database = new SqlDatabase(postgresDialect(url));
    other = new pg.Client({ connectionString: url });
    await other.connect();
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
    await other.end();
    await running.stop();
  });

  const otherConnections = async () => {
    const { rows } = await other.query<{ pid: number }>(
      'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    return rows.map(({ pid }) => pid);
  };

  describe('a connection to Postgres that breaks', () => {
    it('between two statements of a transaction fails that transaction for a passing reason, and not the process', async () => {
      const broken = database.write(async (trx) => {
        await sql`select 1`.execute(trx);
        for (const pid of await otherConnections()) await other.query('select pg_terminate_backend($1)', [pid]);
        await until('the connection is gone', async () => (await otherConnections()).length === 0);
        await sql`select 2`.execute(trx);
      });
      await expect(broken).rejects.toMatchObject({ code: 'Transient' });
      const { rows } = await database.read((db) => sql<{ three: number }>`select 3 as three`.execute(db));
      expect(rows).toEqual([{ three: 3 }]);
    });
  });
}
