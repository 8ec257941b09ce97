import { describe, expect, it } from '@jest/globals';
import type { Store } from '../../../stores/store.js';
import {
  at,
  badEntity,
  byRule,
  claim,
  entity,
  failed,
  newLane,
  newName,
  openTask,
  sent,
  settleAll,
  stage,
  transfer,
  unknown,
} from './builders.js';

/** `Tasks`, but for `resolvedBy`. */
export function describeTasks(get: () => Store): void {
  describe('tasks', () => {
    it('are opened with the cut date of their lane; a second call returns the first row', async () => {
      const lane = newLane();
      const cursor = { updatedAt: at(5), srcId: 'A' };
      await get().cutDates.commit({ lane, expectedVersion: 0, cursor, committedBy: 'ann', at: at(6) });
      const task = await openTask(get(), lane);
      expect(task).toMatchObject({ lane, status: 'Processing', trigger: 'manual', configVersion: 'v1', until: at(1000), lastSeq: 0 });
      expect(task.cutDate).toEqual({ cursor, version: 1, committedBy: 'ann', committedAt: at(6) });
      await get().cutDates.commit({ lane, expectedVersion: 1, cursor: { updatedAt: at(7) }, committedBy: 'ann', at: at(8) });
      expect(await openTask(get(), lane, { taskId: task.taskId, syncId: 'another' })).toEqual(task);
      expect(await get().tasks.get(task.taskId)).toEqual(task);
      expect(await get().tasks.get('no such task')).toBeUndefined();
    });

    it('opened twice at once are one', async () => {
      const lane = newLane();
      const taskId = newName('task');
      const tasks = await Promise.all([openTask(get(), lane, { taskId }), openTask(get(), lane, { taskId })]);
      expect(tasks[0]).toEqual(tasks[1]);
    });

    it('keep a lane with a group apart from the one without', async () => {
      const lane = newLane();
      await get().cutDates.commit({ lane, expectedVersion: 0, cursor: { updatedAt: at(5) }, committedBy: 'ann', at: at(6) });
      const task = await openTask(get(), { ...lane, group: 'eu' });
      expect(task.lane.group).toBe('eu');
      expect(task).not.toHaveProperty('cutDate');
    });

    it('are listed newest first, by sync and status, up to the limit', async () => {
      const syncId = newName('sync');
      const ids: string[] = [];
      for (let count = 0; count < 3; count++) ids.push((await openTask(get(), newLane(), { syncId })).taskId);
      await get().tasks.update(ids[1] ?? '', { status: 'Fail', at: at(10) });
      const list = async (filter: object) => (await get().tasks.list({ syncId, limit: 10, ...filter })).map((task) => task.taskId);
      expect(await list({})).toEqual([ids[2], ids[1], ids[0]]);
      expect(await list({ limit: 1 })).toEqual([ids[2]]);
      expect(await list({ statuses: ['Fail', 'Incompleted'] })).toEqual([ids[1]]);
      expect(await list({ statuses: [] })).toEqual([]);
    });

    it('change in what is given, and in nothing else', async () => {
      const task = await openTask(get(), newLane());
      await get().tasks.update(task.taskId, { status: 'Fail', note: '2 failed', at: at(10) });
      const failedTask = { ...task, status: 'Fail', note: '2 failed' };
      expect(await get().tasks.get(task.taskId)).toEqual(failedTask);
      await get().tasks.update(task.taskId, { configVersion: 'v2', at: at(11) });
      expect(await get().tasks.get(task.taskId)).toEqual({ ...failedTask, configVersion: 'v2' });
      await get().tasks.update(task.taskId, { note: '', at: at(12) });
      expect(await get().tasks.get(task.taskId)).not.toHaveProperty('note');
      await get().tasks.update(task.taskId, { at: at(13) });
      expect(await get().tasks.get(task.taskId)).toEqual({ ...task, status: 'Fail', configVersion: 'v2' });
    });

    it.each([
      ['Completed', { status: 'Completed' }],
      ['Cancelled', { status: 'Cancelled' }],
      ['dismissed', { isClosed: true }],
    ] as const)('are closed at the first change that says so: %s', async (_, change) => {
      const task = await openTask(get(), newLane());
      await get().tasks.update(task.taskId, { status: 'Fail', isClosed: false, at: at(9) });
      expect(await get().tasks.get(task.taskId)).not.toHaveProperty('closedAt');
      await get().tasks.update(task.taskId, { ...change, at: at(10) });
      await get().tasks.update(task.taskId, { ...change, at: at(11) });
      expect(await get().tasks.get(task.taskId)).toMatchObject({ closedAt: at(10) });
    });

    it('that do not exist cannot be changed', async () => {
      await expect(get().tasks.update('no such task', { status: 'Fail', at: at(1) })).rejects.toMatchObject({ code: 'NotFound' });
      await expect(stage(get(), { ...(await openTask(get(), newLane())), taskNo: 999_999 }, [])).rejects.toMatchObject({
        code: 'NotFound',
      });
    });

    it('are counted from their rows: each entity once, and as read from the source', async () => {
      const lane = newLane();
      await transfer(get(), await openTask(get(), lane), { entities: [entity('same', 10), entity('stale', 20)], outcome: sent('T') });
      const task = await openTask(get(), lane);
      const outcomes = { sent: sent('T'), failed: failed(), unknown, rule: byRule } as const;
      const page = await stage(get(), task, [...Object.keys(outcomes).map((srcId) => entity(srcId, 10)), badEntity('bad', 10)]);
      await settleAll(get(), await claim(get(), task, page), (srcId) => outcomes[srcId as keyof typeof outcomes]);
      await stage(get(), task, [entity('same', 10), entity('stale', 10), entity('open', 9), entity('open', 10, 'b'), entity('failed', 10)]);
      expect(await get().tasks.counts(task.taskNo)).toEqual({
        read: 10,
        pending: 1,
        sent: 1,
        unchanged: 1,
        ignored: 3,
        failed: 2,
        unknown: 1,
      });
    });

    it('tell why entities failed, the commonest reason first, each with an example', async () => {
      const task = await openTask(get(), newLane());
      const page = await stage(get(), task, [...['A', 'B', 'C', 'D'].map((srcId) => entity(srcId, 10)), badEntity('E', 10)]);
      const outcomes = { A: unknown, B: failed('no email'), C: failed('no email'), D: sent('T') } as const;
      await settleAll(get(), await claim(get(), task, page), (srcId) => outcomes[srcId as keyof typeof outcomes]);
      const reasons = await get().tasks.failureReasons(task.taskNo, 10);
      expect(reasons).toEqual([
        { code: 'INVALID_EMAIL', message: 'no email', count: 2, exampleSrcId: 'B' },
        { code: 'UnknownOutcome', message: 'the connection broke', count: 1, exampleSrcId: 'A' },
        { code: 'Mapping', message: 'cannot map bad', count: 1, exampleSrcId: 'E' },
      ]);
      expect(await get().tasks.failureReasons(task.taskNo, 1)).toEqual(reasons.slice(0, 1));
    });
  });
}
