import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.js';
import { compileExpression } from './expression.js';
import { ExpressionError } from './expression-error.js';
import type { CompiledExpression, Language } from './language.js';
import type { LookupTables } from './lookup.js';
import { compilePath } from './path.js';
import type { Rule } from './rule.js';
import { shown } from './shown.js';
import { toJson } from './to-json.js';

/** Rules over JSON records, with expressions in JSONata. */
export function jsonataLanguage(lookups?: LookupTables): Language {
  return { ...plainLanguage, compileExpression: (text) => compile(text, lookups) };
}

function compile(text: string, lookups: LookupTables | undefined): CompiledExpression {
  const { isAsync, evaluate } = compileExpression(text, lookups);
  return {
    isAsync,
    evaluate: (labels, { now = '', trace }) =>
      evaluate(Object.fromEntries(labels) as Record<string, JsonValue>, { now, lookupUses: trace?.lookups }),
  };
}

const plainLanguage: Omit<Language, 'compileExpression'> = {
  checkRule: (raw) => ({ rule: raw as Rule }),
  constant: toJson,
  compilePath: (path) => compilePath(path) as (record: unknown) => unknown,
  elementsOf: (value) => {
    if (!Array.isArray(value)) throw new TypeError(`expected a list, found ${shown(value)}`);
    return value.map((element: unknown) => element ?? {});
  },
  recordOf: (value): JsonObject => {
    if (!isJsonObject(value)) throw new TypeError(`expected an object, found ${shown(value)}`);
    return value;
  },
  write: (value) => (typeof value === 'object' && value !== null ? toJson(value) : value),
  problemOf: (error) => {
    if (!(error instanceof ExpressionError)) return { kind: 'syntax', message: String(error) };
    const { message, offset } = error;
    return { kind: 'syntax', message, ...(offset !== undefined && { offset }) };
  },
};
