import { z } from 'zod';
import type { DocumentCollection } from '../shared/documents.js';
import type { PropertyProblem } from './answers.js';
import { type ObjectType, toObjectType } from './definitions.js';

const common = {
  object: z
    .string()
    .refine((name) => toObjectType(name) !== undefined, 'is no object type of this portal')
    .describe('Object type: deals, contacts, …'),
  property: z.string().min(1).describe('The property that the condition looks at, after the change'),
  message: z.string().default('The value is not allowed by a validation rule of this portal'),
  code: z.string().default('INVALID_OPTION'),
};

/** What a caller may send to `POST /__sandbox/rules`. A record for which the condition holds is refused. */
export const ruleSchema = z.discriminatedUnion('op', [
  z.strictObject({ ...common, op: z.enum(['equals', 'notEquals', 'contains']), value: z.string() }),
  z.strictObject({ ...common, op: z.literal('matches'), value: z.string().refine(isRegularExpression, 'must be a regular expression') }),
  z.strictObject({ ...common, op: z.enum(['oneOf', 'notOneOf']), values: z.array(z.string()).min(1) }),
  z.strictObject({ ...common, op: z.enum(['present', 'absent']) }),
]);
export type RuleInput = z.input<typeof ruleSchema>;
export type Rule = z.output<typeof ruleSchema> & { readonly id: number };

/** Validation rules as an admin sets them up, so that a portal refuses certain records until a rule is taken away. */
export class Rules {
  readonly #documents: DocumentCollection<Rule>;

  constructor(documents: DocumentCollection<Rule>) {
    this.#documents = documents;
  }

  add(input: RuleInput): Rule {
    const id = Math.max(0, ...this.list().map((rule) => rule.id)) + 1;
    const rule: Rule = { ...ruleSchema.parse(input), id };
    this.#documents.put(id, rule);
    return rule;
  }

  list(): readonly Rule[] {
    return [...this.#documents.all()];
  }

  /** True where there was one. */
  remove(id: string | number): boolean {
    return this.#documents.delete(id);
  }

  clear(): void {
    for (const rule of this.list()) this.remove(rule.id);
  }

  /** What the rules have against a record, given all its properties as they would be after the change. */
  problems(type: ObjectType, properties: Readonly<Record<string, string>>): readonly PropertyProblem[] {
    return this.list()
      .filter((rule) => toObjectType(rule.object) === type && holds(rule, properties[rule.property] ?? ''))
      .map(({ property, code, message }) => ({ property, code, message }));
  }
}

function holds(rule: Rule, value: string): boolean {
  switch (rule.op) {
    case 'equals':
      return value === rule.value;
    case 'notEquals':
      return value !== rule.value;
    case 'contains':
      return value.includes(rule.value);
    case 'matches':
      return new RegExp(rule.value).test(value);
    case 'oneOf':
      return rule.values.includes(value);
    case 'notOneOf':
      return !rule.values.includes(value);
    case 'present':
      return value !== '';
    case 'absent':
      return value === '';
  }
}

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
