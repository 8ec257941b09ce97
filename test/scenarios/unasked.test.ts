import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../../core/errors.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { newSync } from '../support/new-sync.js';
import { records } from '../support/records.js';

let engine: TestEngine;

describe.each(await everyStore())('on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  describe('a target that can neither match what it gets nor be asked', () => {
    const small = { maxEntitiesInMessageBody: 10, chunksInFlight: 1 };
    const blind = { idempotency: 'none', maxBatch: 2 };
    const cut = (endpoint: string) => new ConnectorError('Transient', 'the connection broke', { endpoint });

    it('S08 stops what it may have taken for a person, sends the rest once, and sends again what she asks for', async () => {
      const sync = await newSync(engine, small, {}, blind);
      sync.source.put('order', records(10));
      let cuts = 1;
      sync.target.afterWrite = (entities) => {
        if (entities.some(({ srcId }) => srcId === '1004') && cuts-- > 0) throw cut(sync.lane.target);
      };
      const task = await engine.client.start(sync.syncId);
      const stopped = await task.settled(undefined, 50);
      expect(stopped).toMatchObject({ status: 'Incompleted', counts: { sent: 8, unknown: 2 }, isCutDateMoved: false });
      expect(stopped.reasons[0]).toMatchObject({ code: 'UnknownOutcome', message: expect.stringContaining('cannot be asked. Look there') });
      expect(sync.target.writes.map(({ srcId }) => srcId)).toEqual(records(10).map(({ srcId }) => srcId));
      await task.retry({ srcIds: ['1005'] });
      expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Incompleted', counts: { sent: 9, unknown: 1 } });
      expect(sync.target.writes.slice(10).map(({ srcId }) => srcId)).toEqual(['1005']);
      const [first, again] = sync.target.writes.filter(({ srcId }) => srcId === '1005');
      expect(again?.key).toBe(first?.key);
      expect(again?.sendingKey).not.toBe(first?.sendingKey);
      expect(await task.dismiss()).toMatchObject({ isClosed: true });
    });

    it('is sent again what was certainly not taken', async () => {
      const sync = await newSync(engine, small, {}, blind);
      sync.source.put('order', records(10));
      let refusals = 2;
      sync.target.beforeWrite = () => {
        if (refusals-- > 0)
          throw new ConnectorError('Throttled', 'answered 429', { endpoint: sync.lane.target, effect: 'none', retryAfterMs: 10 });
      };
      const task = await engine.client.start(sync.syncId);
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 10, unknown: 0 } });
      expect(sync.target.writes).toHaveLength(10);
    });

    it('S07 keeps its doubts about a chunk whose worker was lost, and sends none of it again by itself', async () => {
      const sync = await newSync(engine, small, {}, blind);
      sync.source.put('order', records(10));
      const task = await engine.client.start(sync.syncId);
      const lost = new Promise<void>((resolve) => {
        sync.target.afterWrite = async (entities) => {
          if (!entities.some(({ srcId }) => srcId === '1004')) return;
          sync.target.afterWrite = () => {};
          const { taskNo = 0 } = (await engine.store.tasks.get(task.taskId)) ?? {};
          // As another worker would, that has taken the chunk over from one that is dead.
          await engine.store.staging.claim({ taskNo, first: 1, last: 10, token: 'another', at: '2026-01-01T00:00:00.000000Z' as never });
          resolve();
        };
      });
      await lost;
      const stopped = await task.settled(undefined, 50);
      expect(stopped.status).toBe('Incompleted');
      expect(stopped.counts.sent + stopped.counts.unknown).toBe(10);
      const ids = sync.target.writes.map(({ srcId }) => srcId);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
});
