import { describe, expect, it } from '@jest/globals';
import type { Task } from '../../../core/task.js';
import type { Store } from '../../../stores/store.js';
import { at, claim, entity, failed, newLane, openTask, rowsOf, sent, settleAll, stage, transfer } from './builders.js';

/** `Retention`. */
export function describeRetention(get: () => Store): void {
  describe('retention', () => {
    const end = async (task: Task, seconds: number) => await get().tasks.update(task.taskId, { status: 'Completed', at: at(seconds) });

    /** Every step, from this task on: tests share the database. */
    async function purge(from: Task, { payloads, tasks, limit = 1000 }: { payloads: number; tasks: number; limit?: number }) {
      const sum = { tasks: 0, rows: 0, packs: 0 };
      let after: { taskNo: number; seq: number } | undefined = { taskNo: from.taskNo, seq: 0 };
      while (after !== undefined) {
        const step = await get().retention.purge({ payloadsBefore: at(payloads), tasksBefore: at(tasks), after, limit });
        for (const key of ['tasks', 'rows', 'packs'] as const) sum[key] += step[key];
        after = step.next;
      }
      return sum;
    }

    const srcIds = async (task: Task) => (await rowsOf(get(), task)).map(({ srcId }) => srcId);

    it('deletes rows that a later task has replaced, and keeps the newest of each entity', async () => {
      const lane = newLane();
      const first = await openTask(get(), lane);
      await transfer(get(), first, { entities: [entity('A', 1), entity('B', 1)], outcome: sent('T') });
      await end(first, 1_000_001);
      const second = await openTask(get(), lane);
      await transfer(get(), second, { entities: [entity('A', 2, 'b')], outcome: sent('T') });
      await end(second, 1_000_002);
      expect(await purge(first, { payloads: 1_000_010, tasks: 1_000_010 })).toMatchObject({ tasks: 0, rows: 1 });
      expect(await srcIds(first)).toEqual(['B']);
      expect(await srcIds(second)).toEqual(['A']);
      const third = await openTask(get(), lane);
      const page = await stage(get(), third, [entity('A', 2, 'b'), entity('B', 1)]);
      expect(page).toMatchObject({ unchanged: 2, pending: 0 });
    });

    it('deletes a task with its last row', async () => {
      const lane = newLane();
      const first = await openTask(get(), lane);
      await transfer(get(), first, { entities: [entity('A', 1)], outcome: sent('T') });
      await end(first, 2_000_001);
      const second = await openTask(get(), lane);
      await transfer(get(), second, { entities: [entity('A', 2, 'b')], outcome: sent('T') });
      expect(await purge(first, { payloads: 2_000_010, tasks: 2_000_010 })).toEqual({ tasks: 1, rows: 1, packs: 1 });
      expect(await get().tasks.get(first.taskId)).toBeUndefined();
      expect(await get().tasks.get(second.taskId)).toBeDefined();
    });

    it('keeps failures with their payloads until a later version has gone through', async () => {
      const lane = newLane();
      const first = await openTask(get(), lane);
      const page = await stage(get(), first, [entity('A', 1), entity('B', 1)]);
      await settleAll(get(), await claim(get(), first, page), (srcId) => (srcId === 'A' ? failed() : sent('T')));
      await get().tasks.update(first.taskId, { status: 'Fail', isClosed: true, at: at(3_000_001) });
      const old = { payloads: 3_000_010, tasks: 3_000_010 };
      expect(await purge(first, old)).toEqual({ tasks: 0, rows: 0, packs: 0 });
      expect(await get().staging.payload(first.taskNo, page.first)).toEqual({ data: { content: 'a' }, raw: { raw: 'a' } });
      const second = await openTask(get(), lane);
      await transfer(get(), second, { entities: [entity('A', 2, 'b'), entity('B', 2, 'b')], outcome: sent('T') });
      expect(await purge(first, old)).toEqual({ tasks: 1, rows: 2, packs: 1 });
    });

    it('deletes payloads before rows, and leaves alone what is younger or not closed', async () => {
      const lane = newLane();
      const closed = await openTask(get(), lane);
      const page = await transfer(get(), closed, { entities: [entity('A', 1)], outcome: sent('T') });
      await end(closed, 4_000_005);
      const open = await openTask(get(), lane);
      await transfer(get(), open, { entities: [entity('B', 1)], outcome: sent('T') });
      expect(await purge(closed, { payloads: 4_000_005, tasks: 4_000_001 })).toEqual({ tasks: 0, rows: 0, packs: 0 });
      expect(await purge(closed, { payloads: 4_000_006, tasks: 4_000_001 })).toEqual({ tasks: 0, rows: 0, packs: 1 });
      expect(await get().staging.payload(closed.taskNo, page.first)).toBeUndefined();
      expect(await srcIds(closed)).toEqual(['A']);
      expect(await srcIds(open)).toEqual(['B']);
    });

    it('goes on where a step ended, whatever its size', async () => {
      const lane = newLane();
      const first = await openTask(get(), lane);
      const ids = Array.from({ length: 25 }, (_, index) => `E${index}`);
      await transfer(get(), first, { entities: ids.map((id) => entity(id, 1)), outcome: sent('T') });
      await end(first, 5_000_001);
      const second = await openTask(get(), lane);
      await transfer(get(), second, { entities: ids.map((id) => entity(id, 2, 'b')), outcome: sent('T') });
      expect(await purge(first, { payloads: 5_000_010, tasks: 5_000_010, limit: 4 })).toEqual({ tasks: 1, rows: 25, packs: 1 });
    });
  });
}
