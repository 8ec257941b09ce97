import { registerFreeMethods, registerMethods, registerProperties } from '../attributes.js';
import { asText } from '../convert-arguments.js';
import { PythonError } from '../error.js';
import { keyOf } from '../key.js';
import { toPoints } from '../text/points.js';
import { type Argument, Dict, integerOf, PythonObject, Tuple, type Value } from '../value.js';
import type { Spans } from './backtrack.js';
import type { Pattern } from './pattern.js';
import { expandTemplate } from './template.js';

/** What a pattern found. */
export class Match extends PythonObject {
  readonly typeName = 'Match';
  readonly pattern: Pattern;
  readonly text: string;
  readonly spans: Spans;

  constructor(pattern: Pattern, text: string, spans: Spans) {
    super();
    this.pattern = pattern;
    this.text = text;
    this.spans = spans;
  }

  /** The text of a group; null where it took no part. */
  group(index: number): string | null {
    const [start, end] = this.units(index);
    return end < 0 ? null : this.text.slice(start, end);
  }

  override item(group: Value): Value {
    return this.group(this.indexOf(group));
  }

  units(index: number): readonly [number, number] {
    return [this.spans[2 * index] ?? -1, this.spans[2 * index + 1] ?? -1];
  }

  /** The number of a group by number or name. Throws IndexError. */
  indexOf(group: Argument): number {
    const index = typeof group === 'string' ? this.pattern.parsed.names.get(group) : integerOf(group);
    if (index === undefined || index < 0 || index > this.pattern.parsed.groupCount) throw new PythonError('IndexError', 'no such group');
    return Number(index);
  }

  span(group: Argument): readonly [bigint, bigint] {
    const [start, end] = this.units(this.indexOf(group ?? 0n));
    return [BigInt(toPoints(this.text, start)), BigInt(toPoints(this.text, end))];
  }

  get lastIndex(): number | undefined {
    const ends = Array.from({ length: this.pattern.parsed.groupCount }, (_, index) => this.units(index + 1)[1]);
    const last = Math.max(-1, ...ends);
    return last < 0 ? undefined : ends.indexOf(last) + 1;
  }
}

registerFreeMethods<Match>('Match', {
  group: (_, match, positional) => {
    if (positional.length < 2) return match.group(match.indexOf(positional[0] ?? 0n));
    return new Tuple(positional.map((group) => match.group(match.indexOf(group))));
  },
});

const groupsOf = (match: Match, otherwise: Argument): Value[] =>
  Array.from({ length: match.pattern.parsed.groupCount }, (_, index) => match.group(index + 1) ?? otherwise ?? null);

registerMethods<Match>('Match', {
  'groups(default?)': (_, match, otherwise) => new Tuple(groupsOf(match, otherwise)),
  'groupdict(default?)': (_, match, otherwise) => {
    const dict = new Dict();
    for (const [name, index] of match.pattern.parsed.names) dict.set(keyOf(name), name, match.group(index) ?? otherwise ?? null);
    return dict;
  },
  'start(group?, /)': (_, match, group) => match.span(group)[0],
  'end(group?, /)': (_, match, group) => match.span(group)[1],
  'span(group?, /)': (_, match, group) => new Tuple(match.span(group)),
  'expand(template)': (run, match, template) => expandTemplate(run, asText(template), match),
});

registerProperties<Match>('Match', {
  string: ({ text }) => text,
  re: ({ pattern }) => pattern,
  pos: () => 0n,
  endpos: ({ text }) => BigInt(toPoints(text, text.length)),
  lastindex: ({ lastIndex }) => (lastIndex === undefined ? null : BigInt(lastIndex)),
  lastgroup: ({ lastIndex, pattern }) => [...pattern.parsed.names].find(([, index]) => index === lastIndex)?.[0] ?? null,
});
