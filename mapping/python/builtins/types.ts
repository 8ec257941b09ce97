import { invoking, Signature } from '../arguments.js';
import { asCount, asInteger, asText } from '../convert-arguments.js';
import { Decimal, decimalOf, toDecimal } from '../decimal/decimal.js';
import { forbidden, typeError, valueError } from '../error.js';
import { iterate, toList } from '../iterate.js';
import { toFloatValue, toInteger } from '../number/convert.js';
import { parseInteger } from '../number/parse.js';
import { membersOf } from '../operator/set.js';
import { toStr } from '../represent.js';
import type { Run } from '../run.js';
import { updateByName, updateDict } from '../sequence/update.js';
import { decodeBytes, encodeText } from '../text/encoding.js';
import { datetimeType } from '../time/constructor.js';
import { isTrue } from '../truth.js';
import {
  type Argument,
  Bytes,
  Dict,
  type Invoke,
  integerOf,
  PythonSet,
  Range,
  Slice,
  Tuple,
  Type,
  typeNameOf,
  type Value,
} from '../value.js';

type Body = (run: Run, ...values: Argument[]) => Value;

function typeOf(signature: string, body: Body, holds?: (value: Value) => boolean): Type {
  const bound = new Signature(signature);
  return new Type(bound.name, { invoke: invoking(bound, body), holds: holds ?? ((value) => typeNameOf(value) === bound.name) });
}

function integerFrom(value: Argument, base: Argument): bigint {
  if (base !== undefined) {
    if (typeof value !== 'string') throw typeError("int() can't convert non-string with explicit base");
    const radix = asCount(base);
    if (radix !== 0 && (radix < 2 || radix > 36)) throw valueError('int() base must be >= 2 and <= 36, or 0');
    return parseInteger(value, radix);
  }
  if (value === undefined) return 0n;
  if (value instanceof Bytes) return parseInteger(Buffer.from(value.data).toString('latin1'), 10);
  return typeof value === 'string' ? parseInteger(value, 10) : toInteger(value);
}

function textFrom(run: Run, value: Argument, encoding: Argument, errors: Argument): string {
  if (value === undefined) return '';
  if (encoding === undefined && errors === undefined) return toStr(run, value);
  if (!(value instanceof Bytes)) throw typeError(`decoding to str: need a bytes-like object, ${typeNameOf(value)} found`);
  return decodeBytes(run, value, encoding === undefined ? 'utf-8' : asText(encoding), errors === undefined ? 'strict' : asText(errors));
}

function bytesFrom(run: Run, value: Argument, encoding: Argument, errors: Argument): Bytes {
  if (value === undefined) return new Bytes(new Uint8Array());
  if (typeof value === 'string') {
    if (encoding === undefined) throw typeError('string argument without an encoding');
    return encodeText(run, value, asText(encoding), errors === undefined ? 'strict' : asText(errors));
  }
  if (integerOf(value) !== undefined) {
    const length = asCount(value);
    if (length < 0) throw valueError('negative count');
    run.text(length);
    return new Bytes(new Uint8Array(length));
  }
  return new Bytes(Uint8Array.from(toList(run, value), byteOf));
}

function byteOf(value: Value): number {
  const byte = asInteger(value);
  if (byte < 0n || byte > 255n) throw valueError('bytes must be in range(0, 256)');
  return Number(byte);
}

function rangeFrom(first: Argument, second: Argument, third: Argument): Range {
  const step = third === undefined ? 1n : asInteger(third);
  if (step === 0n) throw valueError('range() arg 3 must not be zero');
  return second === undefined ? new Range(0n, asInteger(first), 1n) : new Range(asInteger(first), asInteger(second), step);
}

function sliceFrom(first: Argument, second: Argument, third: Argument): Slice {
  return second === undefined ? new Slice(null, first ?? null, null) : new Slice(first ?? null, second, third ?? null);
}

