import { type Kysely, sql, type Transaction } from 'kysely';
import type { Instant } from '../../core/instant.js';
import type { JsonObject, JsonValue } from '../../core/json.js';
import type { EntityToStage } from '../store.js';
import type { Tables } from './tables.js';

/** Large enough that a payload costs a hundredth of a row, small enough that reading one of them stays cheap. */
const entitiesPerPack = 100;

/** The stretch of a task's rows that is asked for, both ends included. */
export interface Stretch {
  readonly taskNo: number;
  readonly first: number;
  readonly last: number;
}

export interface RawRecord {
  /** Absent where it was not kept. */
  readonly raw?: JsonValue;
  readonly createdAt?: Instant;
}

export interface PayloadToStage {
  readonly seq: number;
  readonly entity: EntityToStage;
}

/** Writes the payloads of a page, by ascending sequence number. */
export async function writePacks(trx: Transaction<Tables>, taskNo: number, payloads: readonly PayloadToStage[]): Promise<void> {
  for (let start = 0; start < payloads.length; start += entitiesPerPack) {
    const part = payloads.slice(start, start + entitiesPerPack);
    const mapped = part.flatMap(({ seq, entity }) => (entity.dataJson === undefined ? [] : [`[${seq},${entity.dataJson}]`]));
    const data = `[${mapped.join(',')}]`;
    const kept = part.filter(({ entity }) => entity.raw !== undefined || entity.createdAt !== undefined);
    const raw = JSON.stringify(kept.map(({ seq, entity }) => [seq, entity.raw, entity.createdAt ?? null, entity.raw !== undefined]));
    await sql`insert into packs (task_no, first_seq, last_seq, data, raw)
      values (${taskNo}, ${part[0]?.seq}, ${part.at(-1)?.seq}, ${data}, ${raw})`.execute(trx);
  }
}

/** The mapped records of a stretch, by sequence number. */
export async function readData(db: Kysely<Tables>, stretch: Stretch): Promise<ReadonlyMap<number, JsonObject>> {
  const { rows } = await sql<{ pack: string }>`select data as pack ${packsOf(stretch)}`.execute(db);
  return new Map(rows.flatMap(({ pack }) => JSON.parse(pack) as [number, JsonObject][]));
}

/** The raw records of a stretch, by sequence number. */
export async function readRaw(db: Kysely<Tables>, stretch: Stretch): Promise<ReadonlyMap<number, RawRecord>> {
  const { rows } = await sql<{ pack: string }>`select raw as pack ${packsOf(stretch)}`.execute(db);
  const records = rows.flatMap(({ pack }) => JSON.parse(pack) as [number, JsonValue, Instant | null, boolean][]);
  return new Map(
    records.map(([seq, raw, createdAt, isKept]) => [seq, { ...(isKept && { raw }), ...(createdAt !== null && { createdAt }) }]),
  );
}

/** Packs do not overlap, so the one that reaches into the stretch from before is the last that begins before it. */
function packsOf({ taskNo, first, last }: Stretch) {
  return sql`from packs where task_no = ${taskNo} and first_seq <= ${last} and first_seq >= coalesce(
    (select max(p.first_seq) from packs as p where p.task_no = ${taskNo} and p.first_seq <= ${first}), 0)`;
}
