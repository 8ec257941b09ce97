import type { CompiledExpression, Labels, Language } from './language.js';
import type { MappingContext } from './mapping.js';
import { wholeRecord } from './path.js';
import type { AttributeRule, EmptyPolicy, Rule, RuleInput } from './rule.js';
import { shown } from './shown.js';
import type { RuleTracer } from './trace.js';
import { traced, tracedReader } from './traced-rule.js';

/** Something wrong with a mapping document: `path` leads to it from its root. */
export interface MappingProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Where in the text at `path`, in UTF-16 units from 0; absent where the whole is meant. */
  readonly offset?: number;
}

/** A rule that failed on a record. `path` names it in people's terms: `items[3].qty`. The error itself is its cause. */
export class RuleError extends Error {
  readonly path: string;

  constructor(path: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'RuleError';
    this.path = path;
  }
}

/** The cause of a rule that cannot work on any record. `kind`: `map`, or what the language says of its expression. */
export class BrokenRule extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.name = 'BrokenRule';
    this.kind = kind;
  }
}

export interface Place {
  readonly record: unknown;
  /** Of the record within the result: '' at the top, `items[3]` inside. */
  readonly path: string;
  readonly context: MappingContext;
}

type Results = Readonly<Record<string, unknown>>;
/** Gives a field's value as the target gets it; null or '' are left out, unless the rule says otherwise. */
export type Field = (place: Place) => unknown;
interface CompiledRule {
  readonly name: string;
  readonly field: Field;
  readonly isAsync: boolean;
  readonly emptyPolicy: EmptyPolicy;
}
type FieldRule = Pick<CompiledRule, 'field' | 'isAsync'>;

export interface Fields {
  readonly run: (place: Place) => Results | Promise<Results>;
  readonly isAsync: boolean;
}

export interface CompileOptions {
  readonly language: Language;
  /** Rules within a rule of type dict get its record, whatever their own src says: the predecessor's way. */
  readonly legacyNested?: boolean;
  /** Is told how each field comes about. */
  readonly tracer?: RuleTracer | undefined;
}

/** Compiles rules. Problems are collected, not thrown: an author sees all of them at once. A rule with one fails when it runs. */
export class RuleCompiler {
  readonly problems: MappingProblem[] = [];
  readonly #language: Language;
  readonly #legacyNested: boolean;
  readonly #tracer: RuleTracer | undefined;

  constructor({ language, legacyNested = false, tracer }: CompileOptions) {
    this.#language = language;
    this.#legacyNested = legacyNested;
    this.#tracer = tracer;
  }

  compile(rules: Readonly<Record<string, unknown>>, path: readonly (string | number)[] = [], within?: Rule['type']): Fields {
    const fields = Object.entries(rules).map(([name, raw]) => this.#rule(name, raw, { path: [...path, name], within }));
    const isAsync = fields.some((field) => field.isAsync);
    return { isAsync, run: isAsync ? inTurn(fields) : atOnce(fields) };
  }

  #rule(name: string, raw: unknown, at: { path: readonly (string | number)[]; within: Rule['type'] | undefined }): CompiledRule {
    const checked = this.#language.checkRule(raw);
    if ('problems' in checked) {
      for (const { path, message } of checked.problems) this.problems.push({ path: [...at.path, ...path], message });
      return { name, emptyPolicy: 'drop', ...broken('map', checked.problems[0]?.message ?? '') };
    }
    const { rule } = checked;
    const plain = rule.type === 'attribute' ? this.#attribute(rule, at.path) : this.#nested(name, rule, at);
    const field = this.#tracer === undefined ? plain.field : traced(plain.field, this.#tracer, { name, rule, path: at.path });
    return { name, emptyPolicy: rule.emptyPolicy ?? 'drop', isAsync: plain.isAsync, field };
  }

  #attribute(rule: AttributeRule, path: readonly (string | number)[]): FieldRule {
    const inputs = rule.src.map((input) => ({ label: input.label ?? input.key ?? 'value', read: this.#input(input) }));
    if (rule.funct === undefined) return this.#plain(inputs, path);
    const expression = this.#expression(rule.funct, [...path, 'funct']);
    if ('field' in expression) return expression;
    const { write } = this.#language;
    const { evaluate, isAsync } = expression;
    const field: Field = ({ record, context }) => {
      const labels = new Map(inputs.map(({ label, read }) => [label, read(record, context)]));
      try {
        const result = evaluate(labels, context);
        return result instanceof Promise ? result.then(write).catch((error: unknown) => failWith(error, labels)) : write(result);
      } catch (error) {
        return failWith(error, labels);
      }
    };
    return { field, isAsync };
  }

  #plain(inputs: readonly { readonly read: InputReader }[], path: readonly (string | number)[]): FieldRule {
    const only = inputs[0];
    const { write } = this.#language;
    if (inputs.length === 1 && only !== undefined)
      return { isAsync: false, field: ({ record, context }) => write(only.read(record, context)) };
    const message = 'needs exactly one entry in src, or a funct that says what to do with them';
    this.problems.push({ path, message });
    return broken('map', message);
  }

  #expression(text: string, path: readonly (string | number)[]): CompiledExpression | FieldRule {
    try {
      return this.#language.compileExpression(text);
    } catch (error) {
      const problem = this.#language.problemOf(error);
      if (problem === undefined) throw error;
      this.problems.push({ path, message: problem.message, offset: problem.offset ?? 0 });
      return broken(problem.kind, problem.message);
    }
  }

