import { PythonError, typeError } from '../error.js';
import { type Key, markedKey } from '../key.js';
import type { Run } from '../run.js';
import { PythonObject, type Value } from '../value.js';
import { checkRange, civilOf, pad, secondsPerDay } from './calendar.js';
import { clockParts, clockText, type TimeSpec } from './date.js';
import { Duration, offsetText } from './duration.js';
import { utc, type Zone, zoneNamed, zoneOfWallClock } from './zone.js';

/** `datetime`: what a wall clock shows, and the zone it hangs in, if that is known. */
export class DateTime extends PythonObject {
  readonly typeName = 'datetime';
  /** Of the wall clock, since 1970-01-01T00:00. */
  readonly seconds: number;
  readonly micros: number;
  readonly zone: Zone | null;

  constructor(seconds: number, micros: number, zone: Zone | null) {
    super();
    checkRange(Math.floor(seconds / secondsPerDay));
    this.seconds = seconds;
    this.micros = micros;
    this.zone = zone;
  }

  get days(): number {
    return Math.floor(this.seconds / secondsPerDay);
  }

  get secondOfDay(): number {
    return this.seconds - this.days * secondsPerDay;
  }

  /** Since 1970, of UTC; of the wall clock where there is no zone. */
  get utcSeconds(): number {
    return this.seconds - (this.zone?.offsetSeconds ?? 0);
  }

  get utcMicros(): bigint {
    return microsOf(this.utcSeconds, this.micros);
  }

  override key(): Key {
    return markedKey(this.zone === null ? 'n' : 'u', this.utcMicros.toString());
  }

  override equals(other: Value): boolean {
    return other instanceof DateTime && (other.zone === null) === (this.zone === null) && other.utcMicros === this.utcMicros;
  }

  override order(other: Value): number | undefined {
    if (!(other instanceof DateTime)) return undefined;
    checkBothAware(this, other, "can't compare offset-naive and offset-aware datetimes");
    return this.utcSeconds - other.utcSeconds || this.micros - other.micros;
  }

  override repr(): string {
    const { year, month, day } = civilOf(this.days);
    const parts = [year, month, day, ...clockParts(this.secondOfDay, this.micros)];
    return `datetime.datetime(${parts.join(', ')}${this.zone === null ? '' : `, tzinfo=${this.zone.repr()}`})`;
  }

  override str(): string {
    return this.iso(' ');
  }

  iso(separator: string, spec: TimeSpec = 'auto'): string {
    const { year, month, day } = civilOf(this.days);
    const offset = this.zone === null ? '' : offsetText(BigInt(Math.round(this.zone.offsetSeconds * 1e6)), ':');
    return `${pad(year, 4)}-${pad(month)}-${pad(day)}${separator}${clockText(this.secondOfDay, this.micros, spec)}${offset}`;
  }
}

export function microsOf(seconds: number, micros: number): bigint {
  return BigInt(seconds) * 1_000_000n + BigInt(micros);
}

export function dateTimeOfMicros(micros: bigint, zone: Zone | null): DateTime {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return new DateTime(Number((micros - rest) / 1_000_000n), Number(rest), zone);
}

function checkBothAware(left: DateTime, right: DateTime, message: string): void {
  if ((left.zone === null) !== (right.zone === null)) throw typeError(message);
}

/** The same moment on the wall clock of a zone. */
export function fromUtc(utcSeconds: number, micros: number, zone: Zone): DateTime {
  const there = zone.at(utcSeconds);
  return new DateTime(utcSeconds + there.offsetSeconds, micros, there);
}

/** The zone that the mapping names. Throws `zone` where it names none. */
export function localZone(run: Run): Zone {
  if (run.zone === undefined)
    throw new PythonError('zone', 'the time bears no zone, and the mapping does not say in which zone such times are to be read');
  return zoneNamed(run.zone);
}

/** A time with the zone that those without one are read in. */
export function withZone(run: Run, time: DateTime): DateTime {
  if (time.zone !== null) return time;
  return new DateTime(time.seconds, time.micros, zoneOfWallClock(localZone(run), time.seconds));
}

/** `localize` of pytz. `isSummer` decides between two moments that the clock shows alike; null refuses to choose. */
export function localize(zone: Zone, time: DateTime, isSummer: boolean | null): DateTime {
  if (time.zone !== null) throw new PythonError('ValueError', 'Not naive datetime (tzinfo is already set)');
  if (zone.rules === undefined) return new DateTime(time.seconds, time.micros, zone);
  const found = zone.rules.candidates(time.seconds);
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return new DateTime(time.seconds, time.micros, first);
  if (isSummer === null) throw new PythonError(first === undefined ? 'NonExistentTimeError' : 'AmbiguousTimeError', time.str());
  if (first === undefined) return localizeSkipped(zone, time, isSummer);
  return new DateTime(time.seconds, time.micros, (isSummer ? first : found.at(-1)) ?? first);
}

/** A time that the clock skipped: read as if it had not, from six hours before or after. */
function localizeSkipped(zone: Zone, time: DateTime, isSummer: boolean): DateTime {
  const shift = isSummer ? 6 * 3600 : -6 * 3600;
  const near = localize(zone, new DateTime(time.seconds + shift, time.micros, null), isSummer);
  return new DateTime(time.seconds, time.micros, near.zone);
}

export function subtractTimes(left: DateTime, right: DateTime): Duration {
  checkBothAware(left, right, "can't subtract offset-naive and offset-aware datetimes");
  if (left.zone === right.zone) return new Duration(microsOf(left.seconds, left.micros) - microsOf(right.seconds, right.micros));
  return new Duration(left.utcMicros - right.utcMicros);
}

export function shiftTime(time: DateTime, micros: bigint): DateTime {
  return dateTimeOfMicros(microsOf(time.seconds, time.micros) + micros, time.zone);
}

/** The clock of the run. Throws `forbidden` where there is none. */
export function now(run: Run): DateTime {
  if (run.now === undefined) throw new PythonError('forbidden', 'this mapping may not read the time: no clock is given to it');
  const micros = /\.(\d{1,6})/.exec(run.now)?.[1]?.padEnd(6, '0') ?? '0';
  return new DateTime(Math.floor(Date.parse(run.now) / 1000), Number(micros), utc);
}
