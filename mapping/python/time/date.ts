import { type Key, markedKey } from '../key.js';
import { PythonObject, type Value } from '../value.js';
import { checkRange, civilOf, pad, secondsPerDay } from './calendar.js';
import { offsetText } from './duration.js';
import type { Zone } from './zone.js';

/** `date`. */
export class CalendarDate extends PythonObject {
  readonly typeName = 'date';
  /** Since 1970-01-01. */
  readonly days: number;

  constructor(days: number) {
    super();
    this.days = checkRange(days);
  }

  override key(): Key {
    return markedKey('D', String(this.days));
  }

  override equals(other: Value): boolean {
    return other instanceof CalendarDate && other.days === this.days;
  }

  override order(other: Value): number | undefined {
    return other instanceof CalendarDate ? this.days - other.days : undefined;
  }

  override repr(): string {
    const { year, month, day } = civilOf(this.days);
    return `datetime.date(${year}, ${month}, ${day})`;
  }

  override str(): string {
    const { year, month, day } = civilOf(this.days);
    return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  }
}

/** `time`: of a day, with a zone or without. */
export class ClockTime extends PythonObject {
  readonly typeName = 'time';
  /** Since midnight. */
  readonly seconds: number;
  readonly micros: number;
  readonly zone: Zone | null;

  constructor(seconds: number, micros: number, zone: Zone | null = null) {
    super();
    this.seconds = seconds;
    this.micros = micros;
    this.zone = zone;
  }

  get total(): number {
    return this.seconds * 1_000_000 + this.micros - (this.zone?.offsetSeconds ?? 0) * 1_000_000;
  }

  override key(): Key {
    return markedKey(this.zone === null ? 'c' : 'C', String(this.total));
  }

  override equals(other: Value): boolean {
    return other instanceof ClockTime && (other.zone === null) === (this.zone === null) && other.total === this.total;
  }

  override order(other: Value): number | undefined {
    return other instanceof ClockTime && (other.zone === null) === (this.zone === null) ? this.total - other.total : undefined;
  }

  override repr(): string {
    return `datetime.time(${clockParts(this.seconds, this.micros).join(', ')})`;
  }

  override str(): string {
    return clockText(this.seconds, this.micros) + (this.zone === null ? '' : offsetText(BigInt(this.zone.offsetSeconds) * 1_000_000n, ':'));
  }
}

/** Hour, minute, then seconds and microseconds where they are not zero: as `repr` shows them. */
export function clockParts(seconds: number, micros: number): readonly number[] {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (seconds % 60 !== 0 || micros !== 0) parts.push(seconds % 60);
  return micros === 0 ? parts : [...parts, micros];
}

export const timeSpecs = ['auto', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds'] as const;
export type TimeSpec = (typeof timeSpecs)[number];

/** `07:08:09.123456`; `auto` leaves out a fraction of zero. */
export function clockText(seconds: number, micros: number, spec: TimeSpec = 'auto'): string {
  const hours = pad(Math.floor((seconds % secondsPerDay) / 3600));
  if (spec === 'hours') return hours;
  const minutes = `${hours}:${pad(Math.floor(seconds / 60) % 60)}`;
  if (spec === 'minutes') return minutes;
  const whole = `${minutes}:${pad(seconds % 60)}`;
  if (spec === 'seconds' || (spec === 'auto' && micros === 0)) return whole;
  return spec === 'milliseconds' ? `${whole}.${pad(Math.floor(micros / 1000), 3)}` : `${whole}.${pad(micros, 6)}`;
}
