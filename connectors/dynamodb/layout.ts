import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TargetEntity } from '../../core/entity.js';
import type { Instant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import type { Failed } from '../../core/outcome.js';
import type { TxType } from '../../core/tx-type.js';
import type { Item } from './attribute-value.js';
import type { TableFacts } from './table-facts.js';

export interface Placing {
  readonly txType: TxType;
  readonly table: string;
  readonly facts: TableFacts;
  readonly signal: AbortSignal;
}

/** Where an entity belongs in its table. */
export interface Place {
  readonly key: Item;
  readonly tgtId: string;
  /** Attributes that its items have beside those of every layout. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** What its versions are called in a history. */
  readonly history: { readonly group: string; readonly name: string };
  readonly warnings?: readonly string[];
}

/** What items look like: where they lie, how they tell their time, and what of them is the record. */
export interface Layout {
  /** True where looking for the place may find what others have written, so that it is looked at before it is written. */
  readonly looksFirst: boolean;
  /** True where the record is an attribute of its own; false where its fields are attributes. */
  readonly isNested: boolean;
  place(entity: TargetEntity, placing: Placing): Promise<Place | Failed>;
  /** The attribute `updated_at`. */
  timeOf(updatedAt: Instant): Readonly<Record<string, AttributeValue>>;
  /** What of a record is content: without what only names the item. */
  contentOf(data: JsonObject, facts: TableFacts): JsonObject;
}
