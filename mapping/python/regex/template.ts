import { PythonError } from '../error.js';
import type { Run } from '../run.js';
import { regexError } from './escape.js';
import type { ParsedPattern } from './node.js';

/** A part of a replacement: text, or the number of a group. */
export type TemplatePart = string | number;

const controls: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** Parses `\1`, `\g<name>` and escapes of a replacement. Throws `re.error`, and IndexError for names that no group has. */
export function parseTemplate(text: string, pattern: ParsedPattern): readonly TemplatePart[] {
  if (!text.includes('\\')) return [text];
  const parts: TemplatePart[] = [];
  let at = 0;
  for (const match of text.matchAll(/\\(?:g<([^>]*)>|(0[0-7]{0,2}|[1-3][0-7]{2}|[4-7][0-7]{2})|([1-9]\d?)|([\s\S])|$)/g)) {
    parts.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [, name, octal, digits, letter] = match;
    if (name !== undefined) parts.push(groupNamed(name, pattern));
    else if (octal !== undefined) parts.push(octalCharacter(octal));
    else if (digits !== undefined) parts.push(checkedGroup(Number(digits), pattern));
    else parts.push(escaped(letter));
  }
  return [...parts, text.slice(at)];
}

function octalCharacter(digits: string): string {
  const code = Number.parseInt(digits, 8);
  if (code > 0o377) throw regexError(`octal escape value \\${digits} outside of range 0-0o377`);
  return String.fromCharCode(code);
}

function escaped(letter: string | undefined): string {
  if (letter === undefined) throw regexError('bad escape (end of pattern)');
  if (letter === 'g') throw regexError('missing <');
  const control = Object.hasOwn(controls, letter) ? controls[letter] : undefined;
  if (control !== undefined) return control;
  if (/[a-zA-Z]/.test(letter)) throw regexError(`bad escape \\${letter}`);
  return `\\${letter}`;
}

function groupNamed(name: string, pattern: ParsedPattern): number {
  if (name === '') throw regexError('missing group name');
  if (/^\d+$/.test(name)) return checkedGroup(Number(name), pattern);
  if (!/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) throw regexError(`bad character in group name '${name}'`);
  const index = pattern.names.get(name);
  if (index === undefined) throw new PythonError('IndexError', `unknown group name '${name}'`);
  return index;
}

function checkedGroup(index: number, pattern: ParsedPattern): number {
  if (index > pattern.groupCount) throw regexError(`invalid group reference ${index}`);
  return index;
}

interface Groups {
  readonly pattern: { readonly parsed: ParsedPattern };
  group(index: number): string | null;
}

/** A replacement with the groups of a match filled in; a group that took no part is empty. */
export function fillTemplate(parts: readonly TemplatePart[], match: Groups): string {
  return parts.map((part) => (typeof part === 'string' ? part : (match.group(part) ?? ''))).join('');
}

export function expandTemplate(run: Run, text: string, match: Groups): string {
  const parts = parseTemplate(text, match.pattern.parsed);
  run.text(parts.reduce<number>((sum, part) => sum + (typeof part === 'string' ? part : (match.group(part) ?? '')).length, 0));
  return fillTemplate(parts, match);
}
