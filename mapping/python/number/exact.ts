/** Exact decimal arithmetic on the binary value of a float: what CPython's own conversions do. */

const view = new DataView(new ArrayBuffer(8));

/** `|value|` as `mantissa × 2^exponent`. */
export function decompose(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0 ? { mantissa: fraction, exponent: -1074 } : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** `numerator / denominator`, rounded half to even; both positive. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice > denominator || (twice === denominator && (quotient & 1n) === 1n)) return quotient + 1n;
  return quotient;
}

/** `|value| × 10^digits`, rounded half to even. */
export function scaled(value: number, digits: number): bigint {
  const { mantissa, exponent } = decompose(value);
  let numerator = mantissa;
  let denominator = 1n;
  if (exponent > 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (digits > 0) numerator *= 10n ** BigInt(digits);
  else denominator *= 10n ** BigInt(-digits);
  return divideHalfEven(numerator, denominator);
}

/** The `count` significant digits of `|value|`, and the power of ten of the first. */
export function significant(value: number, count: number): { readonly digits: string; readonly exponent: number } {
  if (value === 0) return { digits: '0'.repeat(count), exponent: 0 };
  const shortest = Math.abs(value).toExponential();
  const exponent = Number(shortest.slice(shortest.indexOf('e') + 1));
  const digits = scaled(value, count - 1 - exponent).toString();
  if (digits.length > count) return { digits: digits.slice(0, count), exponent: exponent + 1 };
  return digits.length < count ? { digits: scaled(value, count - exponent).toString(), exponent: exponent - 1 } : { digits, exponent };
}

/** The fewest digits that give `|value|` back, and the power of ten of the first. */
export function shortestDigits(value: number): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}
