import type { JsonValue } from '../../core/json.js';
import { isJsonObject } from '../../core/json.js';
import * as checks from './checks.js';
import type { Rules, SchemaCompiler, SchemaPath, Scope } from './compile.js';
import { type Inside, itemsCheck, keysCheck, logicalCheck, normalizeInside, schemaCheck, valuesCheck } from './containers.js';
import { told } from './findings.js';
import { insideOf } from './inside.js';
import { compileMatches, mismatch } from './pattern.js';
import { type LogicalName, logicalNames } from './rule-names.js';
import type { Check, FieldSchema } from './schema.js';
import { absentTypes, type TypeName, typeNames, types } from './types.js';

/** Rules that an empty value has not to keep once `empty` has spoken. */
const notOfEmpty: readonly string[] = ['allowed', 'forbidden', 'items', 'minlength', 'maxlength', 'regex'];
/** Rules that null has to keep, too. */
const ofNull: readonly string[] = ['dependencies', 'excludes'];

export interface FieldToCompile {
  readonly rules: Rules;
  readonly path: SchemaPath;
  readonly scope: Scope;
}

type NamedCheck = { readonly rule: string; readonly check: Check };

/** The rules of one field on their way into a `FieldSchema`. */
export class FieldChecks {
  readonly #compiler: SchemaCompiler;
  readonly #field: FieldToCompile;
  readonly #rules: Rules;

  constructor(compiler: SchemaCompiler, field: FieldToCompile) {
    this.#compiler = compiler;
    this.#field = field;
    this.#rules = field.rules;
  }

  compile(): FieldSchema {
    const { scope } = this.#field;
    const inside = insideOf(this.#compiler, this.#field);
    const changes = this.#changes();
    const normalizing = scope.isFixed ? undefined : normalizeInside(inside);
    const isNullable = this.#flag('nullable') ?? false;
    return {
      isRequired: this.#flag('required') ?? scope.requiresAll,
      isNullable,
      isReadonly: this.#flag('readonly') ?? false,
      excludes: this.#names('excludes'),
      ...changes,
      ...(normalizing !== undefined && { normalizeInside: normalizing }),
      normalizes:
        Object.keys(changes).length > 1 || changes.coerce.length > 0 || normalizing !== undefined || this.#rules['readonly'] === true,
      validate: this.#validation(isNullable, inside),
    };
  }

  #changes(): Pick<FieldSchema, 'coerce' | 'default' | 'rename'> {
    const { scope } = this.#field;
    if (scope.isFixed) {
      for (const name of ['coerce', 'default', 'rename'])
        if (name in this.#rules) this.#problem(name, 'changes nothing here: keys and alternatives are only looked at');
      return { coerce: [] };
    }
    const rename = this.#rules['rename'];
    if (rename !== undefined && typeof rename !== 'string') this.#problem('rename', 'must be the new name of the field');
    return {
      coerce: 'coerce' in this.#rules ? this.#compiler.coercions(this.#rules['coerce'], this.#at('coerce')) : [],
      ...('default' in this.#rules && { default: this.#compiler.json(this.#rules['default'], this.#at('default')) }),
      ...(typeof rename === 'string' && { rename }),
    };
  }

  #validation(isNullable: boolean, inside: Inside): Check {
    const isOfType = this.#type();
    const emptiness = this.#flag('empty');
    const all: readonly NamedCheck[] = [...this.#plainChecks(), ...this.#relations(), ...this.#containers(inside), ...this.#logical()];
    const forNull = all.filter(({ rule }) => ofNull.includes(rule));
    const forEmpty = all.filter(({ rule }) => !notOfEmpty.includes(rule));
    const run =
      (some: readonly NamedCheck[]): Check =>
      (place, findings) => {
        for (const { check } of some) check(place, findings);
      };
    const [onNull, onEmpty, onAny] = [run(forNull), run(forEmpty), run(all)];
    return (place, findings) => {
      const { path, value } = place;
      if (path !== '' && findings.has(path)) return;
      if (value === null) {
        if (!isNullable) findings.add(path, 'is null, which is not allowed');
        onNull(place, findings);
        return;
      }
      if (!isOfType.has(value)) {
        findings.add(path, `${told(value)} is not ${isOfType.words}`);
        return;
      }
      const isEmpty = emptiness !== undefined && checks.membersOf(value)?.length === 0;
      if (isEmpty && !emptiness) findings.add(path, 'is empty');
      if (isEmpty) onEmpty(place, findings);
      else onAny(place, findings);
    };
  }

  #type(): { readonly words: string; has(value: JsonValue): boolean } {
    const type = this.#rules['type'];
    const names: readonly unknown[] = type === undefined || type === null ? [] : Array.isArray(type) ? type : [type];
    const known = names.filter((name): name is TypeName => typeNames.some((one) => one === name));
    for (const name of names.filter((one) => !typeNames.some((other) => other === one))) this.#unknownType(name);
    if (known.length === 0) return { words: '', has: () => true };
    const words = [...new Set(known.map((name) => types[name].words))].join(' or ');
    return { words, has: (value) => known.some((name) => types[name].has(value)) };
  }

  #unknownType(name: unknown): void {
    const isAbsent = typeof name === 'string' && absentTypes.includes(name);
    const reason = isAbsent ? 'is a type that no value of a record can have' : 'is not a type';
    this.#problem('type', `${JSON.stringify(name)} ${reason}. There are: ${typeNames.join(', ')}.`);
  }

