import { builtin } from '../arguments.js';
import { registerMethods, registerProperties, registerStatics } from '../attributes.js';
import { asText } from '../convert-arguments.js';
import { Tuple, type Value } from '../value.js';
import { integerRatio } from './float.js';
import { bitLength } from './integer.js';
import { parseFloatText } from './parse.js';

/** Booleans are integers. */
for (const typeName of ['int', 'bool']) {
  registerMethods<bigint | boolean>(typeName, {
    'as_integer_ratio()': (_, value) => new Tuple([BigInt(value), 1n]),
    'bit_count()': (_, value) => BigInt(BigInt(value).toString(2).replace(/[^1]/g, '').length),
    'bit_length()': (_, value) => BigInt(bitLength(BigInt(value))),
    'conjugate()': (_, value) => BigInt(value),
  });
  registerProperties<bigint | boolean>(typeName, {
    real: (value) => BigInt(value),
    imag: () => 0n,
    numerator: (value) => BigInt(value),
    denominator: () => 1n,
  });
}

registerMethods<number>('float', {
  'as_integer_ratio()': (_, value) => new Tuple(integerRatio(value)),
  'conjugate()': (_, value) => value,
  'hex()': (_, value) => hexOf(value),
  'is_integer()': (_, value) => Number.isInteger(value),
});
registerProperties<number>('float', { real: (value) => value, imag: (): Value => 0 });
registerStatics('float', { fromhex: builtin('fromhex(string, /)', (_, text) => fromHex(asText(text))) });

function hexOf(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', 'inf').replace('NaN', 'nan');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0x0.0p+0`;
  const magnitude = Math.abs(value);
  const exponent = Math.max(-1022, Math.floor(Math.log2(magnitude)));
  const scale = magnitude / 2 ** exponent;
  const shift = scale >= 2 ? 1 : scale < 1 && exponent > -1022 ? -1 : 0;
  const mantissa = magnitude / 2 ** (exponent + shift);
  const fraction = BigInt((mantissa - Math.floor(mantissa)) * 2 ** 52);
  const power = exponent + shift;
  return `${sign}0x${Math.floor(mantissa)}.${fraction.toString(16).padStart(13, '0')}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

function fromHex(text: string): number {
  const match = /^\s*([+-]?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?\s*$/i.exec(text);
  if (match === null) return parseFloatText(text);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const value = Number(BigInt(`0x0${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}
