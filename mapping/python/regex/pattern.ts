import { RE2JS } from 're2js';
import { limitError } from '../error.js';
import { type Key, markedKey } from '../key.js';
import { limits, type Run } from '../run.js';
import { PythonObject, type Value } from '../value.js';
import { Backtracker, type Spans, type Wanted } from './backtrack.js';
import type { Flags, ParsedPattern } from './node.js';
import { parsePattern } from './parse.js';
import { type Fitness, fitnessOf, toRe2, weightOf } from './to-re2.js';

/** Bits of `re.I` and the others. */
export const flagBits = { ignoreCase: 2, multiline: 8, dotAll: 16, verbose: 64, ascii: 256 } as const;
const unicodeBit = 32;

export function flagsOf(bits: number): Flags {
  const has = (bit: number) => (bits & bit) !== 0;
  return {
    ignoreCase: has(flagBits.ignoreCase),
    multiline: has(flagBits.multiline),
    dotAll: has(flagBits.dotAll),
    verbose: has(flagBits.verbose),
    ascii: has(flagBits.ascii),
  };
}

function bitsOf(flags: Flags): number {
  const bits = Object.entries(flagBits).reduce((sum, [name, bit]) => (flags[name as keyof Flags] ? sum | bit : sum), 0);
  return flags.ascii ? bits : bits | unicodeBit;
}

/** A compiled pattern. RE2 matches it in linear time where it can; else the backtracker, whose steps are counted. */
export class Pattern extends PythonObject {
  readonly typeName = 'Pattern';
  readonly source: string;
  readonly parsed: ParsedPattern;
  readonly #fitness: Fitness;
  readonly #weight: number;
  #search: RE2JS | undefined;
  #full: RE2JS | undefined;
  #backtracker: Backtracker | undefined;

  constructor(source: string, flags: Flags) {
    super();
    this.source = source;
    this.parsed = parsePattern(source, flags);
    this.#fitness = fitnessOf(this.parsed.root);
    this.#weight = weightOf(this.parsed.root);
    if (this.#weight > 20_000) throw limitError('the pattern repeats too much');
  }

  get flagBits(): number {
    return bitsOf(this.parsed.flags);
  }

  override key(): Key {
    return markedKey('p', `${this.flagBits} ${this.source}`);
  }

  override equals(other: Value): boolean {
    return other instanceof Pattern && other.source === this.source && other.flagBits === this.flagBits;
  }

  /** The first match at or after a position. */
  search(run: Run, text: string, from: number): Spans | undefined {
    if (this.#isForRe2(text)) {
      this.#search ??= RE2JS.compile(toRe2(this.parsed.root));
      return this.#find(run, this.#search, text, from);
    }
    for (let at = from; at <= text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) {
      const found = this.matchAt(run, text, at);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** A match that begins at a position. */
  matchAt(run: Run, text: string, at: number, wanted: Wanted = {}): Spans | undefined {
    if (wanted.notEmpty !== true && this.#isForRe2(text)) return this.#matchByRe2(run, text, at, wanted.full === true);
    this.#backtracker ??= new Backtracker(this.parsed.root, this.parsed.groupCount);
    run.step();
    return this.#backtracker.matchAt(run, text, at, wanted);
  }

  #matchByRe2(run: Run, text: string, at: number, isFull: boolean): Spans | undefined {
    const pattern = toRe2(this.parsed.root);
    if (isFull) this.#full ??= RE2JS.compile(`(?:${pattern})\\z`);
    else this.#search ??= RE2JS.compile(pattern);
    const compiled = isFull ? this.#full : this.#search;
    const found = compiled === undefined ? undefined : this.#find(run, compiled, text, at);
    return found?.[0] === at ? found : undefined;
  }

  #find(run: Run, compiled: RE2JS, text: string, from: number): Spans | undefined {
    const workOf = (length: number) => Math.ceil((length * this.#weight) / 3);
    if (workOf(text.length - from) > limits.steps) throw limitError('the text is too long for this pattern');
    const matcher = compiled.matcher(text);
    const isFound = matcher.find(from);
    run.step(1 + workOf((isFound ? matcher.end() : text.length) - from));
    if (!isFound) return undefined;
    return Array.from({ length: this.parsed.groupCount + 1 }, (_, group) => [matcher.start(group), matcher.end(group)]).flat();
  }

  #isForRe2(text: string): boolean {
    const { fits, hasEnd, hasBoundary } = this.#fitness;
    return fits && !(hasEnd && text.endsWith('\n')) && !(hasBoundary && /[^\0-\x7f]/.test(text));
  }
}

const recent = new Map<string, Pattern>();

/** Compiles a pattern, or finds it among those that were compiled lately. */
export function compilePattern(run: Run, source: string, bits: number): Pattern {
  const key = `${bits} ${source}`;
  const known = recent.get(key);
  if (known !== undefined) return known;
  if (source.length > 10_000) throw limitError('the pattern is longer than 10000 characters');
  run.step(source.length * 4);
  const pattern = new Pattern(source, flagsOf(bits));
  if (recent.size >= 500) recent.clear();
  recent.set(key, pattern);
  return pattern;
}
