import moment from 'moment-timezone';
import { PythonError } from '../error.js';
import { PythonObject } from '../value.js';
import { Duration, offsetText } from './duration.js';

/** A stretch of time in which a zone keeps one offset. */
interface Period {
  /** Seconds since 1970, exclusive; infinite for the last. */
  readonly until: number;
  readonly offsetSeconds: number;
  readonly abbreviation: string;
}

/** All that is known of an IANA zone. */
class ZoneRules {
  readonly name: string;
  readonly periods: readonly Period[];
  readonly #zones = new Map<string, Zone>();

  constructor(name: string, periods: readonly Period[]) {
    this.name = name;
    this.periods = periods;
  }

  /** The zone with the offset that it has at a moment. */
  at(utcSeconds: number): Zone {
    return this.zoneOf(this.#indexAt(utcSeconds));
  }

  zoneOf(index: number): Zone {
    const period = this.periods[index] ?? { until: 0, offsetSeconds: 0, abbreviation: 'UTC' };
    const dstSeconds = this.#dstSeconds(index);
    const key = `${period.offsetSeconds} ${period.abbreviation} ${dstSeconds}`;
    const known = this.#zones.get(key);
    if (known !== undefined) return known;
    const zone = new Zone({
      name: this.name,
      offsetSeconds: period.offsetSeconds,
      abbreviation: period.abbreviation,
      dstSeconds,
      rules: this,
    });
    this.#zones.set(key, zone);
    return zone;
  }

  /** Every offset under which a wall clock shows this time, the earlier moment first. */
  candidates(wallSeconds: number): readonly Zone[] {
    const [from, to] = [this.#indexAt(wallSeconds - 86_400), this.#indexAt(wallSeconds + 86_400)];
    const found: Zone[] = [];
    for (let index = from; index <= to; index += 1) {
      const zone = this.zoneOf(index);
      if (this.#indexAt(wallSeconds - zone.offsetSeconds) === index && !found.includes(zone)) found.push(zone);
    }
    return found;
  }

  #indexAt(utcSeconds: number): number {
    let [low, high] = [0, this.periods.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (utcSeconds < (this.periods[middle]?.until ?? Number.POSITIVE_INFINITY)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The data does not tell summer time: it is what exceeds the offset of a neighbour within a year. */
  #dstSeconds(index: number): number {
    const period = this.periods[index];
    if (period === undefined) return 0;
    const neighbours = [index - 1, index + 1].flatMap((at) => this.periods[at] ?? []);
    const isShort = period.until - (this.periods[index - 1]?.until ?? Number.NEGATIVE_INFINITY) < 366 * 86_400;
    const excess = Math.min(...neighbours.map(({ offsetSeconds }) => period.offsetSeconds - offsetSeconds));
    return isShort && excess > 0 && excess <= 7200 ? excess : 0;
  }
}

interface ZoneOptions {
  /** Absent for offsets that belong to no place. */
  readonly name?: string;
  readonly offsetSeconds: number;
  readonly abbreviation: string;
  readonly dstSeconds?: number;
  readonly rules?: ZoneRules;
}

/** What a time bears as its `tzinfo`: as in pytz, a zone together with one of its offsets. */
export class Zone extends PythonObject {
  readonly typeName = 'tzinfo';
  readonly name: string | undefined;
  readonly offsetSeconds: number;
  readonly abbreviation: string;
  readonly dstSeconds: number;
  readonly rules: ZoneRules | undefined;

  constructor(options: ZoneOptions) {
    super();
    this.name = options.name;
    this.offsetSeconds = options.offsetSeconds;
    this.abbreviation = options.abbreviation;
    this.dstSeconds = options.dstSeconds ?? 0;
    this.rules = options.rules;
  }

  /** The same zone with the offset that it has at a moment. */
  at(utcSeconds: number): Zone {
    return this.rules?.at(utcSeconds) ?? this;
  }

  override str(): string {
    return this.name ?? this.abbreviation;
  }

  override repr(): string {
    if (this.name === 'UTC') return '<UTC>';
    if (this.rules === undefined) return this.offsetSeconds === 0 ? 'datetime.timezone.utc' : `<timezone ${this.abbreviation}>`;
    if (this.rules.periods.length === 1) return `<StaticTzInfo '${this.str()}'>`;
    const offset = new Duration(BigInt(this.offsetSeconds) * 1_000_000n).str();
    const sign = this.offsetSeconds > 0 ? '+' : '';
    return `<DstTzInfo '${this.str()}' ${this.abbreviation}${sign}${offset} ${this.dstSeconds > 0 ? 'DST' : 'STD'}>`;
  }
}

export const utc = new Zone({ name: 'UTC', offsetSeconds: 0, abbreviation: 'UTC' });

/** A zone of one offset: what `%z` and ISO texts give. */
export function fixedZone(offsetSeconds: number): Zone {
  if (offsetSeconds === 0) return fixedUtc;
  return new Zone({ offsetSeconds, abbreviation: `UTC${offsetText(BigInt(Math.round(offsetSeconds * 1e6)), ':')}` });
}

const fixedUtc = new Zone({ offsetSeconds: 0, abbreviation: 'UTC' });

const known = new Map<string, ZoneRules>();

function rulesOf(name: string): ZoneRules | undefined {
  const loaded = known.get(name);
  if (loaded !== undefined) return loaded;
  const zone = /^[\w+\-/]+$/.test(name) ? moment.tz.zone(name) : null;
  if (zone === null) return undefined;
  const periods = zone.untils.map((until, index) => ({
    until: until === null || !Number.isFinite(until) ? Number.POSITIVE_INFINITY : until / 1000,
    offsetSeconds: -Math.round(zone.offsets[index] ?? 0) * 60,
    abbreviation: zone.abbrs[index] ?? '',
  }));
  const rules = new ZoneRules(zone.name, periods);
  known.set(name, rules);
  return rules;
}

/** `timezone(name)` of pytz: before it is localized, the first offset of the zone. Throws UnknownTimeZoneError. */
export function zoneNamed(name: string): Zone {
  if (name.toUpperCase() === 'UTC') return utc;
  const rules = rulesOf(name);
  if (rules === undefined) throw new PythonError('UnknownTimeZoneError', `unknown zone '${name}'`);
  return rules.zoneOf(0);
}

/** The offset of a wall clock in a zone, as the clocks of computers read it: the earlier one where there are two. */
export function zoneOfWallClock(zone: Zone, wallSeconds: number): Zone {
  if (zone.rules === undefined) return zone;
  const [first] = zone.rules.candidates(wallSeconds);
  return first ?? zone.rules.at(wallSeconds - zone.rules.at(wallSeconds - 86_400).offsetSeconds);
}
