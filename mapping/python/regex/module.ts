import { builtin } from '../arguments.js';
import { registerMethods, registerProperties } from '../attributes.js';
import { asCount, asText } from '../convert-arguments.js';
import { typeError, valueError } from '../error.js';
import { keyOf } from '../key.js';
import type { Run } from '../run.js';
import { type Argument, Dict, Module, Tuple, typeNameOf, type Value } from '../value.js';
import { findAll, findIter, match, search, splitByPattern, subjectOf, substitute } from './functions.js';
import { compilePattern, flagBits, Pattern } from './pattern.js';

function patternOf(run: Run, pattern: Argument, flags: Argument): Pattern {
  const bits = flags === undefined ? 0 : asCount(flags);
  if (pattern instanceof Pattern) {
    if (bits !== 0) throw valueError('cannot process flags argument with a compiled pattern');
    return pattern;
  }
  if (typeof pattern !== 'string') throw typeError(`first argument must be string or compiled pattern, not ${typeNameOf(pattern ?? null)}`);
  return compilePattern(run, pattern, bits);
}

const count = (value: Argument) => (value === undefined ? 0 : asCount(value));
const replace = (run: Run, pattern: Pattern, replacement: Argument, [text, limit]: readonly Argument[]) =>
  substitute(run, pattern, { replacement: replacement ?? null, text: subjectOf(text, undefined, undefined).text, limit: count(limit) });

registerMethods<Pattern>('Pattern', {
  'match(string, pos?, endpos?)': (run, pattern, ...subject) => match(run, pattern, subjectOf(subject[0], subject[1], subject[2])),
  'fullmatch(string, pos?, endpos?)': (run, pattern, ...subject) =>
    match(run, pattern, subjectOf(subject[0], subject[1], subject[2]), true),
  'search(string, pos?, endpos?)': (run, pattern, ...subject) => search(run, pattern, subjectOf(subject[0], subject[1], subject[2])),
  'findall(string, pos?, endpos?)': (run, pattern, ...subject) => findAll(run, pattern, subjectOf(subject[0], subject[1], subject[2])),
  'finditer(string, pos?, endpos?)': (run, pattern, ...subject) => findIter(run, pattern, subjectOf(subject[0], subject[1], subject[2])),
  'split(string, maxsplit?)': (run, pattern, text, limit) =>
    splitByPattern(run, pattern, subjectOf(text, undefined, undefined).text, count(limit)),
  'sub(repl, string, count?)': (run, pattern, replacement, ...rest) => replace(run, pattern, replacement, rest)[0],
  'subn(repl, string, count?)': (run, pattern, replacement, ...rest) => new Tuple(replace(run, pattern, replacement, rest)),
});

registerProperties<Pattern>('Pattern', {
  pattern: ({ source }) => source,
  flags: ({ flagBits: bits }) => BigInt(bits),
  groups: ({ parsed }) => BigInt(parsed.groupCount),
  groupindex: ({ parsed }) => {
    const dict = new Dict();
    for (const [name, index] of parsed.names) dict.set(keyOf(name), name, BigInt(index));
    return dict;
  },
});

const whole = (text: Argument) => subjectOf(text, undefined, undefined);

const functions: readonly Value[] = [
  builtin('compile(pattern, flags?)', (run, pattern, flags) => patternOf(run, pattern, flags)),
  builtin('match(pattern, string, flags?)', (run, pattern, text, flags) => match(run, patternOf(run, pattern, flags), whole(text))),
  builtin('fullmatch(pattern, string, flags?)', (run, pattern, text, flags) =>
    match(run, patternOf(run, pattern, flags), whole(text), true),
  ),
  builtin('search(pattern, string, flags?)', (run, pattern, text, flags) => search(run, patternOf(run, pattern, flags), whole(text))),
  builtin('findall(pattern, string, flags?)', (run, pattern, text, flags) => findAll(run, patternOf(run, pattern, flags), whole(text))),
  builtin('finditer(pattern, string, flags?)', (run, pattern, text, flags) => findIter(run, patternOf(run, pattern, flags), whole(text))),
  builtin('split(pattern, string, maxsplit?, flags?)', (run, pattern, text, ...[limit, flags]) =>
    splitByPattern(run, patternOf(run, pattern, flags), whole(text).text, count(limit)),
  ),
  builtin(
    'sub(pattern, repl, string, count?, flags?)',
    (run, pattern, replacement, ...[text, limit, flags]) => replace(run, patternOf(run, pattern, flags), replacement, [text, limit])[0],
  ),
  builtin(
    'subn(pattern, repl, string, count?, flags?)',
    (run, pattern, replacement, ...[text, limit, flags]) =>
      new Tuple(replace(run, patternOf(run, pattern, flags), replacement, [text, limit])),
  ),
  builtin('escape(pattern)', (run, pattern) => {
    const text = asText(pattern);
    run.text(text.length * 2);
    return text.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&');
  }),
  builtin('purge()', () => null),
];

const flagNames = [
  ['I', 'IGNORECASE', flagBits.ignoreCase],
  ['M', 'MULTILINE', flagBits.multiline],
  ['S', 'DOTALL', flagBits.dotAll],
  ['X', 'VERBOSE', flagBits.verbose],
  ['A', 'ASCII', flagBits.ascii],
  ['U', 'UNICODE', 32],
] as const;

/** `re`. */
export const regexModule = new Module(
  're',
  new Map<string, Value>([
    ...functions.flatMap((value) =>
      value !== null && typeof value === 'object' && 'name' in value ? [[String(value.name), value] as const] : [],
    ),
    ...flagNames.flatMap(([short, long, bit]) => [[short, BigInt(bit)] as const, [long, BigInt(bit)] as const]),
    ['NOFLAG', 0n],
  ]),
);
