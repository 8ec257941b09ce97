import { describe, expect, it } from '@jest/globals';
import { entity, newLane, openTask, rowsOf, sent, transfer } from './builders.js';
import type { StoreUnderTest } from './store-contract.js';

/** `migrate`, `ping`, and that what was written is there for whoever opens the database next. */
export function describeMigrations(underTest: () => StoreUnderTest): void {
  describe('a database', () => {
    it('is made ready once', async () => {
      const database = await underTest().openEmpty();
      await using store = database.open();
      const applied = await store.migrate();
      expect(applied.length).toBeGreaterThan(0);
      expect(await store.migrate()).toEqual([]);
      await using again = database.open();
      expect(await again.migrate()).toEqual([]);
    });

    it('is made ready once by several at the same time', async () => {
      const database = await underTest().openEmpty();
      await using one = database.open();
      await using two = database.open();
      await using three = database.open();
      const applied = await Promise.all([one.migrate(), two.migrate(), three.migrate()]);
      expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
      await openTask(two, newLane());
    });

    it('answers a ping', async () => {
      await using store = await underTest().open();
      await expect(store.ping()).resolves.toBeUndefined();
    });

    it('keeps everything when it is closed and opened again', async () => {
      const database = await underTest().openEmpty();
      const lane = newLane();
      const task = await (async () => {
        await using store = database.open();
        await store.migrate();
        const opened = await openTask(store, lane);
        await transfer(store, opened, { entities: [entity('A', 10)], outcome: sent('T1') });
        return opened;
      })();
      await using store = database.open();
      expect(await rowsOf(store, task)).toMatchObject([{ srcId: 'A', status: 'S', tgtId: 'T1' }]);
      expect(await store.staging.payload(task.taskNo, 1)).toEqual({ data: { content: 'a' }, raw: { raw: 'a' } });
      expect(await store.tasks.get(task.taskId)).toMatchObject({ taskId: task.taskId, lane, lastSeq: 1 });
    });

    it('is written by several connections at once, and nothing is lost', async () => {
      await using one = await underTest().open();
      await using two = await underTest().open();
      const lane = newLane();
      const tasks = [await openTask(one, lane), await openTask(two, lane)];
      const runs = tasks.flatMap((task, index) =>
        Array.from({ length: 5 }, (_, page) =>
          transfer(index === 0 ? one : two, task, { entities: [entity(`${index}/${page}`, 10)], outcome: sent('T') }),
        ),
      );
      await Promise.all(runs);
      for (const task of tasks) expect(await one.tasks.counts(task.taskNo)).toMatchObject({ read: 5, sent: 5, pending: 0 });
    });
  });
}
