import { limitError, PythonError, typeError } from '../error.js';
import { floatKey, type Key, markedKey } from '../key.js';
import { integerRatio } from '../number/float.js';
import { toAsciiDigits } from '../number/parse.js';
import { limits } from '../run.js';
import { stripSpace } from '../text/space.js';
import { integerOf, PythonObject, type Value } from '../value.js';

export type DecimalKind = 'finite' | 'infinite' | 'nan';

interface Parts {
  readonly isNegative: boolean;
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** A decimal number that keeps its trailing zeros: sign, coefficient, power of ten. Exact; contexts round, not it. */
export class Decimal extends PythonObject implements Parts {
  readonly typeName = 'Decimal';
  readonly kind: DecimalKind;
  readonly isNegative: boolean;
  readonly coefficient: bigint;
  readonly exponent: number;
  #digits: string | undefined;

  constructor({ isNegative, coefficient, exponent }: Parts, kind: DecimalKind = 'finite') {
    super();
    this.isNegative = isNegative;
    this.coefficient = coefficient;
    this.exponent = exponent;
    this.kind = kind;
  }

  get digits(): string {
    this.#digits ??= this.coefficient.toString();
    return this.#digits;
  }

  /** The power of ten of the first digit. */
  get adjusted(): number {
    return this.exponent + this.digits.length - 1;
  }

  get isFinite(): boolean {
    return this.kind === 'finite';
  }

  get isZero(): boolean {
    return this.kind === 'finite' && this.coefficient === 0n;
  }

  override get isTrue(): boolean {
    return !this.isZero;
  }

  override key(): Key {
    if (this.kind === 'infinite') return this.isNegative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    if (this.kind === 'nan') return Number.NaN;
    if (this.coefficient === 0n) return 0n;
    const { coefficient, exponent } = withoutZeros(this);
    const signed = this.isNegative ? -coefficient : coefficient;
    if (exponent >= 0 && exponent < 400) return signed * 10n ** BigInt(exponent);
    const float = Number(`${signed}e${exponent}`);
    return Number.isFinite(float) && float !== 0 && this.equals(float) ? floatKey(float) : markedKey('m', `${signed}e${exponent}`);
  }

  override equals(other: Value): boolean {
    const right = numberToDecimal(other);
    return right !== undefined && compareDecimals(this, right) === 0;
  }

  override order(other: Value): number | undefined {
    const right = numberToDecimal(other);
    if (right === undefined) return undefined;
    if (this.kind === 'nan' || right.kind === 'nan') throw invalidOperation('comparison involving NaN');
    return compareDecimals(this, right);
  }

  override repr(): string {
    return `Decimal('${this.str()}')`;
  }

