import { PythonError, valueError } from '../error.js';
import { toAsciiDigits } from '../number/parse.js';
import type { Run } from '../run.js';
import { checkedDays, civilOf, daysOf, daysOfIsoWeek, weekdayOf } from './calendar.js';
import { DateTime } from './datetime.js';
import { months, weekdays } from './strftime.js';
import { fixedZone } from './zone.js';

const names = (list: readonly string[]) => list.join('|');
const short = (list: readonly string[]) => list.map((name) => name.slice(0, 3));

const patterns: Readonly<Record<string, string>> = {
  a: names(short(weekdays)),
  A: names(weekdays),
  b: names(short(months)),
  B: names(months),
  d: String.raw`3[01]|[12]\d|0[1-9]|[1-9]| [1-9]`,
  f: String.raw`\d{1,6}`,
  G: String.raw`\d{4}`,
  H: String.raw`2[0-3]|[01]\d|\d`,
  I: String.raw`1[0-2]|0[1-9]|[1-9]`,
  j: String.raw`36[0-6]|3[0-5]\d|[12]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9]`,
  m: '1[0-2]|0[1-9]|[1-9]',
  M: String.raw`[0-5]\d|\d`,
  p: 'am|pm',
  S: String.raw`6[01]|[0-5]\d|\d`,
  u: '[1-7]',
  U: String.raw`5[0-3]|[0-4]\d|\d`,
  V: String.raw`5[0-3]|0[1-9]|[1-4]\d|\d`,
  w: '[0-6]',
  W: String.raw`5[0-3]|[0-4]\d|\d`,
  y: String.raw`\d\d`,
  Y: String.raw`\d{4}`,
  z: String.raw`[+-]\d\d:?[0-5]\d(?::?[0-5]\d(?:\.\d{1,6})?)?|Z`,
  Z: 'utc|gmt',
};

const composed: Readonly<Record<string, string>> = { c: '%a %b %d %H:%M:%S %Y', x: '%m/%d/%y', X: '%H:%M:%S' };

interface Format {
  readonly pattern: RegExp;
  readonly letters: readonly string[];
}

const formats = new Map<string, Format>();

/** Each directive may occur once, and none repeats: matching takes no more than a few steps per character. */
function compileFormat(format: string): Format {
  const known = formats.get(format);
  if (known !== undefined) return known;
  const expanded = format.replace(/%([cxX])/g, (_, letter: string) => composed[letter] ?? '');
  const letters: string[] = [];
  const source = expanded.replace(/\s+|%([\s\S]?)|[\\^$.*+?()[\]{}|/]/g, (found: string, letter: string | undefined) => {
    if (letter === undefined) return /\s/.test(found) ? String.raw`\s+` : `\\${found}`;
    if (letter === '%') return '%';
    if (letter === '') throw valueError(`stray % in format '${format}'`);
    const pattern = Object.hasOwn(patterns, letter) ? patterns[letter] : undefined;
    if (pattern === undefined) throw valueError(`'${letter}' is a bad directive in format '${format}'`);
    if (letters.includes(letter)) throw new PythonError('re.error', `redefinition of group name '${letter}'`);
    letters.push(letter);
    return `(${pattern})`;
  });
  const compiled = { pattern: new RegExp(`^${source}`, 'i'), letters };
  if (formats.size > 1000) formats.clear();
  formats.set(format, compiled);
  return compiled;
}

/** `datetime.strptime(text, format)`. */
export function strptime(run: Run, text: string, format: string): DateTime {
  run.step(format.length + text.length);
  const { pattern, letters } = compileFormat(format);
  const match = pattern.exec(toAsciiDigits(text));
  if (match === null) throw valueError(`time data '${text}' does not match format '${format}'`);
  if (match[0].length !== text.length) throw valueError(`unconverted data remains: ${text.slice(match[0].length)}`);
  const found = new Map(letters.map((letter, index) => [letter, match[index + 1] ?? '']));
  return toDateTime(new Fields(found));
}

class Fields {
  readonly #found: ReadonlyMap<string, string>;

  constructor(found: ReadonlyMap<string, string>) {
    this.#found = found;
  }

  text(letter: string): string | undefined {
    return this.#found.get(letter);
  }

