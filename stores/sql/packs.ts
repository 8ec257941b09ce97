import { setImmediate } from 'node:timers/promises';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Instant } from '../../core/instant.js';
import type { JsonObject, JsonValue } from '../../core/json.js';
import type { EntityToStage } from '../store.js';
import type { Tables } from './tables.js';

/** Large enough that a payload costs a hundredth of a row, small enough that reading one of them stays cheap. */
const entitiesPerPack = 100;
/** The longest stretch of rows whose packs are read in one go. */
const entitiesPerRead = 1000;

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

/** The mapped records of these rows, by sequence number. */
export async function readData(db: Kysely<Tables>, taskNo: number, seqs: readonly number[]): Promise<ReadonlyMap<number, JsonObject>> {
  const packed = await readPacked<[number, JsonObject]>(db, sql`data`, { taskNo, seqs });
  return new Map(packed);
}

/** The raw records of these rows, by sequence number. */
export async function readRaw(db: Kysely<Tables>, taskNo: number, seqs: readonly number[]): Promise<ReadonlyMap<number, RawRecord>> {
  const packed = await readPacked<[number, JsonValue, Instant | null, boolean]>(db, sql`raw`, { taskNo, seqs });
  return new Map(
    packed.map(([seq, raw, createdAt, isKept]) => [seq, { ...(isKept && { raw }), ...(createdAt !== null && { createdAt }) }]),
  );
}

async function readPacked<Packed extends readonly [number, ...unknown[]]>(
  db: Kysely<Tables>,
  column: RawBuilder<unknown>,
  { taskNo, seqs }: { readonly taskNo: number; readonly seqs: readonly number[] },
): Promise<readonly Packed[]> {
  const wanted = new Set(seqs);
  const found: Packed[] = [];
  for (const [index, stretch] of stretchesOf(seqs).entries()) {
    // libsql answers without giving way, and an activity that reads a thousand stretches must still be able to beat.
    if (index > 0) await setImmediate();
    const { rows } = await sql<{ pack: string }>`select ${column} as pack ${packsOf({ taskNo, ...stretch })}`.execute(db);
    for (const { pack } of rows) found.push(...(JSON.parse(pack) as Packed[]).filter(([seq]) => wanted.has(seq)));
  }
  return found;
}

/**
 * Stretches that hold all of these numbers and not much else. Rows that are far apart, as failures are, are read apart: a
 * thousand of them among a million lie in a thousand packs, and these may not be held in memory at once.
 */
export function stretchesOf(seqs: readonly number[]): readonly { readonly first: number; readonly last: number }[] {
  const stretches: { first: number; last: number }[] = [];
  for (const seq of seqs.toSorted((a, b) => a - b)) {
    const open = stretches.at(-1);
    if (open === undefined || seq - open.last > entitiesPerPack || seq - open.first >= entitiesPerRead)
      stretches.push({ first: seq, last: seq });
    else open.last = seq;
  }
  return stretches;
}

/** Packs do not overlap, so the one that reaches into the stretch from before is the last that begins before it. */
function packsOf({ taskNo, first, last }: Stretch) {
  return sql`from packs where task_no = ${taskNo} and first_seq <= ${last} and first_seq >= coalesce(
    (select max(p.first_seq) from packs as p where p.task_no = ${taskNo} and p.first_seq <= ${first}), 0)`;
}
