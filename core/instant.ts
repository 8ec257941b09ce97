/**
 * A moment in UTC, always written with six digits of fraction: `2026-01-31T09:30:00.000000Z`.
 * The fixed width makes comparing two instants as text the same as comparing them in time, and keeps the
 * microseconds that a JavaScript Date would drop.
 */
export type Instant = string & { readonly __instant: unique symbol };

const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads an ISO 8601 text (`T` or a space between date and time, up to nine digits of fraction, `Z` or an offset).
 *
 * @param text what a system gave
 * @param options `assumeUtc`: the system writes UTC without saying so, such as Magento's `2026-01-31 09:30:00`
 * @returns the instant, or undefined where the text is no such date, or names no zone and none may be assumed
 */
export function parseInstant(text: string, options: { readonly assumeUtc?: boolean } = {}): Instant | undefined {
  const match = pattern.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = match;
  if (zone === undefined && !options.assumeUtc) return undefined;
  const milliseconds = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const written = new Date(milliseconds);
  if (written.getUTCFullYear() !== Number(year) || written.getUTCDate() !== Number(day) || written.getUTCMonth() !== Number(month) - 1)
    return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = new Date(milliseconds - offsetMinutes(zone) * 60_000).toISOString().slice(0, 19);
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, '0')}Z` as Instant;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** From this many on, a count since 1970 is of milliseconds: as seconds it would lie beyond the year 5000. */
const leastMilliseconds = 100_000_000_000;

/**
 * A time as messages have it: an ISO 8601 text with its zone, or epoch seconds or milliseconds, as number or as text.
 * Undefined where it is none.
 */
export function instantOf(value: string | number): Instant | undefined {
  if (typeof value === 'string' && !/^\d+(\.\d+)?$/.test(value.trim())) return parseInstant(value);
  const count = Number(value);
  if (!(count >= 0)) return undefined;
  const micros = Math.round(count >= leastMilliseconds ? count * 1000 : count * 1_000_000);
  if (!Number.isSafeInteger(micros)) return undefined;
  return `${toInstant(Math.floor(micros / 1000)).slice(0, 23)}${String(micros % 1000).padStart(3, '0')}Z` as Instant;
}

/** The instant of a JavaScript Date or epoch milliseconds. */
export function toInstant(moment: Date | number): Instant {
  return `${new Date(moment).toISOString().slice(0, -1)}000Z` as Instant;
}

/** Epoch milliseconds; microseconds are cut off. */
export function instantMs(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 23)}Z`);
}

/** The next instant that there is: a microsecond later. */
export function justAfter(instant: Instant): Instant {
  const micros = Number(instant.slice(20, 26)) + 1;
  if (micros === 1_000_000) return `${secondsBefore(instant, -1).slice(0, 20)}000000Z` as Instant;
  return `${instant.slice(0, 20)}${String(micros).padStart(6, '0')}Z` as Instant;
}

/** The instant that lies `seconds` earlier; microseconds are kept. */
export function secondsBefore(instant: Instant, seconds: number): Instant {
  const moved = new Date(instantMs(instant) - seconds * 1000).toISOString().slice(0, 23);
  return `${moved}${instant.slice(23)}` as Instant;
}
