import type { EntityStatus, IgnoredReason } from '../core/entity.js';
import type { TaskCounts } from '../core/task.js';

export interface CountedRow {
  /** A status of an entity, or `read`. */
  readonly status: EntityStatus | 'read';
  readonly reason: IgnoredReason | null;
}

/** Under which name a row is counted. */
export function countName({ status, reason }: CountedRow): keyof TaskCounts {
  switch (status) {
    case 'read':
      return 'read';
    case 'N':
      return 'pending';
    case 'S':
      return 'sent';
    case 'F':
      return 'failed';
    case '?':
      return 'unknown';
    case 'I':
      return reason === 'unchanged' ? 'unchanged' : 'ignored';
  }
}
