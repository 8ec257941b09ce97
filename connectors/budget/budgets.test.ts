import { afterEach, describe, expect, it } from '@jest/globals';
import type { EndpointLimits, Renewal } from '../../core/budget.js';
import { budgetsOf } from './budgets.js';
import type { EndpointBudget } from './endpoint-budget.js';

const signal = new AbortController().signal;
const open: EndpointBudget[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (budget) => await budget[Symbol.asyncDispose]()));
});

describe('the limits of a budget', () => {
  const renewals: Renewal[] = [];
  const budgetOf = (limits: EndpointLimits, reserve = 0) =>
    budgetsOf({
      endpointId: 'crm',
      limits,
      reserve,
      now: () => new Date(),
      log: () => {},
      renew: async (renewal) => {
        renewals.push(renewal);
        return await Promise.resolve({ slots: 1, requests: 1, isShort: true });
      },
    });
  const asked = async (budget: EndpointBudget) => {
    renewals.length = 0;
    open.push(budget);
    await budget.run(async () => await Promise.resolve(), { signal });
    return renewals.map(({ budget: id, limits }) => ({ id, ...limits }))[0];
  };
  const known = { concurrency: 4, requests: { count: 100, perSeconds: 10 } };

  it.each([
    { are: 'those that the connector knows', limits: {}, reserve: 0, expected: known },
    { are: 'those of the config, one by one', limits: { concurrency: 9 }, reserve: 0, expected: { ...known, concurrency: 9 } },
    {
      are: 'less what is left to others',
      limits: {},
      reserve: 25,
      expected: { concurrency: 3, requests: { count: 75, perSeconds: 10 } },
    },
    {
      are: 'at least one',
      limits: { concurrency: 1 },
      reserve: 90,
      expected: { concurrency: 1, requests: { count: 10, perSeconds: 10 } },
    },
  ])('are $are', async ({ limits, reserve, expected }) => {
    expect(await asked(budgetOf(limits, reserve)(known))).toEqual({ id: 'crm', ...expected });
  });

  it('of a name of its own are those that the connector knows', async () => {
    const expected = { id: 'crm/search', requests: { count: 4, perSeconds: 1 } };
    expect(await asked(budgetOf({ concurrency: 9 })({ name: 'search', requests: expected.requests }))).toEqual(expected);
  });

  it('that nobody knows are no business of the store', async () => {
    expect(await asked(budgetOf({})({}))).toBeUndefined();
  });
});
