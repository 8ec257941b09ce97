import { Decimal } from '../decimal/decimal.js';
import { typeError, valueError } from '../error.js';
import { toStr } from '../represent.js';
import type { Run } from '../run.js';
import { cutPoints } from '../text/points.js';
import { CalendarDate, ClockTime } from '../time/date.js';
import { DateTime } from '../time/datetime.js';
import { momentOf } from '../time/members.js';
import { strftime } from '../time/strftime.js';
import { typeNameOf, type Value } from '../value.js';
import { formatDecimal } from './decimal.js';
import { formatFloat } from './float.js';
import { formatInteger } from './integer.js';
import { aligned, parseSpec } from './spec.js';

/** `format(value, spec)`. */
export function formatValue(run: Run, value: Value, spec: string): string {
  if (spec === '') return toStr(run, value);
  if (typeof value === 'string') return formatText(run, value, spec);
  if (typeof value === 'bigint' || typeof value === 'boolean') return formatInteger(run, BigInt(value), parseSpec(spec, 'int'));
  if (typeof value === 'number') return formatFloat(run, value, parseSpec(spec, 'float'));
  if (value instanceof Decimal) return formatDecimal(run, value, parseSpec(spec, 'Decimal'));
  if (value instanceof DateTime || value instanceof CalendarDate || value instanceof ClockTime) return strftime(run, momentOf(value), spec);
  throw typeError(`unsupported format string passed to ${typeNameOf(value)}.__format__`);
}

function formatText(run: Run, text: string, specText: string): string {
  const spec = parseSpec(specText, 'str');
  if (!['', 's'].includes(spec.type)) throw valueError(`Unknown format code '${spec.type}' for object of type 'str'`);
  if (spec.sign !== '') throw valueError('Sign not allowed in string format specifier');
  if (spec.alternate) throw valueError('Alternate form (#) not allowed in string format specifier');
  if (spec.coercesZero) throw valueError('Negative zero coercion (z) not allowed in string format specifier');
  if (spec.align === '=') throw valueError("'=' alignment not allowed in string format specifier");
  if (spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  const body = spec.precision === undefined ? text : cutPoints(text, spec.precision);
  return aligned(run, { head: '', body }, spec, '<');
}
