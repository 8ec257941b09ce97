import type { JsonValue } from '../../core/json.js';
import { PythonError } from '../python/error.js';
import { type Node, partsOf } from '../python/regex/node.js';
import { flagsOf, Pattern } from '../python/regex/pattern.js';
import { fitnessOf } from '../python/regex/to-re2.js';
import { Run } from '../python/run.js';

/** True where a text matches from its beginning to its end; throws where the text is too long for the pattern. */
export type Matches = (text: string) => boolean;

/** What of Python's patterns cannot be matched in linear time. */
const refused: Readonly<Partial<Record<Node['kind'], string>>> = {
  look: 'look-around, (?=…) and the like',
  reference: 'a reference to a group, \\1 or (?P=…)',
  condition: 'a condition, (?(1)…|…)',
  atomic: 'an atomic group, (?>…)',
  repeat: 'a repetition of nothing, a possessive one, or one of more than 1,000',
  set: 'a set of characters that RE2 does not know',
};

/** A pattern of Python's `re`, as Cerberus takes it: from the beginning, with `$` at its end. Throws with the reason for what cannot be one here. */
export function compileMatches(source: string): Matches {
  const pattern = read(source.endsWith('$') ? source : `${source}$`);
  const unfit = firstUnfit(pattern.parsed.root);
  if (unfit !== undefined) throw new Error(`the pattern ${source} has ${refused[unfit.kind] ?? unfit.kind}, which is not known here`);
  return (text) => pattern.matchAt(new Run({}), text, 0) !== undefined;
}

function read(source: string): Pattern {
  try {
    return new Pattern(source, flagsOf(0));
  } catch (error) {
    if (error instanceof PythonError) throw new Error(`the pattern ${source} cannot be read: ${error.message}`, { cause: error });
    throw error;
  }
}

/** The innermost part that RE2 does not know. */
function firstUnfit(node: Node): Node | undefined {
  if (fitnessOf(node).fits) return undefined;
  for (const part of partsOf(node)) {
    const unfit = firstUnfit(part);
    if (unfit !== undefined) return unfit;
  }
  return node;
}

/** Undefined where the value matches, or is no text. */
export function mismatch(matches: Matches, source: string, value: JsonValue): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return matches(value) ? undefined : `does not match the pattern ${source}`;
  } catch (error) {
    if (error instanceof PythonError) return `cannot be matched with the pattern ${source}: ${error.message}`;
    throw error;
  }
}
