import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.js';
import { compileExpression, ExpressionError } from './expression.js';
import type { MappingContext } from './mapping.js';
import { compilePath } from './path.js';
import type { AttributeRule, Rule, RuleInput, Rules } from './rule.js';
import { toJson } from './to-json.js';

/** Something wrong with a mapping document: `path` leads to it from its root. */
export interface MappingProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A rule that failed on a record. `path` names it in people's terms: `items[3].qty`. */
export class RuleError extends Error {
  readonly path: string;

  constructor(path: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'RuleError';
    this.path = path;
  }
}

interface Place {
  readonly record: JsonObject;
  /** Of the record within the result: '' at the top, `items[3]` inside. */
  readonly path: string;
  readonly context: MappingContext;
}
/** Gives a field's value; null or '' leave the field out. */
type Field = (place: Place) => JsonValue | Promise<JsonValue>;
interface CompiledRule {
  readonly name: string;
  readonly field: Field;
  readonly isAsync: boolean;
}
interface Fields {
  readonly run: (place: Place) => JsonObject | Promise<JsonObject>;
  readonly isAsync: boolean;
}

/** Compiles checked rules. Problems are collected, not thrown: an author sees all of them at once. */
export class RuleCompiler {
  readonly problems: MappingProblem[] = [];

  compile(rules: Rules, path: readonly (string | number)[] = []): Fields {
    const fields = Object.entries(rules).map(([name, rule]) => this.#rule(name, rule, [...path, name]));
    const isAsync = fields.some((field) => field.isAsync);
    return { isAsync, run: isAsync ? inTurn(fields) : atOnce(fields) };
  }

  #rule(name: string, rule: Rule, path: readonly (string | number)[]): CompiledRule {
    return { name, ...(rule.type === 'attribute' ? this.#attribute(rule, path) : this.#nested(name, rule, path)) };
  }

  #attribute(rule: AttributeRule, path: readonly (string | number)[]): Omit<CompiledRule, 'name'> {
    const inputs = rule.src.map((input) => ({ label: input.label ?? input.key ?? 'value', read: readInput(input) }));
    if (rule.funct === undefined) return this.#plain(inputs, path);
    const { evaluate, isAsync } = this.#expression(rule.funct, [...path, 'funct']);
    const field: Field = (place) => {
      const labels: Record<string, JsonValue> = {};
      for (const { label, read } of inputs) labels[label] = read(place);
      const result = evaluate(labels, place.context.now);
      return result instanceof Promise ? result.catch((error: unknown) => failWith(error, labels)) : ordered(result);
    };
    return { field, isAsync };
  }

  #plain(inputs: readonly { readonly read: InputReader }[], path: readonly (string | number)[]): Omit<CompiledRule, 'name'> {
    const only = inputs[0];
    if (inputs.length === 1 && only !== undefined) return { isAsync: false, field: (place) => ordered(only.read(place)) };
    this.problems.push({ path, message: 'needs exactly one entry in src, or a funct that says what to do with them' });
    return { isAsync: false, field: () => null };
  }

  #expression(text: string, path: readonly (string | number)[]): ReturnType<typeof compileExpression> {
    try {
      return compileExpression(text);
    } catch (error) {
      const { message, column } = error instanceof ExpressionError ? error : { message: String(error), column: undefined };
      this.problems.push({ path, message: `${message}${column === undefined ? '' : ` (at character ${column} of the expression)`}` });
      return { isAsync: false, evaluate: () => null };
    }
  }

  #nested(name: string, rule: Exclude<Rule, AttributeRule>, path: readonly (string | number)[]): Omit<CompiledRule, 'name'> {
    const fields = this.compile(rule.funct, [...path, 'funct']);
    const read = readInput(rule.src[0] ?? {});
    const nested = { name, read, fields };
    return { isAsync: fields.isAsync, field: rule.type === 'list' ? listField(nested) : dictField(nested) };
  }
}

interface Nested {
  readonly name: string;
  readonly read: InputReader;
  readonly fields: Fields;
}

type InputReader = (place: Place) => JsonValue;

/** A key with `@` is a custom field, where the source has such; its name is the key without the `@`. */
function readInput(input: RuleInput): InputReader {
  const fallback = toJson(input.default);
  const { key } = input;
  if (key === undefined) return () => fallback;
  const read = compilePath(key);
  if (!key.includes('@')) return ({ record }) => read(record) ?? fallback;
  const name = key.replace('@', '');
  return ({ record, context }) => (context.customField === undefined ? read(record) : context.customField(record, name)) ?? fallback;
}

function dictField({ name, read, fields }: Nested): Field {
  return (place) => {
    const value = read(place);
    if (value === null) return null;
    if (!isJsonObject(value)) throw new TypeError(`expected an object, found ${shown(value)}`);
    return fields.run({ record: value, path: join(place.path, name), context: place.context });
  };
}

function listField({ name, read, fields }: Nested): Field {
  return (place) => {
    const value = read(place);
    if (value === null) return null;
    if (!Array.isArray(value)) throw new TypeError(`expected a list, found ${shown(value)}`);
    const results = value.map((element: JsonValue, index) => {
      const path = `${join(place.path, name)}[${index}]`;
      if (element !== null && !isJsonObject(element)) throw new RuleError(path, `expected an object, found ${shown(element)}`);
      return fields.run({ record: element ?? {}, path, context: place.context });
    });
    return fields.isAsync ? Promise.all(results as Promise<JsonObject>[]) : (results as JsonObject[]);
  };
}

function atOnce(fields: readonly CompiledRule[]): (place: Place) => JsonObject {
  return (place) => {
    const result: Record<string, JsonValue> = {};
    for (const { name, field } of fields) {
      try {
        keep(result, name, field(place) as JsonValue);
      } catch (error) {
        throw located(error, join(place.path, name));
      }
    }
    return result;
  };
}

function inTurn(fields: readonly CompiledRule[]): (place: Place) => Promise<JsonObject> {
  return async (place) => {
    const result: Record<string, JsonValue> = {};
    for (const { name, field, isAsync } of fields) {
      try {
        keep(result, name, isAsync ? await field(place) : (field(place) as JsonValue));
      } catch (error) {
        throw located(error, join(place.path, name));
      }
    }
    return result;
  };
}

/** Null and '' are left out; 0, false, [] and {} stay. */
function keep(result: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (value !== null && value !== '') result[name] = value;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function located(error: unknown, path: string): RuleError {
  if (error instanceof RuleError) return error;
  return new RuleError(path, error instanceof Error ? error.message : String(error), error);
}

/** Keys of objects that pass through are put in order; everything else is as it is. */
function ordered(value: JsonValue): JsonValue {
  return typeof value === 'object' && value !== null ? toJson(value) : value;
}

function failWith(error: unknown, labels: Record<string, JsonValue>): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(`${reason} — with ${shown(labels)}`, { cause: error });
}

/** A value in an error message: at most 120 characters. */
function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
