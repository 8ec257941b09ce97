import { type LoadedConfig, withLookupRows } from '../../config/load.js';
import type { Context } from './context.js';

/** The config with the rows of the lookup tables that are kept in the store. Opens the store only where there are such. */
export async function withStoredLookups(context: Context, loaded: LoadedConfig): Promise<LoadedConfig> {
  const names = storedTables(loaded);
  if (names.length === 0) return loaded;
  const { lookups } = await context.store();
  const tables = await Promise.all(names.map(async (name) => [name, await lookups.rows(name)] as const));
  return withLookupRows(
    loaded,
    Object.fromEntries(tables.map(([name, rows]) => [name, rows.map(({ key, value }) => [key, value] as const)])),
  );
}

/** The names of the tables whose rows are in the store. */
export function storedTables({ config }: LoadedConfig): readonly string[] {
  return Object.entries(config.lookups).flatMap(([name, { rows }]) => (rows === 'store' ? [name] : []));
}
