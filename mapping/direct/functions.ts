import { beyond, finite } from './beyond.js';

/** What a function of JSONata gives for arguments of the plainest types; for all others it throws `beyond`. */
type Direct = (...values: unknown[]) => unknown;

const text = (value: unknown): string => (typeof value === 'string' ? value : beyond());
const optional = <T>(value: unknown, as: (value: unknown) => T): T | undefined => (value === undefined ? undefined : as(value));

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((element) => typeof element === 'string') ? value : beyond();
}

function numbers(value: unknown): readonly number[] {
  if (typeof value === 'number') return [finite(value)];
  return Array.isArray(value) && value.every((element) => typeof element === 'number' && Number.isFinite(element)) ? value : beyond();
}

function someNumbers(value: unknown): readonly number[] {
  const found = numbers(value);
  return found.length === 0 ? beyond() : found;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** As `&` and `$string` write a value that holds none itself. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || value === null) return String(value);
  const number = finite(value);
  return JSON.stringify(Number.isInteger(number) ? number : Number(number.toPrecision(15)));
}

/** What a condition takes a value for. */
export function isTrue(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.length > 0;
  if (value === null || value === undefined) return false;
  return finite(value) !== 0;
}

/** Texts whose letters are counted as JavaScript counts them. */
const flat = (value: unknown): string => (/[\ud800-\udfff]/.test(text(value)) ? beyond() : text(value));

function substring(of: unknown, from: unknown, length: unknown): string {
  const [whole, start, count] = [flat(of), finite(from), optional(length, finite)];
  const begin = whole.length + start < 0 ? 0 : start;
  if (count === undefined) return whole.slice(begin);
  if (count <= 0) return '';
  return whole.slice(begin, begin >= 0 ? begin + count : whole.length + begin + count);
}

function around(value: unknown, mark: unknown, cut: (whole: string, at: number, length: number) => string): string {
  const [whole, sign] = [text(value), text(mark)];
  const at = whole.indexOf(sign);
  return at < 0 ? whole : cut(whole, at, sign.length);
}

/** Half to even, on the digits as they are written. */
function round(value: unknown, digits: unknown): number {
  const places = optional(digits, finite) ?? 0;
  if (!Number.isInteger(places)) return beyond();
  const moved = shifted(finite(value), places);
  const nearest = Math.round(moved);
  const isTie = Math.abs(nearest - moved) === 0.5 && Math.abs(nearest % 2) === 1;
  const result = shifted(isTie ? nearest - 1 : nearest, -places);
  return Object.is(result, -0) ? 0 : result;
}

function shifted(value: number, places: number): number {
  if (places === 0) return value;
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

const decimal = /^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?$/;

function toNumber(value: unknown): number {
  if (typeof value !== 'string') return finite(value);
  return decimal.test(value) ? finite(Number.parseFloat(value)) : beyond();
}

/** Longer results are left to the interpreter, which has limits of its own. */
const longest = 1_000_000;

function replaced(value: unknown, pattern: unknown, replacement: unknown): string {
  const [whole, old, fresh] = [text(value), text(pattern), text(replacement)];
  if (old === '' || whole.length * Math.max(1, fresh.length) > longest) return beyond();
  return whole.split(old).join(fresh);
}

function joined(values: unknown, mark: unknown): string {
  const [parts, between] = [texts(values), optional(mark, text) ?? ''];
  if (parts.length * between.length > longest) return beyond();
  return parts.join(between);
}

interface DirectFunction {
  /** The least and the greatest number of arguments. */
  readonly least: number;
  readonly most: number;
  readonly call: Direct;
}

const withArguments = (least: number, most: number, call: Direct): DirectFunction => ({ least, most, call });

export const directFunctions: ReadonlyMap<string, DirectFunction> = new Map(
  Object.entries({
    string: withArguments(1, 1, (value) => (value === undefined ? beyond() : toText(value))),
    lowercase: withArguments(1, 1, (value) => text(value).toLowerCase()),
    uppercase: withArguments(1, 1, (value) => text(value).toUpperCase()),
    trim: withArguments(1, 1, (value) =>
      text(value)
        .replace(/[ \t\n\r]+/g, ' ')
        .replace(/^ | $/g, ''),
    ),
    length: withArguments(1, 1, (value) => flat(value).length),
    substring: withArguments(2, 3, substring),
    substringBefore: withArguments(2, 2, (value, mark) => around(value, mark, (whole, at) => whole.slice(0, at))),
    substringAfter: withArguments(2, 2, (value, mark) => around(value, mark, (whole, at, length) => whole.slice(at + length))),
    contains: withArguments(2, 2, (value, part) => text(value).includes(text(part))),
    replace: withArguments(3, 3, replaced),
    join: withArguments(1, 2, joined),
    number: withArguments(1, 1, toNumber),
    round: withArguments(1, 2, round),
    abs: withArguments(1, 1, (value) => Math.abs(finite(value))),
    floor: withArguments(1, 1, (value) => Math.floor(finite(value))),
    ceil: withArguments(1, 1, (value) => Math.ceil(finite(value))),
    sum: withArguments(1, 1, (values) => sum(numbers(values))),
    max: withArguments(1, 1, (values) => Math.max(...someNumbers(values))),
    min: withArguments(1, 1, (values) => Math.min(...someNumbers(values))),
    average: withArguments(1, 1, (values) => sum(someNumbers(values)) / someNumbers(values).length),
    count: withArguments(1, 1, (values) => (Array.isArray(values) ? values.length : beyond())),
    boolean: withArguments(1, 1, (value) => (value === undefined ? beyond() : isTrue(value))),
    not: withArguments(1, 1, (value) => (value === undefined ? beyond() : !isTrue(value))),
    exists: withArguments(1, 1, (value) => value !== undefined),
  }),
);
