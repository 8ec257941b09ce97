import { type Instant, secondsBefore } from './instant.js';

/**
 * Up to where a source has been read. Everything up to and including (`updatedAt`, `srcId`) was returned.
 * Without `srcId`, the whole of `updatedAt` is still to be read: reading begins at that instant, inclusive.
 */
export interface Cursor {
  readonly updatedAt: Instant;
  readonly srcId?: string;
  /** What the source itself needs to go on, such as a page token. Opaque to the engine; survives a restart. */
  readonly token?: string;
}

/** The later of two cursors; srcIds break ties by position in the source, so the second one wins a tie. */
export function laterCursor(a: Cursor | undefined, b: Cursor): Cursor {
  return a !== undefined && a.updatedAt > b.updatedAt ? a : b;
}

/**
 * Where a new task begins to read: the committed cut date less the overlap. A row whose transaction commits late
 * carries an `updatedAt` that was already passed; the overlap finds it, and staging recognises all others by version.
 */
export function startingCursor(cutDate: Cursor, overlapSeconds: number): Cursor {
  if (overlapSeconds <= 0) return cutDate;
  return { updatedAt: secondsBefore(cutDate.updatedAt, overlapSeconds) };
}

/** A text that is equal for equal cursors: the key of a staged page. */
export function cursorKey(cursor: Cursor | undefined): string {
  return cursor === undefined ? 'start' : JSON.stringify([cursor.updatedAt, cursor.srcId ?? null, cursor.token ?? null]);
}
