import { readEscape, regexError } from './escape.js';
import { type Flags, type Node, nothing, type ParsedPattern, widthOf } from './node.js';
import { readSet } from './set.js';

const deepest = 100;
const mostRepeats = 4_294_967_295;
const letters: Readonly<Record<string, keyof Flags>> = { i: 'ignoreCase', m: 'multiline', s: 'dotAll', x: 'verbose', a: 'ascii' };

/** Parses a pattern of Python's `re`. Throws `re.error`. */
export function parsePattern(source: string, flags: Flags): ParsedPattern {
  return new PatternParser(source, flags).parse();
}

class PatternParser {
  readonly #source: string;
  #at = 0;
  #flags: Flags;
  #depth = 0;
  #groupCount = 0;
  readonly #names = new Map<string, number>();
  readonly #open = new Set<number>();
  readonly #conditions: number[] = [];

  constructor(source: string, flags: Flags) {
    this.#source = source;
    this.#flags = flags;
  }

  parse(): ParsedPattern {
    this.#globalFlags();
    const flags = this.#flags;
    const root = this.#choice();
    if (this.#at < this.#source.length) throw regexError('unbalanced parenthesis');
    for (const index of this.#conditions) if (index > this.#groupCount) throw regexError(`invalid group reference ${index}`);
    return { root, groupCount: this.#groupCount, names: this.#names, flags };
  }

  /** `(?i)` at the very beginning. */
  #globalFlags(): void {
    for (;;) {
      const match = /^\(\?([aiLmsux]+)\)/.exec(this.#source.slice(this.#at));
      if (match === null) return;
      this.#at += match[0].length;
      this.#flags = withLetters(this.#flags, match[1] ?? '', true);
    }
  }

  #choice(): Node {
    this.#depth += 1;
    if (this.#depth > deepest) throw regexError('the pattern is nested too deep');
    const nodes = [this.#sequence()];
    while (this.#take('|')) nodes.push(this.#sequence());
    this.#depth -= 1;
    return nodes.length === 1 ? (nodes[0] ?? nothing) : { kind: 'choice', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    for (;;) {
      if (this.#flags.verbose) this.#skipBlank();
      const character = this.#source[this.#at];
      if (character === undefined || character === '|' || character === ')') return { kind: 'sequence', nodes };
      const quantifier = this.#quantifier();
      if (quantifier === undefined) {
        const atom = this.#atom();
        if (atom !== undefined) nodes.push(atom);
        continue;
      }
      const body = nodes.pop();
      if (body === undefined || body.kind === 'at' || body.kind === 'boundary') throw regexError('nothing to repeat');
      if (body.kind === 'repeat') throw regexError('multiple repeat');
      nodes.push({ kind: 'repeat', body: body.kind === 'sequence' && body.nodes.length === 0 ? nothing : body, ...quantifier });
    }
  }

  #skipBlank(): void {
    const blank = /^(?:[ \t\n\r\v\f]|#[^\n]*)+/.exec(this.#source.slice(this.#at));
    this.#at += blank?.[0].length ?? 0;
  }

  #take(text: string): boolean {
    const isThere = this.#source.startsWith(text, this.#at);
    if (isThere) this.#at += text.length;
    return isThere;
  }

  #quantifier(): { min: number; max: number; mode: 'greedy' | 'lazy' | 'possessive' } | undefined {
    const match = /^(?:([*+?])|\{(\d*)(?:(,)(\d*))?\})/.exec(this.#source.slice(this.#at));
    if (match === null) return undefined;
    const [whole, sign, low = '', comma, high = ''] = match;
    if (sign === undefined && low === '' && (comma === undefined || high === '')) {
      if (comma === undefined || whole === '{}') return undefined;
    }
    this.#at += whole.length;
    const min = sign === undefined ? Number(low) : Number(sign === '+');
    const max =
      sign === undefined
        ? comma === undefined
          ? min
          : high === ''
            ? Number.POSITIVE_INFINITY
            : Number(high)
        : sign === '?'
          ? 1
          : Number.POSITIVE_INFINITY;
    if (min >= mostRepeats || (max !== Number.POSITIVE_INFINITY && max >= mostRepeats))
      throw new RangeError('the repetition number is too large');
    if (max < min) throw regexError('min repeat greater than max repeat');
    return { min, max, mode: this.#take('?') ? 'lazy' : this.#take('+') ? 'possessive' : 'greedy' };
  }

  #atom(): Node | undefined {
    const character = this.#source[this.#at] ?? '';
    if (character === '(') return this.#group();
    if (character === '[') {
      const [node, end] = readSet(this.#source, this.#at, this.#flags);
      this.#at = end;
      return node;
    }
    if (character === '\\') return this.#escape();
    const code = this.#source.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    if (character === '.')
      return this.#flags.dotAll ? { kind: 'set', isNegated: true, items: [], ignoreCase: false } : this.#set([10], true);
    if (character === '^') return { kind: 'at', place: this.#flags.multiline ? 'lineStart' : 'start' };
    if (character === '$') return { kind: 'at', place: this.#flags.multiline ? 'lineEnd' : 'end' };
    return this.#set([code]);
  }

  #set(codes: readonly number[], isNegated = false): Node {
    const items = codes.map((code) => ({ kind: 'range', from: code, to: code }) as const);
    return { kind: 'set', isNegated, items, ignoreCase: this.#flags.ignoreCase };
  }

  #escape(): Node {
    const [escape, end] = readEscape(this.#source, this.#at + 1, false);
    this.#at = end;
    const { ascii } = this.#flags;
    if (escape.kind === 'character') return this.#set([escape.code]);
    if (escape.kind === 'class')
      return { kind: 'set', isNegated: false, items: [{ kind: 'class', name: escape.name, ascii }], ignoreCase: false };
    if (escape.kind === 'reference') return this.#reference(escape.index);
    if (escape.letter === 'A') return { kind: 'at', place: 'start' };
    if (escape.letter === 'Z') return { kind: 'at', place: 'veryEnd' };
    return { kind: 'boundary', isNegated: escape.letter === 'B', ascii };
  }

  #reference(index: number): Node {
    if (index > this.#groupCount || index === 0) throw regexError(`invalid group reference ${index}`);
    if (this.#open.has(index)) throw regexError('cannot refer to an open group');
    return { kind: 'reference', index, ignoreCase: this.#flags.ignoreCase };
  }

  #group(): Node | undefined {
    this.#at += 1;
    if (!this.#take('?')) return this.#capture();
    if (this.#take(':')) return this.#close(this.#choice());
    if (this.#take('>')) return { kind: 'atomic', body: this.#close(this.#choice()) };
    if (this.#take('#')) return this.#comment();
    if (this.#take('P<')) return this.#capture(this.#name('>'));
    if (this.#take('P=')) return this.#namedReference();
    if (this.#take('P')) throw regexError('unknown extension ?P');
    if (this.#take('(')) return this.#condition();
    for (const [sign, isBehind, isNegated] of looks) if (this.#take(sign)) return this.#look(isBehind, isNegated);
    return this.#flagGroup();
  }

  #capture(name?: string): Node {
    this.#groupCount += 1;
    const index = this.#groupCount;
    if (name !== undefined) {
      if (this.#names.has(name)) throw regexError(`redefinition of group name '${name}'`);
      this.#names.set(name, index);
    }
    this.#open.add(index);
    const body = this.#close(this.#choice());
    this.#open.delete(index);
    return { kind: 'group', index, body };
  }

  /** A group in parentheses ends, and with it the flags that it set. */
  #close(body: Node): Node {
    if (!this.#take(')')) throw regexError('missing ), unterminated subpattern');
    return body;
  }

  #comment(): undefined {
    const end = this.#source.indexOf(')', this.#at);
    if (end < 0) throw regexError('missing ), unterminated comment');
    this.#at = end + 1;
    return undefined;
  }

  #name(end: string): string {
    const close = this.#source.indexOf(end, this.#at);
    if (close < 0) throw regexError(`missing ${end}, unterminated name`);
    const name = this.#source.slice(this.#at, close);
    this.#at = close + 1;
    if (name === '') throw regexError('missing group name');
    if (end === '>' && !/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) throw regexError(`bad character in group name '${name}'`);
    return name;
  }

  #namedReference(): Node {
    const name = this.#name(')');
    const index = this.#names.get(name);
    if (index === undefined) throw regexError(`unknown group name '${name}'`);
    return this.#reference(index);
  }

  #condition(): Node {
    const name = this.#name(')');
    const index = /^\d+$/.test(name) ? Number(name) : this.#names.get(name);
    if (index === undefined) throw regexError(`unknown group name '${name}'`);
    if (index === 0) throw regexError('bad group number');
    this.#conditions.push(index);
    const yes = this.#sequence();
    const no = this.#take('|') ? this.#sequence() : nothing;
    if (this.#source[this.#at] === '|') throw regexError('conditional backref with more than two branches');
    return this.#close({ kind: 'condition', index, yes, no });
  }

  #look(isBehind: boolean, isNegated: boolean): Node {
    const body = this.#close(this.#choice());
    const [min, max] = widthOf(body);
    if (isBehind && min !== max) throw regexError('look-behind requires fixed-width pattern');
    return { kind: 'look', isBehind, isNegated, body, width: min };
  }

  /** `(?i:…)`, `(?-i:…)`. */
  #flagGroup(): Node {
    const match = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(this.#source.slice(this.#at));
    if (match === null || (match[1] === '' && match[2] === undefined))
      throw regexError(`unknown extension ?${this.#source[this.#at] ?? ''}`);
    if (match[3] === ')') throw regexError('global flags not at the start of the expression');
    this.#at += match[0].length;
    const outer = this.#flags;
    this.#flags = withLetters(withLetters(outer, match[1] ?? '', true), match[2] ?? '', false);
    const body = this.#choice();
    this.#flags = outer;
    return this.#close(body);
  }
}

const looks = [
  ['=', false, false],
  ['!', false, true],
  ['<=', true, false],
  ['<!', true, true],
] as const;

function withLetters(flags: Flags, text: string, value: boolean): Flags {
  if (text.includes('L')) throw regexError("bad inline flags: cannot use 'L' flag with a str pattern");
  const changed = Array.from(text)
    .filter((letter) => letter !== 'u')
    .map((letter) => [letters[letter] ?? 'ascii', value]);
  return { ...flags, ...Object.fromEntries(changed) };
}
