import jsonata from 'jsonata';
import type { JsonValue } from '../core/json.js';
import { compileSafe, SafeRegex } from './safe-regex.js';
import { toJson } from './to-json.js';

/** An expression that cannot be compiled, or whose run failed. Messages are for the author of the mapping. */
export class ExpressionError extends Error {
  /** Where in the expression, counted from 1; absent where it is not known. */
  readonly column: number | undefined;

  constructor(message: string, column?: number) {
    super(message);
    this.name = 'ExpressionError';
    this.column = column;
  }
}

export type Labels = Readonly<Record<string, JsonValue>>;

/** Runs over labelled inputs; `now` is what `$now()` and `$millis()` give. Null where the expression gives nothing. */
export type Evaluate = (labels: Labels, now: string) => JsonValue | Promise<JsonValue>;

/** Crossing one of these fails the record, not the worker. */
const limits = { timeout: 1000, stack: 200, sequence: 10_000 };
const longestExpression = 10_000;

/** Compiles JSONata once. An expression that only names a label runs without the interpreter. Throws ExpressionError. */
export function compileExpression(text: string): { readonly evaluate: Evaluate; readonly isAsync: boolean } {
  if (text.length > longestExpression) throw new ExpressionError(`is longer than ${longestExpression} characters`);
  const expression = parse(text);
  checkPatterns(expression.ast());
  const label = soleLabel(expression.ast());
  if (label !== undefined) return { isAsync: false, evaluate: (labels) => (Object.hasOwn(labels, label) ? (labels[label] ?? null) : null) };
  for (const name of ['random', 'shuffle', 'eval']) expression.registerFunction(name, () => refuse(name));
  return { isAsync: true, evaluate: async (labels, now) => await run(expression, { labels, now }) };
}

function parse(text: string): jsonata.Expression {
  try {
    return jsonata(text, { ...limits, RegexEngine: SafeRegex as unknown as RegExpConstructor });
  } catch (error) {
    throw toExpressionError(error);
  }
}

async function run(expression: jsonata.Expression, { labels, now }: { labels: Labels; now: string }): Promise<JsonValue> {
  try {
    return toJson(await expression.evaluate(labels, { now: () => now, millis: () => Date.parse(now) }));
  } catch (error) {
    throw toExpressionError(error);
  }
}

/** Refuses patterns that the safe engine does not know, wherever in the expression they stand. */
function checkPatterns(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (node instanceof RegExp) {
    try {
      compileSafe(node);
    } catch (error) {
      throw new ExpressionError(`the pattern ${String(node)} is not known here: ${error instanceof Error ? error.message : String(error)}`);
    }
    return;
  }
  for (const member of Object.values(node)) checkPatterns(member);
}

function refuse(name: string): never {
  throw new ExpressionError(`$${name} is not allowed in a mapping: the same record must always give the same result`);
}

/** JSONata throws plain objects with code, position and message. */
function toExpressionError(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error;
  if (typeof error !== 'object' || error === null) return new ExpressionError(String(error));
  const message = 'message' in error && typeof error.message === 'string' ? error.message : JSON.stringify(error);
  const position = 'position' in error && typeof error.position === 'number' ? error.position : undefined;
  return new ExpressionError(message, position);
}

/** The label, where the whole expression is one name. */
function soleLabel(ast: jsonata.ExprNode): string | undefined {
  const step = (ast.type as string) === 'path' ? ast.steps?.[0] : undefined;
  if (step?.type !== 'name' || ast.steps?.length !== 1 || Object.keys(ast).some((key) => !['type', 'steps'].includes(key)))
    return undefined;
  if (Object.keys(step).some((key) => !['type', 'value', 'position'].includes(key))) return undefined;
  return typeof step.value === 'string' ? step.value : undefined;
}
