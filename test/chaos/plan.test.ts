import { expect, it } from '@jest/globals';
import { planOf } from './plan.js';

it('makes the same plan of the same seed, and another of another', () => {
  expect(planOf(7, 120)).toEqual(planOf(7, 120));
  expect(planOf(8, 120)).not.toEqual(planOf(7, 120));
});

it('has one of each kind in every round, within the time of the run', () => {
  const plan = planOf(7, 120);
  expect(new Set(plan.slice(0, 12).map(({ kind }) => kind)).size).toBe(10);
  for (const { atMs } of plan) expect(atMs).toBeLessThan(120_000);
});
