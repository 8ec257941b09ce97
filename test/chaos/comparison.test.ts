import { describe, expect, it } from '@jest/globals';
import { closingLine, compareRecords } from './comparison.js';
import { TargetRecords } from './target-records.js';

const record = (id: string, version = 1) => ({ id, version, updatedAt: '2026-01-01T00:00:00.000000Z' });

describe('the comparison of source and target', () => {
  it('tells lost, doubled and stale records apart', () => {
    const target = new TargetRecords();
    target.save('lookup', [
      { key: 'twice', version: 1 },
      { key: 'twice', version: 1 },
      { key: 'old', version: 1 },
      { key: 'good', version: 2 },
    ]);
    const comparison = compareRecords([record('gone'), record('twice'), record('old', 2), record('good', 2)], target.all);
    expect(comparison).toEqual({ lost: ['gone'], doubled: ['twice'], stale: ['old'] });
    expect(closingLine(comparison, 3)).toBe('lost 1 doubled 1 stale 4');
  });
});

describe('the target of the chaos', () => {
  it('makes a second record of one that is sent again without its id, unless it upserts', () => {
    for (const [mode, count] of [
      ['lookup', 2],
      ['upsert', 1],
    ] as const) {
      const target = new TargetRecords();
      for (let time = 0; time < 2; time += 1) target.save(mode, [{ key: 'a', version: 1 }]);
      expect(target.all).toHaveLength(count);
    }
  });

  it('counts an older version in the place of a newer one, and what is sent again', () => {
    const target = new TargetRecords();
    for (const version of [1, 2, 2, 1]) target.save('upsert', [{ key: 'a', version }]);
    expect(target.stats).toMatchObject({ wentBack: 1, sameAgain: 1 });
  });
});
