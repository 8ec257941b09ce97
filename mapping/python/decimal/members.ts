import { builtin } from '../arguments.js';
import { registerMethods, registerProperties, registerStatics } from '../attributes.js';
import { asText } from '../convert-arguments.js';
import { typeError } from '../error.js';
import { type Argument, Tuple, typeNameOf, type Value } from '../value.js';
import { add, copySign, modulo, multiply, subtract } from './arithmetic.js';
import { finish, quantize, type Rounding, roundings, toIntegral } from './context.js';
import { compareDecimals, Decimal, decimalOf, invalidOperation, notANumber, operand, toDecimal, withoutZeros } from './decimal.js';
import { exponential, logarithm, squareRoot } from './functions.js';

export function asDecimal(value: Argument): Decimal {
  const decimal = value === undefined ? undefined : operand(value);
  if (decimal === undefined) throw typeError(`conversion from ${typeNameOf(value ?? null)} to Decimal is not supported`);
  return decimal;
}

function asRounding(value: Argument): Rounding {
  if (value === undefined || value === null) return 'ROUND_HALF_EVEN';
  const found = roundings.find((rounding) => rounding === value);
  if (found === undefined) throw typeError(`valid values for rounding are: [${roundings.join(', ')}]`);
  return found;
}

function larger(left: Decimal, right: Decimal, sign: 1 | -1): Decimal {
  if (left.kind === 'nan') return right;
  if (right.kind === 'nan') return left;
  const order = compareDecimals(left, right) * sign;
  if (order !== 0) return finish(order > 0 ? left : right);
  const isLeftLarger = left.isNegative === right.isNegative ? left.exponent > right.exponent !== left.isNegative : !left.isNegative;
  return finish(isLeftLarger === (sign === 1) ? left : right);
}

function normalized(value: Decimal): Decimal {
  const rounded = finish(value);
  if (!rounded.isFinite) return rounded;
  if (rounded.coefficient === 0n) return new Decimal({ isNegative: rounded.isNegative, coefficient: 0n, exponent: 0 });
  return new Decimal({ isNegative: rounded.isNegative, ...withoutZeros(rounded) });
}

function tupleOf(value: Decimal): Tuple {
  const digits = value.kind === 'nan' ? [] : Array.from(value.digits, (digit) => BigInt(digit));
  const exponent = value.kind === 'finite' ? BigInt(value.exponent) : value.kind === 'nan' ? 'n' : 'F';
  return new Tuple([value.isNegative ? 1n : 0n, new Tuple(digits), exponent], 'DecimalTuple');
}

registerMethods<Decimal>('Decimal', {
  'adjusted()': (_, value) => BigInt(value.isFinite ? value.adjusted : 0),
  'as_integer_ratio()': (_, value) => ratioOf(value),
  'as_tuple()': (_, value) => tupleOf(value),
  'canonical()': (_, value) => value,
  'compare(other)': (_, value, other) => {
    const order = compareDecimals(value, asDecimal(other));
    return Number.isNaN(order) ? notANumber : decimalOf(BigInt(Math.sign(order)));
  },
  'conjugate()': (_, value) => value,
  'copy_abs()': (_, value) => copySign(value, false),
  'copy_negate()': (_, value) => copySign(value, !value.isNegative),
  'copy_sign(other)': (_, value, other) => copySign(value, asDecimal(other).isNegative),
  'exp()': (run, value) => {
    run.step(512);
    return exponential(value);
  },
  'fma(other, third)': (_, value, other, third) => add(multiply(value, asDecimal(other)), asDecimal(third)),
  'is_finite()': (_, value) => value.isFinite,
  'is_infinite()': (_, value) => value.kind === 'infinite',
  'is_nan()': (_, value) => value.kind === 'nan',
  'is_signed()': (_, value) => value.isNegative,
  'is_zero()': (_, value) => value.isZero,
  'ln()': (run, value) => {
    run.step(512);
    return logarithm(value, 'e');
  },
  'log10()': (run, value) => {
    run.step(512);
    return logarithm(value, '10');
  },
  'max(other)': (_, value, other) => larger(value, asDecimal(other), 1),
  'min(other)': (_, value, other) => larger(value, asDecimal(other), -1),
});

registerMethods<Decimal>('Decimal', {
  'normalize()': (_, value) => normalized(value),
  'quantize(exp, rounding?)': (_, value, pattern, rounding) => quantize(value, asDecimal(pattern), asRounding(rounding)),
  'remainder_near(other)': (_, value, other) => {
    const divisor = asDecimal(other);
    const rest = modulo(value, divisor);
    const half = compareDecimals(copySign(multiply(rest, decimalOf(2n)), false), copySign(divisor, false));
    return half > 0 ? subtract(rest, copySign(divisor, rest.isNegative)) : rest;
  },
  'same_quantum(other)': (_, value, other) => value.kind === asDecimal(other).kind && value.exponent === asDecimal(other).exponent,
  'scaleb(other)': (_, value, other) => {
    const shift = asDecimal(other);
    if (shift.exponent !== 0) throw invalidOperation('scaleb needs an integer');
    return finish(
      new Decimal(
        { isNegative: value.isNegative, coefficient: value.coefficient, exponent: value.exponent + Number(shift.str()) },
        value.kind,
      ),
    );
  },
  'sqrt()': (run, value) => {
    run.step(128);
    return squareRoot(value);
  },
  'to_eng_string()': (_, value) => value.str(),
  'to_integral(rounding?)': (_, value, rounding) => toIntegral(value, asRounding(rounding)),
  'to_integral_exact(rounding?)': (_, value, rounding) => toIntegral(value, asRounding(rounding)),
  'to_integral_value(rounding?)': (_, value, rounding) => toIntegral(value, asRounding(rounding)),
});

registerProperties<Decimal>('Decimal', { real: (value) => value, imag: (): Value => decimalOf(0n) });
registerProperties<Tuple>(
  'DecimalTuple',
  Object.fromEntries(['sign', 'digits', 'exponent'].map((name, index) => [name, ({ items }: Tuple) => items[index] ?? null])),
);
registerStatics('Decimal', {
  from_float: builtin('from_float(f, /)', (_, value) => {
    if (typeof value !== 'number') asDecimal(value instanceof Decimal ? asText(value) : value);
    return toDecimal(value ?? null);
  }),
});

function ratioOf(value: Decimal): Tuple {
  if (!value.isFinite || Math.abs(value.exponent) > 4000) throw invalidOperation('cannot convert to an integer ratio');
  const sign = value.isNegative ? -1n : 1n;
  if (value.exponent >= 0) return new Tuple([sign * value.coefficient * 10n ** BigInt(value.exponent), 1n]);
  const denominator = 10n ** BigInt(-value.exponent);
  const common = greatestCommonDivisor(value.coefficient, denominator);
  return new Tuple([(sign * value.coefficient) / common, denominator / common]);
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
