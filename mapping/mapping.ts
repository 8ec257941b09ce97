import type { JsonObject, JsonValue } from '../core/json.js';
import type { RuleTrace } from './trace.js';

/** A compiled mapping: immutable, shared by all activities of a process, safe to run on many records at once. */
export interface Mapping {
  /** Digest of the document it was compiled from: equal for equal mappings, in every process. */
  readonly version: string;
  /**
   * Maps one record. Never throws: an error in a rule is a failure of this record alone. Runs without a promise where
   * no rule needs one, so that a page of plain rules costs no event loop turns.
   */
  run(record: JsonObject, context: MappingContext): MappingResult | Promise<MappingResult>;
}

/** The value of a custom field of a record, named without its `@`; null where there is none. */
export type CustomField = (record: JsonObject, name: string) => JsonValue;

/** What rules may read besides the record. */
export interface MappingContext {
  readonly srcId: string;
  /** How the source's records keep custom fields; absent where they have none, and `@` is a letter like any other. */
  readonly customField?: CustomField;
  /** The clock of the run, an input so that a rerun gives the same. ISO 8601. Absent: no expression may read it. */
  readonly now?: string;
  /** Of a mapping that was compiled with a tracer: the rule that runs now. Set by the walker of rules alone. */
  readonly trace?: RuleTrace;
}

/** `data` has a fixed order of keys at every level: equal records give equal JSON text. */
export type MappingResult = { readonly data: JsonObject } | { readonly failure: { readonly code: string; readonly message: string } };
