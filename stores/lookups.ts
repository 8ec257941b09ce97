import type { Instant } from '../core/instant.js';

/**
 * The rows of lookup tables that are edited here rather than in a file. They are a draft: a task knows those that were
 * there when its config version was applied.
 */
export interface Lookups {
  /** By key. Empty for a table that has none. */
  rows(table: string): Promise<readonly StoredRow[]>;
  /** Adds rows, or puts them in the place of those with the same keys. Each row is there or not, wherever it is cut off. */
  put(table: string, rows: readonly LookupEntry[], at: Instant): Promise<void>;
  /** Returns how many of them there were. */
  delete(table: string, keys: readonly string[]): Promise<number>;
}

export interface LookupEntry {
  readonly key: string;
  readonly value: string | number | boolean;
}

export interface StoredRow extends LookupEntry {
  readonly updatedAt: Instant;
}

/** Of rows with one key, the last. */
export function lastOfEach(rows: readonly LookupEntry[]): readonly LookupEntry[] {
  return [...new Map(rows.map((row) => [row.key, row])).values()];
}
