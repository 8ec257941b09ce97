import type { Pace } from './budget.js';
import { type Instant, instantMs, toInstant } from './instant.js';

/** How a budget answers to complaints: it halves, waits, and grows back while there is quiet. */
export const pacing = {
  /** Complaints about requests that were under way together count once. */
  shrinksOnceInMs: 1000,
  /** From a half to the whole in 25 seconds. */
  growthPerSecond: 0.02,
  smallest: 1 / 16,
} as const;

export function fullPace(at: Instant): Pace {
  return { factor: 1, growsFrom: at };
}

/** The factor at a moment. Clocks of different machines decide nothing but how soon it is whole again. */
export function factorAt({ factor, growsFrom }: Pace, at: Instant): number {
  const quietMs = Math.max(0, instantMs(at) - instantMs(growsFrom));
  return Math.min(1, factor + (pacing.growthPerSecond * quietMs) / 1000);
}

/** The pace after the vendor has complained and asked to wait. */
export function slowDown(pace: Pace, complaint: { readonly at: Instant; readonly waitMs: number }): Pace {
  const { at, waitMs } = complaint;
  const pausedUntil = latest(pace.pausedUntil, toInstant(instantMs(at) + waitMs));
  const isSame = pace.shrunkAt !== undefined && Math.abs(instantMs(at) - instantMs(pace.shrunkAt)) < pacing.shrinksOnceInMs;
  if (isSame) return { ...pace, growsFrom: pausedUntil, pausedUntil };
  return { factor: Math.max(pacing.smallest, factorAt(pace, at) / 2), growsFrom: pausedUntil, shrunkAt: at, pausedUntil };
}

function latest(one: Instant | undefined, other: Instant): Instant {
  return one === undefined || one < other ? other : one;
}
