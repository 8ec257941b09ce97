import type { EntityStatus, IgnoredReason } from '../../core/entity.js';
import type { Instant } from '../../core/instant.js';
import type { EntityToStage } from '../store.js';

/** What is known of an entity before a new version of it is staged: its head, and the row that the head names. */
export interface Head {
  readonly taskNo: number;
  readonly seq: number;
  /** The latest `updatedAt` seen with the row's content. */
  readonly updatedAt: Instant;
  readonly rowUpdatedAt: Instant;
  readonly hash: string;
  readonly status: EntityStatus;
  readonly tgtId: string | null;
  readonly attempt: number;
  readonly mustLookUp: boolean;
  readonly waitsForSeq: number | null;
  /** A claim of its task holds the row at this moment. */
  readonly isHeld: boolean;
}

/** What becomes of one entity of a page. */
export interface Decision {
  readonly status: 'N' | 'F' | 'I';
  readonly reason: IgnoredReason | null;
  readonly isSuperseded: boolean;
  readonly tgtId: string | null;
  readonly attempt: number;
  readonly mustLookUp: boolean;
  readonly waitsForSeq: number | null;
  /** The head's row gives way to this one. */
  readonly replacesHead: boolean;
  /** What the head becomes: this row, the same row with a later `updatedAt`, or what it was. */
  readonly head: 'this' | 'noted' | 'kept';
}

export interface Staging {
  readonly taskNo: number;
  readonly isForced: boolean;
}

const absentHead = { tgtId: null, attempt: 1, mustLookUp: false, waitsForSeq: null, replacesHead: false } as const;

function ignored(reason: IgnoredReason, head: Decision['head']): Decision {
  return { ...absentHead, status: 'I', reason, isSuperseded: reason === 'superseded', head };
}

/** The other one of two in one page. */
export const supersededInPage: Decision = ignored('superseded', 'kept');

/** The table of `Staging.stage`, as a function. */
export function decide(entity: EntityToStage, head: Head | undefined, staging: Staging): Decision {
  if (head === undefined) return fresh(entity, absentHead);
  if (isOvertaken(entity, head, staging)) return ignored('stale', 'kept');
  if (head.hash === entity.hash) {
    const noted = entity.updatedAt > head.updatedAt ? 'noted' : 'kept';
    if (head.status === 'S' || head.status === 'I') return ignored('unchanged', noted);
    if (head.status === 'F' && !staging.isForced) return ignored('parked', noted);
    if (head.status === 'N' && head.taskNo === staging.taskNo) return ignored('superseded', noted);
  }
  return fresh(entity, succession(entity, head, staging));
}

/** A retry of the very version that the head names is never overtaken by a later date of the same content. */
function isOvertaken(entity: EntityToStage, head: Head, staging: Staging): boolean {
  const isRetryOfHead = staging.isForced && head.taskNo === staging.taskNo && head.rowUpdatedAt === entity.updatedAt;
  return head.updatedAt > entity.updatedAt && !isRetryOfHead;
}

type Succession = Pick<Decision, 'tgtId' | 'attempt' | 'mustLookUp' | 'waitsForSeq' | 'replacesHead'>;

/** What a new version takes over from the one before. */
function succession(entity: EntityToStage, head: Head, staging: Staging): Succession {
  const isOurs = head.taskNo === staging.taskNo;
  const isPending = head.status === 'N';
  const isHeld = isPending && isOurs && head.isHeld && head.waitsForSeq === null;
  const waitsForSeq = isHeld ? head.seq : isPending && isOurs ? head.waitsForSeq : null;
  const hasFailed = head.status === 'F' || head.status === '?';
  const isAnotherAttempt = isOurs && hasFailed && head.rowUpdatedAt === entity.updatedAt;
  const wasMaybeSent = head.status === '?' || (isPending && !isOurs) || (head.mustLookUp && head.status !== 'S');
  return {
    tgtId: head.tgtId,
    attempt: isAnotherAttempt ? head.attempt + 1 : 1,
    mustLookUp: wasMaybeSent,
    waitsForSeq,
    replacesHead: hasFailed || (isPending && !isHeld),
  };
}

function fresh(entity: EntityToStage, from: Succession): Decision {
  const decision = { ...from, reason: null, isSuperseded: false, head: 'this' } as const;
  if (entity.failure === undefined) return { ...decision, status: 'N' };
  return { ...decision, status: 'F', mustLookUp: from.mustLookUp || from.waitsForSeq !== null, waitsForSeq: null };
}
