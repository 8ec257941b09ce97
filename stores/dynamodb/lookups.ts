import type { Instant } from '../../core/instant.js';
import { type LookupEntry, type Lookups, lastOfEach, type StoredRow } from '../lookups.js';
import type { DynamoDatabase } from './database.js';
import { lookupKeys } from './keys.js';

interface RowOfTable {
  /** JSON, which can carry every letter. */
  readonly row: string;
  readonly updatedAt: Instant;
}

/** See `Lookups` in the contract. A row is an item of the table of tasks. */
export class DynamoLookups implements Lookups {
  readonly #database: DynamoDatabase;

  constructor(database: DynamoDatabase) {
    this.#database = database;
  }

  async rows(table: string): Promise<readonly StoredRow[]> {
    const items = await this.#database.query<RowOfTable>('tasks', {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': lookupKeys.table(table) },
    });
    const rows = items.map(({ row, updatedAt }) => ({ ...(JSON.parse(row) as LookupEntry), updatedAt }));
    return rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async put(table: string, rows: readonly LookupEntry[], at: Instant): Promise<void> {
    await this.#database.putMany(
      'tasks',
      lastOfEach(rows).map(({ key, value }) => ({ ...lookupKeys.row(table, key), row: JSON.stringify({ key, value }), updatedAt: at })),
    );
  }

  delete(table: string, keys: readonly string[]): Promise<number> {
    return this.#database.delete(
      'tasks',
      [...new Set(keys)].map((key) => lookupKeys.row(table, key)),
    );
  }
}
