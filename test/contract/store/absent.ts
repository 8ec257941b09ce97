import { describe, expect, it } from '@jest/globals';
import { deletionHash } from '../../../core/deletion.js';
import { inventId } from '../../../core/invented-id.js';
import type { Task } from '../../../core/task.js';
import type { EntityToStage, Store } from '../../../stores/store.js';
import { at, badEntity, claim, entity, newLane, openTask, sent, settleAll, stage } from './builders.js';

/** `Staging.absent`. */
export function describeAbsent(get: () => Store): void {
  describe('what a sweep has not come across', () => {
    async function absent(task: Task, request: { readonly after?: string; readonly limit?: number } = {}) {
      return await get().staging.absent({ taskNo: task.taskNo, limit: 10, ...request });
    }

    async function sendAll(task: Task, entities: readonly EntityToStage[]): Promise<void> {
      const staged = await stage(get(), task, entities);
      await settleAll(get(), await claim(get(), task, staged), (srcId) => sent(`t-${srcId}`));
    }

    /** Five entities that the target has, and one that it never took; and a second task. */
    async function known() {
      const lane = newLane();
      const first = await openTask(get(), lane);
      await sendAll(first, [...['a', 'b', 'c', 'd', 'e'].map((id) => entity(id, 1)), badEntity('never', 1)]);
      return { lane, first, second: await openTask(get(), lane) };
    }

    it('is what the target has and the task has no row of, whatever became of the row', async () => {
      const { second } = await known();
      expect(await absent(second)).toEqual({ srcIds: ['a', 'b', 'c', 'd', 'e'], known: 5, absent: 5, unidentified: 0 });
      await stage(get(), second, [entity('a', 1), entity('b', 2, 'new'), badEntity('c', 2), entity('x', 1)]);
      expect(await absent(second)).toEqual({ srcIds: ['d', 'e'], known: 5, absent: 2, unidentified: 0 });
    });

    it('is given by and by, behind the last one', async () => {
      const { second } = await known();
      const one = await absent(second, { limit: 2 });
      expect(one).toMatchObject({ srcIds: ['a', 'b'], absent: 5 });
      const two = await absent(second, { limit: 2, after: one.next ?? '' });
      expect(two).toMatchObject({ srcIds: ['c', 'd'] });
      const last = await absent(second, { limit: 2, after: two.next ?? '' });
      expect(last.srcIds).toEqual(['e']);
      expect(last).not.toHaveProperty('next');
    });

    it('leaves out what was deleted, and what belongs to other flows', async () => {
      const { lane, second } = await known();
      const other = await openTask(get(), newLane());
      await sendAll(other, [entity('foreign', 1)]);
      await sendAll(second, [{ srcId: 'a', updatedAt: at(5), hash: deletionHash, dataJson: '{}' }]);
      const third = await openTask(get(), lane);
      expect(await absent(third)).toMatchObject({ srcIds: ['b', 'c', 'd', 'e'], known: 4, absent: 4 });
    });

    it('counts records that came without an id', async () => {
      const { second } = await known();
      await stage(get(), second, [badEntity(inventId('x'), 1), badEntity('d', 3)]);
      expect(await absent(second)).toMatchObject({ absent: 4, unidentified: 1 });
    });
  });
}
