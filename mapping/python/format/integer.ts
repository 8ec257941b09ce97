import { overflowError, valueError } from '../error.js';
import { toFloat, toText } from '../number/integer.js';
import type { Run } from '../run.js';
import { formatFloat } from './float.js';
import { aligned, type FormatSpec, numberText } from './spec.js';

const radixes: Readonly<Record<string, { readonly radix: number; readonly prefix: string }>> = {
  b: { radix: 2, prefix: '0b' },
  o: { radix: 8, prefix: '0o' },
  x: { radix: 16, prefix: '0x' },
  X: { radix: 16, prefix: '0X' },
};

export function formatInteger(run: Run, value: bigint, spec: FormatSpec): string {
  if (['e', 'E', 'f', 'F', 'g', 'G', '%'].includes(spec.type)) return formatFloat(run, toFloat(value), spec);
  if (!['', 'd', 'n', 'c'].includes(spec.type) && !Object.hasOwn(radixes, spec.type))
    throw valueError(`Unknown format code '${spec.type}' for object of type 'int'`);
  if (spec.precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  if (spec.coercesZero) throw valueError('Negative zero coercion (z) not allowed in format specifier with integer format code');
  if (spec.type === 'c') return formatCharacter(run, value, spec);
  if (spec.type === 'n' && spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 'n'.`);
  const base = radixes[spec.type];
  if (base !== undefined && spec.grouping === ',') throw valueError(`Cannot specify ',' with '${spec.type}'.`);
  const magnitude = value < 0n ? -value : value;
  const digits = base === undefined ? toText(magnitude) : magnitude.toString(base.radix);
  const parts = {
    isNegative: value < 0n,
    prefix: spec.alternate ? (base?.prefix ?? '') : '',
    whole: spec.type === 'X' ? digits.toUpperCase() : digits,
    rest: '',
    groupLength: base === undefined ? 3 : 4,
  };
  return numberText(run, parts, spec);
}

function formatCharacter(run: Run, value: bigint, spec: FormatSpec): string {
  if (spec.sign !== '') throw valueError("Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) throw valueError("Alternate form (#) not allowed with integer format specifier 'c'");
  if (spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 'c'.`);
  if (value < 0n || value > 0x10ffffn) throw overflowError('%c arg not in range(0x110000)');
  return aligned(run, { head: '', body: String.fromCodePoint(Number(value)) }, spec, '>');
}
