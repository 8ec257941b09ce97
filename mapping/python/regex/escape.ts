import { PythonError } from '../error.js';
import type { ClassName } from './node.js';

export function regexError(message: string): PythonError {
  return new PythonError('re.error', message);
}

/** What stands behind a backslash. */
export type Escape =
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'class'; readonly name: ClassName }
  | { readonly kind: 'place'; readonly letter: 'A' | 'Z' | 'b' | 'B' }
  | { readonly kind: 'reference'; readonly index: number };

const controls: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads an escape at a position after the backslash; gives it and the position behind it. */
export function readEscape(source: string, at: number, isInClass: boolean): readonly [Escape, number] {
  const letter = source[at];
  if (letter === undefined) throw regexError('bad escape (end of pattern)');
  if (/[dDsSwW]/.test(letter)) return [{ kind: 'class', name: letter as ClassName }, at + 1];
  if (!isInClass && /[AZbB]/.test(letter)) return [{ kind: 'place', letter: letter as 'A' }, at + 1];
  if (Object.hasOwn(hexLengths, letter)) return readHex(source, at, hexLengths[letter] ?? 2);
  if (/\d/.test(letter)) return readDigits(source, at, isInClass);
  const control = Object.hasOwn(controls, letter) ? controls[letter] : undefined;
  if (control !== undefined) return [{ kind: 'character', code: control }, at + 1];
  if (/[a-zA-Z]/.test(letter)) throw regexError(`bad escape \\${letter}`);
  const code = source.codePointAt(at) ?? 0;
  return [{ kind: 'character', code }, at + (code > 0xffff ? 2 : 1)];
}

function readHex(source: string, at: number, length: number): readonly [Escape, number] {
  const digits = source.slice(at + 1, at + 1 + length);
  const code = Number.parseInt(digits, 16);
  if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits) || code > 0x10ffff)
    throw regexError(`incomplete escape \\${source[at]}${digits}`);
  return [{ kind: 'character', code }, at + 1 + length];
}

function readDigits(source: string, at: number, isInClass: boolean): readonly [Escape, number] {
  const octal = /^(?:0[0-7]{0,2}|[0-3]?[0-7]{3}|[0-7]{3})/.exec(source.slice(at, at + 3))?.[0];
  const isOctal = octal !== undefined && (octal.startsWith('0') || octal.length === 3);
  if (isOctal && octal !== undefined) {
    const code = Number.parseInt(octal, 8);
    if (code > 0o377) throw regexError(`octal escape value \\${octal} outside of range 0-0o377`);
    return [{ kind: 'character', code }, at + octal.length];
  }
  if (isInClass) {
    const digits = /^[0-7]{1,3}/.exec(source.slice(at))?.[0];
    if (digits === undefined) throw regexError(`bad escape \\${source[at]}`);
    return [{ kind: 'character', code: Number.parseInt(digits, 8) }, at + digits.length];
  }
  const digits = /^\d{1,2}/.exec(source.slice(at))?.[0] ?? '';
  return [{ kind: 'reference', index: Number(digits) }, at + digits.length];
}
