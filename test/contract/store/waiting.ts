import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Task } from '../../../core/task.js';
import type { Store } from '../../../stores/store.js';
import { at, badEntity, claim, entity, failed, lastRow, newLane, openTask, rowsOf, sent, settleAll, stage, unknown } from './builders.js';

/** A newer version of an entity whose older one is on its way at that moment. */
export function describeWaiting(get: () => Store): void {
  describe('a version that waits for an older one', () => {
    let task: Task;
    const everything = { first: 1, last: 1000 };
    beforeEach(async () => {
      task = await openTask(get(), newLane());
    });

    const claimFirst = async () => claim(get(), task, await stage(get(), task, [entity('A', 10)]));

    it('is left out of claims and stays pending until the older one is settled; then it has its tgtId', async () => {
      const older = await claimFirst();
      const page = await stage(get(), task, [entity('A', 11, 'b'), entity('B', 10)]);
      expect(page.pending).toBe(2);
      const meanwhile = await claim(get(), task, page);
      expect(meanwhile.entities.map((one) => one.srcId)).toEqual(['B']);
      await settleAll(get(), meanwhile, () => sent('TB'));
      expect(await get().staging.pendingRanges(task.taskNo, 10)).toMatchObject([{ count: 2 }]);
      await settleAll(get(), older, () => sent('T1'));
      const younger = await claim(get(), task, page);
      expect(younger.entities).toMatchObject([{ srcId: 'A', tgtId: 'T1', mustLookUp: false, data: { content: 'b' } }]);
      await settleAll(get(), younger, () => sent('T1'));
      expect((await rowsOf(get(), task)).map((row) => row.status)).toEqual(['S', 'S', 'S']);
    });

    it('comes without look-up and without tgtId where the older one was refused', async () => {
      const older = await claimFirst();
      await stage(get(), task, [entity('A', 11, 'b')]);
      await settleAll(get(), older, () => failed());
      const [younger] = (await claim(get(), task, everything)).entities;
      expect(younger).toMatchObject({ srcId: 'A', mustLookUp: false });
      expect(younger).not.toHaveProperty('tgtId');
    });

    it('must be looked up where nobody knows what became of the older one', async () => {
      const older = await claimFirst();
      await stage(get(), task, [entity('A', 11, 'b')]);
      await settleAll(get(), older, () => unknown);
      expect((await claim(get(), task, everything)).entities).toMatchObject([{ mustLookUp: true }]);
    });

    it('is set free by giving up on the older one', async () => {
      const older = await claimFirst();
      await stage(get(), task, [entity('A', 11, 'b')]);
      await get().staging.giveUp({ taskNo: task.taskNo, first: older.key.first, last: 1000, message: 'away', at: at(400) });
      expect((await rowsOf(get(), task)).map((row) => row.status)).toEqual(['?', 'N']);
      expect((await claim(get(), task, everything)).entities).toMatchObject([{ mustLookUp: true, data: { content: 'b' } }]);
    });

    it('gives way to a still newer one, which waits in its place', async () => {
      const older = await claimFirst();
      await stage(get(), task, [entity('A', 11, 'b')]);
      await stage(get(), task, [entity('A', 12, 'c')]);
      expect((await rowsOf(get(), task)).map((row) => [row.status, row.isSuperseded])).toEqual([
        ['N', false],
        ['I', true],
        ['N', false],
      ]);
      expect((await claim(get(), task, { first: 2, last: 1000 })).entities).toEqual([]);
      await settleAll(get(), older, () => sent('T1'));
      expect((await claim(get(), task, everything)).entities).toMatchObject([{ tgtId: 'T1', data: { content: 'c' } }]);
    });

    it('is looked up in later attempts only if one of them was lost while it took part', async () => {
      const older = await claimFirst();
      const page = await stage(get(), task, [entity('A', 11, 'b')]);
      await claim(get(), task, page);
      await settleAll(get(), older, () => sent('T1'));
      const second = await claim(get(), task, page);
      expect(second.entities).toMatchObject([{ mustLookUp: false }]);
      const third = await claim(get(), task, page);
      expect(third.entities).toMatchObject([{ mustLookUp: true, tgtId: 'T1' }]);
    });

    it('cannot be settled while it waits', async () => {
      await claimFirst();
      const page = await stage(get(), task, [entity('A', 11, 'b')]);
      const { key } = await claim(get(), task, page);
      await get().staging.settle(key, [{ seq: page.first, outcome: sent('T1') }], at(300));
      expect(await lastRow(get(), task, 'A')).toMatchObject({ status: 'N' });
    });

    it('is not staged for what cannot be mapped: that fails at once, and what follows is looked up', async () => {
      const older = await claimFirst();
      await stage(get(), task, [badEntity('A', 11)]);
      expect(await lastRow(get(), task, 'A')).toMatchObject({ status: 'F' });
      await settleAll(get(), older, () => sent('T1'));
      const next = await stage(get(), task, [entity('A', 12, 'c')]);
      expect((await claim(get(), task, next)).entities).toMatchObject([{ mustLookUp: true }]);
    });

    it('does not wait where the older one is pending and not claimed, or its claim was given back', async () => {
      const older = await claimFirst();
      await get().staging.release(older.key);
      await stage(get(), task, [entity('A', 11, 'b')]);
      expect((await rowsOf(get(), task)).map((row) => row.reason)).toEqual(['superseded', undefined]);
      expect((await claim(get(), task, everything)).entities).toMatchObject([{ data: { content: 'b' }, mustLookUp: false }]);
    });
  });
}
