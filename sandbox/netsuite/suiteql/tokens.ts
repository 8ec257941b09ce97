import { QueryProblem } from './problem.js';

export interface Token {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'sign' | 'end';
  /** Words in lower case, texts without their quotes. */
  readonly value: string;
}

const pattern =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|'((?:[^']|'')*)'|"([^"]*)"|(\d+(?:\.\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_$#]*)|(<>|!=|<=|>=|\|\||[(),.*+\-/=<>?])/y;

/** The words of a query. Throws QueryProblem for signs that have no place in one. */
export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < query.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(query);
    if (match === null) throw new QueryProblem(`"${query.charAt(at)}" at position ${at} is not allowed`);
    const [, text, quoted, number, word, sign] = match;
    if (text !== undefined) tokens.push({ kind: 'text', value: text.replaceAll("''", "'") });
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', value: quoted });
    else if (number !== undefined) tokens.push({ kind: 'number', value: number });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word.toLowerCase() });
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign === '!=' ? '<>' : sign });
  }
  tokens.push({ kind: 'end', value: '' });
  return tokens;
}
