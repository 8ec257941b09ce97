import { finish, largestExponent, rescale } from '../decimal/context.js';
import { Decimal } from '../decimal/decimal.js';
import { limitError, valueError } from '../error.js';
import { limits, type Run } from '../run.js';
import { type FormatSpec, numberText } from './spec.js';

const types = ['', 'e', 'E', 'f', 'F', 'g', 'G', 'n', '%'];

export function formatDecimal(run: Run, value: Decimal, spec: FormatSpec): string {
  if (!types.includes(spec.type) || spec.grouping === '_') throw valueError('invalid format string');
  if (spec.type === 'n' && spec.grouping !== '') throw valueError('invalid format string');
  if (!value.isFinite) {
    const plain = spec.fill === '0' && spec.align === '=' ? { ...spec, fill: ' ', align: '>' as const } : spec;
    return numberText(
      run,
      { isNegative: value.isNegative, whole: value.kind === 'nan' ? 'NaN' : 'Infinity', rest: '' },
      { ...plain, grouping: '' },
    );
  }
  if (spec.fill === '0' && spec.align !== '=' && spec.align !== '' && spec.isZeroPadded) throw valueError('invalid format string');
  const type = spec.type === '' ? 'G' : spec.type === 'n' ? 'g' : spec.type;
  const percent =
    type === '%' ? new Decimal({ isNegative: value.isNegative, coefficient: value.coefficient, exponent: value.exponent + 2 }) : value;
  const rounded = round(run, percent, type, spec.precision);
  const { whole, rest } = layOut(run, rounded, type, spec);
  const isNegative = rounded.isNegative && !(spec.coercesZero && rounded.coefficient === 0n);
  return numberText(run, { isNegative, whole, rest: rest + (type === '%' ? '%' : '') }, spec);
}

function round(run: Run, value: Decimal, type: string, precision: number | undefined): Decimal {
  const isFixed = 'fF%'.includes(type);
  const target = isFixed && value.isZero && value.exponent > 0 ? rescale(value, 0) : value;
  if (precision === undefined) return target;
  run.text(precision + Math.max(0, isFixed ? target.adjusted : 0));
  if (isFixed) return rescale(target, -precision);
  if ('eE'.includes(type)) return target.isZero ? target : widen(finish(target, precision + 1), precision + 1);
  return target.digits.length > Math.max(precision, 1) ? finish(target, Math.max(precision, 1)) : target;
}

/** As many digits as `e` asks for. */
function widen(value: Decimal, count: number): Decimal {
  return value.digits.length < count ? rescale(value, value.adjusted - count + 1) : value;
}

function layOut(run: Run, value: Decimal, type: string, { precision, alternate }: FormatSpec): { whole: string; rest: string } {
  const left = value.exponent + value.digits.length;
  const point = pointOf(value, type, precision, left);
  if (Math.abs(point) > limits.textLength || left > largestExponent * 2) throw limitError('a number with too many digits');
  run.text(Math.abs(point) + value.digits.length);
  const digits = value.digits.padEnd(point, '0');
  const whole = point <= 0 ? '0' : digits.slice(0, point);
  const fraction = point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point);
  const exponent = left - point;
  const letter = type === 'e' || type === 'g' ? 'e' : 'E';
  const hasExponent = exponent !== 0 || 'eE'.includes(type);
  const dot = fraction !== '' ? `.${fraction}` : alternate ? '.' : '';
  return { whole, rest: dot + (hasExponent ? `${letter}${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}` : '') };
}

function pointOf(value: Decimal, type: string, precision: number | undefined, left: number): number {
  if ('eE'.includes(type)) return value.isZero && precision !== undefined ? 1 - precision : 1;
  if ('fF%'.includes(type)) return left;
  return value.exponent <= 0 && left > -6 ? left : 1;
}
