/** A value of a record, as JSON. What it means is said by the catalogue: references, objects and lists are objects here. */
export type Value = string | number | boolean | Fields | readonly Value[];

export interface Fields {
  readonly [name: string]: Value | undefined;
}

/** Points at a record. `name` is filled in when the record is kept. */
export type Reference = {
  readonly internalId?: string;
  readonly externalId?: string;
  readonly name?: string;
  readonly type?: string;
  readonly typeId?: string;
};

export const customKinds = ['string', 'long', 'double', 'boolean', 'date', 'select', 'multiSelect'] as const;
export type CustomKind = (typeof customKinds)[number];

/** The value of a custom field: text, number, boolean, UTC time, reference, or a list of references. */
export type CustomValue = { readonly kind: CustomKind; readonly value: Value };

/** A list as it comes in: whether it replaces what is there, and its rows (objects, or references). */
export type ListDraft = { readonly replaceAll: boolean; readonly rows: readonly Fields[] };

/** A record as it is asked for: to be added, or to change what is there. Lists are `ListDraft`. */
export interface Draft {
  readonly type: string;
  readonly internalId?: string;
  readonly externalId?: string;
  readonly fields: Fields;
  /** Names of fields that are to be emptied; custom fields by their script id. */
  readonly cleared: readonly string[];
  /** The script id of a custom record's type. */
  readonly scriptId?: string;
}

/** A record as it is kept. Times are UTC; days without a time are `YYYY-MM-DD`. */
export interface StoredRecord {
  readonly type: string;
  readonly internalId: string;
  readonly externalId?: string;
  readonly scriptId?: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly fields: Fields;
}

export function asReference(value: Value | undefined): Reference | undefined {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Reference) : undefined;
}

export function asList(value: Value | undefined): readonly Fields[] {
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}

export function asFields(value: Value | undefined): Fields | undefined {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** What a field of a draft says about a list, if it does. */
export function asListDraft(value: Value | undefined): ListDraft | undefined {
  const fields = asFields(value);
  return fields !== undefined && 'rows' in fields && 'replaceAll' in fields ? (fields as unknown as ListDraft) : undefined;
}

export function textOf(value: Value | undefined): string {
  return value === undefined ? '' : typeof value === 'object' ? (asReference(value)?.name ?? '') : String(value);
}
