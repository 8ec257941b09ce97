import type { LookupUse } from './lookup.js';
import type { EmptyPolicy, Rule, RuleInput } from './rule.js';

/** One input of a rule in one record. */
export interface InputTrace {
  readonly label: string;
  /** Absent for a constant. */
  readonly key?: string;
  readonly from: 'record' | 'custom field' | 'default';
  readonly value: unknown;
}

/** How one target field of one record came about. */
export interface RuleTrace {
  /** In people's terms, `items[3].qty`. */
  readonly field: string;
  /** Where the rule stands in the mapping document. */
  readonly rule: readonly (string | number)[];
  readonly type: Rule['type'];
  readonly inputs: InputTrace[];
  readonly lookups: LookupUse[];
  /** The expression of an attribute; absent where its only input goes through as it is. */
  readonly funct?: string;
  readonly emptyPolicy: EmptyPolicy;
  /** What the rule gave, before empty values are dealt with. */
  result?: unknown;
  error?: string;
  /** `dropped`: left out, for it is empty. */
  outcome: 'kept' | 'dropped' | 'sent as null' | 'failed';
}

/** What a traced field is compiled from. */
export interface TracedRule {
  readonly rule: Rule;
  readonly path: readonly (string | number)[];
}

/**
 * Notes how every field comes about. A mapping is compiled with a tracer or without one: without, nothing asks whether
 * it is traced. One record at a time; the rules of its lists may run at once.
 */
export class RuleTracer {
  #traces: RuleTrace[] = [];

  /** What was noted since the last call, in the order in which the rules began. */
  take(): readonly RuleTrace[] {
    const taken = this.#traces;
    this.#traces = [];
    return taken;
  }

  begin(field: string, { rule, path }: TracedRule): RuleTrace {
    const trace: RuleTrace = {
      field,
      rule: path,
      type: rule.type,
      inputs: [],
      lookups: [],
      ...(rule.type === 'attribute' && rule.funct !== undefined && { funct: rule.funct }),
      emptyPolicy: rule.emptyPolicy ?? 'drop',
      outcome: 'kept',
    };
    this.#traces.push(trace);
    return trace;
  }
}

export function noteInput(trace: RuleTrace | undefined, { key, label }: RuleInput, found: Pick<InputTrace, 'from' | 'value'>): void {
  trace?.inputs.push({ label: label ?? key ?? 'value', ...(typeof key === 'string' && { key }), ...found });
}

export function noteResult(trace: RuleTrace, result: unknown): void {
  trace.result = result;
  if (result !== null && result !== '') return;
  if (trace.emptyPolicy === 'drop') trace.outcome = 'dropped';
  else if (trace.emptyPolicy === 'null') trace.outcome = 'sent as null';
}

export function noteError(trace: RuleTrace, error: unknown): void {
  trace.error = error instanceof Error ? error.message : String(error);
  trace.outcome = 'failed';
}
