import type { Run } from '../run.js';
import { formsOf, isWordCharacter, type SetNode, setHas } from './characters.js';
import type { Node } from './node.js';

/** Start and end of each group in UTF-16 units, -1 where it took no part. */
export type Spans = readonly number[];

/** The state of one attempt. */
interface Attempt {
  readonly run: Run;
  readonly text: string;
  readonly end: number;
  readonly spans: number[];
}

type Continue = (at: number) => boolean;
type Matcher = (attempt: Attempt, at: number, next: Continue) => boolean;

/** What a match must be besides fitting the pattern. */
export interface Wanted {
  /** It must reach the end of the text. */
  readonly full?: boolean;
  /** It must not be empty. */
  readonly notEmpty?: boolean;
}

/**
 * Matches as CPython does, by trying one way after the other: for what RE2 does not know. Every step is counted, so a
 * pattern that would never end is stopped.
 */
export class Backtracker {
  readonly #matcher: Matcher;
  readonly #groupCount: number;

  constructor(root: Node, groupCount: number) {
    this.#matcher = compileNode(root);
    this.#groupCount = groupCount;
  }

  /** The match that begins at a position, if there is one. */
  matchAt(run: Run, text: string, at: number, wanted: Wanted = {}): Spans | undefined {
    const attempt: Attempt = { run, text, end: text.length, spans: Array.from({ length: 2 * (this.#groupCount + 1) }, () => -1) };
    const isMatch = this.#matcher(attempt, at, (end) => {
      if ((wanted.full === true && end !== text.length) || (wanted.notEmpty === true && end === at)) return false;
      attempt.spans[0] = at;
      attempt.spans[1] = end;
      return true;
    });
    return isMatch ? attempt.spans : undefined;
  }
}

function compileNode(node: Node): Matcher {
  switch (node.kind) {
    case 'set':
      return setMatcher(node);
    case 'sequence':
      return sequenceMatcher(node.nodes.map(compileNode));
    case 'choice':
      return choiceMatcher(node.nodes.map(compileNode));
    case 'group':
      return groupMatcher(node.index, compileNode(node.body));
    case 'repeat':
      return repeatMatcher(node);
    case 'atomic':
      return atomicMatcher(compileNode(node.body));
    case 'at':
      return ({ text }, at, next) => isAtPlace(text, at, node.place) && next(at);
    case 'boundary':
      return ({ text }, at, next) => isBoundary(text, at, node.ascii) !== node.isNegated && next(at);
    case 'reference':
      return referenceMatcher(node.index, node.ignoreCase);
    case 'look':
      return lookMatcher(node, compileNode(node.body));
    default: {
      const [yes, no] = [compileNode(node.yes), compileNode(node.no)];
      return (attempt, at, next) => ((attempt.spans[2 * node.index + 1] ?? -1) >= 0 ? yes : no)(attempt, at, next);
    }
  }
}

/** The end of the character at a position, if the set takes it; -1 otherwise. */
function takeOne(set: SetNode, text: string, at: number): number {
  const code = text.codePointAt(at);
  if (code === undefined) return -1;
  const character = String.fromCodePoint(code);
  return setHas(set, character) ? at + character.length : -1;
}

function setMatcher(set: SetNode): Matcher {
  return ({ run, text }, at, next) => {
    run.step();
    const end = takeOne(set, text, at);
    return end >= 0 && next(end);
  };
}

function sequenceMatcher(parts: readonly Matcher[]): Matcher {
  const from = (index: number): Matcher => {
    const part = parts[index];
    if (part === undefined) return (_, at, next) => next(at);
    const rest = from(index + 1);
    return index === parts.length - 1 ? part : (attempt, at, next) => part(attempt, at, (end) => rest(attempt, end, next));
  };
  return from(0);
}

function choiceMatcher(branches: readonly Matcher[]): Matcher {
  return (attempt, at, next) => {
    attempt.run.step();
    return branches.some((branch) => branch(attempt, at, next));
  };
}

function groupMatcher(index: number, body: Matcher): Matcher {
  return (attempt, at, next) => {
    const { spans } = attempt;
    return body(attempt, at, (end) => {
      const [before, after] = [spans[2 * index] ?? -1, spans[2 * index + 1] ?? -1];
      spans[2 * index] = at;
      spans[2 * index + 1] = end;
      if (next(end)) return true;
      spans[2 * index] = before;
      spans[2 * index + 1] = after;
      return false;
    });
  };
}

function repeatMatcher(node: Extract<Node, { kind: 'repeat' }>): Matcher {
  const { body, min, max, mode } = node;
  const greedy =
    body.kind === 'set'
      ? simpleRepeat(body, min, max, mode !== 'lazy')
      : generalRepeat(compileNode(body), { min, max, isLazy: mode === 'lazy' });
  return mode === 'possessive' ? atomicMatcher(greedy) : greedy;
}

/** Repetitions of one character need no stack. */
function simpleRepeat(set: SetNode, min: number, max: number, isGreedy: boolean): Matcher {
  return ({ run, text }, at, next) => {
    const ends = [at];
    let end = at;
    const most = isGreedy ? max : min;
    while (ends.length <= most) {
      run.step();
      end = takeOne(set, text, end);
      if (end < 0) break;
      ends.push(end);
    }
    if (ends.length <= min) return false;
    if (isGreedy) {
      for (let count = ends.length - 1; count >= min; count -= 1) if (next(ends[count] ?? at)) return true;
      return false;
    }
    for (let count = min, here = ends[min] ?? at; here >= 0 && count <= max; count += 1, here = takeOne(set, text, here)) {
      run.step();
      if (next(here)) return true;
    }
    return false;
  };
}

function generalRepeat(body: Matcher, { min, max, isLazy }: { min: number; max: number; isLazy: boolean }): Matcher {
  const attemptFrom = (attempt: Attempt, at: number, next: Continue, state: { count: number; last: number }): boolean => {
    attempt.run.step();
    const again = () =>
      state.count < max &&
      !(state.count >= min && state.last === at) &&
      body(attempt, at, (end) => attemptFrom(attempt, end, next, { count: state.count + 1, last: at }));
    if (state.count < min) return again();
    return isLazy ? next(at) || again() : again() || next(at);
  };
  return (attempt, at, next) => attemptFrom(attempt, at, next, { count: 0, last: -1 });
}

function atomicMatcher(body: Matcher): Matcher {
  return (attempt, at, next) => {
    let end = -1;
    const saved = [...attempt.spans];
    const isMatch = body(attempt, at, (found) => {
      end = found;
      return true;
    });
    if (isMatch && next(end)) return true;
    restore(attempt.spans, saved);
    return false;
  };
}

function restore(spans: number[], saved: readonly number[]): void {
  for (const [index, value] of saved.entries()) spans[index] = value;
}

function referenceMatcher(index: number, ignoreCase: boolean): Matcher {
  return ({ run, text, spans }, at, next) => {
    const [start, end] = [spans[2 * index] ?? -1, spans[2 * index + 1] ?? -1];
    if (end < 0) return false;
    run.step(1 + end - start);
    const wanted = text.slice(start, end);
    const found = text.slice(at, at + wanted.length);
    const isEqual = ignoreCase ? formsOf(found.toLowerCase())[1] === wanted.toLowerCase() : found === wanted;
    return isEqual && next(at + wanted.length);
  };
}

function lookMatcher({ isBehind, isNegated, width }: Extract<Node, { kind: 'look' }>, body: Matcher): Matcher {
  return (attempt, at, next) => {
    attempt.run.step();
    const from = isBehind ? stepBack(attempt.text, at, width) : at;
    const saved = [...attempt.spans];
    const isThere = from >= 0 && body(attempt, from, (end) => !isBehind || end === at);
    if (isThere !== isNegated) {
      if (isNegated) restore(attempt.spans, saved);
      if (next(at)) return true;
    }
    restore(attempt.spans, saved);
    return false;
  };
}

function stepBack(text: string, at: number, width: number): number {
  let position = at;
  for (let left = width; left > 0; left -= 1) {
    if (position <= 0) return -1;
    position -= position >= 2 && (text.codePointAt(position - 2) ?? 0) > 0xffff ? 2 : 1;
  }
  return position;
}

type Place = Extract<Node, { kind: 'at' }>['place'];

function isAtPlace(text: string, at: number, place: Place): boolean {
  if (place === 'start') return at === 0;
  if (place === 'lineStart') return at === 0 || text[at - 1] === '\n';
  if (at === text.length) return true;
  if (place === 'veryEnd') return false;
  return text[at] === '\n' && (place === 'lineEnd' || at === text.length - 1);
}

function isBoundary(text: string, at: number, ascii: boolean): boolean {
  const before = at > 0 && isWordCharacter(characterBefore(text, at), ascii);
  const after = at < text.length && isWordCharacter(String.fromCodePoint(text.codePointAt(at) ?? 0), ascii);
  return before !== after;
}

function characterBefore(text: string, at: number): string {
  return text.slice(stepBack(text, at, 1), at);
}
