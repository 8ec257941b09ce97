import { PythonError } from '../error.js';
import type { Run } from '../run.js';
import { civilOf, dayOfYear, isoWeek, pad, weekdayOf } from './calendar.js';
import { offsetText } from './duration.js';
import type { Zone } from './zone.js';

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** What a directive may read. */
export interface Moment {
  readonly days: number;
  readonly secondOfDay: number;
  readonly micros: number;
  readonly zone: Zone | null;
}

interface Shown {
  readonly text: string;
  /** Width and fill of numbers, which `-`, `_` and `0` change. */
  readonly width?: number;
  readonly fill?: '0' | ' ';
}

const number = (value: number, width = 2, fill: '0' | ' ' = '0'): Shown => ({ text: String(value), width, fill });
const plain = (text: string): Shown => ({ text });

const hourOf = ({ secondOfDay }: Moment) => Math.floor(secondOfDay / 3600);
const hour12Of = (moment: Moment) => ((hourOf(moment) + 11) % 12) + 1;
const yearOf = ({ days }: Moment) => civilOf(days).year;
const weekOf = ({ days }: Moment, firstDay: number) => Math.floor((dayOfYear(days) + 6 - ((weekdayOf(days) + 7 - firstDay) % 7)) / 7);

const directives: Readonly<Record<string, (moment: Moment) => Shown>> = {
  a: ({ days }) => plain(weekdays[weekdayOf(days)]?.slice(0, 3) ?? ''),
  A: ({ days }) => plain(weekdays[weekdayOf(days)] ?? ''),
  b: ({ days }) => plain(months[civilOf(days).month - 1]?.slice(0, 3) ?? ''),
  B: ({ days }) => plain(months[civilOf(days).month - 1] ?? ''),
  C: (moment) => number(Math.floor(yearOf(moment) / 100)),
  d: ({ days }) => number(civilOf(days).day),
  e: ({ days }) => number(civilOf(days).day, 2, ' '),
  f: ({ micros }) => plain(pad(micros, 6)),
  g: ({ days }) => number(isoWeek(days).year % 100),
  G: ({ days }) => number(isoWeek(days).year, 1),
  H: (moment) => number(hourOf(moment)),
  I: (moment) => number(hour12Of(moment)),
  j: ({ days }) => number(dayOfYear(days), 3),
  k: (moment) => number(hourOf(moment), 2, ' '),
  l: (moment) => number(hour12Of(moment), 2, ' '),
  m: ({ days }) => number(civilOf(days).month),
  M: ({ secondOfDay }) => number(Math.floor(secondOfDay / 60) % 60),
  n: () => plain('\n'),
  p: (moment) => plain(hourOf(moment) < 12 ? 'AM' : 'PM'),
  P: (moment) => plain(hourOf(moment) < 12 ? 'am' : 'pm'),
  S: ({ secondOfDay }) => number(secondOfDay % 60),
  t: () => plain('\t'),
  u: ({ days }) => number(weekdayOf(days) + 1, 1),
  U: (moment) => number(weekOf(moment, 6)),
  V: ({ days }) => number(isoWeek(days).week),
  w: ({ days }) => number((weekdayOf(days) + 1) % 7, 1),
  W: (moment) => number(weekOf(moment, 0)),
  y: (moment) => number(yearOf(moment) % 100),
  Y: (moment) => number(yearOf(moment), 1),
  z: ({ zone }) => plain(zone === null ? '' : offsetText(BigInt(Math.round(zone.offsetSeconds * 1e6)), '')),
  Z: ({ zone }) => plain(zone?.abbreviation ?? ''),
  '%': () => plain('%'),
};

const composed: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

const directive = /%([-_0^#]*)(\d*)([EO]?)([\s\S])?/g;

/** `strftime`, as the C library of Linux does it in its plain locale. */
export function strftime(run: Run, moment: Moment, format: string): string {
  run.step(format.length);
  return format.replace(directive, (whole: string, ...[flags = '', width = '', , letter]: (string | undefined)[]) => {
    if (letter === 's') throw new PythonError('zone', '%s depends on the zone of the computer; use timestamp()');
    const inner = letter === undefined ? undefined : composed[letter];
    if (inner !== undefined) return adjusted(plain(strftime(run, moment, inner)), flags, width);
    const show = letter === undefined || !Object.hasOwn(directives, letter) ? undefined : directives[letter];
    if (show === undefined) return whole;
    if (width !== '') run.text(Number(width));
    return adjusted(show(moment), flags, width);
  });
}

function adjusted({ text, width = 0, fill = ' ' }: Shown, flags: string, wanted: string): string {
  const padding = flags.replace(/[\^#]/g, '').at(-1);
  const filled =
    padding === '-' && wanted === ''
      ? text
      : text.padStart(Number(wanted || width), padding === '_' || padding === '-' ? ' ' : (padding ?? fill));
  if (flags.includes('^')) return filled.toUpperCase();
  if (!flags.includes('#')) return filled;
  return /^[A-Z]+$/.test(filled) ? filled.toLowerCase() : filled.toUpperCase();
}
