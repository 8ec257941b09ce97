import { type DynamoSettings, DynamoStore } from './dynamodb/dynamo-store.js';
import { libsqlDialect } from './sql/libsql.js';
import { postgresDialect } from './sql/postgres.js';
import { SqlStore } from './sql/sql-store.js';
import type { Store } from './store.js';

/** Where the store is. */
export type StoreSettings =
  /** A file on this machine; several processes may use it at once. */
  | { readonly kind: 'embedded'; readonly file: string }
  /** `postgres://user:password@host:5432/database`; several machines may use it at once. */
  | { readonly kind: 'postgres'; readonly url: string }
  /** Tables of an AWS account; several machines may use them at once. */
  | ({ readonly kind: 'dynamodb' } & DynamoSettings);

/** Opens a store. Its tables are there after `migrate()`; dispose of it to let go of file, pool and thread. */
export function openStore(settings: StoreSettings): Store {
  switch (settings.kind) {
    case 'embedded':
      return new SqlStore(libsqlDialect(settings.file));
    case 'postgres':
      return new SqlStore(postgresDialect(settings.url));
    case 'dynamodb':
      return new DynamoStore(settings);
  }
}
