import type { Cursor } from '../core/cursor.js';
import type { Lane } from '../core/ids.js';
import type { Instant } from '../core/instant.js';
import type { CutDate } from '../core/task.js';

/** How far each lane has read its source. */
export interface CutDates {
  get(lane: Lane): Promise<CutDate | undefined>;
  /**
   * Compare-and-set. `committed`: moved, or this task had moved it to the same place before. `conflict`: someone else
   * moved it since `expectedVersion` (0: never set) was read.
   */
  commit(commit: CutDateCommit): Promise<'committed' | 'conflict'>;
}

export interface CutDateCommit {
  readonly lane: Lane;
  readonly expectedVersion: number;
  readonly cursor: Cursor;
  /** A task id, or who set it by hand. */
  readonly committedBy: string;
  readonly at: Instant;
}
