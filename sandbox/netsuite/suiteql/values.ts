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

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...numeric });
  formats.set(zone, made);
  return made;
}

/** Calendar and clock of a moment in a zone. */
export function partsOf({ ms, zone }: Pick<SqlDate, 'ms' | 'zone'>): Parts {
  const found = Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  return { year, month, day, hour, minute, second };
}

/** The moment at which clocks of a zone show that. */
export function momentOf({ year, month, day, hour, minute, second }: Parts, zone: string): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  const offsetAt = (ms: number): number => {
    const shown = partsOf({ ms, zone });
    return Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute, shown.second) - Math.floor(ms / 1000) * 1000;
  };
  return asUtc - offsetAt(asUtc - offsetAt(asUtc));
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
