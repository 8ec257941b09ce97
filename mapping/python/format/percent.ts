import { Decimal } from '../decimal/decimal.js';
import { overflowError, typeError, valueError } from '../error.js';
import { toFloatValue, toInteger } from '../number/convert.js';
import { toText } from '../number/integer.js';
import type { Run } from '../run.js';
import { readItem } from '../sequence/item.js';
import { cutPoints } from '../text/points.js';
import { Dict, integerOf, Tuple, typeNameOf, type Value } from '../value.js';
import { floatText } from './float.js';
import { aligned, type FormatSpec, numberText } from './spec.js';
import { convert } from './template.js';

const directive = /%(?:\(((?:[^()]|\([^()]*\))*)\))?([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]?([\s\S])?/g;

/** `text % value`. */
export function formatPercent(run: Run, text: string, value: Value): string {
  const values = new PercentValues(run, value);
  let length = text.length;
  const result = text.replace(directive, (_, ...[key, flags = '', width = '', precision, type]: (string | undefined)[]) => {
    run.step();
    const shown = new Directive(run, { key, flags, width, precision, type }, values).render();
    length += shown.length;
    run.growing(length);
    return shown;
  });
  values.checkAllUsed();
  return result;
}

/** The values of the right side: a tuple one after the other, a dict by name, anything else as the only one. */
class PercentValues {
  readonly #run: Run;
  readonly #whole: Value;
  readonly #items: readonly Value[];
  #used = 0;

  constructor(run: Run, whole: Value) {
    this.#run = run;
    this.#whole = whole;
    this.#items = whole instanceof Tuple ? whole.items : [whole];
  }

  next(): Value {
    const item = this.#items[this.#used];
    if (item === undefined) throw typeError('not enough arguments for format string');
    this.#used += 1;
    return item;
  }

  named(key: string): Value {
    if (!(this.#whole instanceof Dict)) throw typeError('format requires a mapping');
    this.#used = this.#items.length;
    return readItem(this.#run, this.#whole, key);
  }

  checkAllUsed(): void {
    if (
      this.#used < this.#items.length &&
      !(this.#whole instanceof Dict) &&
      !(Array.isArray(this.#whole) && this.#used > 0) &&
      !isMapping(this.#whole)
    )
      throw typeError('not all arguments converted during string formatting');
  }
}

/** Lists count as mappings to `%`: they may go unused. */
function isMapping(value: Value): boolean {
  return Array.isArray(value);
}

interface DirectiveText {
  readonly key: string | undefined;
  readonly flags: string;
  readonly width: string;
  readonly precision: string | undefined;
  readonly type: string | undefined;
}

class Directive {
  readonly #run: Run;
  readonly #text: DirectiveText;
  readonly #values: PercentValues;

  constructor(run: Run, text: DirectiveText, values: PercentValues) {
    this.#run = run;
    this.#text = text;
    this.#values = values;
  }

  render(): string {
    const { type, key } = this.#text;
    if (type === undefined) throw valueError('incomplete format');
    const spec = this.#spec();
    if (type === '%') return '%';
    if (!'diouxXeEfFgGcrsa'.includes(type))
      throw valueError(`unsupported format character '${type}' (0x${type.charCodeAt(0).toString(16)})`);
    const value = key === undefined ? this.#values.next() : this.#values.named(key);
    return this.#format(value, spec);
  }

  #spec(): FormatSpec {
    const { flags, type = '' } = this.#text;
    const width = this.#star(this.#text.width);
    const precision = this.#text.precision === undefined ? undefined : Math.max(0, this.#star(this.#text.precision));
    const isLeft = flags.includes('-') || width < 0;
    const isZero = flags.includes('0') && !isLeft && !'crsa'.includes(type);
    return {
      fill: isZero ? '0' : ' ',
      isZeroPadded: false,
      align: isLeft ? '<' : isZero ? '=' : '>',
      sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '',
      coercesZero: false,
      alternate: flags.includes('#'),
      width: Math.abs(width),
      grouping: '',
      precision,
      type,
    };
  }

  #star(text: string): number {
    if (text !== '*') return Number(text === '' ? '0' : text);
    const value = integerOf(this.#values.next());
    if (value === undefined) throw typeError('* wants int');
    if (value > 2_147_483_647n || value < -2_147_483_648n) throw overflowError('Python int too large to convert to C int');
    return Number(value);
  }

  #format(value: Value, spec: FormatSpec): string {
    const run = this.#run;
    if ('rsa'.includes(spec.type)) {
      const text = convert(run, value, spec.type);
      return aligned(run, { head: '', body: spec.precision === undefined ? text : cutPoints(text, spec.precision) }, spec, '>');
    }
    if (spec.type === 'c') return aligned(run, { head: '', body: character(value) }, spec, '>');
    if ('diu'.includes(spec.type)) return formatWhole(run, wholeNumber(value, spec.type), { ...spec, type: 'd' });
    if ('oxX'.includes(spec.type)) return formatWhole(run, radixNumber(value, spec.type), spec);
    return formatReal(run, realNumber(value), spec);
  }
}

function character(value: Value): string {
  const code = integerOf(value);
  if (code === undefined) {
    if (typeof value === 'string' && Array.from(value).length === 1) return value;
    throw typeError('%c requires int or char');
  }
  if (code < 0n || code > 0x10ffffn) throw overflowError('%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(code));
}

function wholeNumber(value: Value, type: string): bigint {
  if (typeof value === 'number' || value instanceof Decimal || integerOf(value) !== undefined) return toInteger(value);
  throw typeError(`%${type} format: a real number is required, not ${typeNameOf(value)}`);
}

function radixNumber(value: Value, type: string): bigint {
  const integer = integerOf(value);
  if (integer === undefined) throw typeError(`%${type} format: an integer is required, not ${typeNameOf(value)}`);
  return integer;
}

function realNumber(value: Value): number {
  if (typeof value === 'string' || value === null || Array.isArray(value)) throw typeError(`must be real number, not ${typeNameOf(value)}`);
  return toFloatValue(value);
}

function formatWhole(run: Run, value: bigint, spec: FormatSpec): string {
  const magnitude = value < 0n ? -value : value;
  const radix = { d: 10, o: 8, x: 16, X: 16 }[spec.type] ?? 10;
  const digits = radix === 10 ? toText(magnitude) : magnitude.toString(radix);
  const prefix = spec.alternate && radix !== 10 ? `0${spec.type}` : '';
  run.text(spec.precision ?? 0);
  const whole = (spec.type === 'X' ? digits.toUpperCase() : digits).padStart(spec.precision ?? 0, '0');
  return numberText(run, { isNegative: value < 0n, prefix, whole, rest: '' }, spec);
}

function formatReal(run: Run, value: number, spec: FormatSpec): string {
  const { whole, rest } = floatText(run, value, { type: spec.type, precision: spec.precision ?? 6, alternate: spec.alternate });
  const isNegative = value < 0 || Object.is(value, -0);
  return numberText(run, { isNegative, whole, rest }, spec);
}
