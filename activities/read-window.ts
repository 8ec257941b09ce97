import type { Page, Source } from '../connectors/connector.js';
import { type Instant, justAfter, secondsBefore } from '../core/instant.js';
import type { ReadPosition } from '../core/transfer.js';

/** Where a source is read in windows of time: which one a position is in. */
export interface ReadWindow {
  /** Nothing later is read within it. */
  readonly end: Instant;
  readonly hours: number;
}

type SourcePosition = ReadPosition & { readonly kind: 'source' };

/** Windows grow no wider. */
const mostHours = 24 * 365;

/**
 * The window of a position. Undefined where the source is not read in windows: the sync asks for none, the source is not
 * read in the order of time, or it is read from its very beginning.
 */
export function windowOf(
  { cursor, until, window }: SourcePosition,
  { order, hours }: { readonly order: Source['order']; readonly hours: number | undefined },
): ReadWindow | undefined {
  if (window !== undefined) return window;
  if (hours === undefined || order !== 'updatedAt' || cursor === undefined) return undefined;
  return windowFrom(cursor.updatedAt, hours, until);
}

function windowFrom(start: Instant, hours: number, until: Instant): ReadWindow {
  const end = secondsBefore(start, -hours * 3600);
  return { end: end < until ? end : until, hours };
}

/**
 * Where to go on behind a page of a window: in it, or at the beginning of the next one, which is twice as wide where nothing
 * was found. Undefined at the end of the last one.
 */
export function behindWindow(
  page: Page,
  window: ReadWindow,
  { position, hours }: { readonly position: SourcePosition; readonly hours: number },
): (Required<Pick<SourcePosition, 'window'>> & Pick<SourcePosition, 'cursor'>) | undefined {
  if (!page.isDone) return page.next === undefined ? undefined : { cursor: page.next, window };
  if (window.end >= position.until) return undefined;
  const isEmpty = page.entities.length + page.problems.length === 0;
  const start = justAfter(window.end);
  const width = isEmpty ? Math.min(window.hours * 2, mostHours) : hours;
  return { cursor: { updatedAt: start }, window: windowFrom(start, width, position.until) };
}
