import jsonata from 'jsonata';
import type { JsonValue } from '../core/json.js';
import { isBeyond } from './direct/beyond.js';
import { compileDirect, type DirectCode } from './direct/compile.js';
import { ExpressionError } from './expression-error.js';
import { checkTree, tokenStart } from './jsonata-checks.js';
import { LookupMissing, LookupRefused, type LookupTables, type LookupUse } from './lookup.js';
import { SafeRegex } from './safe-regex.js';
import { toJson } from './to-json.js';

export type Labels = Readonly<Record<string, JsonValue>>;

/** What an expression may read besides its inputs. */
export interface RunInputs {
  /** What `$now()` and `$millis()` give. */
  readonly now: string;
  /** Notes what is asked of the lookup tables. */
  readonly lookupUses?: LookupUse[] | undefined;
}

/** Runs over labelled inputs. Null where the expression gives nothing. */
export type Evaluate = (labels: Labels, inputs: RunInputs) => JsonValue | Promise<JsonValue>;

/** Crossing one of these fails the record, not the worker. */
const limits = { timeout: 1000, stack: 200, sequence: 10_000 };
const longestExpression = 10_000;

/** Compiles JSONata once. An expression that only names a label runs without the interpreter. Throws ExpressionError. */
export function compileExpression(text: string, lookups?: LookupTables): { readonly evaluate: Evaluate; readonly isAsync: boolean } {
  if (text.length > longestExpression) throw new ExpressionError(`is longer than ${longestExpression} characters`);
  const expression = parse(text);
  const ast = expression.ast();
  checkTree(ast, { text, lookups });
  const label = soleLabel(ast);
  if (label !== undefined) return { isAsync: false, evaluate: (labels) => (Object.hasOwn(labels, label) ? (labels[label] ?? null) : null) };
  for (const name of ['random', 'shuffle', 'eval']) expression.registerFunction(name, () => refuse(name));
  const bindings = (inputs: RunInputs) => ({ ...clock(inputs), ...(lookups !== undefined && { lookup: lookupIn(lookups, inputs) }) });
  const interpret: Evaluate = async (labels, inputs) => await run(expression, labels, bindings(inputs));
  const direct = compileDirect(ast, lookups);
  return { isAsync: true, evaluate: direct === undefined ? interpret : directly(direct, interpret) };
}

/** Without the interpreter where that is possible; with it wherever it is not, or may not be. */
function directly(direct: DirectCode, interpret: Evaluate): Evaluate {
  return (labels, inputs) => {
    const { lookupUses } = inputs;
    const noted = lookupUses?.length ?? 0;
    try {
      return toJson(direct({ labels, lookupUses }));
    } catch (error) {
      if (!isBeyond(error)) throw error;
      lookupUses?.splice(noted);
      return interpret(labels, inputs);
    }
  };
}

function parse(text: string): jsonata.Expression {
  try {
    return jsonata(text, { ...limits, RegexEngine: SafeRegex as unknown as RegExpConstructor });
  } catch (error) {
    throw toExpressionError(error, text);
  }
}

const clock = ({ now }: RunInputs) => ({ now: () => now, millis: () => Date.parse(now) });

/** JSONata's own `$lookup(object, key)`, which also takes the name of a table. */
function lookupIn(lookups: LookupTables, { lookupUses }: RunInputs): (from: unknown, key: unknown) => unknown {
  const look = (from: unknown, key: unknown): unknown => {
    if (typeof from === 'string') return lookups.find(from, key, lookupUses);
    if (Array.isArray(from)) return unwrapped(from.flatMap((element: unknown) => look(element, key) ?? []));
    return typeof from === 'object' && from !== null && typeof key === 'string' && Object.hasOwn(from, key)
      ? (from as Readonly<Record<string, unknown>>)[key]
      : undefined;
  };
  return look;
}

const unwrapped = (found: readonly unknown[]): unknown => (found.length > 1 ? found : found[0]);

async function run(expression: jsonata.Expression, labels: Labels, bindings: Record<string, unknown>): Promise<JsonValue> {
  try {
    return toJson(await expression.evaluate(labels, bindings));
  } catch (error) {
    throw toExpressionError(error);
  }
}

function refuse(name: string): never {
  throw new ExpressionError(`$${name} is not allowed in a mapping: the same record must always give the same result`);
}

/** JSONata throws plain objects with code, position, token and message. With `text`, the place is looked up in it. */
function toExpressionError(error: unknown, text?: string): Error {
  if (error instanceof ExpressionError || error instanceof LookupMissing || error instanceof LookupRefused) return error;
  if (typeof error !== 'object' || error === null) return new ExpressionError(String(error));
  const message = 'message' in error && typeof error.message === 'string' ? error.message : JSON.stringify(error);
  const position = 'position' in error && typeof error.position === 'number' ? error.position : undefined;
  if (text === undefined) return new ExpressionError(message, position);
  return new ExpressionError(message, tokenStart(text, position, 'token' in error ? error.token : undefined));
}

/** The label, where the whole expression is one name. */
function soleLabel(ast: jsonata.ExprNode): string | undefined {
  const step = (ast.type as string) === 'path' ? ast.steps?.[0] : undefined;
  if (step?.type !== 'name' || ast.steps?.length !== 1 || Object.keys(ast).some((key) => !['type', 'steps'].includes(key)))
    return undefined;
  if (Object.keys(step).some((key) => !['type', 'value', 'position'].includes(key))) return undefined;
  return typeof step.value === 'string' ? step.value : undefined;
}
