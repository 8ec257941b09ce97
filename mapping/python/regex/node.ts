/** A pattern of Python's `re`, parsed. */

/** Flags in force where a node stands. */
export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

export type ClassName = 'd' | 'D' | 's' | 'S' | 'w' | 'W';

export type ClassItem =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'class'; readonly name: ClassName; readonly ascii: boolean };

export type Node =
  | { readonly kind: 'set'; readonly isNegated: boolean; readonly items: readonly ClassItem[]; readonly ignoreCase: boolean }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'group'; readonly index: number; readonly body: Node }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly min: number;
      readonly max: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
    }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'at'; readonly place: 'start' | 'lineStart' | 'end' | 'lineEnd' | 'veryEnd' }
  | { readonly kind: 'boundary'; readonly isNegated: boolean; readonly ascii: boolean }
  | { readonly kind: 'reference'; readonly index: number; readonly ignoreCase: boolean }
  | { readonly kind: 'look'; readonly isBehind: boolean; readonly isNegated: boolean; readonly body: Node; readonly width: number }
  | { readonly kind: 'condition'; readonly index: number; readonly yes: Node; readonly no: Node };

export interface ParsedPattern {
  readonly root: Node;
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
  readonly flags: Flags;
}

export const nothing: Node = { kind: 'sequence', nodes: [] };

/** The fewest and the most characters that a node matches. */
export function widthOf(node: Node): readonly [number, number] {
  switch (node.kind) {
    case 'set':
      return [1, 1];
    case 'sequence':
      return node.nodes.map(widthOf).reduce<readonly [number, number]>(([min, max], [a, b]) => [min + a, max + b], [0, 0]);
    case 'choice': {
      const widths = node.nodes.map(widthOf);
      return [Math.min(...widths.map(([min]) => min)), Math.max(...widths.map(([, max]) => max))];
    }
    case 'condition':
      return widthOf({ kind: 'choice', nodes: [node.yes, node.no] });
    case 'group':
    case 'atomic':
      return widthOf(node.body);
    case 'repeat': {
      const [min, max] = widthOf(node.body);
      return [min * node.min, max === 0 ? 0 : max * node.max];
    }
    case 'reference':
      return [0, Number.POSITIVE_INFINITY];
    default:
      return [0, 0];
  }
}

/** The nodes directly inside a node. */
export function partsOf(node: Node): readonly Node[] {
  if (node.kind === 'sequence' || node.kind === 'choice') return node.nodes;
  if (node.kind === 'condition') return [node.yes, node.no];
  return 'body' in node ? [node.body] : [];
}
