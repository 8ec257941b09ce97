import { zoneOffsetMs } from '../zones.js';

/** A moment, and the zone that it is shown in. `hasTime` is false for days. */
export interface SqlDate {
  readonly ms: number;
  readonly zone: string;
  readonly hasTime: boolean;
}

export type SqlValue = string | number | SqlDate | null;

export function isDate(value: SqlValue): value is SqlDate {
  return typeof value === 'object' && value !== null;
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Calendar and clock of a moment in a zone. */
export function partsOf({ ms, zone }: Pick<SqlDate, 'ms' | 'zone'>): Parts {
  const shown = new Date(ms + zoneOffsetMs(zone, ms));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  };
}

/** The moment at which clocks of a zone show that. */
export function momentOf({ year, month, day, hour, minute, second }: Parts, zone: string): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  return asUtc - zoneOffsetMs(zone, asUtc - zoneOffsetMs(zone, asUtc));
}

/** Midnight of a `YYYY-MM-DD` in a zone. */
export function dayOf(text: string, zone: string): SqlDate {
  const [year = 1970, month = 1, day = 1] = text.split('-').map(Number);
  return { ms: momentOf({ year, month, day, hour: 0, minute: 0, second: 0 }, zone), zone, hasTime: false };
}

/** Less, equal, greater as -1, 0, 1; undefined where one is null. Numbers and texts that look like some are compared as numbers. */
export function compareValues(a: SqlValue, b: SqlValue): number | undefined {
  if (a === null || b === null || a === '' || b === '') return undefined;
  if (isDate(a) && isDate(b)) return Math.sign(a.ms - b.ms);
  if (isDate(a) || isDate(b)) return undefined;
  if (typeof a === 'number' || typeof b === 'number') {
    const [x, y] = [Number(a), Number(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return undefined;
    return Math.sign(x - y);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
