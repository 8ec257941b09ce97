import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Task } from '../../../core/task.js';
import type { RetryableEntity, Store } from '../../../stores/store.js';
import {
  at,
  badEntity,
  byRule,
  claim,
  entity,
  failed,
  lastRow,
  newLane,
  newName,
  openTask,
  rowsOf,
  sent,
  settleAll,
  stage,
  stagePage,
  transfer,
  unknown,
} from './builders.js';

/** `retryable`, and what a retry makes of the rows and the counts. */
export function describeRetries(get: () => Store): void {
  describe('a retry', () => {
    let task: Task;
    beforeEach(async () => {
      task = await openTask(get(), newLane());
      const outcomes = { A: failed(), B: unknown, C: sent('TC'), D: byRule } as const;
      const withDate = { ...entity('A', 10), createdAt: at(1) };
      const page = await stage(get(), task, [withDate, entity('B', 10), entity('C', 10), entity('D', 10), badEntity('E', 10)]);
      await settleAll(get(), await claim(get(), task, page), (srcId) => outcomes[srcId as keyof typeof outcomes]);
    });

    const retryable = (request: Partial<Parameters<Store['staging']['retryable']>[0]> = {}) =>
      get().staging.retryable({ taskNo: task.taskNo, afterSeq: 0, untilSeq: 1000, limit: 100, withRecords: true, ...request });
    const contentOf = (srcId: string) => ({ content: `content ${srcId.slice(1)}` });
    const keys = (rows: readonly RetryableEntity[]) => rows.map((row) => row.srcId);
    const retry = (srcIds: readonly string[], content = 'a') =>
      stagePage(get(), task, {
        entities: srcIds.map((srcId) => entity(srcId, 10, content)),
        isForced: true,
        isRetry: true,
        pageKey: newName('retry/'),
      });

    it('reads what failed and what is unknown, with the raw records', async () => {
      expect(await retryable()).toEqual([
        { seq: 1, srcId: 'A', updatedAt: at(10), createdAt: at(1), status: 'F', raw: { raw: 'a' } },
        { seq: 2, srcId: 'B', updatedAt: at(10), status: '?', raw: { raw: 'a' } },
        { seq: 5, srcId: 'E', updatedAt: at(10), status: 'F', raw: { raw: 'bad' } },
      ]);
    });

    it('reads the rows alone where their records are not asked for, and says of records that were not kept that they are not there', async () => {
      const rows = await retryable({ withRecords: false });
      expect(rows).toEqual([
        expect.objectContaining({ srcId: 'A', status: 'F' }),
        expect.objectContaining({ srcId: 'B', status: '?' }),
        expect.objectContaining({ srcId: 'E', status: 'F' }),
      ]);
      expect(rows.some((row) => 'raw' in row)).toBe(false);
      const { raw: _, ...bare } = entity('K', 10);
      const page = await stage(get(), task, [bare]);
      await settleAll(get(), await claim(get(), task, page), () => failed());
      expect((await retryable({ srcIds: ['K'] })).map((row) => 'raw' in row)).toEqual([false]);
    });

    it('reads rows that are far apart with the record of each, and claims them so', async () => {
      const distant = await openTask(get(), newLane());
      const many = Array.from({ length: 260 }, (_, index) => entity(`M${index}`, 10, `content ${index}`));
      const page = await stage(get(), distant, many);
      const left = ['M0', 'M130', 'M259'];
      const { key, entities } = await claim(get(), distant, page);
      const outcomes = entities.filter(({ srcId }) => !left.includes(srcId)).map(({ seq }) => ({ seq, outcome: sent('T') }));
      await get().staging.settle(key, outcomes, at(300));
      const again = await claim(get(), distant, page);
      expect(again.entities.map(({ srcId, data }) => [srcId, data])).toEqual(left.map((srcId) => [srcId, contentOf(srcId)]));
      await settleAll(get(), again, () => failed());
      const rows = await retryable({ taskNo: distant.taskNo });
      expect(rows.map(({ srcId, raw }) => [srcId, raw])).toEqual(left.map((srcId) => [srcId, { raw: contentOf(srcId).content }]));
    });

    it('reads page by page, up to a number, and chosen ones alone', async () => {
      expect(keys(await retryable({ limit: 1 }))).toEqual(['A']);
      expect(keys(await retryable({ afterSeq: 1 }))).toEqual(['B', 'E']);
      expect(keys(await retryable({ untilSeq: 4 }))).toEqual(['A', 'B']);
      expect(keys(await retryable({ srcIds: ['E', 'C', 'A', 'nobody'] }))).toEqual(['A', 'E']);
      expect(await retryable({ srcIds: [] })).toEqual([]);
    });

    it('counts attempts, supersedes the former ones, and looks up only what was unknown', async () => {
      const page = await retry(['A', 'B', 'E']);
      expect(page).toMatchObject({ pending: 3, ignored: 0 });
      const held = await claim(get(), task, page);
      expect(held.entities.map((one) => [one.srcId, one.mustLookUp, one.isResend])).toEqual([
        ['A', false, false],
        ['B', true, true],
        ['E', false, false],
      ]);
      await settleAll(get(), held, () => sent('T'));
      const rows = await get().staging.entities({ taskNo: task.taskNo, srcId: 'A', limit: 10 });
      expect(rows.map((row) => [row.status, row.attempt, row.isSuperseded])).toEqual([
        ['F', 1, true],
        ['S', 2, false],
      ]);
      expect(await retryable()).toEqual([]);
    });

    it('knows that a person has seen to what was unknown, until an attempt is lost again', async () => {
      const page = await retry(['B']);
      expect((await claim(get(), task, page)).entities).toMatchObject([{ srcId: 'B', mustLookUp: true, isResend: true }]);
      expect((await claim(get(), task, page)).entities).toMatchObject([{ srcId: 'B', mustLookUp: true, isResend: false }]);
    });

    it('takes a version that only comes again for no such decision', async () => {
      const next = await openTask(get(), task.lane);
      const page = await stagePage(get(), next, { entities: [entity('B', 10)], isForced: true });
      expect((await claim(get(), next, page)).entities).toMatchObject([{ srcId: 'B', mustLookUp: true, isResend: false }]);
    });

    it('leaves each entity counted once, and nothing more read', async () => {
      const before = { read: 5, pending: 0, sent: 1, unchanged: 0, ignored: 1, failed: 2, unknown: 1 };
      expect(await get().tasks.counts(task.taskNo)).toEqual(before);
      const held = await claim(get(), task, await retry(['A', 'B', 'E']));
      expect(await get().tasks.counts(task.taskNo)).toEqual({ ...before, pending: 3, failed: 0, unknown: 0 });
      await settleAll(get(), held, (srcId) => (srcId === 'A' ? failed() : sent('T')));
      expect(await get().tasks.counts(task.taskNo)).toEqual({ ...before, sent: 3, failed: 1, unknown: 0 });
      expect(await get().tasks.failureReasons(task.taskNo, 10)).toMatchObject([{ count: 1, exampleSrcId: 'A' }]);
    });

    it('does not retry its own failures', async () => {
      const { last } = await retry([]);
      await settleAll(get(), await claim(get(), task, await retry(['A'])), () => failed());
      expect(keys(await retryable({ untilSeq: last }))).toEqual(['B', 'E']);
      expect(keys(await retryable())).toEqual(['B', 'E', 'A']);
    });

    it('with another mapping sends the new content', async () => {
      const held = await claim(get(), task, await retry(['A'], 'remapped'));
      expect(held.entities).toMatchObject([{ data: { content: 'remapped' } }]);
      expect(await lastRow(get(), task, 'A')).toMatchObject({ attempt: 2 });
    });

    it('still works after the same content was read again with a later date', async () => {
      const later = await openTask(get(), task.lane);
      await stage(get(), later, [entity('A', 20)]);
      expect(await lastRow(get(), later, 'A')).toMatchObject({ reason: 'parked' });
      expect(await retry(['A'], 'remapped')).toMatchObject({ pending: 1 });
    });

    it('leaves out what a later task has taken over', async () => {
      await transfer(get(), await openTask(get(), task.lane), { entities: [entity('A', 11, 'b')], outcome: sent('T') });
      expect(keys(await retryable())).toEqual(['B', 'E']);
      expect(await retry(['A'])).toMatchObject({ pending: 0, ignored: 1 });
      expect((await rowsOf(get(), task)).at(-1)).toMatchObject({ reason: 'stale' });
    });
  });
}
