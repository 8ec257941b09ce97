import type { Instant } from './instant.js';
import type { JsonObject, JsonValue } from './json.js';

/** One record as a source gave it. */
export interface SourceEntity {
  /** The record's identity in the source; stable over time, unique per tx type. */
  readonly srcId: string;
  readonly updatedAt: Instant;
  readonly createdAt?: Instant;
  readonly data: JsonObject;
  /** The record was deleted, at `updatedAt`; `data` is what is still known of it, or empty. */
  readonly isDeleted?: true;
}

/** A record that the source returned but that cannot become an entity: no id, a date that is none, a broken shape. */
export interface UnreadableEntity {
  /** The record's id where it has one. */
  readonly srcId?: string;
  readonly updatedAt?: Instant;
  readonly code: string;
  /** For people: which field, what was found, what was expected. */
  readonly message: string;
  readonly raw: JsonValue;
}

/** One entity on its way into the target. */
export interface TargetEntity {
  readonly srcId: string;
  /** The id in the target, where an earlier version of this entity has been sent. */
  readonly tgtId?: string;
  readonly updatedAt: Instant;
  /** Equal for every attempt to send this version, and for no other: an idempotency key for targets that take one. */
  readonly key: string;
  /**
   * Equal for every attempt of the engine to send what it has staged once, and another where a person asks for the same
   * version to be sent again: for targets that drop what they have seen before.
   */
  readonly sendingKey?: string;
  /** The mapped record; empty where it was deleted. */
  readonly data: JsonObject;
  /** The record was deleted in the source, and is to be deleted in the target. Only given to targets that can (`Target.deletes`). */
  readonly isDeleted?: true;
}

/** N new, S sent, F failed, I ignored, ? outcome unknown. */
export const entityStatuses = ['N', 'S', 'F', 'I', '?'] as const;
export type EntityStatus = (typeof entityStatuses)[number];

/** Why an entity was not sent although nothing is wrong with it. */
export const ignoredReasons = [
  /** The target already has this version. */
  'unchanged',
  /** The target already has a newer version. */
  'stale',
  /** A newer version of the same entity, or another attempt at it, took its place before it was sent. */
  'superseded',
  /** This very version has failed before and waits for a retry or an edit. */
  'parked',
  /** A rule of the sync or of the connector says that it is not to be sent. */
  'rule',
  /** It was deleted in the source, and the sync leaves it in the target (`deletions: ignore`). */
  'deletion',
] as const;
export type IgnoredReason = (typeof ignoredReasons)[number];
