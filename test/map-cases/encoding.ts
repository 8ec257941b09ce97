import { isJsonObject } from '../../core/json.js';
import { Float, toPython } from '../../mapping/python/convert.js';
import { Decimal, toDecimal } from '../../mapping/python/decimal/decimal.js';
import { keyOf } from '../../mapping/python/key.js';
import { nameOf, reprFloat } from '../../mapping/python/number/float.js';
import { isSafe } from '../../mapping/python/number/integer.js';
import type { ResultStyle } from '../../mapping/python/result.js';
import { CalendarDate, ClockTime } from '../../mapping/python/time/date.js';
import { DateTime, localize } from '../../mapping/python/time/datetime.js';
import { Duration } from '../../mapping/python/time/duration.js';
import { parseIsoDate, parseIsoDateTime, parseIsoTime } from '../../mapping/python/time/iso.js';
import { zoneNamed } from '../../mapping/python/time/zone.js';
import { Bytes, Dict, PythonSet, Tuple, type Value } from '../../mapping/python/value.js';

/** Case files tell 5 from 5.0, and keep integers of any size: what JSON.parse would lose is wrapped before. */
export function parseCases(text: string): unknown {
  const wrapped = text.replace(/"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    if (token.startsWith('"')) return token;
    if (/[.eE]/.test(token)) return `{"$float":"${token}"}`;
    return Number.isSafeInteger(Number(token)) ? token : `{"$int":"${token}"}`;
  });
  return JSON.parse(wrapped);
}

const model = { numbers: 'float', times: 'text' } as const;
const values = (encoded: unknown): Value[] => (encoded as unknown[]).map((one) => toPython(decode(one), model));

const decoders: Readonly<Record<string, (encoded: unknown, zone?: string) => unknown>> = {
  $int: (text) => BigInt(String(text)),
  $float: (text) => new Float(Number(String(text).replace('inf', 'Infinity').replace('nan', 'NaN'))),
  $decimal: (text) => toDecimal(String(text)),
  $datetime: (text, zone) => {
    const time = parseIsoDateTime(String(text));
    return zone === undefined ? time : localize(zoneNamed(zone), time, false);
  },
  $date: (text) => parseIsoDate(String(text)),
  $time: (text) => parseIsoTime(String(text)),
  $timedelta: (parts) => {
    const [days = 0, seconds = 0, micros = 0] = parts as number[];
    return new Duration((BigInt(days) * 86_400n + BigInt(seconds)) * 1_000_000n + BigInt(micros));
  },
  $bytes: (hex) => new Bytes(Uint8Array.from(Buffer.from(String(hex), 'hex'))),
  $tuple: (items) => new Tuple(values(items)),
  $set: (items) => new PythonSet(new Map(values(items).map((value) => [keyOf(value), value]))),
  $dict: (pairs) => {
    const dict = new Dict();
    for (const [key, value] of pairs as [unknown, unknown][]) {
      const name = toPython(decode(key), model);
      dict.set(keyOf(name), name, toPython(decode(value), model));
    }
    return dict;
  },
};

/** A value of a record or a constant, as the case file writes it. */
export function decode(encoded: unknown): unknown {
  if (Array.isArray(encoded)) return encoded.map(decode);
  if (!isJsonObject(encoded)) return encoded;
  const entries = Object.entries(encoded);
  const { zone } = encoded;
  const [first] = entries;
  const decoder = first !== undefined && Object.hasOwn(decoders, first[0]) ? decoders[first[0]] : undefined;
  const isWrapped = entries.length === 1 || (entries.length === 2 && typeof zone === 'string');
  if (decoder !== undefined && isWrapped) return decoder(first?.[1], typeof zone === 'string' ? zone : undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, decode(value)]));
}

/** Results as the case file writes them. */
export const caseStyle: ResultStyle<unknown> = {
  leaf: (value) => {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'bigint') return isSafe(value) ? Number(value) : { $int: value.toString() };
    if (typeof value === 'number') return { $float: Number.isFinite(value) ? reprFloat(value) : nameOf(value) };
    if (value instanceof Decimal) return { $decimal: value.str() };
    if (value instanceof DateTime) return { $datetime: value.iso('T') };
    if (value instanceof CalendarDate) return { $date: value.str() };
    return value instanceof ClockTime ? { $time: value.str() } : undefined;
  },
  list: (elements) => [...elements],
  dict: (entries) => {
    const isAmbiguous = entries.length === 1 && entries[0]?.[0].startsWith('$');
    return isAmbiguous ? { $dict: entries } : Object.fromEntries(entries);
  },
};
