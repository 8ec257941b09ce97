import { deletionHash } from '../core/deletion.js';
import type { EntityStatus, IgnoredReason } from '../core/entity.js';
import type { Instant } from '../core/instant.js';
import type { EntityToStage } from './store.js';

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
  /** 0 where it need not be: a head is a row of the database as it comes. */
  readonly mustLookUp: number;
  readonly waitsForSeq: number | null;
}

/** An entity to be staged, with the date by which it is compared. */
export type DatedEntity = EntityToStage & { readonly updatedAt: Instant };

/** What becomes of one entity of a page. */
export interface Decision {
  readonly status: 'N' | 'F' | 'I';
  readonly reason: IgnoredReason | null;
  readonly isSuperseded: boolean;
  readonly tgtId: string | null;
  readonly attempt: number;
  readonly mustLookUp: boolean;
  /** A person has asked for one of unknown outcome to be sent again. */
  readonly isResend: boolean;
  readonly waitsForSeq: number | null;
  /** The head's row gives way to this one. */
  readonly replacesHead: boolean;
  /** What the head becomes: this row, the same row with a later `updatedAt`, or what it was. */
  readonly head: 'this' | 'noted' | 'kept';
}

export interface Staging {
  readonly taskNo: number;
  readonly isForced: boolean;
  readonly isRetry: boolean;
  /** Whether a claim holds this row of the task at this moment. */
  readonly isHeld: (seq: number) => boolean;
}

const absentHead = { tgtId: null, attempt: 1, mustLookUp: false, isResend: false, waitsForSeq: null, replacesHead: false } as const;

function ignored(reason: IgnoredReason): { readonly [Change in 'noted' | 'kept']: Decision } {
  const decision = { ...absentHead, status: 'I', reason, isSuperseded: reason === 'superseded' } as const;
  return { noted: { ...decision, head: 'noted' }, kept: { ...decision, head: 'kept' } };
}

const unchanged = ignored('unchanged');
const parked = ignored('parked');
const superseded = ignored('superseded');
const stale = ignored('stale').kept;
const left = ignored('deletion').kept;
const unheardOf: Decision = { ...absentHead, status: 'N', reason: null, isSuperseded: false, head: 'this' };

/** The other one of two in one page. */
export const supersededInPage = superseded.kept;

/** The table of `Staging.stage`, as a function. */
export function decide(entity: DatedEntity, head: Head | undefined, staging: Staging): Decision {
  if (entity.isLeft === true) return left;
  if (head === undefined) return entity.failure === undefined ? unheardOf : fresh(entity, absentHead);
  if (isOvertaken(entity, head, staging)) return stale;
  if (head.hash === entity.hash) {
    const noted = entity.updatedAt > head.updatedAt ? 'noted' : 'kept';
    if (head.status === 'S' || head.status === 'I') return unchanged[noted];
    if (head.status === 'F' && !staging.isForced) return parked[noted];
    if (head.status === 'N' && head.taskNo === staging.taskNo) return superseded[noted];
  }
  return fresh(entity, succession(entity, head, staging));
}

/** A retry of the very version that the head names is never overtaken by a later date of the same content. */
function isOvertaken(entity: DatedEntity, head: Head, staging: Staging): boolean {
  const isRetryOfHead = staging.isForced && head.taskNo === staging.taskNo && head.rowUpdatedAt === entity.updatedAt;
  return head.updatedAt > entity.updatedAt && !isRetryOfHead;
}

type Succession = Pick<Decision, 'tgtId' | 'attempt' | 'mustLookUp' | 'isResend' | 'waitsForSeq' | 'replacesHead'>;

/** What a new version takes over from the one before. */
function succession(entity: DatedEntity, head: Head, staging: Staging): Succession {
  const isOurs = head.taskNo === staging.taskNo;
  const isPending = head.status === 'N';
  const isHeld = isPending && isOurs && head.waitsForSeq === null && staging.isHeld(head.seq);
  const waitsForSeq = isHeld ? head.seq : isPending && isOurs ? head.waitsForSeq : null;
  const hasFailed = head.status === 'F' || head.status === '?';
  const isAnotherAttempt = isOurs && hasFailed && head.rowUpdatedAt === entity.updatedAt;
  const wasMaybeSent = head.status === '?' || (isPending && !isOurs) || (head.mustLookUp > 0 && head.status !== 'S');
  return {
    tgtId: head.hash === deletionHash && (head.status === 'S' || head.status === 'I') ? null : head.tgtId,
    attempt: isAnotherAttempt ? head.attempt + 1 : 1,
    mustLookUp: wasMaybeSent,
    isResend: staging.isRetry && isOurs && head.status === '?',
    waitsForSeq,
    replacesHead: hasFailed || (isPending && !isHeld),
  };
}

function fresh(entity: DatedEntity, from: Succession): Decision {
  const decision = { ...from, reason: null, isSuperseded: false, head: 'this' } as const;
  if (entity.failure === undefined) return { ...decision, status: 'N' };
  return { ...decision, status: 'F', mustLookUp: from.mustLookUp || from.waitsForSeq !== null, waitsForSeq: null };
}