function decimalFrom(value: Argument): Decimal {
  if (value === undefined) return decimalOf(0n);
  const parts = value instanceof Tuple ? value.items : Array.isArray(value) ? value : undefined;
  if (parts === undefined) return toDecimal(value);
  const [sign, digits, exponent] = parts;
  if (parts.length !== 3 || !(digits instanceof Tuple || Array.isArray(digits)))
    throw valueError('argument must be a sequence of length 3');
  const text = (digits instanceof Tuple ? digits.items : digits).map((digit) => asInteger(digit)).join('');
  if (!/^\d*$/.test(text)) throw valueError('coefficient must be a tuple of digits');
  return new Decimal({ isNegative: asInteger(sign) === 1n, coefficient: BigInt(text || '0'), exponent: asCount(exponent) });
}

const dictInvoke: Invoke = (run, positional, named) => {
  if (positional.length > 1) throw typeError(`dict expected at most 1 argument, got ${positional.length}`);
  const dict = new Dict();
  const [source] = positional;
  if (source !== undefined) {
    if (source === null || typeof source !== 'object') iterate(run, source);
    updateDict(run, dict, source);
  }
  return updateByName(dict, named);
};

/** The types that an expression can name. */
export const types = {
  bool: typeOf('bool(x?, /)', (_, value) => isTrue(value ?? false)),
  bytes: typeOf('bytes(source?, encoding?, errors?)', (run, value, encoding, errors) => bytesFrom(run, value, encoding, errors)),
  dict: new Type('dict', { invoke: dictInvoke, holds: (value) => value instanceof Dict }),
  float: typeOf('float(x?, /)', (_, value) => (value === undefined ? 0 : toFloatValue(value))),
  frozenset: typeOf(
    'frozenset(iterable?, /)',
    (run, value) => new PythonSet(value === undefined ? new Map() : membersOf(run, value), 'frozenset'),
  ),
  int: typeOf(
    'int(x?, base?)',
    (_, value, base) => integerFrom(value, base),
    (value) => integerOf(value) !== undefined,
  ),
  list: typeOf('list(iterable?, /)', (run, value) => (value === undefined ? [] : toList(run, value))),
  range: typeOf('range(start, stop?, step?, /)', (_, first, second, third) => rangeFrom(first, second, third)),
  set: typeOf('set(iterable?, /)', (run, value) => new PythonSet(value === undefined ? new Map() : membersOf(run, value))),
  slice: typeOf('slice(start, stop?, step?, /)', (_, first, second, third) => sliceFrom(first, second, third)),
  str: typeOf('str(object?, encoding?, errors?)', textFrom),
  tuple: typeOf(
    'tuple(iterable?, /)',
    (run, value) => new Tuple(value === undefined ? [] : toList(run, value)),
    (value) => value instanceof Tuple,
  ),
  Decimal: typeOf('Decimal(value?, context?)', (_, value) => decimalFrom(value)),
  datetime: datetimeType,
} as const satisfies Readonly<Record<string, Type>>;

const others = new Map<string, Type>();

/** `type(value)`. Types that have no name in expressions can be compared, not called. */
export const typeType: Type = new Type('type', {
  holds: (value) => value instanceof Type,
  invoke: (_, positional, named) => {
    const [value] = positional;
    if (value === undefined || positional.length !== 1 || named.size > 0)
      throw forbidden('type() takes one argument here: it makes no new types');
    return typeOfValue(value);
  },
});

function typeOfValue(value: Value): Type {
  const name = typeNameOf(value);
  if (name === 'type') return typeType;
  if (Object.hasOwn(types, name)) return types[name as keyof typeof types];
  const known = others.get(name);
  if (known !== undefined) return known;
  const made = new Type(name, {
    invoke: () => {
      throw forbidden(`an expression cannot make values of type ${name}`);
    },
    holds: (candidate) => typeNameOf(candidate) === name,
  });
  others.set(name, made);
  return made;
}
