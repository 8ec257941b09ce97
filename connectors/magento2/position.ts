import { z } from 'zod';
import type { Cursor } from '../../core/cursor.js';
import { type Instant, parseInstant, toInstant } from '../../core/instant.js';
import { fromMagentoTime, type MagentoTime, toMagentoTime } from './magento-time.js';
import type { Row } from './row.js';

/** A place in the order (updated_at, id). With an id: behind that record. Without: before all records of that second. */
export interface Position {
  readonly time: MagentoTime;
  readonly id?: number;
}

const tokenSchema = z.tuple([z.string(), z.int()]);

/** The place that a cursor means; undefined where the cursor was not made by this connector. */
export function positionOf(cursor: Cursor): Position | undefined {
  if (cursor.token !== undefined) {
    const token = tokenSchema.safeParse(parseJson(cursor.token));
    return token.success ? { time: token.data[0], id: token.data[1] } : undefined;
  }
  const time = toMagentoTime(cursor.updatedAt);
  if (cursor.srcId === undefined) return { time };
  return /^\d{1,15}$/.test(cursor.srcId) ? { time, id: Number(cursor.srcId) } : undefined;
}

/**
 * The cursor behind the last row that says where it stands. A row whose `updated_at` is no date keeps its place in the
 * token, as the database sorts such texts too.
 */
export function cursorBehind(rows: readonly Row[], before: Cursor | undefined): Cursor | undefined {
  const last = rows.findLast((row) => row.id !== undefined && row.time !== undefined);
  if (last?.id === undefined || last.time === undefined) return undefined;
  const updatedAt = fromMagentoTime(last.time);
  if (updatedAt !== undefined) return { updatedAt, srcId: String(last.id) };
  return { updatedAt: before?.updatedAt ?? beginning, srcId: String(last.id), token: JSON.stringify([last.time, last.id]) };
}

/**
 * Where the next task begins. A second that is still running may yet fill up behind the records that were read, so that
 * reading rests before it: the next task reads the whole of it again.
 */
export function restingCursor(behind: Cursor | undefined, now: Date): Cursor | undefined {
  if (behind === undefined || toMagentoTime(behind.updatedAt) < toMagentoTime(toInstant(now))) return behind;
  const second = fromMagentoTime(toMagentoTime(behind.updatedAt));
  return second === undefined ? behind : { updatedAt: second };
}

const beginning = parseInstant('1970-01-01T00:00:00Z') as Instant;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
