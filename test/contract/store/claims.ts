import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Task } from '../../../core/task.js';
import type { Store } from '../../../stores/store.js';
import { at, claim, entity, failed, lastRow, newLane, openTask, rowsOf, sent, settleAll, stage, unknown } from './builders.js';
import type { StoreUnderTest } from './store-contract.js';

/** `claim`, `release`, `settle`, `giveUp`, `pendingRanges`. */
export function describeClaims(get: () => Store, underTest: () => StoreUnderTest): void {
  describe('a claim', () => {
    let task: Task;
    beforeEach(async () => {
      task = await openTask(get(), newLane());
    });

    const four = () =>
      stage(
        get(),
        task,
        ['A', 'B', 'C', 'D'].map((srcId) => entity(srcId, 10)),
      );
    const lookedUp = (entities: readonly { readonly srcId: string; readonly mustLookUp: boolean }[]) =>
      entities.filter((one) => one.mustLookUp).map((one) => one.srcId);

    it('takes the pending rows of its range, with what is to be sent', async () => {
      const page = await four();
      const { entities } = await claim(get(), task, { first: page.first + 1, last: page.first + 2 });
      expect(entities).toEqual([
        {
          seq: page.first + 1,
          srcId: 'B',
          updatedAt: at(10),
          hash: 'hash of a',
          data: { content: 'a' },
          mustLookUp: false,
          isResend: false,
        },
        {
          seq: page.first + 2,
          srcId: 'C',
          updatedAt: at(10),
          hash: 'hash of a',
          data: { content: 'a' },
          mustLookUp: false,
          isResend: false,
        },
      ]);
    });

    it('answers the same when it is asked twice', async () => {
      const page = await four();
      const { key, entities } = await claim(get(), task, page);
      expect(await get().staging.claim({ ...key, at: at(201) })).toEqual(entities);
    });

    it('leaves out what is settled', async () => {
      const page = await four();
      const { key, entities } = await claim(get(), task, page);
      const [a] = entities;
      await get().staging.settle(key, [{ seq: a?.seq ?? 0, outcome: sent('T1') }], at(300));
      expect((await get().staging.claim({ ...key, at: at(301) })).map((one) => one.srcId)).toEqual(['B', 'C', 'D']);
      expect((await claim(get(), task, page)).entities.map((one) => one.srcId)).toEqual(['B', 'C', 'D']);
    });

    it('loses its range to a newer one, whose rows must be looked up', async () => {
      const page = await four();
      const old = await claim(get(), task, page);
      const young = await claim(get(), task, page);
      expect(lookedUp(young.entities)).toEqual(['A', 'B', 'C', 'D']);
      await expect(settleAll(get(), old, () => sent('T1'))).rejects.toMatchObject({
        name: 'DataWaldError',
        code: 'ClaimLost',
        message: expect.stringContaining(task.taskId),
      });
      await expect(settleAll(get(), old, () => sent('T1'))).rejects.toThrow(`${page.first} to ${page.last}`);
      expect((await get().tasks.counts(task.taskNo)).pending).toBe(4);
      await expect(get().staging.claim({ ...old.key, at: at(400) })).rejects.toMatchObject({ code: 'ClaimLost' });
      await settleAll(get(), young, () => sent('T2'));
      expect(await lastRow(get(), task, 'A')).toMatchObject({ status: 'S', tgtId: 'T2' });
    });

    it('loses all of it where the newer one only overlaps, and what lies outside must be looked up too', async () => {
      const page = await four();
      const old = await claim(get(), task, { first: page.first, last: page.first + 2 });
      const young = await claim(get(), task, { first: page.first + 2, last: page.last });
      expect(lookedUp(young.entities)).toEqual(['C']);
      await expect(settleAll(get(), old, () => sent('T1'))).rejects.toMatchObject({ code: 'ClaimLost' });
      const rest = await claim(get(), task, { first: page.first, last: page.first + 1 });
      expect(lookedUp(rest.entities)).toEqual(['A', 'B']);
      await settleAll(get(), young, () => sent('T2'));
    });

    it('makes no look-up necessary for what the former one settled', async () => {
      const page = await four();
      const old = await claim(get(), task, page);
      await get().staging.settle(
        old.key,
        old.entities.slice(0, 3).map(({ seq }) => ({ seq, outcome: sent('T') })),
        at(300),
      );
      const young = await claim(get(), task, page);
      expect(young.entities.map((one) => [one.srcId, one.mustLookUp])).toEqual([['D', true]]);
    });

    it('makes no look-up necessary once it is given back, however often', async () => {
      const page = await four();
      const old = await claim(get(), task, page);
      await get().staging.release(old.key);
      await get().staging.release(old.key);
      await expect(settleAll(get(), old, () => sent('T1'))).rejects.toMatchObject({ code: 'ClaimLost' });
      const young = await claim(get(), task, page);
      expect(young.entities).toHaveLength(4);
      expect(lookedUp(young.entities)).toEqual([]);
    });

    it('that is given back after a lost one still has to look up what that one held', async () => {
      const page = await four();
      await claim(get(), task, page);
      const second = await claim(get(), task, page);
      await get().staging.release(second.key);
      expect(lookedUp((await claim(get(), task, page)).entities)).toHaveLength(4);
    });

    it('cannot be given back by a former holder', async () => {
      const page = await four();
      const old = await claim(get(), task, page);
      const young = await claim(get(), task, page);
      await get().staging.release(old.key);
      await settleAll(get(), young, () => sent('T2'));
      expect(await lastRow(get(), task, 'D')).toMatchObject({ status: 'S' });
    });

    it('is raced by two: one settles, the other is refused, and every row is settled once', async () => {
      await using other = await underTest().open();
      const page = await four();
      const both = await Promise.all([claim(get(), task, page), claim(other, task, page)]);
      const results = await Promise.allSettled([settleAll(get(), both[0], () => sent('T1')), settleAll(other, both[1], () => sent('T2'))]);
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(new Set((await rowsOf(get(), task)).map((row) => row.tgtId)).size).toBe(1);
      expect(await get().tasks.counts(task.taskNo)).toMatchObject({ sent: 4, pending: 0 });
    });
  });

  describe('settling', () => {
    let task: Task;
    beforeEach(async () => {
      task = await openTask(get(), newLane());
    });

    it('writes each outcome with its words', async () => {
      const held = await claim(
        get(),
        task,
        await stage(
          get(),
          task,
          ['A', 'B', 'C', 'D', 'E'].map((srcId) => entity(srcId, 10)),
        ),
      );
      const seqs = held.entities.map((one) => one.seq);
      await get().staging.settle(
        held.key,
        [
          { seq: seqs[0] ?? 0, outcome: { status: 'sent', tgtId: 'T1', change: 'updated', warnings: ['no vat', 'no phone'] } },
          { seq: seqs[1] ?? 0, outcome: { status: 'ignored', message: 'guests are not sent', tgtId: 'T2' } },
          { seq: seqs[2] ?? 0, outcome: failed('no "email"') },
          { seq: seqs[3] ?? 0, outcome: unknown },
        ],
        at(300),
      );
      const rows = await rowsOf(get(), task);
      expect(rows[0]).toMatchObject({ status: 'S', tgtId: 'T1', change: 'updated', message: 'no vat\nno phone', settledAt: at(300) });
      expect(rows[1]).toMatchObject({ status: 'I', reason: 'rule', tgtId: 'T2', message: 'guests are not sent' });
      expect(rows[2]).toMatchObject({ status: 'F', code: 'INVALID_EMAIL', message: 'no "email"' });
      expect(rows[3]).toMatchObject({ status: '?', message: 'the connection broke' });
      expect(rows[4]).toMatchObject({ status: 'N' });
      expect(rows[4]).not.toHaveProperty('settledAt');
    });

    it('twice changes nothing, and rows settled before are left as they are', async () => {
      const held = await claim(get(), task, await stage(get(), task, [entity('A', 10), entity('B', 10)]));
      const [a, b] = held.entities.map((one) => one.seq);
      await get().staging.settle(held.key, [{ seq: a ?? 0, outcome: sent('T1') }], at(300));
      await get().staging.settle(
        held.key,
        [
          { seq: a ?? 0, outcome: failed() },
          { seq: b ?? 0, outcome: sent('T2') },
        ],
        at(301),
      );
      await get().staging.settle(held.key, [{ seq: b ?? 0, outcome: sent('T3') }], at(302));
      expect((await rowsOf(get(), task)).map((row) => [row.status, row.tgtId, row.settledAt])).toEqual([
        ['S', 'T1', at(300)],
        ['S', 'T2', at(301)],
      ]);
    });

    it('never touches rows outside of its claim', async () => {
      const page = await stage(get(), task, [entity('A', 10), entity('B', 10)]);
      const held = await claim(get(), task, { first: page.first, last: page.first });
      await get().staging.settle(held.key, [{ seq: page.last, outcome: sent('T1') }], at(300));
      expect(await lastRow(get(), task, 'B')).toMatchObject({ status: 'N' });
    });

    it('is refused to a token that never claimed', async () => {
      const page = await stage(get(), task, [entity('A', 10)]);
      const key = { taskNo: task.taskNo, first: page.first, last: page.last, token: 'nobody' };
      await expect(get().staging.settle(key, [], at(300))).rejects.toMatchObject({ code: 'ClaimLost' });
    });
  });

  describe('giving up', () => {
    it('calls unknown what is claimed and unsettled, and nothing else; twice is the same', async () => {
      const task = await openTask(get(), newLane());
      const page = await stage(
        get(),
        task,
        ['A', 'B', 'C', 'D'].map((srcId) => entity(srcId, 10)),
      );
      const held = await claim(get(), task, { first: page.first, last: page.first + 2 });
      await get().staging.settle(held.key, [{ seq: page.first, outcome: sent('T1') }], at(300));
      const range = { taskNo: task.taskNo, first: page.first, last: page.last, message: 'the target was away for 12 hours', at: at(400) };
      expect(await get().staging.giveUp(range)).toBe(2);
      expect(await get().staging.giveUp(range)).toBe(2);
      expect((await rowsOf(get(), task)).map((row) => row.status)).toEqual(['S', '?', '?', 'N']);
      expect(await lastRow(get(), task, 'B')).toMatchObject({ message: 'the target was away for 12 hours', settledAt: at(400) });
      await expect(settleAll(get(), held, () => sent('T9'))).rejects.toMatchObject({ code: 'ClaimLost' });
    });

    it('leaves pending what every attempt gave back, and calls unknown what only the last one gave back', async () => {
      const task = await openTask(get(), newLane());
      const page = await stage(get(), task, [entity('A', 10), entity('B', 10)]);
      await claim(get(), task, { first: page.first, last: page.first });
      const second = await claim(get(), task, page);
      await get().staging.release(second.key);
      expect(await get().staging.giveUp({ taskNo: task.taskNo, first: page.first, last: page.last, message: 'away', at: at(400) })).toBe(1);
      expect((await rowsOf(get(), task)).map((row) => row.status)).toEqual(['?', 'N']);
    });
  });

  describe('pending ranges', () => {
    it('hold every pending row, at most as many as asked for', async () => {
      const task = await openTask(get(), newLane());
      const page = await stage(
        get(),
        task,
        Array.from({ length: 7 }, (_, index) => entity(`E${index}`, 10)),
      );
      const one = await claim(get(), task, { first: page.first + 1, last: page.first + 1 });
      await settleAll(get(), one, () => sent('T'));
      const { first } = page;
      expect(await get().staging.pendingRanges(task.taskNo, 4)).toEqual([
        { first, last: first + 4, count: 4 },
        { first: first + 5, last: first + 6, count: 2 },
      ]);
      await settleAll(get(), await claim(get(), task, page), () => sent('T'));
      expect(await get().staging.pendingRanges(task.taskNo, 4)).toEqual([]);
    });
  });
}
