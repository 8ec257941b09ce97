import { asSmallInteger } from '../convert-arguments.js';
import { typeError, valueError } from '../error.js';
import { type Argument, typeNameOf } from '../value.js';
import { checkedDays, civilOf, secondsPerDay } from './calendar.js';
import { CalendarDate, ClockTime } from './date.js';
import { DateTime } from './datetime.js';
import { Zone } from './zone.js';

function fieldOr(value: Argument, otherwise: number): number {
  return value === undefined ? otherwise : asSmallInteger(value);
}

function zoneOr(value: Argument, otherwise: Zone | null): Zone | null {
  if (value === undefined) return otherwise;
  if (value === null || value instanceof Zone) return value;
  throw typeError(`tzinfo argument must be None or of a tzinfo subclass, not type '${typeNameOf(value)}'`);
}

/** Seconds since midnight. Throws ValueError for a time that no clock shows. */
export function checkedClock(hour: number, minute: number, second: number): number {
  if (!(hour >= 0 && hour <= 23)) throw valueError('hour must be in 0..23');
  if (!(minute >= 0 && minute <= 59)) throw valueError('minute must be in 0..59');
  if (!(second >= 0 && second <= 59)) throw valueError('second must be in 0..59');
  return hour * 3600 + minute * 60 + second;
}

function checkedMicros(micros: number): number {
  if (!(micros >= 0 && micros <= 999_999)) throw valueError('microsecond must be in 0..999999');
  return micros;
}

const clockOf = (seconds: number) => [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60] as const;

/** `fields`: year, month, day; those that are absent stay. */
export function replaceDate({ days }: { readonly days: number }, [year, month, day]: readonly Argument[]): CalendarDate {
  const date = civilOf(days);
  return new CalendarDate(checkedDays(fieldOr(year, date.year), fieldOr(month, date.month), fieldOr(day, date.day)));
}

/** `fields`: hour, minute, second, microsecond, tzinfo. */
export function replaceClock(time: ClockTime, [hour, minute, second, micros, zone]: readonly Argument[]): ClockTime {
  const [h, m, s] = clockOf(time.seconds);
  const seconds = checkedClock(fieldOr(hour, h), fieldOr(minute, m), fieldOr(second, s));
  return new ClockTime(seconds, checkedMicros(fieldOr(micros, time.micros)), zoneOr(zone, time.zone));
}

/** `fields`: those of a date, then those of a clock. */
export function replaceDateTime(time: DateTime, fields: readonly Argument[]): DateTime {
  const { days } = replaceDate(time, fields);
  const clock = replaceClock(new ClockTime(time.secondOfDay, time.micros, time.zone), fields.slice(3, 8));
  return new DateTime(days * secondsPerDay + clock.seconds, clock.micros, clock.zone);
}
