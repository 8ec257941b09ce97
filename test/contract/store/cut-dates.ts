import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Lane } from '../../../core/ids.js';
import type { Store } from '../../../stores/store.js';
import { at, newLane } from './builders.js';
import type { StoreUnderTest } from './store-contract.js';

interface Move {
  readonly expectedVersion: number;
  readonly seconds: number;
  readonly committedBy: string;
}

export function describeCutDates(get: () => Store, underTest: () => StoreUnderTest): void {
  describe('the cut date of a lane', () => {
    let lane: Lane;
    beforeEach(() => {
      lane = newLane();
    });

    const commit = (expectedVersion: number, seconds: number, committedBy = 'task-1') =>
      commitTo(get(), { expectedVersion, seconds, committedBy });
    const commitTo = (store: Store, { expectedVersion, seconds, committedBy }: Move) =>
      store.cutDates.commit({ lane, expectedVersion, cursor: { updatedAt: at(seconds), srcId: 'A' }, committedBy, at: at(500) });

    it('is absent at first, and moves by one version with each commit', async () => {
      expect(await get().cutDates.get(lane)).toBeUndefined();
      expect(await commit(0, 10)).toBe('committed');
      const first = { cursor: { updatedAt: at(10), srcId: 'A' }, version: 1, committedBy: 'task-1', committedAt: at(500) };
      expect(await get().cutDates.get(lane)).toEqual(first);
      expect(await commit(1, 20, 'task-2')).toBe('committed');
      expect(await get().cutDates.get(lane)).toMatchObject({ version: 2, committedBy: 'task-2' });
    });

    it('does not move twice for one task', async () => {
      await commit(0, 10);
      expect(await commit(0, 10)).toBe('committed');
      expect(await get().cutDates.get(lane)).toMatchObject({ version: 1 });
    });

    it('is in conflict where someone else moved it, or it moved elsewhere', async () => {
      await commit(0, 10);
      expect(await commit(0, 10, 'task-2')).toBe('conflict');
      expect(await commit(0, 11)).toBe('conflict');
      expect(await commit(5, 20)).toBe('conflict');
      await commit(1, 20, 'ann');
      expect(await commit(0, 10)).toBe('conflict');
      expect(await get().cutDates.get(lane)).toMatchObject({ version: 2, committedBy: 'ann' });
    });

    it('was never set where a version is expected: conflict', async () => {
      expect(await commit(1, 10)).toBe('conflict');
      expect(await get().cutDates.get(lane)).toBeUndefined();
    });

    it.each([[0], [1]])('moves once when two move it from version %s at the same time [W44]', async (version) => {
      await using other = await underTest().open();
      if (version === 1) await commit(0, 1, 'ann');
      const results = await Promise.all([
        commit(version, 10, 'task-1'),
        commitTo(other, { expectedVersion: version, seconds: 10, committedBy: 'task-2' }),
      ]);
      expect(results.sort()).toEqual(['committed', 'conflict']);
      expect(await get().cutDates.get(lane)).toMatchObject({ version: version + 1 });
    });

    it('is its own for each group', async () => {
      await commit(0, 10);
      expect(await get().cutDates.get({ ...lane, group: 'eu' })).toBeUndefined();
      expect(await get().cutDates.get({ ...lane, txType: 'invoice' })).toBeUndefined();
    });

    it('keeps a cursor without srcId, and one with a token', async () => {
      await get().cutDates.commit({ lane, expectedVersion: 0, cursor: { updatedAt: at(1.000001) }, committedBy: 'ann', at: at(2) });
      expect((await get().cutDates.get(lane))?.cursor).toEqual({ updatedAt: at(1.000001) });
      const cursor = { updatedAt: at(2), srcId: '"', token: 'ü' };
      await get().cutDates.commit({ lane, expectedVersion: 1, cursor, committedBy: 'ann', at: at(3) });
      expect((await get().cutDates.get(lane))?.cursor).toEqual(cursor);
    });
  });
}
