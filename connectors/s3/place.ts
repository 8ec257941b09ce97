import { z } from 'zod';
import type { Cursor } from '../../core/cursor.js';
import { ConnectorError } from '../../core/errors.js';
import { type Instant, parseInstant, toInstant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';

const instant = z
  .string()
  .refine((text) => parseInstant(text) !== undefined)
  .transform((text) => text as Instant);

/** A file that is being read. */
const openFile = z.object({
  key: z.string(),
  etag: z.string(),
  size: z.number(),
  modifiedAt: instant,
  versionId: z.string().optional(),
  byte: z.number().optional(),
  row: z.number(),
  /** When the claim was last renewed. */
  claimedAtMs: z.number().optional(),
  /** How often it was begun anew, because it had changed. */
  restarts: z.number(),
  /** Of a document parser elsewhere. */
  ticket: z.custom<JsonValue>((value) => z.json().safeParse(value).success).optional(),
});

/** Where a sweep stands: all keys up to and including `after` are done. */
const place = z.object({ after: z.string().optional(), file: openFile.optional() });

export type OpenFile = z.output<typeof openFile>;
export type Place = z.output<typeof place>;

export function placeOf(cursor: Cursor | undefined, endpointId: string): Place {
  if (cursor?.token === undefined) return {};
  try {
    return place.parse(JSON.parse(cursor.token));
  } catch (cause) {
    const message = 'The cursor was not made by an s3 source. Set the cut date anew, without a token.';
    throw new ConnectorError('Refused', message, { endpoint: endpointId, effect: 'none', cause });
  }
}

/** The cut date plays no part, and stays what it was. */
export function cursorOf(next: Place, cursor: Cursor | undefined): Cursor {
  return { updatedAt: cursor?.updatedAt ?? toInstant(0), token: JSON.stringify(next) };
}

export function isSameTicket(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
