import { Cron } from 'croner';
import { offsetMinutes } from './zone-offset.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** What is wrong with a cron expression of five fields, for people; undefined where nothing is. */
export function cronProblem(expression: string): string | undefined {
  try {
    parse(expression);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
  }
}

export function isZone(zone: string): boolean {
  try {
    offsetMinutes(zone, 0);
    return true;
  } catch {
    return false;
  }
}

/** A minute by the clocks of a zone. Months count from 1. */
export interface WallMinute {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/**
 * The runs of a cron expression that fall into an hour that summer time skips: when they are due instead, by the same zone's
 * clocks, as long after the jump as they would have been after its beginning. What the expression names anyway is left out.
 */
export function runsInSkippedHours(
  expression: string,
  zone: string,
  period: { readonly from: number; readonly days: number },
): readonly WallMinute[] {
  const cron = parse(expression);
  return jumpsOf(zone, period).flatMap(({ at, before, after }) => {
    const skipped = runsWithin(cron, at + before * minuteMs, at + after * minuteMs);
    const due = skipped.map((wall) => wall + (after - before) * minuteMs);
    return due.filter((wall) => !cron.match(new Date(wall))).map(wallMinute);
  });
}

/** Clock times are treated as if they were UTC: there, none is skipped. */
function parse(expression: string): Cron {
  return new Cron(expression, { timezone: 'Etc/UTC', mode: '5-part', paused: true });
}

function runsWithin(cron: Cron, from: number, to: number): readonly number[] {
  const runs: number[] = [];
  let next = cron.nextRun(new Date(from - 1000));
  while (next !== null && next.getTime() < to) {
    runs.push(next.getTime());
    next = cron.nextRun(next);
  }
  return runs;
}

interface Jump {
  readonly at: number;
  /** Offsets in minutes. */
  readonly before: number;
  readonly after: number;
}

const knownJumps = new Map<string, readonly Jump[]>();

/** The moments at which the clocks of a zone are set forward; found once for all schedules that share a zone and a period. */
function jumpsOf(zone: string, period: { readonly from: number; readonly days: number }): readonly Jump[] {
  const key = JSON.stringify([zone, period.from, period.days]);
  const jumps = knownJumps.get(key) ?? findJumps(zone, period);
  knownJumps.set(key, jumps);
  return jumps;
}

function findJumps(zone: string, { from, days }: { readonly from: number; readonly days: number }): readonly Jump[] {
  const jumps: Jump[] = [];
  for (let day = 0; day < days; day += 1) {
    const [start, end] = [from + day * dayMs, from + (day + 1) * dayMs];
    const [before, after] = [offsetMinutes(zone, start), offsetMinutes(zone, end)];
    if (after > before) jumps.push({ at: momentOfChange(zone, start, end), before, after });
  }
  return jumps;
}

function momentOfChange(zone: string, start: number, end: number): number {
  const before = offsetMinutes(zone, start);
  let [low, high] = [Math.floor(start / minuteMs), Math.ceil(end / minuteMs)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMinutes(zone, middle * minuteMs) === before) low = middle;
    else high = middle;
  }
  return high * minuteMs;
}

function wallMinute(wall: number): WallMinute {
  const date = new Date(wall);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}
