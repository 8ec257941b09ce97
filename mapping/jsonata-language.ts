import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.js';
import { compileExpression, ExpressionError } from './expression.js';
import type { Language } from './language.js';
import { compilePath } from './path.js';
import type { Rule } from './rule.js';
import { shown } from './shown.js';
import { toJson } from './to-json.js';

/** Rules over JSON records, with expressions in JSONata. */
export const jsonataLanguage: Language = {
  checkRule: (raw) => ({ rule: raw as Rule }),
  constant: toJson,
  compilePath: (path) => compilePath(path) as (record: unknown) => unknown,
  compileExpression: (text) => {
    const { isAsync, evaluate } = compileExpression(text);
    return {
      isAsync,
      evaluate: (labels, { now = '' }) => evaluate(Object.fromEntries(labels) as Record<string, JsonValue>, now),
    };
  },
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
    const { message, column } = error;
    return { kind: 'syntax', message: `${message}${column === undefined ? '' : ` (at character ${column} of the expression)`}` };
  },
};
