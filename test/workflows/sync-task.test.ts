import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../../core/errors.js';
import type { TaskReport } from '../../core/task-report.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { newSync, type TestSync } from '../support/new-sync.js';
import { records } from '../support/records.js';

let engine: TestEngine;

async function run({ syncId }: TestSync): Promise<TaskReport> {
  return await (await engine.client.start(syncId)).settled(undefined, 50);
}

const sentIds = ({ target }: TestSync) => target.writes.map((write) => write.srcId).sort();
const allIds = (count: number) => records(count).map((record) => record.srcId);

describe.each(await everyStore())('on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  describe('a sync task', () => {
    it('S01 brings everything over once, commits the cut date and completes', async () => {
      const sync = await newSync(engine, { pageSize: 100, maxEntitiesInMessageBody: 40 });
      sync.source.put('order', records(450));
      expect(await run(sync)).toMatchObject({
        status: 'Completed',
        isClosed: true,
        counts: { read: 450, sent: 450, failed: 0, pending: 0 },
        isCutDateMoved: true,
      });
      expect(sentIds(sync)).toEqual(allIds(450));
      const [row] = await engine.store.staging.entityHistory(sync.lane, '1000');
      expect(row).toMatchObject({ status: 'S', tgtId: sync.target.records.find(({ srcId }) => srcId === '1000')?.tgtId });
      expect((await engine.store.cutDates.get(sync.lane))?.cursor).toMatchObject({ srcId: '1449' });
    });

    it('S02 writes nothing when nothing has changed', async () => {
      const sync = await newSync(engine, { overlapSeconds: 3600 });
      sync.source.put('order', records(50));
      await run(sync);
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 0, unchanged: 50, read: 50 } });
      expect(sync.target.writes).toHaveLength(50);
    });

    it('S03 sends only what has changed, to the record it made before', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(50));
      await run(sync);
      const [before] = sync.target.records.filter((record) => record.srcId === '1007');
      sync.source.put('order', records(8, () => ({ value: -1, laterSeconds: 90_000 })).slice(7));
      expect(await run(sync)).toMatchObject({ counts: { read: 1, sent: 1 } });
      const [after] = sync.target.records.filter((record) => record.srcId === '1007');
      expect(after).toMatchObject({ tgtId: before?.tgtId, entity: { data: { value: -1 } } });
      const history = await engine.store.staging.entityHistory(sync.lane, '1007');
      expect(history.map(({ status, tgtId, change }) => [status, tgtId, change])).toEqual([
        ['S', before?.tgtId, 'updated'],
        ['S', before?.tgtId, 'created'],
      ]);
      expect(sync.target.records).toHaveLength(50);
    });

    it('takes a refused entity as one failure, retries exactly it, and completes', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(30));
      sync.target.refuse = ({ srcId }) =>
        srcId === '1003' || srcId === '1004' ? { status: 'failed', code: 'INVALID', message: 'the country is not known' } : undefined;
      const task = await engine.client.start(sync.syncId);
      const failed = await task.settled(undefined, 50);
      expect(failed).toMatchObject({
        status: 'Fail',
        isClosed: false,
        counts: { sent: 28, failed: 2 },
        isCutDateMoved: true,
        reasons: [{ code: 'INVALID', count: 2, exampleSrcId: '1003' }],
      });

      sync.target.refuse = () => undefined;
      await task.retry({ srcIds: ['1004'] });
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail', counts: { sent: 29, failed: 1 } });
      await task.retry();
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { read: 30, sent: 30, failed: 0 } });
      expect(sync.target.writes).toHaveLength(32);
      expect(sync.target.records).toHaveLength(30);
    });

    it('keeps a failed entity for its task, and lets later tasks pass', async () => {
      const sync = await newSync(engine, { overlapSeconds: 36_000 });
      sync.source.put('order', records(10));
      sync.target.refuse = ({ srcId }) => (srcId === '1009' ? { status: 'failed', code: 'INVALID', message: 'no' } : undefined);
      expect(await run(sync)).toMatchObject({ status: 'Fail' });
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { unchanged: 9, ignored: 1 } });
      expect(sync.target.writes).toHaveLength(10);
    });

    it('closes a failed task by itself once a later one brought its entities through', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(10));
      sync.target.refuse = ({ data }) => (data['value'] === 3 ? { status: 'failed', code: 'INVALID', message: 'no' } : undefined);
      const failing = await engine.client.start(sync.syncId);
      expect(await failing.settled(undefined, 50)).toMatchObject({ status: 'Fail' });
      sync.source.put('order', records(10, () => ({ value: 100, laterSeconds: 7200 })).slice(3, 4));
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 1 } });
      expect(await failing.result()).toMatchObject({ status: 'Completed', counts: { failed: 0 } });
    });

    it('S30 holds the cut date for failures where the sync is strict, and jumps to the end after the retry', async () => {
      const sync = await newSync(engine, { onFailure: 'strict' });
      sync.source.put('order', records(10));
      sync.target.refuse = ({ srcId }) => (srcId === '1004' ? { status: 'failed', code: 'INVALID', message: 'no' } : undefined);
      const task = await engine.client.start(sync.syncId);
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail', isCutDateMoved: false });
      expect(await engine.store.cutDates.get(sync.lane)).toBeUndefined();
      sync.target.refuse = () => undefined;
      await task.retry();
      expect(await task.result()).toMatchObject({ status: 'Completed', isCutDateMoved: true });
      expect((await engine.store.cutDates.get(sync.lane))?.cursor).toMatchObject({ srcId: '1009' });
    });

    it('fails a record that cannot be mapped or read, keeps it, and sends the others', async () => {
      const sync = await newSync(
        engine,
        { mapping: 'm' },
        { m: { n: { src: [{ key: 'number', label: 'n' }], funct: 'n = 1002 ? $error("the number is cursed") : n' } } },
      );
      sync.source.put('order', records(5));
      sync.source.putProblem({ code: 'no-id', message: 'the record has no id', raw: { total: 7 } });
      const task = await engine.client.start(sync.syncId);
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail', counts: { read: 6, sent: 4, failed: 2 } });
      const stored = await engine.store.tasks.get(task.taskId);
      const failed = await engine.store.staging.entities({ taskNo: stored?.taskNo ?? 0, statuses: ['F'], limit: 10 });
      expect(failed.map((row) => row.message).sort()).toEqual([
        expect.stringMatching(/^rule n: the number is cursed — with/),
        'the record has no id',
      ]);
      for (const row of failed) expect((await engine.store.staging.payload(row.taskNo, row.seq))?.raw).toBeTruthy();
    });

    it('keeps raw records of failures alone where the sync says so, and retries from the source', async () => {
      const sync = await newSync(engine, { keepRaw: 'failed' });
      sync.source.put('order', records(3));
      sync.target.refuse = ({ srcId }) => (srcId === '1001' ? { status: 'failed', code: 'INVALID', message: 'no' } : undefined);
      const task = await engine.client.start(sync.syncId);
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail' });
      const stored = await engine.store.tasks.get(task.taskId);
      expect(await engine.store.staging.payload(stored?.taskNo ?? 0, 2)).not.toHaveProperty('raw');
      sync.target.refuse = () => undefined;
      await task.retry();
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 3 } });
    });

    it('S31 reads ties across pages exactly once', async () => {
      const sync = await newSync(engine, { pageSize: 20, maxEntitiesInMessageBody: 20 });
      const [first] = records(1);
      sync.source.put(
        'order',
        allIds(70).map((srcId) => ({ srcId, updatedAt: first?.updatedAt as never, data: {} })),
      );
      await run(sync);
      expect(sentIds(sync)).toEqual(allIds(70));
    });

    // The crash matrix continues as new on every store; this many entities take the stand-in for DynamoDB a minute.
    if (stores.kind === 'embedded') {
      it('continues as new without losing or repeating anything', async () => {
        const sync = await newSync(engine, { pageSize: 10, pagesPerRead: 1, maxEntitiesInMessageBody: 5 });
        sync.source.put('order', records(1000));
        expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 1000 } });
        expect(sentIds(sync)).toEqual(allIds(1000));
      });
    }

    it('S20 pauses for refused credentials with nothing failed, and goes on after resume', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(10));
      sync.target.beforeWrite = () => {
        throw new ConnectorError('Auth', 'the token was refused; check settings.token', { endpoint: 'crm', effect: 'none' });
      };
      const task = await engine.client.start(sync.syncId);
      expect(await task.settled(undefined, 50)).toMatchObject({
        status: 'Paused',
        note: '[crm] the token was refused; check settings.token',
        counts: { failed: 0 },
      });
      sync.target.beforeWrite = () => {};
      await task.resume();
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 10 } });
    });

    it('goes on after resume with the config that is applied then', async () => {
      const sync = await newSync(engine, {}, {}, { maxBatch: 0 });
      sync.source.put('order', records(10));
      const task = await engine.client.start(sync.syncId);
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Paused', note: expect.stringContaining('settings.maxBatch') });
      const { source, target, txType } = sync.lane;
      const endpoint = (system: string) => ({ connector: 'memory', settings: { system } });
      await engine.apply({
        endpoints: { [source]: endpoint(source), [target]: endpoint(target) },
        syncs: { [sync.syncId]: { source, target, txType } },
      });
      await task.resume();
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 10 } });
    });

    it('S36 fails at once, and says why, when the sync cannot run as configured', async () => {
      await newSync(engine);
      const task = await engine.client.start('no-such-sync');
      expect(await task.settled(undefined, 50)).toMatchObject({
        status: 'Fail',
        isClosed: true,
        note: expect.stringContaining('There is no sync "no-such-sync"'),
      });
      const aimless = await newSync(engine, { target: 'gone' });
      expect(await run(aimless)).toMatchObject({
        status: 'Fail',
        isClosed: true,
        note: expect.stringContaining('There is no endpoint "gone"'),
      });
      expect(aimless.target.writes).toEqual([]);
    });

    it('stays open when it is retried and the applied config no longer has its sync', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(3));
      sync.target.refuse = ({ srcId }) => (srcId === '1001' ? { status: 'failed', code: 'INVALID', message: 'no' } : undefined);
      const task = await engine.client.start(sync.syncId);
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail' });
      await newSync(engine);
      await task.retry();
      expect(await task.settled(undefined, 50)).toMatchObject({
        status: 'Fail',
        isClosed: false,
        note: expect.stringContaining(`the retry could not run: There is no sync "${sync.syncId}"`),
      });
    });

    it('says so when its workflow was ended from outside', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(10));
      let letGo = () => {};
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const begun = new Promise<void>((resolve) => {
        sync.source.beforeRead = async () => {
          resolve();
          await held;
        };
      });
      const task = await engine.client.start(sync.syncId);
      await begun;
      await engine.client.temporal.workflow.getHandle(task.taskId).terminate('by hand');
      expect(await task.settled(undefined, 50)).toMatchObject({
        status: 'Cancelled',
        isClosed: true,
        note: expect.stringContaining('TERMINATED'),
      });
      letGo();
    });

    it('S08 looks before it writes again when the answer was lost', async () => {
      const sync = await newSync(engine, {}, {}, { idempotency: 'lookup', maxBatch: 4 });
      sync.source.put('order', records(10));
      let cuts = 0;
      sync.target.afterWrite = () => {
        cuts += 1;
        if (cuts === 2) throw new ConnectorError('Transient', 'the connection broke', { endpoint: 'crm' });
      };
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 10 } });
      expect(sync.target.records).toHaveLength(10);
      expect(sentIds(sync)).toEqual(allIds(10));
    });

    it('tries what fails for a passing reason again before it is called failed [W50]', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(5));
      let locked = 2;
      sync.target.refuse = ({ srcId }) =>
        srcId === '1002' && locked-- > 0 ? { status: 'failed', code: 'LOCKED', message: 'locked', isPassing: true } : undefined;
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 5, failed: 0 } });
    });

    it('S12 stops with a clear error when the source would never end', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(5));
      const read = sync.source.read.bind(sync.source);
      sync.source.read = async (request) => ({ ...(await read(request)), isDone: false });
      expect(await run(sync)).toMatchObject({ status: 'Incompleted', note: expect.stringContaining('would never end') });
      expect(await engine.store.cutDates.get(sync.lane)).toBeUndefined();
    });
  });
});
