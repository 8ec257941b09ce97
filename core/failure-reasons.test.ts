import { describe, expect, it } from '@jest/globals';
import { gatherReasons } from './failure-reasons.js';

const refused = (srcId: string, country: string, count = 1) => ({
  code: 'NOT_SERVED',
  message: `deal "${srcId}" was refused: we do not ship to "${country}"`,
  count,
  exampleSrcId: srcId,
});

describe('gatherReasons', () => {
  it('takes reasons as one that differ in the entity and the value alone', () => {
    expect(gatherReasons([refused('81', 'PT'), refused('89', 'PL'), refused('105', 'PT', 3)], 5)).toEqual([refused('81', 'PT', 5)]);
  });

  it('keeps reasons apart that differ in code or in words', () => {
    const other = { ...refused('7', 'PT'), code: 'LOCKED' };
    const words = { ...refused('8', 'PT'), message: 'deal "8" was refused: the amount is missing' };
    expect(gatherReasons([refused('81', 'PT'), other, words], 5)).toHaveLength(3);
  });

  it('gives the commonest first, and no more than were asked for', () => {
    const seldom = { ...refused('7', 'PT'), code: 'LOCKED' };
    expect(gatherReasons([seldom, refused('81', 'PT'), refused('89', 'PL')], 1)).toEqual([refused('81', 'PT', 2)]);
  });
});
