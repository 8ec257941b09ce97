import type jsonata from 'jsonata';
import { ExpressionError } from './expression-error.js';
import { type LookupTables, noSuchTable } from './lookup.js';
import { compileSafe } from './safe-regex.js';

/** A node of JSONata's tree, as far as it is looked at here. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly steps?: readonly Node[];
  procedure?: Node;
  readonly arguments?: readonly Node[];
}

export interface CheckedText {
  readonly text: string;
  readonly lookups?: LookupTables | undefined;
}

/** Refuses what is known to fail before any record comes by, wherever in the expression it stands. Throws ExpressionError. */
export function checkTree(ast: jsonata.ExprNode, checked: CheckedText): void {
  visit(ast, checked);
}

function visit(part: unknown, checked: CheckedText): void {
  if (typeof part !== 'object' || part === null || part instanceof RegExp) return;
  const node = part as Node;
  if (node.type === 'regex' && node.value instanceof RegExp) checkPattern(node.value, node.position, checked.text);
  if (node.type === 'function') checkLookup(node, checked);
  for (const member of Object.values(part)) visit(member, checked);
}

/** Patterns that the safe engine does not know. */
function checkPattern(pattern: RegExp, end: number | undefined, text: string): void {
  try {
    compileSafe(pattern);
  } catch (error) {
    const start = text.lastIndexOf(`/${pattern.source}/`, end);
    const message = `the pattern ${String(pattern)} is not known here: ${error instanceof Error ? error.message : String(error)}`;
    throw new ExpressionError(message, start < 0 ? undefined : start);
  }
}

/** `lookup(…)` is taken for `$lookup(…)`; a table that is named as it stands must be there. */
function checkLookup(node: Node, { text, lookups }: CheckedText): void {
  if (lookups === undefined || lookups.names.length === 0) return;
  const { procedure } = node;
  const bare = procedure?.type === 'path' && procedure.steps?.length === 1 ? procedure.steps[0] : undefined;
  if (bare?.type === 'name' && bare.value === 'lookup') node.procedure = { ...bare, type: 'variable' };
  const [table] = node.arguments ?? [];
  if (node.procedure?.type !== 'variable' || node.procedure.value !== 'lookup' || table?.type !== 'string') return;
  const { value, position } = table;
  if (typeof value !== 'string' || lookups.names.includes(value)) return;
  throw new ExpressionError(noSuchTable(value, lookups.names), tokenStart(text, position, value));
}

/** JSONata says where a token ends, for some errors where it begins. */
export function tokenStart(text: string, position: number | undefined, token: unknown): number | undefined {
  if (position === undefined) return undefined;
  const length = typeof token === 'string' ? token.length : 0;
  if (length > 0 && text.startsWith(String(token), position - length)) return position - length;
  for (const quoted of [`"${String(token)}"`, `'${String(token)}'`, `\`${String(token)}\``])
    if (length > 0 && text.startsWith(quoted, position - length - 2)) return position - length - 2;
  return Math.min(position, text.length);
}
