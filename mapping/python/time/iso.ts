import { valueError } from '../error.js';
import { checkedDays, daysOfIsoWeek } from './calendar.js';
import { CalendarDate, ClockTime } from './date.js';
import { DateTime } from './datetime.js';
import { fixedZone, type Zone } from './zone.js';

const datePattern = /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)|-W(\d\d)(?:-(\d))?|W(\d\d)(\d)?)/;
const clock = String.raw`(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?|(\d\d)(?:(\d\d)(?:[.,](\d+))?)?)?`;
const clockPattern = new RegExp(`^${clock}$`);
const offsetPattern = new RegExp(`^([+-])${clock}$`);

/** `datetime.fromisoformat(text)`. */
export function parseIsoDateTime(text: string): DateTime {
  const date = datePattern.exec(text);
  if (date === null) throw invalid(text);
  const rest = text.slice(date[0].length);
  const days = daysFrom(date);
  if (rest === '') return new DateTime(days * 86_400, 0, null);
  const { seconds, micros, zone } = parseClock(Array.from(rest).slice(1).join(''), text);
  return new DateTime(days * 86_400 + seconds, micros, zone);
}

/** `date.fromisoformat(text)`. */
export function parseIsoDate(text: string): CalendarDate {
  const date = datePattern.exec(text);
  if (date === null || date[0].length !== text.length) throw invalid(text);
  return new CalendarDate(daysFrom(date));
}

/** `time.fromisoformat(text)`. */
export function parseIsoTime(text: string): ClockTime {
  const { seconds, micros, zone } = parseClock(text.replace(/^T/, ''), text);
  return new ClockTime(seconds, micros, zone);
}

function invalid(text: string): Error {
  return valueError(`Invalid isoformat string: '${text}'`);
}

function daysFrom(match: RegExpExecArray): number {
  const [, year, month = match[4], day = match[5], , , week = match[8], weekday = match[9] ?? '1'] = match;
  if (week !== undefined) return daysOfIsoWeek(Number(year), Number(week), Number(weekday));
  return checkedDays(Number(year), Number(month), Number(day));
}

function parseClock(text: string, whole: string): { seconds: number; micros: number; zone: Zone | null } {
  const start = text.search(/[+\-Z]/);
  const time = clockPattern.exec(start < 0 ? text : text.slice(0, start));
  if (time === null) throw invalid(whole);
  const { hours, minutes, seconds, micros } = clockFields(time.slice(1));
  if (hours > 23) throw valueError('hour must be in 0..23');
  if (minutes > 59) throw valueError('minute must be in 0..59');
  if (seconds > 59) throw valueError('second must be in 0..59');
  return { seconds: hours * 3600 + minutes * 60 + seconds, micros, zone: start < 0 ? null : parseOffset(text.slice(start), whole) };
}

function clockFields(found: readonly (string | undefined)[]): { hours: number; minutes: number; seconds: number; micros: number } {
  const [hours, minutes = found[4], seconds = found[5], fraction = found[6]] = found;
  return {
    hours: Number(hours),
    minutes: Number(minutes ?? 0),
    seconds: Number(seconds ?? 0),
    micros: Number((fraction ?? '0').slice(0, 6).padEnd(6, '0')),
  };
}

function parseOffset(text: string, whole: string): Zone {
  if (text === 'Z') return fixedZone(0);
  const match = offsetPattern.exec(text);
  if (match === null) throw invalid(whole);
  const { hours, minutes, seconds, micros } = clockFields(match.slice(2));
  const magnitude = hours * 3600 + minutes * 60 + seconds + micros / 1e6;
  if (magnitude >= 86_400) throw valueError('offset must be strictly between -24 and 24 hours');
  return fixedZone(match[1] === '-' ? -magnitude : magnitude);
}
