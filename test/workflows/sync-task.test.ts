import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestEngine } from '../support/engine.js';
import { records } from '../support/records.js';

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.start();
});
afterAll(async () => await engine.stop());

let names = 0;

/** A sync between two fresh memory systems, with the workers serving it. */
async function newSync(settings: Record<string, unknown> = {}) {
  names += 1;
  const [source, target, syncId] = [`shop${names}`, `crm${names}`, `orders${names}`];
  await engine.apply({
    endpoints: {
      [source]: { connector: 'memory', settings: { system: source } },
      [target]: { connector: 'memory', settings: { system: target } },
    },
    syncs: { [syncId]: { source, target, txType: 'order', overlapSeconds: 0, ...settings } },
  });
  await engine.stopWorkers();
  await engine.startWorkers();
  return {
    syncId,
    source: engine.systems.get(source),
    target: engine.systems.get(target),
    lane: { source, target, txType: 'order' as const },
  };
}

describe('syncTask', () => {
  it('brings everything over once, commits the cut date and completes', async () => {
    const { syncId, source, target, lane } = await newSync({ pageSize: 100, maxEntitiesInMessageBody: 40 });
    source.put('order', records(450));
    const task = await engine.client.start(syncId);
    const report = await task.result();
    expect(report).toMatchObject({
      status: 'Completed',
      isClosed: true,
      counts: { read: 450, sent: 450, failed: 0, pending: 0 },
      isCutDateMoved: true,
    });
    expect(target.records.map((record) => record.srcId).sort()).toEqual(records(450).map((record) => record.srcId));
    expect(target.writes).toHaveLength(450);
    expect((await engine.store.cutDates.get(lane))?.cursor.srcId).toBe('1449');
  });
});
