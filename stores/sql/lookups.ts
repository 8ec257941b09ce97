import { sql } from 'kysely';
import type { Instant } from '../../core/instant.js';
import { type LookupEntry, type Lookups, lastOfEach, type StoredRow } from '../lookups.js';
import type { SqlDatabase } from './database.js';

const columns = { row_key: 'text', value: 'text' } as const;

/** See `Lookups` in the contract. */
export class SqlLookups implements Lookups {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  rows(table: string): Promise<readonly StoredRow[]> {
    return this.#database.read(async (db) => {
      const { rows } = await sql<{ row_key: string; value: string; updated_at: Instant }>`
        select row_key, value, updated_at from lookup_rows where table_name = ${table}`.execute(db);
      return rows
        .map(({ row_key, value, updated_at }) => ({
          key: JSON.parse(row_key) as string,
          value: JSON.parse(value) as LookupEntry['value'],
          updatedAt: updated_at,
        }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    });
  }

  put(table: string, rows: readonly LookupEntry[], at: Instant): Promise<void> {
    const written = lastOfEach(rows).map(({ key, value }) => ({ row_key: JSON.stringify(key), value: JSON.stringify(value) }));
    return this.#database.write(async (trx) => {
      await sql`
        insert into lookup_rows (table_name, row_key, value, updated_at)
        select cast(${table} as text), r.row_key, r.value, cast(${at} as text)
        from ${this.#database.dialect.rows(columns, written)} as r where true
        on conflict (table_name, row_key) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(trx);
    });
  }

  delete(table: string, keys: readonly string[]): Promise<number> {
    return this.#database.write(async (trx) => {
      const wanted = keys.map((key) => ({ row_key: JSON.stringify(key) }));
      const { numAffectedRows } = await sql`
        delete from lookup_rows where table_name = ${table}
          and row_key in (select r.row_key from ${this.#database.dialect.rows({ row_key: 'text' }, wanted)} as r)`.execute(trx);
      return Number(numAffectedRows ?? 0n);
    });
  }
}
