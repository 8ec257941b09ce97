import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stretchesOf } from './packs.js';

describe('the stretches in which packs are read', () => {
  it('are one for a chunk, and one for each of a few that are far apart', () => {
    const chunk = Array.from({ length: 1000 }, (_, index) => 5001 + index);
    expect(stretchesOf(chunk)).toEqual([{ first: 5001, last: 6000 }]);
    expect(stretchesOf([3, 400_000, 999_999])).toEqual([
      { first: 3, last: 3 },
      { first: 400_000, last: 400_000 },
      { first: 999_999, last: 999_999 },
    ]);
    expect(stretchesOf([])).toEqual([]);
  });

  it('hold every row once, and never span more than can be held in memory', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 500 }), (seqs) => {
        const stretches = stretchesOf(seqs);
        for (const seq of seqs) expect(stretches.filter(({ first, last }) => first <= seq && seq <= last)).toHaveLength(1);
        for (const { first, last } of stretches) expect(last - first).toBeLessThan(1000);
      }),
    );
  });
});
