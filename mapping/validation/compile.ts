import { isJsonObject, type JsonValue } from '../../core/json.js';
import { nearest } from '../../core/nearest.js';
import { toJson } from '../to-json.js';
import { type Coercion, coercions } from './coerce.js';
import { FieldChecks } from './field-checks.js';
import { formerNames, type LogicalName, logicalNames, refusedRules, ruleNames } from './rule-names.js';
import type { FieldSchema, ObjectSchema } from './schema.js';

export type SchemaPath = readonly (string | number)[];

/** Something wrong with a schema: `path` leads to it from the root of its document. */
export interface SchemaProblem {
  readonly path: SchemaPath;
  readonly message: string;
}

/** What fields without a schema inherit from the objects around them. */
export interface Scope {
  readonly allowUnknown: boolean | FieldSchema;
  readonly purgesUnknown: boolean;
  readonly requiresAll: boolean;
  /** Where nothing is changed, only looked at: keys, and alternatives of which some may not hold. */
  readonly isFixed: boolean;
  readonly depth: number;
}

export type Rules = Readonly<Record<string, unknown>>;

const deepest = 32;

/** Compiles the rules of Cerberus into closures. Problems are collected, so that an author sees all of them at once. */
export class SchemaCompiler {
  readonly problems: SchemaProblem[] = [];

  problem(path: SchemaPath, message: string): void {
    this.problems.push({ path, message });
  }

  /** A table from fields to their rules. */
  object(table: unknown, path: SchemaPath, scope: Scope): ObjectSchema {
    const fields = new Map<string, FieldSchema>();
    if (typeof table === 'string') this.problem(path, `names a schema of a registry, "${table}"; write its rules here`);
    else if (!isJsonObject(table)) this.problem(path, 'must be a table from fields to their rules');
    else for (const [name, rules] of Object.entries(table)) fields.set(name, this.field(rules, [...path, name], scope));
    const { allowUnknown, purgesUnknown } = scope;
    const purges = purgesUnknown && !scope.isFixed && allowUnknown === false;
    const all = [...fields.values(), ...(typeof allowUnknown === 'object' ? [allowUnknown] : [])];
    return { fields, allowUnknown, purgesUnknown: purges, normalizes: purges || all.some(({ normalizes }) => normalizes) };
  }

  /** The rules of one field. */
  field(raw: unknown, path: SchemaPath, scope: Scope): FieldSchema {
    const rules = this.#rules(raw, path);
    const inner = { ...scope, depth: scope.depth + 1 };
    if (inner.depth > deepest) {
      this.problem(path, `is nested more than ${deepest} levels deep`);
      return new FieldChecks(this, { rules: {}, path, scope: inner }).compile();
    }
    return new FieldChecks(this, { rules, path, scope: inner }).compile();
  }

  /** Known rules by their present names; `anyof_type: [a, b]` as `anyof: [{ type: a }, { type: b }]`. */
  #rules(raw: unknown, path: SchemaPath): Rules {
    if (typeof raw === 'string') this.problem(path, `names a rule set of a registry, "${raw}"; write its rules here`);
    else if (!isJsonObject(raw)) this.problem(path, 'must be a table of rules, such as { type: string, required: true }');
    if (!isJsonObject(raw)) return {};
    const rules: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(raw)) {
      const known = formerNames[name] ?? name;
      const combined = combinedName(name);
      if (combined !== undefined) rules[combined.logical] = this.#alternatives(value, combined.rule, [...path, name]);
      else if (ruleNames.includes(known)) rules[known] = value;
      else this.problem([...path, name], refusedRules[name] ?? `there is no such rule.${meant(name)}`);
    }
    return rules;
  }

  #alternatives(value: unknown, rule: string, path: SchemaPath): unknown {
    if (Array.isArray(value)) return value.map((one: unknown) => ({ [rule]: one }));
    this.problem(path, 'must be a list');
    return [];
  }

  /** A value of the schema that records are compared with. */
  json(value: unknown, path: SchemaPath): JsonValue {
    try {
      return toJson(value);
    } catch (error) {
      this.problem(path, `must be a value of JSON: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  /** The functions that `coerce` names: one, or several in turn. */
  coercions(value: unknown, path: SchemaPath): readonly Coercion[] {
    const names: readonly unknown[] = Array.isArray(value) ? value : [value];
    return names.flatMap((name) => {
      const coercion = typeof name === 'string' && Object.hasOwn(coercions, name) ? coercions[name] : undefined;
      if (coercion !== undefined) return [coercion];
      this.problem(path, `${JSON.stringify(name)} is not known. There are: ${Object.keys(coercions).join(', ')}.`);
      return [];
    });
  }
}

function combinedName(name: string): { readonly logical: LogicalName; readonly rule: string } | undefined {
  const logical = logicalNames.find((one) => name.startsWith(`${one}_`));
  return logical && { logical, rule: name.slice(logical.length + 1) };
}

function meant(name: string): string {
  const guess = nearest(name, ruleNames);
  return guess === undefined ? ` There are: ${ruleNames.join(', ')}.` : ` Did you mean ${guess}?`;
}
