import { registerMethods, registerProperties } from '../attributes.js';
import { asText } from '../convert-arguments.js';
import { typeError, valueError } from '../error.js';
import type { Run } from '../run.js';
import { isTrue } from '../truth.js';
import { type Argument, Tuple, typeNameOf } from '../value.js';
import { civilOf, dayOfYear, isoWeek, ordinalOfEpoch, weekdayOf } from './calendar.js';
import { CalendarDate, ClockTime, type TimeSpec, timeSpecs } from './date.js';
import { DateTime, fromUtc, localize, localZone, microsOf, withZone } from './datetime.js';
import { Duration } from './duration.js';
import { replaceClock, replaceDate, replaceDateTime } from './replace.js';
import { strftime } from './strftime.js';
import { utc, Zone } from './zone.js';

type Dated = DateTime | CalendarDate;

const dateProperties = {
  year: ({ days }: Dated) => BigInt(civilOf(days).year),
  month: ({ days }: Dated) => BigInt(civilOf(days).month),
  day: ({ days }: Dated) => BigInt(civilOf(days).day),
};

const dateMethods = {
  'weekday()': (_: Run, { days }: Dated) => BigInt(weekdayOf(days)),
  'isoweekday()': (_: Run, { days }: Dated) => BigInt(weekdayOf(days) + 1),
  'toordinal()': (_: Run, { days }: Dated) => BigInt(days + ordinalOfEpoch),
  'isocalendar()': (_: Run, { days }: Dated) =>
    new Tuple([BigInt(isoWeek(days).year), BigInt(isoWeek(days).week), BigInt(weekdayOf(days) + 1)], 'IsoCalendarDate'),
  'ctime()': (run: Run, self: Dated) => strftime(run, momentOf(self), '%a %b %e %H:%M:%S %Y'),
  'strftime(format)': (run: Run, self: Dated, format: Argument) => strftime(run, momentOf(self), asText(format)),
};

/** What `strftime` reads of a date, a time or both. */
export function momentOf(value: Dated | ClockTime) {
  if (value instanceof ClockTime) return { days: -25_567, secondOfDay: value.seconds, micros: value.micros, zone: value.zone };
  if (value instanceof DateTime) return value;
  return { days: value.days, secondOfDay: 0, micros: 0, zone: null };
}

function timeSpec(value: Argument): TimeSpec {
  const spec = value === undefined ? 'auto' : asText(value);
  const found = timeSpecs.find((known) => known === spec);
  if (found === undefined) throw valueError(`Unknown timespec value: ${spec}`);
  return found;
}

const structFields = ['tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday', 'tm_yday', 'tm_isdst'] as const;

function timeTuple(time: Dated, isSummer: number): Tuple {
  const { year, month, day } = civilOf(time.days);
  const seconds = time instanceof DateTime ? time.secondOfDay : 0;
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return new Tuple([year, month, day, ...clock, weekdayOf(time.days), dayOfYear(time.days), isSummer].map(BigInt), 'struct_time');
}

function summerFlag({ zone }: DateTime): number {
  return zone?.rules === undefined && zone !== utc ? -1 : Number((zone?.dstSeconds ?? 0) > 0);
}

const offsetOf = (zone: Zone | null) => (zone === null ? null : new Duration(BigInt(Math.round(zone.offsetSeconds * 1e6))));

export function asZone(value: Argument): Zone {
  if (value instanceof Zone) return value;
  throw typeError(`tzinfo argument must be None or of a tzinfo subclass, not type '${typeNameOf(value ?? null)}'`);
}

function toZone(run: Run, time: DateTime, zone: Argument): DateTime {
  const target = zone === undefined || zone === null ? undefined : asZone(zone);
  const aware = withZone(run, time);
  if (target === undefined) return fromUtc(aware.utcSeconds, aware.micros, localZone(run));
  return target === time.zone ? time : fromUtc(aware.utcSeconds, aware.micros, target);
}

registerProperties<DateTime>('datetime', {
  ...dateProperties,
  hour: ({ secondOfDay }) => BigInt(Math.floor(secondOfDay / 3600)),
  minute: ({ secondOfDay }) => BigInt(Math.floor(secondOfDay / 60) % 60),
  second: ({ secondOfDay }) => BigInt(secondOfDay % 60),
  microsecond: ({ micros }) => BigInt(micros),
  tzinfo: ({ zone }) => zone,
  fold: () => 0n,
});

