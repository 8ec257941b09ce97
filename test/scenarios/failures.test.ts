import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SyncTaskHandle } from '../../client/sync-task-handle.js';
import type { StagedRow } from '../../stores/store.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { newSync, type TestSync } from '../support/new-sync.js';
import { records } from '../support/records.js';

let engine: TestEngine;

const run = async ({ syncId }: TestSync) => await (await engine.client.start(syncId)).settled(undefined, 50);

async function failedRows({ taskId }: SyncTaskHandle): Promise<readonly StagedRow[]> {
  const task = await engine.store.tasks.get(taskId);
  return await engine.store.staging.entities({ taskNo: task?.taskNo ?? 0, statuses: ['F'], limit: 1000 });
}

const cursed = { number: { src: [{ key: 'number', label: 'n' }], funct: 'n = 1250 ? $error("the number is cursed") : n' } };

describe.each(await everyStore())('on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  describe('one record that cannot be mapped', () => {
    it('S13 one poisoned record among 500 fails alone with its rule and its raw record, and later tasks go on', async () => {
      const sync = await newSync(engine, { mapping: 'm' }, { m: cursed });
      sync.source.put('order', records(500));
      const task = await engine.client.start(sync.syncId);
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail', counts: { sent: 499, failed: 1 }, isCutDateMoved: true });
      const [row, ...others] = await failedRows(task);
      expect(others).toEqual([]);
      expect(row).toMatchObject({ srcId: '1250', code: 'Mapping', message: expect.stringMatching(/^rule number: the number is cursed/) });
      expect(await engine.store.staging.payload(row?.taskNo ?? 0, row?.seq ?? 0)).toMatchObject({ raw: { number: 1250 } });
      sync.source.put('order', records(501).slice(500));
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { read: 1, sent: 1 } });
    });

    it('S13 the same record holds the cut date where the sync is strict', async () => {
      const sync = await newSync(engine, { mapping: 'm', onFailure: 'strict' }, { m: cursed });
      sync.source.put('order', records(260));
      expect(await run(sync)).toMatchObject({ status: 'Fail', counts: { sent: 259, failed: 1 }, isCutDateMoved: false });
      expect(await run(sync)).toMatchObject({ status: 'Fail', counts: { read: 260, sent: 0, unchanged: 259 }, isCutDateMoved: false });
      expect(sync.target.writes).toHaveLength(259);
    });

    // No store has a part in it.
    if (stores.kind === 'embedded') {
      it('S37 expressions that never end or grow without bounds fail their record, and the worker serves the next sync', async () => {
        for (const funct of ['($f := function($n) { $f($n + 1) }; $f(1))', '[1..9999999]', '$eval("process.exit()")', '$pad("x", 1e9)']) {
          const sync = await newSync(engine, { mapping: 'm' }, { m: { x: { funct } } });
          sync.source.put('order', records(1));
          expect([funct, await run(sync)]).toMatchObject([funct, { status: 'Fail', counts: { failed: 1 } }]);
        }
        const sound = await newSync(engine);
        sound.source.put('order', records(3));
        expect(await run(sound)).toMatchObject({ status: 'Completed', counts: { sent: 3 } });
      });
    }
  });

  describe('a record without id', () => {
    it('S14 a date with a fraction is taken as it is, and the record without id fails alone', async () => {
      const orders = { txType: 'order', records: [{ srcId: '2', updatedAt: '2024-01-01T00:00:00.123Z', data: { number: 2 } }] };
      const endpoints = {
        fractions: { connector: 'memory', settings: { system: 'fractions', records: [orders] } },
        taker: { connector: 'memory', settings: { system: 'taker' } },
      };
      engine.systems.get('fractions').putProblem({ code: 'NO_ID', message: 'the record has no id', raw: { number: 1 } });
      await engine.apply({ endpoints, syncs: { fractions: { source: 'fractions', target: 'taker', txType: 'order' } } });
      const task = await engine.client.start('fractions');
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail', counts: { sent: 1, failed: 1 } });
      expect(await failedRows(task)).toMatchObject([{ code: 'NO_ID' }]);
      const [sent] = engine.systems.get('taker').writes;
      expect(sent).toMatchObject({ srcId: '2', updatedAt: '2024-01-01T00:00:00.123000Z' });
    });
  });

  describe('a target that refuses two in five', () => {
    it('S15 S16 the others go through, a retry sends exactly the refused ones, and every attempt is kept', async () => {
      const sync = await newSync(engine);
      sync.source.put('order', records(50));
      const isRefused = (srcId: string) => Number(srcId) % 5 < 2;
      sync.target.refuse = ({ srcId }) =>
        isRefused(srcId) ? { status: 'failed', code: 'INVALID', message: 'no such country' } : undefined;
      const task = await engine.client.start(sync.syncId);
      expect(await task.settled(undefined, 50)).toMatchObject({
        status: 'Fail',
        isClosed: false,
        counts: { read: 50, sent: 30, failed: 20 },
        reasons: [{ code: 'INVALID', count: 20 }],
      });
      expect((await failedRows(task)).every(({ srcId }) => isRefused(srcId))).toBe(true);
      const before = sync.target.writes.length;
      sync.target.refuse = () => undefined;
      await task.retry();
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { read: 50, sent: 50, failed: 0 } });
      const again = sync.target.writes.slice(before).map(({ srcId }) => srcId);
      expect(again).toHaveLength(20);
      expect(again.every(isRefused)).toBe(true);
      const attempts = await engine.store.staging.entityHistory(sync.lane, '1005');
      expect(attempts.map(({ status, attempt }) => [status, attempt])).toEqual([
        ['S', 2],
        ['F', 1],
      ]);
    });
  });
});
