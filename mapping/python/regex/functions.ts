import { callValue } from '../attributes.js';
import { asCount, asText } from '../convert-arguments.js';
import { typeError } from '../error.js';
import type { Run } from '../run.js';
import { toUnits } from '../text/points.js';
import { type Argument, Callable, Iterator, Tuple, Type, typeNameOf, type Value } from '../value.js';
import type { Spans } from './backtrack.js';
import { Match } from './match.js';
import type { Pattern } from './pattern.js';
import { expandTemplate, parseTemplate } from './template.js';

/** The part of a text that a search looks at. */
export interface Subject {
  readonly text: string;
  readonly from: number;
}

export function subjectOf(text: Argument, start: Argument, end: Argument): Subject {
  if (typeof text !== 'string') throw typeError(`expected string or bytes-like object, got '${typeNameOf(text ?? null)}'`);
  const cut = end === undefined ? text : text.slice(0, toUnits(text, Math.max(0, asCount(end))));
  return { text: cut, from: start === undefined ? 0 : Math.min(cut.length, toUnits(text, Math.max(0, asCount(start)))) };
}

/** Every match, one after the other; none begins where an empty one was just found, unless it is longer. */
export function eachMatch(run: Run, pattern: Pattern, { text, from }: Subject): () => Spans | undefined {
  let at = from;
  let wasEmpty = false;
  return () => {
    if (at > text.length) return undefined;
    const found = wasEmpty ? searchPast(run, pattern, text, at) : pattern.search(run, text, at);
    if (found === undefined) {
      at = text.length + 1;
      return undefined;
    }
    const [start = 0, end = 0] = found;
    at = end;
    wasEmpty = start === end;
    return found;
  };
}

function searchPast(run: Run, pattern: Pattern, text: string, at: number): Spans | undefined {
  const here = pattern.matchAt(run, text, at, { notEmpty: true });
  if (here !== undefined) return here;
  const next = at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
  return next > text.length ? undefined : pattern.search(run, text, next);
}

const matchOf = (pattern: Pattern, text: string, spans: Spans | undefined) =>
  spans === undefined ? null : new Match(pattern, text, spans);

export function search(run: Run, pattern: Pattern, { text, from }: Subject): Value {
  return matchOf(pattern, text, pattern.search(run, text, from));
}

export function match(run: Run, pattern: Pattern, { text, from }: Subject, full = false): Value {
  return matchOf(pattern, text, pattern.matchAt(run, text, from, { full }));
}

export function findIter(run: Run, pattern: Pattern, subject: Subject): Iterator {
  const next = eachMatch(run, pattern, subject);
  return new Iterator('callable_iterator', () => {
    const spans = next();
    return spans === undefined ? undefined : new Match(pattern, subject.text, spans);
  });
}

export function findAll(run: Run, pattern: Pattern, subject: Subject): Value[] {
  const results: Value[] = [];
  const next = eachMatch(run, pattern, subject);
  for (let spans = next(); spans !== undefined; spans = next()) {
    run.list(1);
    results.push(foundValue(new Match(pattern, subject.text, spans)));
  }
  run.list(results.length);
  return results;
}

/** The whole match, its only group, or a tuple of its groups. */
function foundValue(found: Match): Value {
  const { groupCount } = found.pattern.parsed;
  if (groupCount < 2) return found.group(groupCount) ?? '';
  return new Tuple(Array.from({ length: groupCount }, (_, index) => found.group(index + 1) ?? ''));
}

export function splitByPattern(run: Run, pattern: Pattern, text: string, limit: number): Value[] {
  const parts: Value[] = [];
  const next = eachMatch(run, pattern, { text, from: 0 });
  let at = 0;
  for (let count = 0; limit === 0 || count < limit; count += 1) {
    const spans = next();
    if (spans === undefined) break;
    const found = new Match(pattern, text, spans);
    run.list(1);
    parts.push(text.slice(at, spans[0]));
    for (let group = 1; group <= pattern.parsed.groupCount; group += 1) parts.push(found.group(group));
    at = spans[1] ?? at;
  }
  parts.push(text.slice(at));
  return parts;
}

/** The text with matches replaced, and how many there were. */
export function substitute(
  run: Run,
  pattern: Pattern,
  { replacement, text, limit }: { replacement: Value; text: string; limit: number },
): readonly [string, bigint] {
  const replace = replacer(run, pattern, replacement);
  const parts: string[] = [];
  const next = eachMatch(run, pattern, { text, from: 0 });
  let [at, count, length] = [0, 0, 0];
  for (; limit === 0 || count < limit; count += 1) {
    const spans = next();
    if (spans === undefined) break;
    const shown = replace(new Match(pattern, text, spans));
    const [start = 0, end = 0] = spans;
    length += start - at + shown.length;
    run.growing(length);
    parts.push(text.slice(at, start), shown);
    at = end;
  }
  run.text(length + text.length - at);
  parts.push(text.slice(at));
  return [parts.join(''), BigInt(count)];
}

function replacer(run: Run, pattern: Pattern, replacement: Value): (found: Match) => string {
  if (typeof replacement === 'string') {
    parseTemplate(replacement, pattern.parsed);
    return replacement.includes('\\') ? (found) => expandTemplate(run, replacement, found) : () => replacement;
  }
  if (!(replacement instanceof Callable || replacement instanceof Type))
    throw typeError(`decoding to str: need a bytes-like object, ${typeNameOf(replacement)} found`);
  return (found) => {
    const result = callValue(run, replacement, [found]);
    return result === null ? '' : asText(result, 'expected str instance');
  };
}
