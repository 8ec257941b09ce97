import { formatDate, parseDate } from './date-format.js';
import { QueryProblem } from './problem.js';
import { compareValues, isDate, momentOf, partsOf, type SqlDate, type SqlValue } from './values.js';

export interface Session {
  /** Zone of the session: what TO_DATE reads and TO_CHAR writes. */
  readonly zone: string;
  readonly now: Date;
  /** How a day is written where nobody says how. */
  readonly dateFormat: string;
}

type Call = (args: readonly SqlValue[], session: Session) => SqlValue;

/** Text of a value as Oracle makes it. */
export function textOf(value: SqlValue, session: Session): string {
  if (value === null) return '';
  return isDate(value) ? formatDate({ ...value, zone: value.zone }, session.dateFormat) : String(value);
}

const text = (args: readonly SqlValue[], index: number, session: Session): string => textOf(args[index] ?? null, session);
const number = (value: SqlValue | undefined): number => Number(value ?? Number.NaN);

function needDate(value: SqlValue | undefined, name: string): SqlDate {
  if (value === undefined || value === null || !isDate(value)) throw new QueryProblem(`${name} takes a date`);
  return value;
}

function truncate(date: SqlDate, unit: string): SqlDate {
  const { year, month, day } = partsOf(date);
  const whole = { year, month, day, hour: 0, minute: 0, second: 0 };
  const parts =
    {
      DD: whole,
      MM: { ...whole, day: 1 },
      MONTH: { ...whole, day: 1 },
      YYYY: { ...whole, month: 1, day: 1 },
      YEAR: { ...whole, month: 1, day: 1 },
    }[unit] ?? whole;
  return { ms: momentOf(parts, date.zone), zone: date.zone, hasTime: false };
}

/** Functions of one row. Where an argument is null the answer is null, but for those that are about nulls. */
const strict: Readonly<Record<string, Call>> = {
  upper: (args, session) => text(args, 0, session).toUpperCase(),
  lower: (args, session) => text(args, 0, session).toLowerCase(),
  trim: (args, session) => text(args, 0, session).trim(),
  length: (args, session) => text(args, 0, session).length,
  substr: (args, session) => {
    const [, from, count] = args;
    const start = number(from) < 0 ? text(args, 0, session).length + number(from) : Math.max(0, number(from) - 1);
    return text(args, 0, session).slice(start, count === undefined ? undefined : start + number(count));
  },
  instr: (args, session) => text(args, 0, session).indexOf(text(args, 1, session)) + 1,
  replace: (args, session) => text(args, 0, session).replaceAll(text(args, 1, session), text(args, 2, session)),
  lpad: (args, session) => text(args, 0, session).padStart(number(args[1]), args.length > 2 ? text(args, 2, session) : ' '),
  rpad: (args, session) => text(args, 0, session).padEnd(number(args[1]), args.length > 2 ? text(args, 2, session) : ' '),
  round: ([value, digits]) => Number(number(value).toFixed(digits === undefined ? 0 : number(digits))),
  abs: ([value]) => Math.abs(number(value)),
  ceil: ([value]) => Math.ceil(number(value)),
  floor: ([value]) => Math.floor(number(value)),
  mod: ([a, b]) => number(a) % number(b),
  greatest: (args) => args.reduce((most, each) => ((compareValues(each, most) ?? 0) > 0 ? each : most)),
  least: (args) => args.reduce((least, each) => ((compareValues(each, least) ?? 0) < 0 ? each : least)),
  to_number: (args, session) => {
    const value = Number(text(args, 0, session));
    if (Number.isNaN(value)) throw new QueryProblem('ORA-01722: invalid number');
    return value;
  },
  to_char: (args, session) => {
    const [value, format] = args;
    if (value === undefined || value === null || !isDate(value)) return text(args, 0, session);
    return formatDate(value, format === undefined ? session.dateFormat : text(args, 1, session));
  },
  to_date: (args, session) =>
    parseDate(text(args, 0, session), args.length > 1 ? text(args, 1, session) : session.dateFormat, {
      zone: session.zone,
      hasTime: false,
    }),
  to_timestamp: (args, session) =>
    parseDate(text(args, 0, session), args.length > 1 ? text(args, 1, session) : session.dateFormat, { zone: session.zone, hasTime: true }),
  to_timestamp_tz: (args, session) => parseDate(text(args, 0, session), text(args, 1, session), { zone: session.zone, hasTime: true }),
  trunc: ([value, unit], session) =>
    value !== undefined && value !== null && isDate(value)
      ? truncate(value, textOf(unit ?? 'DD', session).toUpperCase())
      : Math.trunc(number(value)),
  add_months: ([value, count]) => {
    const date = needDate(value, 'ADD_MONTHS');
    const parts = partsOf(date);
    const first = new Date(Date.UTC(parts.year, parts.month - 1 + number(count), 1));
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    const moved = { ...parts, year: first.getUTCFullYear(), month: first.getUTCMonth() + 1, day: Math.min(parts.day, last) };
    return { ...date, ms: momentOf(moved, date.zone) };
  },
  sys_extract_utc: ([value]) => ({ ...needDate(value, 'SYS_EXTRACT_UTC'), zone: 'UTC', hasTime: true }),
  from_tz: ([value, zone], session) => {
    const date = needDate(value, 'FROM_TZ');
    const target = textOf(zone ?? null, session);
    return { ms: momentOf(partsOf(date), target), zone: target, hasTime: true };
  },
};

const about: Readonly<Record<string, Call>> = {
  nvl: ([value = null, other = null]) => (isNull(value) ? other : value),
  nvl2: ([value = null, some = null, none = null]) => (isNull(value) ? none : some),
  coalesce: (args) => args.find((each) => !isNull(each)) ?? null,
  nullif: ([a = null, b = null]) => (compareValues(a, b) === 0 ? null : a),
  concat: (args, session) => args.map((each) => textOf(each, session)).join(''),
  decode: ([value = null, ...rest]) => {
    for (let index = 0; index + 1 < rest.length; index += 2) {
      const candidate = rest[index] ?? null;
      if ((isNull(candidate) && isNull(value)) || compareValues(value, candidate) === 0) return rest[index + 1] ?? null;
    }
    return rest.length % 2 === 1 ? (rest.at(-1) ?? null) : null;
  },
};

/** Words that are values without brackets. */
export const words: Readonly<Record<string, (session: Session) => SqlValue>> = {
  sysdate: ({ now, zone }) => ({ ms: Math.floor(now.getTime() / 1000) * 1000, zone, hasTime: true }),
  current_date: ({ now, zone }) => ({ ms: Math.floor(now.getTime() / 1000) * 1000, zone, hasTime: true }),
  systimestamp: ({ now, zone }) => ({ ms: now.getTime(), zone, hasTime: true }),
  current_timestamp: ({ now, zone }) => ({ ms: now.getTime(), zone, hasTime: true }),
};

export const aggregates = ['count', 'sum', 'min', 'max', 'avg', 'listagg'];

export function isNull(value: SqlValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}

/** Throws QueryProblem for functions that the sandbox does not know. */
export function callFunction(name: string, args: readonly SqlValue[], session: Session): SqlValue {
  const lenient = about[name];
  if (lenient !== undefined) return lenient(args, session);
  const call = strict[name];
  if (call === undefined) throw new QueryProblem(`the function ${name.toUpperCase()} is not known to the sandbox`);
  if (name !== 'replace' && args.some(isNull)) return null;
  return call(args, session);
}