registerMethods<DateTime>('datetime', {
  ...dateMethods,
  'date()': (_, { days }) => new CalendarDate(days),
  'time()': (_, { secondOfDay, micros }) => new ClockTime(secondOfDay, micros),
  'timetz()': (_, { secondOfDay, micros, zone }) => new ClockTime(secondOfDay, micros, zone),
  'isoformat(sep?, timespec?)': (_, self, separator, spec) => self.iso(separatorOf(separator), timeSpec(spec)),
  'astimezone(tz?)': (run, self, zone) => toZone(run, self, zone),
  'utcoffset()': (_, { zone }) => offsetOf(zone),
  'dst()': (_, { zone }) => (zone === null ? null : new Duration(BigInt(zone.dstSeconds) * 1_000_000n)),
  'tzname()': (_, { zone }) => zone?.abbreviation ?? null,
  'timestamp()': (run, self) => {
    const { utcSeconds, micros } = withZone(run, self);
    return Number(microsOf(utcSeconds, micros)) / 1e6;
  },
  'timetuple()': (_, self) => timeTuple(self, summerFlag(self)),
  'utctimetuple()': (_, self) => timeTuple(new DateTime(self.utcSeconds, self.micros, null), 0),
  'replace(year?, month?, day?, hour?, minute?, second?, microsecond?, tzinfo?, *, fold?)': (_, self, ...fields) =>
    replaceDateTime(self, fields),
});

function separatorOf(value: Argument): string {
  const separator = value === undefined ? 'T' : asText(value);
  if (Array.from(separator).length !== 1) throw typeError('isoformat() argument 1 must be a unicode character');
  return separator;
}

registerProperties<CalendarDate>('date', dateProperties);
registerMethods<CalendarDate>('date', {
  ...dateMethods,
  'isoformat()': (_, self) => self.str(),
  'timetuple()': (_, self) => timeTuple(self, -1),
  'replace(year?, month?, day?)': (_, self, ...fields) => replaceDate(self, fields),
});

registerProperties<ClockTime>('time', {
  hour: ({ seconds }) => BigInt(Math.floor(seconds / 3600)),
  minute: ({ seconds }) => BigInt(Math.floor(seconds / 60) % 60),
  second: ({ seconds }) => BigInt(seconds % 60),
  microsecond: ({ micros }) => BigInt(micros),
  tzinfo: ({ zone }) => zone,
  fold: () => 0n,
});
registerMethods<ClockTime>('time', {
  'isoformat(timespec?)': (_, self, spec) =>
    spec === undefined ? self.str() : new DateTime(self.seconds, self.micros, self.zone).iso('T', timeSpec(spec)).slice(11),
  'strftime(format)': (run, self, format) => strftime(run, momentOf(self), asText(format)),
  'utcoffset()': (_, { zone }) => (zone?.rules === undefined ? offsetOf(zone) : null),
  'tzname()': (_, { zone }) => zone?.abbreviation ?? null,
  'replace(hour?, minute?, second?, microsecond?, tzinfo?)': (_, self, ...fields) => replaceClock(self, fields),
});

registerProperties<Duration>('timedelta', {
  days: ({ days }) => days,
  seconds: ({ seconds }) => seconds,
  microseconds: ({ microseconds }) => microseconds,
});
registerMethods<Duration>('timedelta', { 'total_seconds()': (_, { micros }) => Number(micros) / 1e6 });

registerProperties<Zone>('tzinfo', { zone: ({ name }) => name ?? null });
registerMethods<Zone>('tzinfo', {
  'localize(dt, is_dst?)': (_, self, time, isSummer) =>
    localize(self, asDateTime(time), isSummer === null ? null : isTrue(isSummer ?? false)),
  'normalize(dt, is_dst?)': (_, self, time) => {
    const aware = asDateTime(time);
    if (aware.zone === null) throw valueError('Naive time - no tzinfo set');
    return fromUtc(aware.utcSeconds, aware.micros, self);
  },
  'utcoffset(dt, is_dst?)': (_, self, time) => (time === null ? null : offsetOf(at(self, time))),
  'dst(dt, is_dst?)': (_, self, time) => (time === null ? null : new Duration(BigInt(at(self, time).dstSeconds) * 1_000_000n)),
  'tzname(dt, is_dst?)': (_, self, time) => (time === null ? (self.name ?? self.abbreviation) : at(self, time).abbreviation),
});

/** The zone with the offset that it has at a time of its own wall clock. */
function at(zone: Zone, time: Argument): Zone {
  const dateTime = asDateTime(time);
  return dateTime.zone === null ? (localize(zone, dateTime, false).zone ?? zone) : dateTime.zone;
}

export function asDateTime(value: Argument): DateTime {
  if (value instanceof DateTime) return value;
  throw typeError(`descriptor requires a 'datetime.datetime' object but received a '${typeNameOf(value ?? null)}'`);
}

registerProperties<Tuple>(
  'struct_time',
  Object.fromEntries(structFields.map((name, index) => [name, ({ items }: Tuple) => items[index] ?? null])),
);
registerProperties<Tuple>(
  'IsoCalendarDate',
  Object.fromEntries(['year', 'week', 'weekday'].map((name, index) => [name, ({ items }: Tuple) => items[index] ?? null])),
);
