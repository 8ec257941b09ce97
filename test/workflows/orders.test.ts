import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SyncTaskHandle } from '../../client/sync-task-handle.js';
import { laneId } from '../../core/ids.js';
import { cancelSignal } from '../../workflows/messages.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { Gate } from '../support/gate.js';
import { newSync, type TestSync } from '../support/new-sync.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

let engine: TestEngine;

const invalid = { status: 'failed', code: 'INVALID', message: 'no' } as const;
const small = { pageSize: 10, pagesPerRead: 1, maxEntitiesInMessageBody: 10, chunksInFlight: 1 };

/** A task of fifty entities of which the first chunk waits at the gate. */
async function heldTask(settings: object = {}): Promise<{ sync: TestSync; gate: Gate; task: SyncTaskHandle }> {
  const sync = await newSync(engine, { ...small, ...settings });
  sync.source.put('order', records(50));
  const gate = new Gate(sync);
  gate.close();
  const task = await engine.client.start(sync.syncId);
  await until('a chunk waits at the gate', () => gate.waiting === 1);
  return { sync, gate, task };
}

async function failedTask(): Promise<{ sync: TestSync; task: SyncTaskHandle }> {
  const sync = await newSync(engine);
  sync.source.put('order', records(5));
  sync.target.refuse = ({ srcId }) => (srcId === '1003' ? invalid : undefined);
  const task = await engine.client.start(sync.syncId);
  expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail' });
  return { sync, task };
}

const temporalStatus = async ({ taskId }: SyncTaskHandle) =>
  (await engine.environment.client.workflow.getHandle(taskId).describe()).status.name;

describe.each(await everyStore())('on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  describe('pause', () => {
    it('S26 lets what is under way end, begins no more, and goes on after resume', async () => {
      const { sync, gate, task } = await heldTask();
      await task.pause();
      gate.open();
      await until('the task is paused', async () => (await task.report()).status === 'Paused');
      await until('the chunk under way is settled', async () => (await task.report()).status === 'Paused' && gate.waiting === 0);
      const { writes } = sync.target;
      expect(writes).toHaveLength(10);
      expect(await task.report()).toMatchObject({ status: 'Paused', note: 'paused by request' });
      await expect(task.pause()).rejects.toThrow(/is Paused; only a running one can be paused/);
      await task.resume();
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 50 } });
      expect(writes).toHaveLength(50);
    });
  });

  describe('cancel', () => {
    const handle = ({ taskId }: SyncTaskHandle) => engine.environment.client.workflow.getHandle(taskId);
    const ways = [
      { way: 'an update', ask: async (task: SyncTaskHandle) => await task.cancel(), closed: 'COMPLETED' },
      { way: 'a signal', ask: async (task: SyncTaskHandle) => await handle(task).signal(cancelSignal), closed: 'COMPLETED' },
      { way: "Temporal's own cancellation", ask: async (task: SyncTaskHandle) => await handle(task).cancel(), closed: 'CANCELLED' },
    ];

    it.each(ways)(
      'S27 by $way finishes what is under way, moves no cut date, and leaves the rest to the next task',
      async ({ ask, closed }) => {
        const { sync, gate, task } = await heldTask();
        await ask(task);
        gate.open();
        const report = await task.result();
        expect(report).toMatchObject({ status: 'Cancelled', isClosed: true, isCutDateMoved: false });
        expect(await temporalStatus(task)).toBe(closed);
        expect(sync.target.writes.length).toBeLessThan(50);
        expect(await engine.store.cutDates.get(sync.lane)).toBeUndefined();
        expect(await (await engine.client.start(sync.syncId)).result()).toMatchObject({
          status: 'Completed',
          counts: { pending: 0, failed: 0 },
        });
        expect(sync.target.records).toHaveLength(50);
        expect(sync.target.writes).toHaveLength(50);
      },
    );

    it('ends a task that waits for its lane', async () => {
      const { sync, gate } = await heldTask({ whenBusy: 'wait' });
      const waiting = await engine.client.start(sync.syncId);
      await until('it waits', async () => (await waiting.report()).note?.startsWith('waits for its lane') === true);
      await waiting.cancel();
      expect(await waiting.result()).toMatchObject({ status: 'Cancelled', note: 'cancelled while it waited for its lane' });
      gate.open();
    });
  });

  describe('a busy lane', () => {
    it('S23 is skipped with the name of the task that runs', async () => {
      const { sync, gate, task } = await heldTask();
      const second = await (await engine.client.start(sync.syncId)).result();
      expect(second).toMatchObject({ status: 'Cancelled', note: `skipped: the lane is busy with task ${task.taskId}` });
      await expect(engine.client.start(sync.syncId, { lane: sync.lane })).rejects.toThrow(`already running as task ${task.taskId}`);
      gate.open();
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 50 } });
    });

    it('S23 is waited for where the sync says so', async () => {
      const { sync, gate, task } = await heldTask({ whenBusy: 'wait', overlapSeconds: 0 });
      const second = await engine.client.start(sync.syncId);
      await until('it waits', async () => (await second.report()).note === `waits for its lane, held by ${task.taskId}`);
      gate.open();
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 50 } });
      expect(await second.result()).toMatchObject({ status: 'Completed' });
      expect(sync.target.writes).toHaveLength(50);
    });
  });

  describe('a failed task', () => {
    it('is closed by dismiss as it is', async () => {
      const { task } = await failedTask();
      expect(await task.dismiss()).toMatchObject({ status: 'Fail', isClosed: true, note: 'dismissed by request' });
      await task.result();
      expect(await temporalStatus(task)).toBe('COMPLETED');
      expect(await engine.store.tasks.get(task.taskId)).toMatchObject({ status: 'Fail', closedAt: expect.any(String) });
    });

    it('S17 is retried once where two ask at the same time, and the other one is told so', async () => {
      const { sync, task } = await failedTask();
      sync.target.refuse = () => undefined;
      const answers = await Promise.allSettled([task.retry(), task.retry()]);
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const [refused] = answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : []));
      expect(refused).toMatch(/already (running a retry|told to retry)/);
      expect(await task.result()).toMatchObject({ status: 'Completed' });
      expect(sync.target.writes).toHaveLength(6);
    });

    it('refuses what makes no sense, with the reason', async () => {
      const { task } = await failedTask();
      await expect(task.resume()).rejects.toThrow(`Task ${task.taskId} is Fail, not Paused.`);
      await expect(task.pause()).rejects.toThrow('only a running one can be paused');
      await task.dismiss();
      await expect(task.retry()).rejects.toThrow(task.taskId);
    });
  });

  describe('a transfer that is terminated', () => {
    it('leaves its task Incompleted, and a retry completes it', async () => {
      const { sync, gate, task } = await heldTask();
      await engine.environment.client.workflow.getHandle(laneId(sync.lane)).terminate('by a person');
      const open = await task.settled(undefined, 50);
      expect(open).toMatchObject({ status: 'Incompleted', isClosed: false, isCutDateMoved: false });
      gate.open();
      await task.retry();
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Completed', counts: { pending: 0, failed: 0, unknown: 0 } });
      expect(sync.target.records).toHaveLength(50);
    });
  });
});
