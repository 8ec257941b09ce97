import { valueError } from '../error.js';
import { scaled, significant } from '../number/exact.js';
import { nameOf, reprFloat, withExponent } from '../number/float.js';
import type { Run } from '../run.js';
import { type FormatSpec, numberText } from './spec.js';

/** Digits of a float, the sign apart: what stands before the point, and everything after. */
interface FloatText {
  readonly whole: string;
  readonly rest: string;
}

export interface FloatStyle {
  readonly type: string;
  readonly precision: number | undefined;
  readonly alternate: boolean;
}

/** `|value|` in one of the styles e, f, g, %, or none. */
export function floatText(run: Run, value: number, style: FloatStyle): FloatText {
  const lower = style.type.toLowerCase();
  const precision = style.precision ?? 6;
  run.text(precision + 400);
  const text = Number.isFinite(value) ? finiteText(value, { ...style, type: lower, precision }, style.precision) : nameOf(Math.abs(value));
  const cased = /[EFG]/.test(style.type) ? text.toUpperCase() : text;
  const point = cased.search(/[.e]/i);
  const hasRest = Number.isFinite(value) && point >= 0;
  return { whole: hasRest ? cased.slice(0, point) : cased, rest: hasRest ? cased.slice(point) : '' };
}

function finiteText(value: number, style: FloatStyle & { readonly precision: number }, asked: number | undefined): string {
  const { type, precision, alternate } = style;
  if (type === 'f' || type === '%') return fixedText(value, precision, alternate);
  if (type === 'e') {
    const { digits, exponent } = significant(value, precision + 1);
    const text = withExponent(digits, exponent);
    return alternate && precision === 0 ? text.replace('e', '.e') : text;
  }
  if (type === '' && asked === undefined) return reprFloat(Math.abs(value));
  return generalText(value, { precision: Math.max(precision, 1), alternate, keepsPoint: type === '' });
}

function fixedText(value: number, precision: number, alternate: boolean): string {
  const digits = scaled(value, precision)
    .toString()
    .padStart(precision + 1, '0');
  if (precision === 0) return alternate ? `${digits}.` : digits;
  return `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

interface General {
  readonly precision: number;
  readonly alternate: boolean;
  /** As without a type: `.0` where nothing stands after the point. */
  readonly keepsPoint: boolean;
}

function generalText(value: number, { precision, alternate, keepsPoint }: General): string {
  const { digits, exponent } = significant(value, precision);
  const shown = alternate ? digits : digits.replace(/0+$/, '') || '0';
  if (exponent < -4 || exponent >= precision - (keepsPoint ? 1 : 0)) return withExponent(shown, exponent);
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${shown}`;
  const padded = shown.padEnd(exponent + 1, '0');
  const fraction = padded.slice(exponent + 1);
  const whole = padded.slice(0, exponent + 1);
  if (fraction !== '') return `${whole}.${fraction}`;
  return whole + (keepsPoint ? '.0' : alternate ? '.' : '');
}

const floatTypes = ['', 'e', 'E', 'f', 'F', 'g', 'G', 'n', '%'];

export function formatFloat(run: Run, value: number, spec: FormatSpec): string {
  if (!floatTypes.includes(spec.type)) throw valueError(`Unknown format code '${spec.type}' for object of type 'float'`);
  if (spec.type === 'n' && spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 'n'.`);
  const isPercent = spec.type === '%';
  const shown = isPercent ? value * 100 : value;
  const { whole, rest } = floatText(run, shown, {
    type: spec.type === 'n' ? 'g' : spec.type,
    precision: spec.precision,
    alternate: spec.alternate,
  });
  const isZero = !/[1-9a-z]/i.test(`${whole}${rest.replace(/e.*/i, '')}`);
  const isNegative = (shown < 0 || Object.is(shown, -0)) && !(spec.coercesZero && isZero);
  const parts = { isNegative, whole, rest: rest + (isPercent ? '%' : '') };
  return numberText(run, parts, Number.isFinite(shown) ? spec : { ...spec, grouping: '' });
}