  override str(): string {
    const sign = this.isNegative ? '-' : '';
    if (this.kind !== 'finite') return sign + (this.kind === 'nan' ? 'NaN' : 'Infinity');
    const { digits, exponent } = this;
    const left = exponent + digits.length;
    if (exponent <= 0 && left > -6) return sign + plainDigits(digits, left);
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const power = left - 1;
    return `${sign}${digits[0]}${fraction}${power === 0 ? '' : `E${power < 0 ? '' : '+'}${power}`}`;
  }
}

/** Digits with a point after the first `left`, zeros before it where there are fewer. */
export function plainDigits(digits: string, left: number): string {
  if (left <= 0) return `0.${'0'.repeat(-left)}${digits}`;
  return left >= digits.length ? digits + '0'.repeat(left - digits.length) : `${digits.slice(0, left)}.${digits.slice(left)}`;
}

/** The same value with the shortest coefficient. */
export function withoutZeros({ digits, coefficient, exponent }: Decimal): { coefficient: bigint; exponent: number } {
  const zeros = digits.length - digits.replace(/0+$/, '').length;
  if (coefficient === 0n || zeros === 0) return { coefficient, exponent };
  return { coefficient: BigInt(digits.slice(0, -zeros)), exponent: exponent + zeros };
}

export function decimalOf(value: bigint, exponent = 0): Decimal {
  return new Decimal({ isNegative: value < 0n, coefficient: value < 0n ? -value : value, exponent });
}

export const infinity = (isNegative: boolean) => new Decimal({ isNegative, coefficient: 0n, exponent: 0 }, 'infinite');
export const notANumber = new Decimal({ isNegative: false, coefficient: 0n, exponent: 0 }, 'nan');

/** The exact decimal value of a float. */
export function decimalOfFloat(value: number): Decimal {
  if (Number.isNaN(value)) return notANumber;
  if (!Number.isFinite(value)) return infinity(value < 0);
  const [numerator, denominator] = integerRatio(value);
  const halvings = denominator.toString(2).length - 1;
  const coefficient = (numerator < 0n ? -numerator : numerator) * 5n ** BigInt(halvings);
  return new Decimal({ isNegative: value < 0 || Object.is(value, -0), coefficient, exponent: -halvings });
}

/** Integers and Decimals: what arithmetic accepts. */
export function operand(value: Value): Decimal | undefined {
  if (value instanceof Decimal) return value;
  const integer = integerOf(value);
  return integer === undefined ? undefined : decimalOf(integer);
}

/** The same, and floats: what comparisons accept. */
function numberToDecimal(value: Value): Decimal | undefined {
  return typeof value === 'number' ? decimalOfFloat(value) : operand(value);
}

export function invalidOperation(message: string): PythonError {
  return new PythonError('InvalidOperation', message);
}

/** Below zero, zero, above zero; NaN where one is not a number. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  if (left.kind === 'nan' || right.kind === 'nan') return Number.NaN;
  if (left.isZero && right.isZero) return 0;
  const signs = signOf(left) - signOf(right);
  if (signs !== 0) return signs;
  return left.isNegative ? -compareMagnitudes(left, right) : compareMagnitudes(left, right);
}

function signOf(value: Decimal): number {
  if (value.isZero) return 0;
  return value.isNegative ? -1 : 1;
}

function compareMagnitudes(left: Decimal, right: Decimal): number {
  if (left.kind === 'infinite' || right.kind === 'infinite') return Number(left.kind === 'infinite') - Number(right.kind === 'infinite');
  if (left.adjusted !== right.adjusted) return left.adjusted - right.adjusted;
  const length = Math.max(left.digits.length, right.digits.length);
  const [a, b] = [left.digits.padEnd(length, '0'), right.digits.padEnd(length, '0')];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const pattern = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i;
const furthestExponent = 1e15;

/** `Decimal(value)` for every type that it takes. */
export function toDecimal(value: Value): Decimal {
  if (typeof value === 'number') return decimalOfFloat(value);
  if (typeof value === 'string') return parseDecimal(value);
  const known = operand(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) throw new PythonError('ValueError', 'argument must be a sequence of length 3');
  throw typeError(`conversion from ${value instanceof PythonObject ? value.typeName : 'NoneType'} to Decimal is not supported`);
}

function parseDecimal(text: string): Decimal {
  const trimmed = toAsciiDigits(stripSpace(text)).replaceAll('_', '');
  const special = /^([+-]?)(inf|infinity|s?nan\d*)$/i.exec(trimmed);
  if (special !== null) {
    if (/nan/i.test(special[2] ?? ''))
      return special[1] === '-' ? new Decimal({ isNegative: true, coefficient: 0n, exponent: 0 }, 'nan') : notANumber;
    return infinity(special[1] === '-');
  }
  const match = pattern.exec(trimmed);
  const exponent = Number(match?.[5] ?? '0');
  if (match === null || Math.abs(exponent) > furthestExponent) throw invalidOperation('[ConversionSyntax] not a decimal number');
  const [, sign, whole = '', fraction = match[4] ?? ''] = match;
  if (whole.length + fraction.length > limits.decimalDigits) throw limitError('the Decimal has too many digits');
  return new Decimal({ isNegative: sign === '-', coefficient: BigInt(`${whole}${fraction}`), exponent: exponent - fraction.length });
}