  #plainChecks(): NamedCheck[] {
    const regex = this.#regex();
    return [
      ...this.#verdict('allowed', (rule) => checks.allowed(this.#list(rule))),
      ...this.#verdict('forbidden', (rule) => checks.forbidden(this.#list(rule))),
      ...this.#verdict('contains', (rule) => checks.contains(this.#oneOrMore(rule))),
      ...this.#verdict('min', (rule) => checks.atLeast(this.#bound(rule))),
      ...this.#verdict('max', (rule) => checks.atMost(this.#bound(rule))),
      ...this.#verdict('minlength', (rule) => checks.shortest(this.#length(rule))),
      ...this.#verdict('maxlength', (rule) => checks.longest(this.#length(rule))),
      ...(regex === undefined ? [] : [{ rule: 'regex', check: checks.check(regex) }]),
    ];
  }

  #verdict(rule: string, make: (rule: string) => checks.Verdict): NamedCheck[] {
    return rule in this.#rules ? [{ rule, check: checks.check(make(rule)) }] : [];
  }

  #regex(): checks.Verdict | undefined {
    const source = this.#rules['regex'];
    if (source === undefined) return undefined;
    if (typeof source !== 'string') {
      this.#problem('regex', 'must be a pattern');
      return undefined;
    }
    try {
      const matches = compileMatches(source);
      return (value) => mismatch(matches, source, value);
    } catch (error) {
      this.#problem('regex', error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  #relations(): NamedCheck[] {
    const names = this.#names('excludes');
    const dependencies = this.#rules['dependencies'];
    const made = isJsonObject(dependencies)
      ? Object.keys(dependencies).map((name) => checks.dependency(name, this.#oneOrMore('dependencies', dependencies[name])))
      : this.#names('dependencies').map((name) => checks.dependency(name));
    return [
      ...(names.length === 0 ? [] : [{ rule: 'excludes', check: checks.excludes(names) }]),
      ...made.map((check) => ({ rule: 'dependencies', check })),
    ];
  }

  #containers({ ofObject, ofElements, ofItems, ofKeys, ofValues }: Inside): NamedCheck[] {
    const schema = { ...(ofObject !== undefined && { ofObject }), ...(ofElements !== undefined && { ofElements }) };
    return [
      ...(ofObject === undefined && ofElements === undefined ? [] : [{ rule: 'schema', check: schemaCheck(schema) }]),
      ...(ofItems === undefined ? [] : [{ rule: 'items', check: itemsCheck(ofItems) }]),
      ...(ofKeys === undefined ? [] : [{ rule: 'keysrules', check: keysCheck(ofKeys) }]),
      ...(ofValues === undefined ? [] : [{ rule: 'valuesrules', check: valuesCheck(ofValues) }]),
    ];
  }

  #logical(): NamedCheck[] {
    return logicalNames.filter((name) => name in this.#rules).map((rule) => ({ rule, check: this.#alternatives(rule) }));
  }

  /** Each alternative has the field's own type and its word on unknown fields, unless it says something else. */
  #alternatives(rule: LogicalName): Check {
    const { type, allow_unknown: allowUnknown } = this.#rules;
    const inherited = { ...(type !== undefined && { type }), ...(allowUnknown !== undefined && { allow_unknown: allowUnknown }) };
    const scope = { ...this.#field.scope, isFixed: true };
    const alternatives = this.#list(rule).map((one, index) =>
      this.#compiler.field(isJsonObject(one) ? { ...inherited, ...one } : one, [...this.#at(rule), index], scope),
    );
    return logicalCheck(rule, alternatives);
  }

  #at(rule: string): SchemaPath {
    return [...this.#field.path, rule];
  }

  #problem(rule: string, message: string): void {
    this.#compiler.problem(this.#at(rule), message);
  }

  #flag(rule: string): boolean | undefined {
    const value = this.#rules[rule];
    if (value === undefined || typeof value === 'boolean') return value;
    this.#problem(rule, 'must be true or false');
    return undefined;
  }

  #list(rule: string): readonly JsonValue[] {
    const value = this.#rules[rule];
    if (Array.isArray(value)) return value.map((one: unknown) => this.#compiler.json(one, this.#at(rule)));
    this.#problem(rule, 'must be a list');
    return [];
  }

  #oneOrMore(rule: string, value: unknown = this.#rules[rule]): readonly JsonValue[] {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((one) => this.#compiler.json(one, this.#at(rule)));
  }

  #names(rule: string): readonly string[] {
    const value = this.#rules[rule];
    const names: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
    if (names.every((name): name is string => typeof name === 'string')) return names;
    this.#problem(rule, 'must be the name of a field, or a list of names');
    return [];
  }

  #bound(rule: string): JsonValue {
    const value = this.#rules[rule];
    if (typeof value === 'number' || typeof value === 'string') return value;
    this.#problem(rule, 'must be a number, or a text such as a date');
    return null;
  }

  #length(rule: string): number {
    const value = this.#rules[rule];
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    this.#problem(rule, 'must be a whole number');
    return 0;
  }
}
