import type { JsonObject } from '../../../core/json.js';
import type { RecordShape } from '../entities/record-shape.js';
import type { CustomKind } from '../settings.js';

/** A reference whose id is known, or that NetSuite itself resolves. */
export type Pointer = { readonly id: string } | { readonly externalId: string };

/** A lot on a line: one that is there, or, where stock comes in, the number of one that need not be. */
export interface LotDraft {
  readonly number?: string;
  readonly issueId?: string;
  readonly quantity: number;
  readonly bin?: Pointer;
  readonly toBin?: Pointer;
  readonly expirationDate?: string;
}

export interface CustomValue {
  readonly kind: CustomKind;
  readonly value: string | number | boolean | Pointer | readonly Pointer[];
}

export type DraftValue = string | number | boolean | Pointer | JsonObject | readonly Pointer[] | readonly RowDraft[] | readonly LotDraft[];

export interface RowDraft {
  readonly fields: ReadonlyMap<string, DraftValue>;
  readonly custom: ReadonlyMap<string, CustomValue>;
}

/** A record on its way to NetSuite, the same for both doors: every reference resolved, every value checked. */
export interface Draft extends RowDraft {
  readonly shape: RecordShape;
  /** Of custom records: script id and, for SOAP, internal id of the type. */
  readonly customType?: { readonly scriptId: string; readonly typeId?: string };
  readonly externalId: string;
  /** Known where the record is there already. */
  readonly id?: string;
  /** Nothing was there under any of its keys when it was looked up. */
  readonly isNew: boolean;
  /** Fields to be emptied, custom ones by script id. */
  readonly cleared: readonly string[];
  readonly replacesLines: boolean;
  readonly warnings: readonly string[];
}

/** Why an entity cannot be written, in words. Becomes its outcome. */
export class DraftProblem extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'DraftProblem';
    this.code = code;
  }
}

export function isPointer(value: unknown): value is Pointer {
  return typeof value === 'object' && value !== null && ('id' in value || 'externalId' in value);
}
