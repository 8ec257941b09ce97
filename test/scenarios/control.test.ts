import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { targetActivities } from '../../activities/target.js';
import { scheduleSchema } from '../../config/config.js';
import { ConnectorError } from '../../core/errors.js';
import { laneId, scheduleId } from '../../core/ids.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { newSync } from '../support/new-sync.js';
import { readableText } from '../support/readable-text.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

let engine: TestEngine;

/** A promise that others wait for, and that the test opens. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe.each(await everyStore())('on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  describe('one chunk in two hands', () => {
    it('S06 a chunk that is delivered twice at the same time is written once, and the slower hand can settle nothing', async () => {
      const sync = await newSync(engine, {}, {}, { idempotency: 'lookup' });
      sync.source.put('order', records(20));
      const slower = gate();
      let calls = 0;
      sync.target.beforeWrite = () => {
        calls += 1;
        if (calls === 1) throw new ConnectorError('Throttled', 'later', { endpoint: 'crm', effect: 'none', retryAfterMs: 3000 });
      };
      sync.target.afterWrite = async () => await slower.opened;
      const task = await engine.client.start(sync.syncId);
      await until('the first attempt is refused', () => calls === 1);
      const { store } = engine;
      const activities = targetActivities({ store, runtime: engine.newRuntime(), now: () => new Date(), redact: (text) => text });
      const chunk = { taskId: task.taskId, first: 1, last: 20 };
      const otherHand = new MockActivityEnvironment().run(async () => await activities.insertUpdateEntitiesToTarget(chunk));
      const ended = otherHand.then(
        () => 'settled',
        (error: { code?: string }) => error.code,
      );
      await until('the other hand has written', () => sync.target.writes.length === 20);
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 20, failed: 0, unknown: 0 } });
      slower.open();
      expect(await ended).toBe('ClaimLost');
      expect(sync.target.writes).toHaveLength(20);
      expect(sync.target.records).toHaveLength(20);
    });
  });

  describe('two flows between the same systems', () => {
    it('S24 run at the same time, each in its own lane', async () => {
      const sync = await newSync(engine);
      const { source, target } = sync.lane;
      const endpoint = (system: string) => ({ connector: 'memory', settings: { system } });
      const syncs = Object.fromEntries(
        ['customer', 'product'].map((txType) => [`${sync.syncId}-${txType}`, { source, target, txType, overlapSeconds: 0 }]),
      );
      await engine.apply({ endpoints: { [source]: endpoint(source), [target]: endpoint(target) }, syncs });
      sync.source.put('customer', records(5));
      sync.source.put('product', records(5));
      const both = gate();
      let waiting = 0;
      sync.target.beforeWrite = async () => {
        waiting += 1;
        await both.opened;
      };
      const tasks = await Promise.all(Object.keys(syncs).map(async (syncId) => await engine.client.start(syncId)));
      await until('both write', () => waiting === 2);
      both.open();
      for (const task of tasks) expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 5 } });
    });
  });

  describe('a schedule', () => {
    it('S25 that fires while its sync runs leaves a task that says it was skipped, and carries its catch-up window', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(5));
      const held = gate();
      let isWriting = false;
      sync.target.beforeWrite = async () => {
        isWriting = true;
        await held.opened;
      };
      const schedule = scheduleSchema.parse({ every: '1d', catchUp: '15m' });
      await engine.client.schedules.bringInLine({ [sync.syncId]: schedule }, true);
      const { policies } = await engine.client.temporal.schedule.getHandle(scheduleId(sync.syncId)).describe();
      expect(policies.catchupWindow).toBe(15 * 60_000);
      const running = await engine.client.start(sync.syncId);
      await until('it writes', () => isWriting);
      await engine.client.schedules.trigger(sync.syncId);
      const skipped = async () => (await engine.client.list({ syncId: sync.syncId, status: 'Cancelled' })).at(0);
      await until('the scheduled task has ended', async () => (await skipped()) !== undefined);
      const note = (await engine.client.task((await skipped())?.taskId ?? '').report()).note;
      expect(note).toBe(`skipped: the lane is busy with task ${running.taskId}`);
      held.open();
      expect(await running.result()).toMatchObject({ status: 'Completed', counts: { sent: 5 } });
      expect(sync.target.writes).toHaveLength(5);
      await engine.client.schedules.bringInLine({}, true);
    });
  });

  describe('the cut date', () => {
    it('S29 moves exactly once, later, when its commit fails three times, and nothing is sent again', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(10));
      const { cutDates } = engine.store;
      const commit = cutDates.commit.bind(cutDates);
      let tries = 0;
      cutDates.commit = async (request) => {
        tries += 1;
        if (tries <= 3) throw new ConnectorError('Transient', 'the database is locked', { endpoint: 'store' });
        return await commit(request);
      };
      try {
        const task = await engine.client.start(sync.syncId);
        expect(await task.result()).toMatchObject({ status: 'Completed', isCutDateMoved: true, counts: { sent: 10 } });
      } finally {
        cutDates.commit = commit;
      }
      expect(tries).toBe(4);
      expect(await engine.store.cutDates.get(sync.lane)).toMatchObject({ version: 1, cursor: { srcId: '1009' } });
      expect(sync.target.writes).toHaveLength(10);
    });
  });

  describe('the histories of workflows', () => {
    it('hold ids, ranges and counts, and nothing of any record [W27]', async () => {
      const sync = await newSync(engine);
      sync.source.put(
        'order',
        records(20).map((record) => ({ ...record, data: { secretOfARecord: `secret-${record.srcId}` } })),
      );
      const task = await engine.client.start(sync.syncId);
      await task.result();
      expect(sync.target.records.at(0)?.entity.data).toMatchObject({ secretOfARecord: 'secret-1000' });
      for (const workflowId of [task.taskId, laneId(sync.lane)]) {
        const history = readableText(await engine.client.temporal.workflow.getHandle(workflowId).fetchHistory());
        expect(history).toContain(sync.syncId);
        expect(history).not.toMatch(/secret/i);
      }
    });
  });
});
