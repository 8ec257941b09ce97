import { QueryProblem } from './problem.js';
import { momentOf, partsOf, type SqlDate } from './values.js';

const element = /YYYY|YY|MONTH|MON|MM|DD|HH24|HH12|HH|MI|SS|FF\d?|AM|PM|DAY|DY|TZH|TZM|TZR|"[^"]*"|[^A-Za-z"]+/gi;
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** A moment by a format of Oracle, such as `YYYY-MM-DD"T"HH24:MI:SS`. */
export function formatDate(date: SqlDate, format: string): string {
  const { year, month, day, hour, minute, second } = partsOf(date);
  const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
  const written: Readonly<Record<string, string>> = {
    YYYY: pad(year, 4),
    YY: pad(year % 100),
    MM: pad(month),
    MON: (months[month - 1] ?? '').slice(0, 3).toUpperCase(),
    MONTH: (months[month - 1] ?? '').toUpperCase(),
    DD: pad(day),
    HH24: pad(hour),
    HH12: pad(hour % 12 === 0 ? 12 : hour % 12),
    HH: pad(hour % 12 === 0 ? 12 : hour % 12),
    MI: pad(minute),
    SS: pad(second),
    AM: hour < 12 ? 'AM' : 'PM',
    PM: hour < 12 ? 'AM' : 'PM',
    TZR: date.zone,
    ...offsetOf(date),
  };
  return elementsOf(format)
    .map((part) => {
      if (part.startsWith('"')) return part.slice(1, -1);
      const upper = part.toUpperCase();
      if (/^FF\d?$/.test(upper))
        return pad(date.ms % 1000, 3)
          .padEnd(Number(upper.slice(2) || 3), '0')
          .slice(0, Number(upper.slice(2) || 3));
      return written[upper] ?? part;
    })
    .join('');
}

function offsetOf(date: SqlDate): { readonly TZH: string; readonly TZM: string } {
  const { year, month, day, hour, minute, second } = partsOf(date);
  const minutes = Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - date.ms) / 60_000);
  const hours = Math.trunc(minutes / 60);
  return {
    TZH: `${minutes < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}`,
    TZM: String(Math.abs(minutes % 60)).padStart(2, '0'),
  };
}

function elementsOf(format: string): readonly string[] {
  const parts = format.match(element) ?? [];
  if (parts.join('') !== format) throw new QueryProblem(`ORA-01821: date format not recognized: "${format}"`);
  return parts;
}

/** Reads a text by a format; times without an offset are times of `zone`. Throws where it does not fit. */
export function parseDate(text: string, format: string, { zone, hasTime }: { readonly zone: string; readonly hasTime: boolean }): SqlDate {
  const found: Record<string, number> = {};
  let rest = text;
  for (const part of elementsOf(format)) {
    const upper = part.toUpperCase();
    const reader = readers[upper] ?? (/^FF\d?$/.test(upper) ? /^\d{1,9}/ : undefined);
    const plain = part.startsWith('"') ? part.slice(1, -1) : part;
    const match = reader === undefined ? (rest.startsWith(plain) ? plain : undefined) : reader.exec(rest)?.[0];
    if (match === undefined) throw new QueryProblem(`ORA-01861: literal does not match format string: "${text}" and "${format}"`);
    rest = rest.slice(match.length);
    if (reader !== undefined) found[upper.startsWith('FF') ? 'FF' : upper] = numberOf(upper, match);
  }
  if (rest !== '') throw new QueryProblem(`ORA-01830: date format picture ends before converting entire input string: "${text}"`);
  return { ms: millisecondsOf(found, zone), zone, hasTime: hasTime || 'HH24' in found || 'HH' in found || 'HH12' in found };
}

const readers: Readonly<Record<string, RegExp>> = {
  YYYY: /^\d{4}/,
  YY: /^\d{2}/,
  MM: /^\d{1,2}/,
  MON: /^[A-Za-z]{3}/,
  MONTH: /^[A-Za-z]+/,
  DD: /^\d{1,2}/,
  HH24: /^\d{1,2}/,
  HH12: /^\d{1,2}/,
  HH: /^\d{1,2}/,
  MI: /^\d{1,2}/,
  SS: /^\d{1,2}/,
  AM: /^[AaPp][Mm]/,
  PM: /^[AaPp][Mm]/,
  TZH: /^[+-]\d{2}/,
  TZM: /^\d{2}/,
};

function numberOf(part: string, text: string): number {
  if (part === 'MON' || part === 'MONTH')
    return months.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase()) + 1;
  if (part === 'AM' || part === 'PM') return text.toLowerCase() === 'pm' ? 12 : 0;
  if (part.startsWith('FF')) return Number(text.padEnd(3, '0').slice(0, 3));
  return Number(text);
}

function millisecondsOf(found: Readonly<Record<string, number>>, zone: string): number {
  const year = found.YYYY ?? 2000 + (found.YY ?? 0);
  const half = found.AM ?? found.PM;
  const hour = found.HH24 ?? (half === undefined ? (found.HH ?? found.HH12 ?? 0) : ((found.HH ?? found.HH12 ?? 0) % 12) + half);
  const parts = {
    year,
    month: found.MON ?? found.MONTH ?? found.MM ?? 1,
    day: found.DD ?? 1,
    hour,
    minute: found.MI ?? 0,
    second: found.SS ?? 0,
  };
  const fraction = found.FF ?? 0;
  if (found.TZH === undefined) return momentOf(parts, zone) + fraction;
  const offset = found.TZH * 60 + Math.sign(found.TZH || 1) * (found.TZM ?? 0);
  return momentOf(parts, 'UTC') - offset * 60_000 + fraction;
}
