import type { ExprNode } from 'py-ast';
import { Lexer, parse, TokenType } from 'py-ast';
import { characterNamed } from '../text/character-names.js';
import { type Edit, ParsedText } from './parsed-text.js';

/** An expression that is none. `offset` counts UTF-16 units from 0, in the text as the author wrote it. */
export class PythonSyntaxError extends Error {
  readonly offset: number | undefined;

  constructor(message: string, offset?: number) {
    super(message);
    this.name = 'PythonSyntaxError';
    this.offset = offset;
  }
}

/**
 * What stands before the expression: the predecessor made it the body of this function, so `a, b` and `yield` mean
 * here what they meant there.
 */
const head = 'lambda src: ';
const deepestBrackets = 199;

export interface Source {
  /** The text that positions of the nodes refer to. */
  readonly parsed: ParsedText;
  readonly body: ExprNode;
}

/** Parses an expression with py-ast, and checks what that parser lets pass. Throws PythonSyntaxError. */
export function parseExpression(text: string): Source {
  const parsed = normalizeStrings(ParsedText.of(text, head));
  const module = attempt(parsed, () => parse(parsed.text));
  const [statement, ...others] = module.body;
  if (statement === undefined || others.length > 0 || statement.nodeType !== 'Expr') throw new PythonSyntaxError('is not one expression');
  const outer = statement.value;
  if (outer.nodeType === 'Tuple') throw new PythonSyntaxError('a tuple needs parentheses here', 0);
  if (!isHead(outer)) throw new PythonSyntaxError('is not one expression');
  const { body } = outer;
  if (['NamedExpr', 'Yield', 'YieldFrom'].includes(body.nodeType) && parsed.lines[0]?.[body.col_offset - 1] !== 40 /* ( */)
    throw new PythonSyntaxError('needs parentheses here', 0);
  return { parsed, body };
}

function isHead(node: ExprNode): node is Extract<ExprNode, { nodeType: 'Lambda' }> {
  return node.nodeType === 'Lambda' && node.lineno === 1 && node.col_offset === 0 && node.args.args[0]?.arg === 'src';
}

/** What the parser says of a place becomes an offset. */
function attempt<T>(parsed: ParsedText, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const [, told = message, line, column] = /^(.*?) at line (\d+)(?:, column (\d+))?$/.exec(message) ?? [];
    const place = column === undefined ? openQuote(parsed.text) : parsed.offsetOf(Number(line), Number(column));
    throw new PythonSyntaxError(told, place === undefined ? undefined : parsed.writtenOffset(place));
  }
}

const mostQuotes = 50;

/** The quote that is never closed: the last before which everything can be read. Of other errors none. */
function openQuote(text: string): number | undefined {
  let at = text.length;
  for (let tries = 0; tries < mostQuotes; tries += 1) {
    at = Math.max(text.lastIndexOf("'", at - 1), text.lastIndexOf('"', at - 1));
    if (at < 0) return undefined;
    if (isReadable(text.slice(0, at))) return at;
  }
  return undefined;
}

function isReadable(text: string): boolean {
  try {
    new Lexer(text).tokenize();
    return true;
  } catch {
    return false;
  }
}

type Token = ReturnType<Lexer['tokenize']>[number];

/** Checks the tokens, and writes escapes that py-ast does not read in a form that it reads. */
function normalizeStrings(parsed: ParsedText): ParsedText {
  const tokens = attempt(parsed, () => new Lexer(parsed.text).tokenize());
  const startOf = (token: Token) => parsed.offsetOf(token.lineno, token.col_offset);
  const at = <T>(token: Token, check: () => T): T => located(() => parsed.writtenOffset(startOf(token)), check);
  checkBrackets(tokens, at);
  checkNeighbours(tokens, at);
  const edits = tokens.flatMap((token): readonly Edit[] => {
    const start = startOf(token);
    if (token.type === TokenType.NUMBER)
      at(token, () => checkNumber(parsed.text.slice(start, parsed.offsetOf(token.end_lineno, token.end_col_offset))));
    if (token.type !== TokenType.STRING) return [];
    const text = at(token, () => checkedString(token.value));
    return text === token.value ? [] : [{ start, end: start + token.value.length, text }];
  });
  return parsed.edited(edits);
}

type At = (token: Token, check: () => void) => void;

/** An error that names no place is one of this place. */
function located<T>(offset: () => number, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof PythonSyntaxError && error.offset === undefined) throw new PythonSyntaxError(error.message, offset());
    throw error;
  }
}

function refuse(message: string): () => never {
  return () => {
    throw new PythonSyntaxError(message);
  };
}

function checkBrackets(tokens: readonly Token[], at: At): void {
  const [open, close] = [
    new Set<string>([TokenType.LPAR, TokenType.LSQB, TokenType.LBRACE]),
    new Set<string>([TokenType.RPAR, TokenType.RSQB, TokenType.RBRACE]),
  ];
  let depth = 0;
  for (const token of tokens) {
    if (open.has(token.type)) depth += 1;
    if (close.has(token.type)) depth -= 1;
    if (depth > deepestBrackets) at(token, refuse('too many nested parentheses'));
    if (token.type === TokenType.SEMI) at(token, refuse('is not one expression'));
  }
}

const prefixOf = (token: Token) => /^[a-zA-Z]*/.exec(token.value)?.[0].toLowerCase() ?? '';

