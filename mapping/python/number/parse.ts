import { limitError, valueError } from '../error.js';
import { limits } from '../run.js';
import { stripSpace } from '../text/space.js';

const decimalDigit = /\p{Nd}/u;

/** The value of a decimal digit of any script. Such digits stand in runs of ten that begin with zero. */
export function digitValue(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 128) return code - 48;
  let before = 0;
  while (decimalDigit.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}

/** Digits of any script become those of ASCII. */
export function toAsciiDigits(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

const shown = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** `float(text)`. */
export function parseFloatText(text: string): number {
  const trimmed = toAsciiDigits(stripSpace(text)).toLowerCase();
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(trimmed);
  if (special !== null) {
    const value = special[2] === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY;
    return special[1] === '-' ? -value : value;
  }
  const digits = String.raw`\d(?:_?\d)*`;
  const pattern = new RegExp(`^[+-]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:e[+-]?${digits})?$`);
  if (!pattern.test(trimmed)) throw valueError(`could not convert string to float: '${shown(text)}'`);
  return Number(trimmed.replaceAll('_', ''));
}

const prefixes: Readonly<Record<string, number>> = { '0x': 16, '0o': 8, '0b': 2 };

/** `int(text, base)`. */
export function parseInteger(text: string, base: number): bigint {
  const fail = () => valueError(`invalid literal for int() with base ${base}: '${shown(text)}'`);
  const [, sign, body = ''] = /^([+-]?)(.*)$/s.exec(toAsciiDigits(stripSpace(text)).toLowerCase()) ?? [];
  const prefix = prefixes[body.slice(0, 2)];
  const hasPrefix = prefix !== undefined && (base === 0 || base === prefix);
  const radix = base === 0 ? (prefix ?? 10) : base;
  const digits = hasPrefix ? body.slice(2).replace(/^_/, '') : body;
  if (!/^[0-9a-z]+(?:_[0-9a-z]+)*$/.test(digits)) throw fail();
  if (base === 0 && prefix === undefined && /^0[0_]*[1-9a-z]/.test(digits)) throw fail();
  const plain = digits.replaceAll('_', '');
  if (plain.length > 4300 && (radix & (radix - 1)) !== 0) throw valueError('Exceeds the limit (4300 digits) for integer string conversion');
  const value = fromDigits(plain, radix);
  if (value === undefined) throw fail();
  return sign === '-' ? -value : value;
}

function fromDigits(digits: string, radix: number): bigint | undefined {
  if (radix === 10) return /^\d+$/.test(digits) ? BigInt(digits) : undefined;
  if (digits.length * Math.log2(radix) > limits.integerBits) throw limitError('the integer is too large');
  const amounts = Array.from(digits, (digit) => Number.parseInt(digit, 36));
  if (amounts.some((amount) => amount >= radix)) return undefined;
  if ((radix & (radix - 1)) === 0)
    return BigInt(`0b${amounts.map((amount) => amount.toString(2).padStart(Math.log2(radix), '0')).join('')}`);
  return amounts.reduce((value, amount) => value * BigInt(radix) + BigInt(amount), 0n);
}
