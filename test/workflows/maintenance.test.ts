import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { controlQueue } from '../../core/ids.js';
import { toInstant } from '../../core/instant.js';
import { maintenanceType } from '../../workflows/messages.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { newSync } from '../support/new-sync.js';
import { records } from '../support/records.js';

let engine: TestEngine;

const dayMs = 86_400_000;

/** Runs the maintenance of the schedule that `apply` makes. */
async function maintain(): Promise<unknown> {
  await engine.client.schedules.putMaintenance(true);
  const { workflow } = engine.environment.client;
  const handle = await workflow.start(maintenanceType, { workflowId: maintenanceType, taskQueue: controlQueue });
  return await handle.result();
}

describe.each(await everyStore())('on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  it('deletes what is older than the config says, and the next run knows every entity still', async () => {
    const sync = await newSync(engine);
    sync.source.put('order', records(30));
    const first = await (await engine.client.start(sync.syncId)).result();
    const edited = records(10, (index) => ({ value: 1000 + index, laterSeconds: 7200 }));
    sync.source.put('order', edited);
    await (await engine.client.start(sync.syncId)).result();
    expect(await maintain()).toEqual({ tasks: 0, rows: 0, packs: 0, notifications: 0, messages: 0 });

    engine.now = () => new Date(Date.now() + 400 * dayMs);
    expect(await maintain()).toEqual({ tasks: 0, rows: 10, packs: 2, notifications: 0, messages: 0 });
    const { taskNo } = (await engine.store.tasks.get(first.taskId)) ?? { taskNo: 0 };
    expect(await engine.store.staging.entities({ taskNo, limit: 100 })).toHaveLength(20);

    const writes = sync.target.writes.length;
    const all = { updatedAt: toInstant(0) };
    const { version = 0 } = (await engine.store.cutDates.get(sync.lane)) ?? {};
    await engine.store.cutDates.commit({ lane: sync.lane, expectedVersion: version, cursor: all, committedBy: 'test', at: toInstant(0) });
    const again = await (await engine.client.start(sync.syncId)).result();
    expect(again).toMatchObject({ status: 'Completed', counts: { read: 30, unchanged: 30, sent: 0 } });
    expect(sync.target.writes).toHaveLength(writes);
  });
});