/** Texts and bytes cannot be joined by standing side by side. */
function checkNeighbours(tokens: readonly Token[], at: At): void {
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (token.type !== TokenType.STRING || before?.type !== TokenType.STRING) continue;
    if (prefixOf(token).includes('b') !== prefixOf(before).includes('b')) at(token, refuse('cannot mix bytes and nonbytes literals'));
  }
}

const digits = String.raw`\d(?:_?\d)*`;
const exponent = `(?:[eE][+-]?${digits})`;
const numberPattern = new RegExp(
  `^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:0(?:_?0)*|[1-9](?:_?\\d)*)|${digits}${exponent}|(?:${digits}\\.(?:${digits})?|\\.${digits})${exponent}?|(?:${digits}|${digits}\\.(?:${digits})?|\\.${digits})${exponent}?[jJ])$`,
);

function checkNumber(text: string): void {
  if (!numberPattern.test(text)) throw new PythonSyntaxError(`invalid number '${text}'`);
}

/** A string literal whose escapes py-ast reads as Python does. */
function checkedString(literal: string): string {
  const [, prefix = '', quote = ''] = /^([a-zA-Z]*)('''|"""|'|")/.exec(literal) ?? [];
  const kind = prefix.toLowerCase();
  const inner = literal.slice(prefix.length + quote.length, -quote.length);
  if (inner.length + prefix.length + 2 * quote.length !== literal.length || !literal.endsWith(quote))
    throw new PythonSyntaxError('unterminated string literal');
  if (kind.includes('t')) throw new PythonSyntaxError('template strings are not known');
  if (kind.includes('f')) checkFString(inner, quote);
  if (kind.includes('b') && /[^\0-\x7f]/.test(inner)) throw new PythonSyntaxError('bytes can only contain ASCII literal characters');
  if (!/^(?:\\[\s\S]|[^\\])*$/.test(inner)) throw new PythonSyntaxError('unterminated string literal');
  if (kind.includes('r')) return literal;
  return (
    prefix +
    quote +
    inner.replace(
      /\\(?:([0-7]{1,3})|N(?:\{([^}]*)\})?|x([0-9a-fA-F]{0,2})|u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|[\s\S])/g,
      (whole, ...found: (string | undefined)[]) => checkedEscape(whole, found, kind.includes('b')),
    ) +
    quote
  );
}

function checkedEscape(whole: string, [octal, name, hex, short, long]: readonly (string | undefined)[], isBytes: boolean): string {
  if (octal !== undefined)
    return `\\x${(Number.parseInt(octal, 8) & 255).toString(16).padStart(2, '0')}`.replace(/.*/, (text) =>
      Number.parseInt(octal, 8) > 255 && !isBytes ? `\\u${Number.parseInt(octal, 8).toString(16).padStart(4, '0')}` : text,
    );
  if (hex !== undefined && hex.length < 2) throw new PythonSyntaxError('truncated \\xXX escape');
  if (isBytes) return whole;
  if (short !== undefined && short.length < 4) throw new PythonSyntaxError('truncated \\uXXXX escape');
  if (long !== undefined && (long.length < 8 || Number.parseInt(long, 16) > 0x10ffff))
    throw new PythonSyntaxError('illegal Unicode character');
  if (whole === '\\N') throw new PythonSyntaxError('malformed \\N character escape');
  if (name === undefined) return whole;
  const character = characterNamed(name);
  if (character === undefined) throw new PythonSyntaxError(`unknown Unicode character name ${name}`);
  return `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`;
}

/** Python 3.11 takes neither its own quotes nor backslashes nor comments inside the braces of an f-string. */
function checkFString(inner: string, quote: string): void {
  if (!new RegExp(`^(?:\\\\[\\s\\S]|(?!${quote})[^\\\\])*$`).test(inner)) throw new PythonSyntaxError('f-string: expecting }');
  let depth = 0;
  let isSpec = false;
  for (let at = 0; at < inner.length; at += 1) {
    const character = inner[at] ?? '';
    if (depth === 0 && inner.startsWith('\\N{', at)) at = Math.max(at, inner.indexOf('}', at));
    else if ((depth === 0 || isSpec) && character === '\\') at += /[{}]/.test(inner[at + 1] ?? '') ? 0 : 1;
    else if (depth === 0 && (inner.startsWith('{{', at) || inner.startsWith('}}', at))) at += 1;
    else if ('{(['.includes(character) && (depth > 0 || character === '{')) {
      depth += 1;
      if (isSpec && depth > 3) throw new PythonSyntaxError('f-string: expressions nested too deeply');
    } else if ('}])'.includes(character) && depth > 0) {
      depth -= 1;
      if (depth === 0) isSpec = false;
    } else if (character === '}' && depth === 0) throw new PythonSyntaxError("f-string: single '}' is not allowed");
    else if (character === ':' && depth === 1) isSpec = true;
    else if (depth > 0 && !isSpec && (character === '\\' || character === '#') && !isInQuotes(inner, at))
      throw new PythonSyntaxError(`f-string expression part cannot include '${character}'`);
  }
}

function isInQuotes(inner: string, at: number): boolean {
  return inner[at] === '#' && (inner.slice(0, at).match(/['"]/g)?.length ?? 0) % 2 === 1;
}
