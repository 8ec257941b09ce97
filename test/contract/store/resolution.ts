import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Lane } from '../../../core/ids.js';
import type { Outcome } from '../../../core/outcome.js';
import type { Task } from '../../../core/task.js';
import type { Store } from '../../../stores/store.js';
import { at, entity, failed, newLane, openTask, sent, stage, transfer } from './builders.js';

/** `Tasks.resolvedBy`: which open tasks have nothing left to do. */
export function describeResolution(get: () => Store): void {
  describe('an open task', () => {
    let lane: Lane;
    let open: Task;
    let later: Task;
    beforeEach(async () => {
      lane = newLane();
      open = await openTask(get(), lane);
      await transfer(get(), open, { entities: [entity('A', 10), entity('B', 10)], outcome: failed() });
      await get().tasks.update(open.taskId, { status: 'Fail', at: at(400) });
      later = await openTask(get(), lane);
    });

    const bring = (srcIds: readonly string[], outcome: Outcome, task = later) =>
      transfer(get(), task, { entities: srcIds.map((srcId) => entity(srcId, 11, 'mended')), outcome });

    it('is resolved once later tasks brought all its failed entities through', async () => {
      await bring(['A'], sent('TA'));
      expect(await get().tasks.resolvedBy(later.taskNo)).toEqual([]);
      await bring(['B'], sent('TB'));
      expect(await get().tasks.resolvedBy(later.taskNo)).toEqual([open.taskId]);
      expect(await get().tasks.resolvedBy(open.taskNo)).toEqual([]);
    });

    it('is not resolved while the newer versions have failed, or are pending', async () => {
      await bring(['A', 'B'], failed());
      expect(await get().tasks.resolvedBy(later.taskNo)).toEqual([]);
      const third = await openTask(get(), lane);
      await stage(get(), third, [entity('A', 12, 'again'), entity('B', 12, 'again')]);
      expect(await get().tasks.resolvedBy(third.taskNo)).toEqual([]);
    });

    it('is not resolved while an entity of its own is pending', async () => {
      await stage(get(), open, [entity('C', 10)]);
      await bring(['A', 'B'], sent('T'));
      expect(await get().tasks.resolvedBy(later.taskNo)).toEqual([]);
      await bring(['C'], sent('TC'));
      expect(await get().tasks.resolvedBy(later.taskNo)).toEqual([open.taskId]);
    });

    it('is not named once it is closed, nor by tasks of other lanes', async () => {
      await bring(['A', 'B'], sent('T'));
      const elsewhere = await openTask(get(), { ...lane, group: 'eu' });
      expect(await get().tasks.resolvedBy(elsewhere.taskNo)).toEqual([]);
      await get().tasks.update(open.taskId, { isClosed: true, at: at(500) });
      expect(await get().tasks.resolvedBy(later.taskNo)).toEqual([]);
    });

    it('is not named while it still runs', async () => {
      await get().tasks.update(open.taskId, { status: 'Processing', at: at(450) });
      await bring(['A', 'B'], sent('T'));
      expect(await get().tasks.resolvedBy(later.taskNo)).toEqual([]);
    });
  });
}
