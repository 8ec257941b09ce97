import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../../core/errors.js';
import { type Instant, secondsBefore } from '../../core/instant.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { newSync, type TestSync } from '../support/new-sync.js';
import { records } from '../support/records.js';

let engine: TestEngine;

const [record] = records(1);
const srcId = record?.srcId ?? '';
const later = (seconds: number) => secondsBefore(record?.updatedAt as Instant, -seconds);

function remove(sync: TestSync, seconds = 60): void {
  sync.source.put('order', [{ srcId, updatedAt: later(seconds), data: { was: 'here' }, isDeleted: true }]);
}

async function run(sync: TestSync) {
  return await (await engine.client.start(sync.syncId)).settled(undefined, 50);
}

describe.each(await everyStore())('a record that was deleted in the source, on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  async function sent(settings: Readonly<Record<string, unknown>> = { deletions: 'send' }, target = {}) {
    const sync = await newSync(engine, settings, {}, target);
    sync.source.put('order', records(1));
    await run(sync);
    return sync;
  }

  it('is deleted in the target, once', async () => {
    const sync = await sent();
    remove(sync);
    expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 1 } });
    expect(sync.target.records).toEqual([]);
    expect(sync.target.writes.at(-1)).toMatchObject({ srcId, isDeleted: true, data: {}, tgtId: 'order-1' });
    remove(sync, 90);
    expect(await run(sync)).toMatchObject({ counts: { unchanged: 1 } });
    expect(sync.target.writes).toHaveLength(2);
    const [, deleted] = await engine.store.staging.entityHistory(sync.lane, srcId);
    expect(deleted).toMatchObject({ status: 'S', change: 'deleted', tgtId: 'order-1' });
  });

  it('is created anew where it comes back', async () => {
    const sync = await sent();
    remove(sync);
    await run(sync);
    sync.source.put('order', [{ ...record, srcId, updatedAt: later(120), data: { is: 'back' } }]);
    expect(await run(sync)).toMatchObject({ counts: { sent: 1 } });
    expect(sync.target.writes.at(-1)).not.toHaveProperty('tgtId');
    expect(sync.target.records).toMatchObject([{ tgtId: 'order-2', entity: { data: { is: 'back' } } }]);
  });

  it('stays in the target where the sync says so, and what is known of it stays as it is', async () => {
    const sync = await sent({});
    remove(sync);
    expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { ignored: 1, sent: 0 } });
    expect(sync.target.records).toHaveLength(1);
    const [row] = await engine.store.staging.entityHistory(sync.lane, srcId);
    expect(row).toMatchObject({ status: 'I', reason: 'deletion' });
    sync.source.put('order', [{ ...record, srcId, updatedAt: later(120), data: record?.data ?? {} }]);
    expect(await run(sync)).toMatchObject({ counts: { unchanged: 1 } });
  });

  it('is not asked of the target where it was never sent', async () => {
    const sync = await newSync(engine, { deletions: 'send' });
    remove(sync);
    expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { ignored: 1 } });
    expect(sync.target.writes).toEqual([]);
  });

  it('fails where the target cannot delete, with what to do', async () => {
    const sync = await sent({ deletions: 'send' }, { canDelete: false });
    remove(sync);
    expect(await run(sync)).toMatchObject({ status: 'Fail', counts: { failed: 1 } });
    const [row] = await engine.store.staging.entityHistory(sync.lane, srcId);
    expect(row).toMatchObject({ code: 'CANNOT_DELETE', message: expect.stringContaining('deletions: ignore') });
  });

  it('is deleted once where the answer was lost, and looked for before it is tried again', async () => {
    const sync = await sent();
    remove(sync);
    let answers = 0;
    sync.target.afterWrite = () => {
      answers += 1;
      if (answers === 1) throw new ConnectorError('Transient', 'cut', { endpoint: sync.lane.target });
    };
    expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 1 } });
    expect(sync.target.writes.filter((entity) => entity.isDeleted)).toHaveLength(1);
    expect(sync.target.records).toEqual([]);
  });

  it('is deleted by a retry, and not brought back by it', async () => {
    const sync = await sent();
    remove(sync);
    sync.target.refuse = () => ({ status: 'failed', code: 'LOCKED', message: 'no' });
    const task = await engine.client.start(sync.syncId);
    expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail' });
    sync.target.refuse = () => undefined;
    sync.source.forget('order', [srcId]);
    await task.retry();
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 1 } });
    expect(sync.target.records).toEqual([]);
  });

  it('is stale where something newer is known', async () => {
    const sync = await sent();
    remove(sync, -60);
    expect(await run(sync)).toMatchObject({ counts: { sent: 0 } });
    expect(sync.target.records).toHaveLength(1);
  });
});
