import { type RawBuilder, sql } from 'kysely';

/** A list of values; of none, one that nothing equals. */
export function oneOf(values: readonly string[]): RawBuilder<unknown> {
  return values.length === 0 ? sql`null` : sql.join(values);
}
