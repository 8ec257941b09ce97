import type { ClassItem, ClassName, Node } from './node.js';

/** The classes of `re`, in the notation of RE2; it is also that of JavaScript. */
const unicode = {
  d: '\\p{Nd}',
  s: '\\t-\\r\\x1c- \\x85\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}',
  w: '\\p{L}\\p{N}_',
};
const ascii = { d: '0-9', s: '\\t-\\r ', w: '0-9A-Za-z_' };

function tester(inner: string): RegExp {
  return new RegExp(`[${inner.replace(/\\x\{(\w+)\}/g, '\\u{$1}')}]`, 'u');
}

const unicodeTests = { d: tester(unicode.d), s: tester(unicode.s), w: tester(unicode.w) };
const asciiTests = { d: tester(ascii.d), s: tester(ascii.s), w: tester(ascii.w) };

type Positive = 'd' | 's' | 'w';
const positiveOf = (name: ClassName) => name.toLowerCase() as Positive;
const isPositive = (name: ClassName) => name === name.toLowerCase();

export function isWordCharacter(character: string, isAscii: boolean): boolean {
  return (isAscii ? asciiTests : unicodeTests).w.test(character);
}

function hasItem(item: ClassItem, character: string, code: number): boolean {
  if (item.kind === 'range') return code >= item.from && code <= item.to;
  const tests = item.ascii ? asciiTests : unicodeTests;
  return tests[positiveOf(item.name)].test(character) === isPositive(item.name);
}

export type SetNode = Extract<Node, { kind: 'set' }>;

/** Whether a set takes a character. */
export function setHas(set: SetNode, character: string): boolean {
  const forms = set.ignoreCase ? formsOf(character) : [character];
  const isIn = forms.some((form) => {
    const code = form.codePointAt(0) ?? 0;
    return set.items.some((item) => hasItem(item, form, code));
  });
  return isIn !== set.isNegated;
}

/** The character in lower and upper case, where these are single characters. */
export function formsOf(character: string): readonly string[] {
  const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
  return [character, lower, upper, upper.toLowerCase()].filter((form) => form.length === character.length);
}

const shown = (code: number) => `\\x{${code.toString(16)}}`;

/** A set in RE2's notation. */
export function setToRe2(set: SetNode): string {
  if (set.items.length === 0) return set.isNegated ? '(?s:.)' : '[^\\x{0}-\\x{10ffff}]';
  const items = set.items.map((item) => {
    if (item.kind === 'range') return item.from === item.to ? shown(item.from) : `${shown(item.from)}-${shown(item.to)}`;
    const inner = (item.ascii ? ascii : unicode)[positiveOf(item.name)];
    return isPositive(item.name) ? inner : undefined;
  });
  const negatives = set.items.flatMap((item) => (item.kind === 'class' && !isPositive(item.name) ? [item] : []));
  const only = items.length === 1 ? negatives[0] : undefined;
  const text = only === undefined ? `[${set.isNegated ? '^' : ''}${items.join('')}]` : `[${set.isNegated ? '' : '^'}${classText(only)}]`;
  return set.ignoreCase ? `(?i:${text})` : text;
}

function classText(item: Extract<ClassItem, { kind: 'class' }>): string {
  return (item.ascii ? ascii : unicode)[positiveOf(item.name)];
}

/** RE2 cannot mix a negated class with others in one set. */
export function isForRe2(set: SetNode): boolean {
  const negatives = set.items.filter((item) => item.kind === 'class' && !isPositive(item.name));
  return negatives.length === 0 || set.items.length === 1;
}
