import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';
import type { ConfigVersion, ConfigVersions } from '../config-versions.js';
import type { SqlDatabase } from './database.js';

/** See `ConfigVersions` in the contract. */
export class SqlConfigVersions implements ConfigVersions {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  put({ version, document, appliedAt }: ConfigVersion): Promise<void> {
    return this.#database.write(async (trx) => {
      await sql`
        insert into config_versions (version, document, applied_at, is_current)
        values (${version}, ${JSON.stringify(document)}, ${appliedAt}, 1)
        on conflict (version) do update set applied_at = excluded.applied_at, is_current = 1`.execute(trx);
      await sql`update config_versions set is_current = 0 where is_current = 1 and version <> ${version}`.execute(trx);
    });
  }

  get(version: string): Promise<ConfigVersion | undefined> {
    return this.#find(sql`version = ${version}`);
  }

  current(): Promise<ConfigVersion | undefined> {
    return this.#find(sql`is_current = 1`);
  }

  #find(condition: RawBuilder<unknown>): Promise<ConfigVersion | undefined> {
    return this.#database.read(async (db) => {
      const { rows } = await sql<{ version: string; document: string; applied_at: Instant }>`
        select version, document, applied_at from config_versions where ${condition} order by applied_at desc`.execute(db);
      const [row] = rows;
      return row && { version: row.version, document: JSON.parse(row.document) as JsonValue, appliedAt: row.applied_at };
    });
  }
}