  number(letter: string): number | undefined {
    const text = this.#found.get(letter);
    return text === undefined ? undefined : Number(text);
  }

  /** The place of a name in a list, long or short. */
  place(letters: readonly [string, string], list: readonly string[]): number | undefined {
    const text = (this.text(letters[0]) ?? this.text(letters[1]))?.toLowerCase().slice(0, 3);
    if (text === undefined) return undefined;
    return list.findIndex((name) => name.slice(0, 3).toLowerCase() === text);
  }
}

function toDateTime(fields: Fields): DateTime {
  const seconds = hourOf(fields) * 3600 + (fields.number('M') ?? 0) * 60 + secondOf(fields);
  const micros = Number((fields.text('f') ?? '0').padEnd(6, '0'));
  const zone = fields.text('z');
  return new DateTime(dayOf(fields) * 86_400 + seconds, micros, zone === undefined ? null : fixedZone(offsetOf(zone)));
}

function secondOf(fields: Fields): number {
  const second = fields.number('S') ?? 0;
  if (second > 59) throw valueError('second must be in 0..59');
  return second;
}

function hourOf(fields: Fields): number {
  const hour = fields.number('I');
  if (hour === undefined) return fields.number('H') ?? 0;
  const isAfternoon = fields.text('p')?.toLowerCase() === 'pm';
  return (hour % 12) + (isAfternoon ? 12 : 0);
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === 'Z') return 0;
  const [, sign, hours, minutes, seconds = '0'] = /^([+-])(\d\d):?(\d\d)(?::?(\d\d(?:\.\d+)?))?$/.exec(text) ?? [];
  const magnitude = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -magnitude : magnitude;
}

function yearOf(fields: Fields): number | undefined {
  const ofCentury = fields.number('y');
  if (ofCentury !== undefined) return ofCentury <= 68 ? 2000 + ofCentury : 1900 + ofCentury;
  return fields.number('Y');
}

function dayOf(fields: Fields): number {
  const weekday = weekdayFrom(fields);
  const [isoYear, isoWeek] = [fields.number('G'), fields.number('V')];
  checkWeeks(fields, weekday);
  if (isoYear !== undefined && isoWeek !== undefined) return daysOfIsoWeek(isoYear, isoWeek, (weekday ?? 0) + 1);
  const year = yearOf(fields);
  const month = fields.number('m') ?? (fields.place(['B', 'b'], months) ?? 0) + 1;
  const yearDay = fields.number('j') ?? (year === undefined || weekday === undefined ? undefined : dayFromWeek(fields, year, weekday));
  if (yearDay !== undefined) return checkedYearDay(year ?? 1900, yearDay);
  return checkedDays(year ?? 1900, month, fields.number('d') ?? 1);
}

/** Monday is 0. */
function weekdayFrom(fields: Fields): number | undefined {
  const sunday0 = fields.number('w');
  if (sunday0 !== undefined) return (sunday0 + 6) % 7;
  const monday1 = fields.number('u');
  return monday1 === undefined ? fields.place(['A', 'a'], weekdays) : monday1 - 1;
}

function checkWeeks(fields: Fields, weekday: number | undefined): void {
  const [isoYear, isoWeek] = [fields.number('G'), fields.number('V')];
  if (isoYear !== undefined && (isoWeek === undefined || weekday === undefined))
    throw valueError("ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive");
  if (isoWeek !== undefined && (isoYear === undefined || weekday === undefined))
    throw valueError("ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday directive");
}

function dayFromWeek(fields: Fields, year: number, weekday: number): number | undefined {
  const sundayWeek = fields.number('U');
  const week = sundayWeek ?? fields.number('W');
  if (week === undefined) return undefined;
  const first = weekdayOf(daysOf(year, 1, 1));
  const firstWeekday = sundayWeek === undefined ? first : (first + 1) % 7;
  const day = sundayWeek === undefined ? weekday : (weekday + 1) % 7;
  const lengthOfWeek0 = (7 - firstWeekday) % 7;
  return week === 0 ? 1 + day - firstWeekday : 1 + lengthOfWeek0 + 7 * (week - 1) + day;
}

function checkedYearDay(year: number, yearDay: number): number {
  const { year: actual, month, day } = civilOf(checkedDays(year, 1, 1) + yearDay - 1);
  return checkedDays(actual, month, day);
}
