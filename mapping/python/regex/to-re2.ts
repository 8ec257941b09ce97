import { isForRe2, setToRe2 } from './characters.js';
import { type Node, partsOf, widthOf } from './node.js';

/** The most repetitions that RE2 takes. */
const mostRepeats = 1000;

/** What of a pattern RE2 matches as Python would. */
export interface Fitness {
  /** False: it knows look-around, references, or repetitions of nothing. */
  readonly fits: boolean;
  /** `$` before a last line feed is not known to RE2. */
  readonly hasEnd: boolean;
  /** Borders of words are those of ASCII in RE2. */
  readonly hasBoundary: boolean;
}

export function fitnessOf(node: Node): Fitness {
  const parts = partsOf(node).map(fitnessOf);
  return {
    fits: fitsAlone(node) && parts.every(({ fits }) => fits),
    hasEnd: (node.kind === 'at' && node.place === 'end') || parts.some(({ hasEnd }) => hasEnd),
    hasBoundary: (node.kind === 'boundary' && !node.ascii) || parts.some(({ hasBoundary }) => hasBoundary),
  };
}

function fitsAlone(node: Node): boolean {
  if (node.kind === 'set') return isForRe2(node);
  if (node.kind === 'repeat') {
    const isShort = node.min <= mostRepeats && (node.max <= mostRepeats || node.max === Number.POSITIVE_INFINITY);
    return isShort && node.mode !== 'possessive' && (widthOf(node.body)[0] > 0 || node.max === 1);
  }
  return !['reference', 'look', 'condition', 'atomic'].includes(node.kind);
}

const places = { start: '\\A', lineStart: '(?m:^)', end: '\\z', lineEnd: '(?m:$)', veryEnd: '\\z' } as const;

/** The pattern in RE2's notation; only for nodes that fit. */
export function toRe2(node: Node): string {
  switch (node.kind) {
    case 'set':
      return setToRe2(node);
    case 'sequence':
      return node.nodes.map(toRe2).join('');
    case 'choice':
      return `(?:${node.nodes.map(toRe2).join('|')})`;
    case 'group':
      return `(${toRe2(node.body)})`;
    case 'repeat':
      return `(?:${toRe2(node.body)})${countText(node.min, node.max)}${node.mode === 'lazy' ? '?' : ''}`;
    case 'at':
      return places[node.place];
    case 'boundary':
      return node.isNegated ? '\\B' : '\\b';
    default:
      return '';
  }
}

function countText(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min < 2 ? (min === 0 ? '*' : '+') : `{${min},}`;
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`;
}

/** How much work a pattern is per character, roughly: repetitions multiply. */
export function weightOf(node: Node): number {
  const inner = partsOf(node).reduce((sum, part) => sum + weightOf(part), 1);
  return node.kind === 'repeat'
    ? inner * Math.max(1, Math.min(node.max === Number.POSITIVE_INFINITY ? node.min + 1 : node.max, mostRepeats))
    : inner;
}
