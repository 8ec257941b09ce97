import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../core/outcome.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { newSync } from '../support/new-sync.js';
import { records } from '../support/records.js';

let engine: TestEngine;

const allIds = (count: number) => Array.from({ length: count }, (_, index) => String(1000 + index));
const locked: Outcome = { status: 'failed', code: 'LOCKED', message: 'locked', isPassing: true };
const refused: Outcome = { status: 'failed', code: 'INVALID', message: 'no', isPassing: false };

describe.each(await everyStore())('on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  describe('a sync that keeps the order of its source', () => {
    const ordered = { ordering: 'source', chunksInFlight: 8, maxEntitiesInMessageBody: 3, pageSize: 4, pagesPerRead: 1 };

    it('sends none before those ahead of it have an outcome, whatever has to be tried again', async () => {
      const sync = await newSync(engine, ordered);
      sync.source.put('order', records(20));
      let refusals = 3;
      sync.target.refuse = ({ srcId }) => (srcId === '1004' && refusals-- > 0 ? locked : undefined);
      const report = await (await engine.client.start(sync.syncId)).result();
      expect(report).toMatchObject({ status: 'Completed', counts: { sent: 20 } });
      expect(sync.target.writes.map(({ srcId }) => srcId)).toEqual([
        '1000',
        '1001',
        '1002',
        '1003',
        '1004',
        '1004',
        '1004',
        ...allIds(20).slice(4),
      ]);
    });

    it('lets others pass one that is refused for good, and retries in the same order', async () => {
      const sync = await newSync(engine, ordered);
      sync.source.put('order', records(12));
      sync.target.refuse = ({ srcId }) => (Number(srcId) % 3 === 0 ? refused : undefined);
      const task = await engine.client.start(sync.syncId);
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail', counts: { sent: 8, failed: 4 } });
      expect(sync.target.writes.map(({ srcId }) => srcId)).toEqual(allIds(12));
      sync.target.refuse = () => undefined;
      await task.retry();
      await task.result();
      expect(sync.target.writes.slice(12).map(({ srcId }) => srcId)).toEqual(['1002', '1005', '1008', '1011']);
    });
  });

  describe('a sync that keeps the order of a key', () => {
    const byKey = { ordering: 'key', orderingKey: 'value', chunksInFlight: 8, maxEntitiesInMessageBody: 6, pageSize: 12, pagesPerRead: 1 };
    /** Twelve records of three keys: 0 1 2 0 1 2 … */
    const threeKeys = () => records(12, (index) => ({ value: index % 3 }));

    it('sends one of a key after the other, and those of different keys together', async () => {
      const sync = await newSync(engine, byKey);
      sync.source.put('order', threeKeys());
      const batches: string[][] = [];
      sync.target.beforeWrite = (entities) => {
        batches.push(entities.map(({ srcId }) => srcId));
      };
      const report = await (await engine.client.start(sync.syncId)).result();
      expect(report).toMatchObject({ status: 'Completed', counts: { sent: 12 } });
      expect(batches).toEqual([
        ['1000', '1001', '1002'],
        ['1003', '1004', '1005'],
        ['1006', '1007', '1008'],
        ['1009', '1010', '1011'],
      ]);
    });

    it('holds up those of the same key alone while one has to be tried again', async () => {
      const sync = await newSync(engine, { ...byKey, maxEntitiesInMessageBody: 12 });
      sync.source.put('order', threeKeys());
      let refusals = 2;
      sync.target.refuse = ({ srcId }) => (srcId === '1001' && refusals-- > 0 ? locked : undefined);
      expect(await (await engine.client.start(sync.syncId)).result()).toMatchObject({ status: 'Completed', counts: { sent: 12 } });
      const written = sync.target.writes.map(({ srcId }) => srcId);
      expect(written.slice(0, 9)).toEqual(['1000', '1001', '1002', '1003', '1005', '1006', '1008', '1009', '1011']);
      expect(written.slice(9)).toEqual(['1001', '1001', '1004', '1007', '1010']);
    });
  });
});
