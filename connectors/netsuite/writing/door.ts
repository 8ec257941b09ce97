import type { JsonObject } from '../../../core/json.js';
import type { RecordShape } from '../entities/record-shape.js';
import type { Refusal } from '../errors.js';
import type { Draft } from './draft.js';
import type { FoundReferences, Wanted } from './reference.js';

/** A record that is there already. */
export interface Existing {
  readonly id: string;
  readonly externalId?: string;
  /** In NetSuite's words, without the type: `Pending Fulfillment`. */
  readonly status?: string;
  /** The value of the field that it was looked up by, where it was not by ids. */
  readonly value?: string;
}

export interface ExistingRequest {
  readonly shape: RecordShape;
  readonly customType?: Draft['customType'];
  /** By which the records are found: `id`, `externalId`, or a field that must match exactly. */
  readonly field: string;
  readonly values: readonly string[];
  readonly signal: AbortSignal;
}

export interface LotRequest {
  readonly item: string;
  readonly number: string;
}

/** What became of one record. */
export type WriteResult = { readonly id: string; readonly warnings: readonly string[] } | { readonly refusal: Refusal };

export interface RecordRequest {
  readonly shape: RecordShape;
  readonly customType?: Draft['customType'];
  readonly ids: readonly string[];
  readonly signal: AbortSignal;
}

/** One of the two doors, for writing. Throws ConnectorError where nothing is known about the whole. */
export interface Door {
  lookup(wanted: readonly Wanted[], signal: AbortSignal): Promise<FoundReferences>;
  existing(request: ExistingRequest): Promise<readonly Existing[]>;
  /** Internal ids of lots, by `lotKey`. */
  lots(wanted: readonly LotRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>>;
  /** One result per draft, in the same order. */
  write(drafts: readonly Draft[], signal: AbortSignal): Promise<readonly WriteResult[]>;
  remove(request: RecordRequest): Promise<readonly WriteResult[]>;
  /** Records in the domain's shape, by internal id. */
  read(request: RecordRequest): Promise<ReadonlyMap<string, JsonObject>>;
}

export function lotKey({ item, number }: LotRequest): string {
  return JSON.stringify([item, number]);
}
