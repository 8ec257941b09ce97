import { valueError } from '../error.js';
import type { Run } from '../run.js';

/** What stands after the colon of a format: `[[fill]align][sign][z][#][0][width][,][.precision][type]`. */
export interface FormatSpec {
  readonly fill: string;
  /** A 0 stands before the width. */
  readonly isZeroPadded: boolean;
  readonly align: '<' | '>' | '^' | '=' | '';
  readonly sign: '+' | '-' | ' ' | '';
  readonly coercesZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: ',' | '_' | '';
  readonly precision: number | undefined;
  readonly type: string;
}

const pattern = /^(?:([\s\S])?([<>=^]))?([-+ ]?)(z?)(#?)(0?)(\d*)([,_]*)(?:\.(\d+))?([\s\S]?)$/u;
const mostDigits = 9_000_000_000_000_000;

export function parseSpec(text: string, typeName: string): FormatSpec {
  const match = pattern.exec(text);
  if (match === null) throw valueError(`Invalid format specifier '${text}' for object of type '${typeName}'`);
  const [, fill, align = '', sign = '', coerces, hash, zero, width = '', grouping = '', precision, type = ''] = match;
  const [wide, precise] = [Number(width), Number(precision ?? 0)];
  if (wide > mostDigits || precise > mostDigits) throw valueError('Too many decimal digits in format string');
  if (grouping.length > 1) throw valueError(`Cannot specify both ',' and '_'.`);
  return {
    fill: fill ?? (zero === '0' ? '0' : ' '),
    isZeroPadded: zero === '0',
    align: (align || (zero === '0' && typeName !== 'str' ? '=' : '')) as FormatSpec['align'],
    sign: sign as FormatSpec['sign'],
    coercesZero: coerces === 'z',
    alternate: hash === '#',
    width: wide,
    grouping: grouping as FormatSpec['grouping'],
    precision: precision === undefined ? undefined : precise,
    type,
  };
}

/** Fills up to the width; `=` fills between `head` (sign, prefix) and `body`. */
export function aligned(run: Run, parts: { readonly head: string; readonly body: string }, spec: FormatSpec, otherwise: '<' | '>'): string {
  const { head, body } = parts;
  const length = codePoints(head) + codePoints(body);
  const missing = spec.width - length;
  if (missing <= 0) return head + body;
  run.text(spec.width * spec.fill.length);
  const align = spec.align || otherwise;
  if (align === '=') return head + spec.fill.repeat(missing) + body;
  if (align === '<') return head + body + spec.fill.repeat(missing);
  if (align === '>') return spec.fill.repeat(missing) + head + body;
  const left = Math.floor(missing / 2);
  return spec.fill.repeat(left) + head + body + spec.fill.repeat(missing - left);
}

function codePoints(text: string): number {
  return /^[\0-\uffff]*$/u.test(text) ? text.length : Array.from(text).length;
}

export function signText(isNegative: boolean, spec: FormatSpec): string {
  if (isNegative) return '-';
  return spec.sign === '-' ? '' : spec.sign;
}

interface NumberText {
  readonly isNegative: boolean;
  /** `0x` and the like. */
  readonly prefix?: string;
  /** Digits before the point. */
  readonly whole: string;
  /** Point, fraction, exponent, percent sign. */
  readonly rest: string;
  readonly groupLength?: number;
}

/** Sign, grouping and width of a number whose digits are known. */
export function numberText(run: Run, { isNegative, prefix = '', whole, rest, groupLength = 3 }: NumberText, spec: FormatSpec): string {
  const head = signText(isNegative, spec) + prefix;
  const isZeroFilled = spec.fill === '0' && spec.align === '=';
  const least = isZeroFilled ? spec.width - head.length - rest.length : 0;
  if (least > 0) run.text(least);
  const digits = spec.grouping === '' ? whole : grouped(whole, { separator: spec.grouping, length: groupLength, least });
  return aligned(run, { head, body: digits + rest }, spec, '>');
}

function grouped(digits: string, { separator, length, least }: { separator: string; length: number; least: number }): string {
  const lengthOf = (count: number) => count + Math.floor((count - 1) / length);
  let count = digits.length;
  if (lengthOf(count) < least) {
    count = Math.max(count, least - Math.floor(least / (length + 1)));
    while (lengthOf(count) < least) count += 1;
    while (count > digits.length && lengthOf(count - 1) >= least) count -= 1;
  }
  const padded = digits.padStart(count, '0');
  const first = padded.length % length || length;
  const groups = [padded.slice(0, first)];
  for (let index = first; index < padded.length; index += length) groups.push(padded.slice(index, index + length));
  return groups.join(separator);
}
