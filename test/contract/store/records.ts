import { describe, expect, it } from '@jest/globals';
import { recentRecords } from '../../../stores/recent-records.js';
import type { Store } from '../../../stores/store.js';
import { at, badEntity, entity, newLane, newName, openTask, sent, stage, transfer } from './builders.js';

/** `Staging.records`, and what is recent in a sync. */
export function describeRecords(get: () => Store): void {
  describe('the raw records of a task', () => {
    it('come latest first, of what had a content of its own', async () => {
      const lane = newLane();
      const first = await openTask(get(), lane);
      await transfer(get(), first, { entities: [entity('A', 10), entity('B', 10)], outcome: sent('T') });
      const second = await openTask(get(), lane);
      const { raw: _, ...withoutRaw } = entity('C', 12, 'c');
      await stage(get(), second, [entity('A', 10), entity('B', 11, 'b'), entity('A', 9, 'old'), badEntity('D', 12), withoutRaw]);
      const records = await get().staging.records({ taskNo: second.taskNo, limit: 10 });
      expect(records).toEqual([
        { taskNo: second.taskNo, seq: 5, srcId: 'C', updatedAt: at(12), status: 'N' },
        { taskNo: second.taskNo, seq: 4, srcId: 'D', updatedAt: at(12), status: 'F', raw: { raw: 'bad' } },
        { taskNo: second.taskNo, seq: 2, srcId: 'B', updatedAt: at(11), status: 'N', raw: { raw: 'b' } },
      ]);
    });

    it('are read stretch by stretch, also of versions that gave way', async () => {
      const task = await openTask(get(), newLane());
      for (const content of ['a', 'b', 'c']) await stage(get(), task, [entity('A', 10 + content.charCodeAt(0), content)]);
      const seqs = async (request: object) =>
        (await get().staging.records({ taskNo: task.taskNo, limit: 10, ...request })).map(({ seq }) => seq);
      expect(await seqs({})).toEqual([3, 2, 1]);
      expect(await seqs({ limit: 2 })).toEqual([3, 2]);
      expect(await seqs({ beforeSeq: 3, limit: 1 })).toEqual([2]);
      expect(await seqs({ beforeSeq: 1 })).toEqual([]);
      expect(await get().staging.records({ taskNo: 999_999, limit: 10 })).toEqual([]);
    });

    it('of a sync are those of its last tasks, each entity once', async () => {
      const [lane, syncId] = [newLane(), newName('sync')];
      const first = await openTask(get(), lane, { syncId });
      await transfer(get(), first, { entities: [entity('A', 10), entity('B', 10)], outcome: sent('T') });
      await openTask(get(), newLane(), { syncId: newName('other') });
      const second = await openTask(get(), lane, { syncId });
      await transfer(get(), second, { entities: [entity('A', 11, 'b'), entity('C', 11)], outcome: sent('T') });
      await openTask(get(), lane, { syncId });
      const found = async (limit: number) => (await recentRecords(get(), syncId, limit)).map(({ srcId, raw }) => [srcId, raw]);
      expect(await found(10)).toEqual([
        ['C', { raw: 'a' }],
        ['A', { raw: 'b' }],
        ['B', { raw: 'a' }],
      ]);
      expect(await found(2)).toEqual([
        ['C', { raw: 'a' }],
        ['A', { raw: 'b' }],
      ]);
    });
  });
}