  #nested(
    name: string,
    rule: Exclude<Rule, AttributeRule>,
    at: { path: readonly (string | number)[]; within: Rule['type'] | undefined },
  ): FieldRule {
    const fields = this.compile(rule.funct, [...at.path, 'funct'], rule.type);
    const read: InputReader = this.#legacyNested && at.within === 'dict' ? (record) => record : this.#input(rule.src[0] ?? {});
    const nested = { name, read, fields, language: this.#language };
    return { isAsync: fields.isAsync, field: rule.type === 'list' ? listField(nested) : dictField(nested) };
  }

  #input(input: RuleInput): InputReader {
    const fallback = this.#language.constant(input.default);
    const find = this.#finder(input);
    if (this.#tracer !== undefined) return tracedReader(input, find, fallback);
    if (find === undefined) return () => fallback;
    return input.key === wholeRecord ? find : (record, context) => find(record, context) ?? fallback;
  }

  /** A key with `@` is a custom field, where the source has such; its name is the key without the `@`. Undefined for a constant. */
  #finder({ key }: RuleInput): InputReader | undefined {
    if (key === undefined || key === null) return undefined;
    const read = this.#language.compilePath(key);
    if (key === wholeRecord || !key.includes('@')) return read;
    const name = key.replace('@', '');
    return (record, { customField }) =>
      customField === undefined ? read(record) : customField(record as Parameters<typeof customField>[0], name);
  }
}

export type InputReader = (record: unknown, context: MappingContext) => unknown;

function broken(kind: string, message: string): FieldRule {
  const field = () => {
    throw new BrokenRule(kind, message);
  };
  return { isAsync: false, field };
}

interface Nested {
  readonly name: string;
  readonly read: InputReader;
  readonly fields: Fields;
  readonly language: Language;
}

function dictField({ name, read, fields, language }: Nested): Field {
  return (place) => {
    const value = read(place.record, place.context);
    if (value === null) return null;
    return fields.run({ record: language.recordOf(value), path: join(place.path, name), context: place.context });
  };
}

function listField({ name, read, fields, language }: Nested): Field {
  return (place) => {
    const value = read(place.record, place.context);
    if (value === null) return null;
    const results = language.elementsOf(value).map((element, index) => {
      const path = `${join(place.path, name)}[${index}]`;
      return element === undefined
        ? {}
        : fields.run({ record: located(path, () => language.recordOf(element)), path, context: place.context });
    });
    return fields.isAsync ? Promise.all(results as Promise<Results>[]) : results;
  };
}

function atOnce(fields: readonly CompiledRule[]): (place: Place) => Results {
  return (place) => {
    const result: Record<string, unknown> = {};
    for (const rule of fields)
      keep(
        result,
        rule,
        located(join(place.path, rule.name), () => rule.field(place)),
      );
    return result;
  };
}

function inTurn(fields: readonly CompiledRule[]): (place: Place) => Promise<Results> {
  return async (place) => {
    const result: Record<string, unknown> = {};
    for (const rule of fields) {
      const path = join(place.path, rule.name);
      const value = located(path, () => rule.field(place));
      keep(result, rule, value instanceof Promise ? await value.catch((error: unknown) => failAt(path, error)) : value);
    }
    return result;
  };
}

/** Null and '' are left out, or sent as the rule wants it; 0, false, [] and {} stay. */
function keep(result: Record<string, unknown>, { name, emptyPolicy }: CompiledRule, value: unknown): void {
  const isEmpty = value === null || value === '';
  if (isEmpty && emptyPolicy === 'drop') return;
  const kept = isEmpty && emptyPolicy === 'null' ? null : value;
  if (name === '__proto__') Object.defineProperty(result, name, { value: kept, enumerable: true, configurable: true, writable: true });
  else result[name] = kept;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function located<T>(path: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    return failAt(path, error);
  }
}

function failAt(path: string, error: unknown): never {
  if (error instanceof RuleError) throw error;
  throw new RuleError(path, error instanceof Error ? error.message : String(error), error);
}

function failWith(error: unknown, labels: Labels): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(`${reason} — with ${shown(Object.fromEntries(labels))}`, { cause: error });
}
