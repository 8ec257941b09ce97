import { describe, expect, it } from '@jest/globals';
import type { Store } from '../../../stores/store.js';
import { at, badEntity, entity, newLane, newName, openTask, rowsOf, sent, stage, stagePage, transfer } from './builders.js';

/** `stage` as a whole page: its answer, and that it can be repeated. */
export function describePages(get: () => Store): void {
  describe('a staged page', () => {
    it('answers with its range, its counts, its chunks and the bookmark', async () => {
      const lane = newLane();
      await transfer(get(), await openTask(get(), lane), { entities: [entity('old', 10)], outcome: sent('T') });
      const task = await openTask(get(), lane);
      const bookmark = { latest: { updatedAt: at(10.000001), srcId: 'ü"', token: 'next' } };
      const entities = [entity('A', 10), entity('old', 10), badEntity('bad', 10), entity('B', 10), entity('old', 9), entity('C', 10)];
      const page = await stagePage(get(), task, { entities, bookmark, chunkSize: 2 });
      expect(page).toEqual({
        first: 1,
        last: 6,
        read: 6,
        pending: 3,
        unchanged: 1,
        ignored: 1,
        failed: 1,
        ranges: [
          { first: 1, last: 4, count: 2 },
          { first: 6, last: 6, count: 1 },
        ],
        bookmark,
      });
      expect((await get().tasks.get(task.taskId))?.lastSeq).toBe(6);
    });

    it('is staged once, however often it is read', async () => {
      const task = await openTask(get(), newLane());
      const pageKey = newName('page');
      const first = await stagePage(get(), task, { entities: [entity('A', 10)], pageKey, bookmark: { latest: { updatedAt: at(10) } } });
      expect(await stagePage(get(), task, { entities: [entity('A', 12, 'b'), entity('B', 12)], pageKey })).toEqual(first);
      expect(await get().staging.page(task.taskNo, pageKey)).toEqual(first);
      expect(await rowsOf(get(), task)).toHaveLength(1);
      expect(await get().tasks.counts(task.taskNo)).toMatchObject({ read: 1 });
    });

    it('is staged once when two stage it at the same time [W51]', async () => {
      const task = await openTask(get(), newLane());
      const pageKey = newName('page');
      const [a, b] = await Promise.all([
        stagePage(get(), task, { entities: [entity('A', 10)], pageKey }),
        stagePage(get(), task, { entities: [entity('A', 10)], pageKey }),
      ]);
      expect(a).toEqual(b);
      expect(await rowsOf(get(), task)).toHaveLength(1);
    });

    it('is known by its task too', async () => {
      const [task, other] = [await openTask(get(), newLane()), await openTask(get(), newLane())];
      const pageKey = newName('page');
      await stagePage(get(), task, { entities: [entity('A', 10)], pageKey });
      expect(await get().staging.page(other.taskNo, pageKey)).toBeUndefined();
      expect(await stagePage(get(), other, { entities: [], pageKey })).toMatchObject({ read: 0 });
    });

    it('may have a very long key', async () => {
      const task = await openTask(get(), newLane());
      const long = 'token'.repeat(2000);
      const page = await stagePage(get(), task, { entities: [entity('A', 10)], pageKey: `${long}1` });
      expect(await get().staging.page(task.taskNo, `${long}1`)).toEqual(page);
      expect(await get().staging.page(task.taskNo, `${long}2`)).toBeUndefined();
    });

    it('may be empty: it takes no numbers [W28]', async () => {
      const task = await openTask(get(), newLane());
      expect(await stage(get(), task, [])).toMatchObject({ first: 1, last: 0, read: 0, pending: 0, ranges: [] });
      expect(await stage(get(), task, [entity('A', 10)])).toMatchObject({ first: 1, last: 1 });
    });

    it('gives numbers in the given order, page after page, a thousand at a time', async () => {
      const task = await openTask(get(), newLane());
      const thousand = (page: number) => Array.from({ length: 1000 }, (_, index) => entity(`P${page}-${index}`, index));
      const pages = [await stage(get(), task, thousand(1)), await stage(get(), task, thousand(2))];
      expect(pages.map((page) => [page.first, page.last, page.pending, page.ranges.length])).toEqual([
        [1, 1000, 1000, 5],
        [1001, 2000, 1000, 5],
      ]);
      const rows = await rowsOf(get(), task);
      expect(rows.map((row) => row.srcId)).toEqual([...thousand(1), ...thousand(2)].map((one) => one.srcId));
      expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
    });
  });
}
