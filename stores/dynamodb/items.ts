import type { EntityStatus, IgnoredReason } from '../../core/entity.js';
import type { Lane } from '../../core/ids.js';
import type { Instant } from '../../core/instant.js';
import type { CutDate, TaskStatus, Trigger } from '../../core/task.js';
import type { Key } from './keys.js';

/** A task, in the table of tasks. What staging changes of it lies apart, in `ProgressItem`. */
export interface TaskItem {
  readonly taskNo: number;
  readonly taskId: string;
  readonly syncId: string;
  readonly lane: Lane;
  readonly trigger: Trigger;
  readonly configVersion: string;
  readonly status: TaskStatus;
  readonly note?: string;
  readonly cutDate?: CutDate;
  readonly until: Instant;
  readonly openedAt: Instant;
  readonly closedAt?: Instant;
}

/** Of each flow: who writes in it, and what was decided and may not yet be carried out. */
export interface RouteItem {
  /** Grows with each writer. */
  readonly version: number;
  readonly holder?: string;
  /** Epoch milliseconds; after them another writer may step in. */
  readonly heldUntil?: number;
  readonly plan?: PlanPointer;
}

/** A decided change: within the pointer where it is small, in items of its own where not. */
export interface PlanPointer {
  readonly id: string;
  readonly version: number;
  readonly parts: number;
  readonly inline?: Uint8Array;
}

/** What plans may write: whole items of the staging table, each with the version of the plan that wrote it last. */
export type PlannedItem = RowItem | HeadItem | PageItem | (ProgressItem & Key) | (ClaimItem & Key);

export interface ProgressItem {
  readonly lastSeq: number;
  /** Open claims of a task never overlap. */
  readonly openClaims: readonly OpenClaim[];
}

export interface OpenClaim {
  readonly token: string;
  readonly first: number;
  readonly last: number;
}

export interface ClaimItem extends OpenClaim {
  readonly state: 'open' | 'settled' | 'released' | 'lost';
  /** Rows handed out and not yet settled. */
  readonly remaining: number;
  readonly claimedAt: Instant;
  /** Epoch seconds: DynamoDB deletes it then. */
  readonly expiresAt?: number;
}

/** One staged version of an entity. Narrow: payloads lie in packs. */
export interface RowItem extends Key {
  readonly taskNo: number;
  readonly seq: number;
  readonly srcId: string;
  /** Hash and range key of the index of an entity's rows. */
  readonly entity: string;
  readonly entityNo: string;
  readonly updatedAt: Instant;
  readonly createdAt?: Instant | undefined;
  readonly hash: string;
  readonly status: EntityStatus;
  readonly reason?: IgnoredReason | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly tgtId?: string | undefined;
  readonly change?: 'created' | 'updated' | 'deleted' | undefined;
  readonly attempt: number;
  readonly mustLookUp?: boolean | undefined;
  /** A person has asked for it to be sent again, and no attempt has been at it since. */
  readonly isResend?: boolean | undefined;
  /** The row of the same entity and task that must be settled before this one may be claimed. */
  readonly waitsForSeq?: number | undefined;
  readonly isSuperseded?: boolean | undefined;
  readonly stagedAt: Instant;
  readonly settledAt?: Instant | undefined;
  /** The digest of the pack that holds the payload, and the place in it. */
  readonly pack?: string | undefined;
  readonly place?: number | undefined;
}

export interface HeadItem extends Key {
  /** The latest `updatedAt` seen with this content, which may be later than the row's own. */
  readonly updatedAt: Instant;
  readonly taskNo: number;
  readonly seq: number;
}

export interface PageItem extends Key {
  readonly isRetry: boolean;
  readonly read: number;
  /** Units of the source end with it. */
  readonly isEnding?: true | undefined;
  /** The whole answer: JSON, compressed, in base64. */
  readonly answer: string;
}
