import { z } from 'zod';
import { isJsonObject } from '../core/json.js';

/** One labelled input of a rule. */
export interface RuleInput {
  /** Where it comes from: a path such as `payment|method`, `####` for the whole record, or absent for a constant. */
  readonly key?: string | null | undefined;
  /** The name by which the expression knows it. */
  readonly label?: string | null | undefined;
  /** Taken when the path gives null or nothing; not for `''`, 0, false or an empty list. */
  readonly default?: unknown;
}

/** How one target field comes about. */
export type Rule = AttributeRule | ListRule | DictRule;
export type Rules = Readonly<Record<string, Rule>>;

/** What becomes of null and '': left out, sent as null, or sent as they are. */
export const emptyPolicies = ['drop', 'null', 'keep'] as const;
export type EmptyPolicy = (typeof emptyPolicies)[number];

interface RuleBase {
  readonly src: readonly RuleInput[];
  /** By default `drop`. */
  readonly emptyPolicy?: EmptyPolicy | undefined;
}

export interface AttributeRule extends RuleBase {
  readonly type: 'attribute';
  /** An expression over the labels, in the language of the mapping; absent: the first input as it is. */
  readonly funct?: string;
}

/** Every element of a list becomes a record of the nested rules. */
export interface ListRule extends RuleBase {
  readonly type: 'list';
  readonly funct: Rules;
}

/** One object becomes a record of the nested rules. */
export interface DictRule extends RuleBase {
  readonly type: 'dict';
  readonly funct: Rules;
}

const input = z.strictObject({
  key: z.string().min(1).describe('A path with | between its steps, #### for the whole record; absent for a constant.').optional(),
  label: z.string().min(1).describe('The name of this input in funct.').optional(),
  default: z.unknown().describe('The value when the path gives null or nothing.').optional(),
});

const emptyPolicy = z.enum(emptyPolicies).describe("What becomes of null and '': left out, sent as null, or sent as they are.").optional();

const attribute = z.strictObject({
  type: z.literal('attribute'),
  src: z.array(input).default([]),
  emptyPolicy,
  funct: z.string().min(1).describe('A JSONata expression over the labels.').optional(),
});

/** A rule without a type is an attribute. */
function withType(value: unknown): unknown {
  return isJsonObject(value) && value['type'] === undefined ? { ...value, type: 'attribute' } : value;
}

export const ruleSchema: z.ZodType<Rule> = z.lazy(() =>
  z.preprocess(
    withType,
    z.discriminatedUnion('type', [
      attribute,
      z.strictObject({ type: z.literal('list'), src: z.array(input).length(1), funct: z.record(z.string(), ruleSchema), emptyPolicy }),
      z.strictObject({ type: z.literal('dict'), src: z.array(input).length(1), funct: z.record(z.string(), ruleSchema), emptyPolicy }),
    ]),
  ),
) as unknown as z.ZodType<Rule>;

/** A mapping document: target field → rule. */
export const rulesSchema: z.ZodType<Rules> = z.record(z.string().min(1), ruleSchema);
