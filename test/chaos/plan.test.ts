import { expect, it } from '@jest/globals';
import { planOf } from './plan.js';

it('makes the same plan of the same seed, and another of another', () => {
  expect(planOf(7, 120, 'embedded')).toEqual(planOf(7, 120, 'embedded'));
  expect(planOf(8, 120, 'embedded')).not.toEqual(planOf(7, 120, 'embedded'));
});

it.each([
  ['embedded', 12, 10],
  ['postgres', 14, 12],
  ['dynamodb', 14, 12],
] as const)('has one of each kind in every round, within the time of the run, on %s', (store, roundLength, kinds) => {
  const plan = planOf(7, 120, store);
  expect(new Set(plan.slice(0, roundLength).map(({ kind }) => kind)).size).toBe(kinds);
  for (const { atMs } of plan) expect(atMs).toBeLessThan(120_000);
});
