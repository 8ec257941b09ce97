import { builtin, invoking, Signature } from '../arguments.js';
import { registerStatics } from '../attributes.js';
import { asSmallInteger, asText } from '../convert-arguments.js';
import { overflowError, typeError, valueError } from '../error.js';
import { roundToInteger } from '../number/float.js';
import type { Run } from '../run.js';
import { type Argument, integerOf, Type, typeNameOf } from '../value.js';
import { checkedDays, daysOfIsoWeek, ordinalOfEpoch, secondsPerDay } from './calendar.js';
import { CalendarDate, ClockTime } from './date.js';
import { DateTime, dateTimeOfMicros, fromUtc, localZone, now } from './datetime.js';
import { Duration } from './duration.js';
import { parseIsoDateTime } from './iso.js';
import { asZone } from './members.js';
import { replaceDateTime } from './replace.js';
import { strptime } from './strptime.js';
import { utc, zoneNamed } from './zone.js';

const zero = new DateTime(0, 0, null);

/** `datetime`, the class. */
export const datetimeType = new Type('datetime', {
  holds: (value) => value instanceof DateTime,
  invoke: invoking(
    new Signature('datetime(year, month, day, hour?, minute?, second?, microsecond?, tzinfo?, *, fold?)'),
    (_, ...[year, month, day, ...rest]) => replaceDateTime(zero, [year, month, day, ...clockDefaults(rest)]),
  ),
});

function clockDefaults(fields: readonly Argument[]): readonly Argument[] {
  return [0, 1, 2, 3]
    .map((index) => fields[index] ?? (fields[index] === null ? null : 0n))
    .concat(fields[4] === undefined ? null : fields[4]);
}

/** `timezone(name)`: pytz. */
export const timezoneFunction = builtin('timezone(zone)', (_, name) => {
  if (typeof name !== 'string') throw unknownZone(name);
  return zoneNamed(name);
});

function unknownZone(name: Argument): Error {
  return typeError(`a zone has a name, not a ${typeNameOf(name ?? null)}`);
}

function nowIn(run: Run, zone: Argument): DateTime {
  const time = now(run);
  if (zone === undefined || zone === null) return localNow(run, time);
  return fromUtc(time.utcSeconds, time.micros, asZone(zone));
}

/** The wall clock of the zone of the mapping, without it. */
function localNow(run: Run, time: DateTime): DateTime {
  const { seconds, micros } = fromUtc(time.utcSeconds, time.micros, localZone(run));
  return new DateTime(seconds, micros, null);
}

function microsFrom(value: Argument): bigint {
  const integer = integerOf(value);
  if (integer !== undefined) return integer * 1_000_000n;
  if (typeof value !== 'number') throw typeError(`'${typeNameOf(value ?? null)}' object cannot be interpreted as an integer`);
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  const seconds = Math.floor(value);
  if (!Number.isFinite(value)) throw overflowError('cannot convert float infinity to integer');
  return BigInt(seconds) * 1_000_000n + roundToInteger((value - seconds) * 1e6);
}

function timeOfTimestamp(value: Argument): DateTime {
  const micros = microsFrom(value);
  const furthest = 10n ** 20n;
  if (micros > 10n ** 25n || micros < -(10n ** 25n)) throw overflowError('timestamp out of range for platform time_t');
  if (micros > furthest || micros < -furthest) throw valueError('year is out of range');
  try {
    return dateTimeOfMicros(micros, utc);
  } catch {
    throw valueError('year is out of range');
  }
}

const naive = ({ seconds, micros }: DateTime) => new DateTime(seconds, micros, null);

registerStatics('datetime', {
  now: builtin('now(tz?)', nowIn),
  today: builtin('today()', (run) => nowIn(run, null)),
  utcnow: builtin('utcnow()', (run) => naive(now(run))),
  fromtimestamp: builtin('fromtimestamp(timestamp, tz?)', (run, timestamp, zone) => {
    const time = timeOfTimestamp(timestamp);
    if (zone === undefined || zone === null) return localNow(run, time);
    return fromUtc(time.utcSeconds, time.micros, asZone(zone));
  }),
  utcfromtimestamp: builtin('utcfromtimestamp(timestamp, /)', (_, timestamp) => naive(timeOfTimestamp(timestamp))),
  fromordinal: builtin('fromordinal(ordinal, /)', (_, ordinal) => {
    const days = asSmallInteger(ordinal);
    if (days < 1) throw valueError('ordinal must be >= 1');
    if (days > 3_652_059) throw valueError('year is out of range');
    return new DateTime((days - ordinalOfEpoch) * secondsPerDay, 0, null);
  }),
  fromisoformat: builtin('fromisoformat(text, /)', (_, text) => parseIsoDateTime(asText(text, 'fromisoformat: argument'))),
  fromisocalendar: builtin('fromisocalendar(year, week, day)', (_, year, week, day) => {
    checkedDays(asSmallInteger(year), 1, 1);
    return new DateTime(daysOfIsoWeek(asSmallInteger(year), asSmallInteger(week), asSmallInteger(day)) * secondsPerDay, 0, null);
  }),
  combine: builtin('combine(date, time, tzinfo?)', (_, date, time, zone) => {
    if (!(date instanceof CalendarDate || date instanceof DateTime) || !(time instanceof ClockTime))
      throw typeError('combine() needs a date and a time');
    return new DateTime(
      date.days * secondsPerDay + time.seconds,
      time.micros,
      zone === undefined ? time.zone : zone === null ? null : asZone(zone),
    );
  }),
  strptime: builtin('strptime(text, format, /)', (run, text, format) => strptime(run, asText(text), asText(format))),
  min: new DateTime(-719_162 * secondsPerDay, 0, null),
  max: new DateTime(2_932_897 * secondsPerDay - 1, 999_999, null),
  resolution: new Duration(1n),
});
