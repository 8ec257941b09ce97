import { overflowError, valueError } from '../error.js';

/** Days are counted from 1970-01-01, in the Gregorian calendar without a beginning. */

export const secondsPerDay = 86_400;
const firstDay = -719_162;
const lastDay = 2_932_896;
/** What `toordinal()` adds: 0001-01-01 is day 1. */
export const ordinalOfEpoch = 719_163;

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function daysOf(year: number, month: number, day: number): number {
  return Math.round(Date.UTC(2000 + (year % 400), month - 1, day) / 86_400_000) + ((year - (year % 400)) / 400 - 5) * 146_097;
}

export function civilOf(days: number): CivilDate {
  const cycle = Math.floor(days / 146_097);
  const date = new Date((days - cycle * 146_097) * 86_400_000);
  return { year: date.getUTCFullYear() + cycle * 400, month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Monday is 0. */
export function weekdayOf(days: number): number {
  return (((days + 3) % 7) + 7) % 7;
}

/** The day of the year, from 1. */
export function dayOfYear(days: number): number {
  return days - daysOf(civilOf(days).year, 1, 1) + 1;
}

/** Year and week of ISO 8601. */
export function isoWeek(days: number): { readonly year: number; readonly week: number } {
  const { year } = civilOf(days - weekdayOf(days) + 3);
  const first = firstMonday(year);
  return { year, week: Math.floor((days - first) / 7) + 1 };
}

/** The Monday of the first ISO week of a year. */
export function firstMonday(year: number): number {
  const fourth = daysOf(year, 1, 4);
  return fourth - weekdayOf(fourth);
}

export function daysOfIsoWeek(year: number, week: number, weekday: number): number {
  const weeks = Math.round((firstMonday(year + 1) - firstMonday(year)) / 7);
  if (week < 1 || week > weeks) throw valueError(`Invalid week: ${week}`);
  if (weekday < 1 || weekday > 7) throw valueError(`Invalid weekday: ${weekday} (range is [1, 7])`);
  return firstMonday(year) + (week - 1) * 7 + weekday - 1;
}

/** Throws ValueError for dates that no calendar has, or that Python does not know. */
export function checkedDays(year: number, month: number, day: number): number {
  if (!(year >= 1 && year <= 9999)) throw valueError(`year ${year} is out of range`);
  if (!(month >= 1 && month <= 12)) throw valueError('month must be in 1..12');
  if (!(day >= 1 && day <= daysInMonth(year, month))) throw valueError('day is out of range for month');
  return daysOf(year, month, day);
}

/** Throws OverflowError outside of the years 1 to 9999. */
export function checkRange(days: number): number {
  if (!(days >= firstDay && days <= lastDay)) throw overflowError('date value out of range');
  return days;
}

export const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
