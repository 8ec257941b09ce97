import { builtin } from '../arguments.js';
import { asCount, asInteger, asText } from '../convert-arguments.js';
import { divideWhole } from '../decimal/arithmetic.js';
import { quantize, rescale } from '../decimal/context.js';
import { Decimal, decimalOf, invalidOperation, operand } from '../decimal/decimal.js';
import { typeError, valueError } from '../error.js';
import { formatValue } from '../format/value.js';
import { truncateDecimal } from '../number/convert.js';
import { roundFloat, roundToInteger } from '../number/float.js';
import { powerModulo, roundInteger } from '../number/integer.js';
import { operate } from '../operator/binary.js';
import { magnitude } from '../operator/unary.js';
import { toAscii, toRepr } from '../represent.js';
import type { Run } from '../run.js';
import { type Argument, Bytes, Callable, integerOf, Tuple, Type, typeNameOf, type Value } from '../value.js';

const given = (value: Argument): Value => value ?? null;

function roundValue(value: Value, digits: Argument): Value {
  const integer = integerOf(value);
  const isWhole = digits === undefined || digits === null;
  if (integer !== undefined) return isWhole ? integer : roundInteger(integer, asInteger(digits));
  if (typeof value === 'number') return isWhole ? roundToInteger(value) : roundFloat(value, asCount(digits));
  if (!(value instanceof Decimal)) throw typeError(`type ${typeNameOf(value)} doesn't define __round__ method`);
  if (!isWhole) return quantize(value, decimalOf(1n, -asCount(digits)), 'ROUND_HALF_EVEN');
  return truncateDecimal(value.isFinite && value.exponent < 0 ? rescale(value, 0) : value);
}

function divmod(run: Run, left: Value, right: Value): Tuple {
  const [a, b] = [operand(left), operand(right)];
  if (a !== undefined && b !== undefined && (left instanceof Decimal || right instanceof Decimal)) {
    if (b.isZero) throw invalidOperation('divmod by zero');
    return new Tuple(divideWhole(a, b));
  }
  if (typeof left === 'string') throw typeError('unsupported operand type(s) for divmod()');
  return new Tuple([operate(run, '//', left, right), operate(run, '%', left, right)]);
}

function power(run: Run, base: Value, exponent: Value, modulus: Argument): Value {
  if (modulus === undefined || modulus === null) return operate(run, '**', base, exponent);
  const [a, b, c] = [integerOf(base), integerOf(exponent), integerOf(modulus)];
  if (a === undefined || b === undefined || c === undefined)
    throw typeError('pow() 3rd argument not allowed unless all arguments are integers');
  return powerModulo(run, a, b, c);
}

function codeOf(value: Value): bigint {
  if (value instanceof Bytes && value.data.length === 1) return BigInt(value.data[0] ?? 0);
  if (typeof value !== 'string') throw typeError(`ord() expected string of length 1, but ${typeNameOf(value)} found`);
  const characters = Array.from(value);
  if (characters.length !== 1) throw typeError(`ord() expected a character, but string of length ${characters.length} found`);
  return BigInt(value.codePointAt(0) ?? 0);
}

function characterOf(value: Value): string {
  const code = asCount(value);
  if (code < 0 || code > 0x10ffff) throw valueError('chr() arg not in range(0x110000)');
  return String.fromCodePoint(code);
}

function inRadix(value: Value, prefix: string, radix: number): string {
  const integer = asInteger(value);
  return `${integer < 0n ? '-' : ''}${prefix}${(integer < 0n ? -integer : integer).toString(radix)}`;
}

function isInstance(run: Run, value: Value, type: Value): boolean {
  if (type instanceof Type) return type.holds(value);
  if (type instanceof Tuple) return type.items.some((one) => run.deeper(() => isInstance(run, value, one)));
  throw typeError('isinstance() arg 2 must be a type, a tuple of types, or a union');
}

export const valueFunctions: readonly Callable[] = [
  builtin('abs(x, /)', (_, value) => magnitude(given(value))),
  builtin('ascii(obj, /)', (run, value) => toAscii(run, given(value))),
  builtin('bin(number, /)', (_, value) => inRadix(given(value), '0b', 2)),
  builtin('callable(obj, /)', (_, value) => value instanceof Callable || value instanceof Type),
  builtin('chr(i, /)', (_, value) => characterOf(given(value))),
  builtin('divmod(x, y, /)', (run, left, right) => divmod(run, given(left), given(right))),
  builtin('format(value, format_spec?, /)', (run, value, spec) => formatValue(run, given(value), spec === undefined ? '' : asText(spec))),
  builtin('hex(number, /)', (_, value) => inRadix(given(value), '0x', 16)),
  builtin('isinstance(obj, class_or_tuple, /)', (run, value, type) => isInstance(run, given(value), given(type))),
  builtin('oct(number, /)', (_, value) => inRadix(given(value), '0o', 8)),
  builtin('ord(c, /)', (_, value) => codeOf(given(value))),
  builtin('pow(base, exp, mod?)', (run, base, exponent, modulus) => power(run, given(base), given(exponent), modulus)),
  builtin('repr(obj, /)', (run, value) => toRepr(run, given(value))),
  builtin('round(number, ndigits?)', (_, value, digits) => roundValue(given(value), digits)),
];
