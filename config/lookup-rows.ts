import type { LookupValue } from '../mapping/lookup.js';

/** What a table may hold. All of it is kept in every config version, and in the memory of every worker. */
export const lookupLimits = { rows: 20_000, keyLength: 200, valueLength: 1000, characters: 2_000_000 } as const;

export type LookupRow = readonly [string, LookupValue];

/** What is wrong with a row, in words that follow the place where it stands. */
export function rowProblem([key, value]: LookupRow): string | undefined {
  if (key === '') return 'has no key';
  if (key.length > lookupLimits.keyLength) return `has a key of ${key.length} characters; ${lookupLimits.keyLength} are the most`;
  const length = typeof value === 'string' ? value.length : 0;
  return length > lookupLimits.valueLength ? `has a value of ${length} characters; ${lookupLimits.valueLength} are the most` : undefined;
}

/** What is wrong with a table as a whole. */
export function sizeProblem(rows: readonly LookupRow[]): string | undefined {
  if (rows.length > lookupLimits.rows) return `has ${rows.length} rows; ${lookupLimits.rows} are the most. Split it into several tables`;
  return undefined;
}

/** What is wrong with all tables of a config together. */
export function totalProblem(tables: Readonly<Record<string, readonly LookupRow[]>>): string | undefined {
  let sum = 0;
  for (const rows of Object.values(tables)) for (const [key, value] of rows) sum += key.length + String(value).length;
  if (sum <= lookupLimits.characters) return undefined;
  return `the tables together have ${sum} characters; ${lookupLimits.characters} are the most, for every config version keeps them all`;
}
