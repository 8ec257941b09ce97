import { type Kysely, sql, type Transaction } from 'kysely';
import type { Lane } from '../../core/ids.js';
import type { Tables } from './tables.js';

/** A lane without a group has an empty one in the tables, so that it can be part of a key. */
export function groupKey(lane: Lane): string {
  return lane.group ?? '';
}

export async function findRoute(db: Kysely<Tables>, lane: Lane): Promise<number | undefined> {
  const { rows } = await sql<{ route_no: number }>`
    select route_no from routes where source = ${lane.source} and target = ${lane.target} and tx_type = ${lane.txType}`.execute(db);
  return rows[0]?.route_no;
}

/** The route's number, given at its first use. */
export async function takeRoute(trx: Transaction<Tables>, lane: Lane): Promise<number> {
  const known = await findRoute(trx, lane);
  if (known !== undefined) return known;
  await sql`
    insert into routes (source, target, tx_type) values (${lane.source}, ${lane.target}, ${lane.txType})
    on conflict (source, target, tx_type) do nothing`.execute(trx);
  return takeRoute(trx, lane);
}
