import moment from 'moment-timezone';
import { type Instant, instantMs, parseInstant, toInstant } from '../../../core/instant.js';

/** SuiteQL's format for moments that can be sorted and read back: seconds are all that it keeps. */
export const queryFormat = 'YYYY-MM-DD HH24:MI:SS';
const pattern = 'YYYY-MM-DD HH:mm:ss';

/** A moment as SuiteQL writes it, in the zone of the token's user. */
export function toQueryTime(instant: Instant, zone: string): string {
  return moment.tz(instantMs(instant), zone).format(pattern);
}

/** Of an hour that comes twice in autumn, the first. */
export function fromQueryTime(text: string, zone: string): Instant | undefined {
  const read = moment.tz(text, pattern, true, zone);
  return read.isValid() ? toInstant(read.valueOf()) : undefined;
}

export function isZone(zone: string): boolean {
  return moment.tz.zone(zone) !== null;
}

/** The whole second at or before an instant. */
export function floorSecond(instant: Instant): Instant {
  return toInstant(Math.floor(instantMs(instant) / 1000) * 1000);
}

/** A moment of SOAP, which always says its offset. */
export function fromSoapTime(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : parseInstant(text);
}

/** Days are midnight in Pacific time: the day is the one that is written. */
export function fromSoapDay(text: string): string {
  return text.slice(0, 10);
}

/** Noon in Pacific time: the same day whichever way NetSuite turns it. */
export function toSoapDay(day: string): string {
  return moment.tz(`${day} 12:00`, 'YYYY-MM-DD HH:mm', 'America/Los_Angeles').format();
}

/** A day, `YYYY-MM-DD`, of a day or of a moment that says its offset, in the zone of the account. */
export function toDay(given: string, zone: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(given)) return moment.utc(given, 'YYYY-MM-DD', true).isValid() ? given : undefined;
  const instant = parseInstant(given);
  return instant === undefined ? undefined : moment.tz(instantMs(instant), zone).format('YYYY-MM-DD');
}
