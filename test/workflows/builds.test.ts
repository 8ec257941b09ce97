import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { laneId } from '../../core/ids.js';
import { TestEngine } from '../support/engine.js';
import { newSync } from '../support/new-sync.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

let engine: TestEngine;
beforeAll(async () => {
  engine = await TestEngine.start();
});
afterAll(async () => await engine.stop());

const buildOf = async (workflowId: string) => {
  const { raw } = await engine.environment.client.workflow.getHandle(workflowId).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
};

/** Workers of a build say that they are there by asking for work. */
async function promoted(buildId: string): Promise<void> {
  await until(`build ${buildId} takes over`, async () => {
    return await engine.client.builds.promote(buildId).then(
      () => true,
      () => false,
    );
  });
}

it('S41 a new build takes over while a task runs: the transfer ends on the build that it began on, the task goes on with the new one', async () => {
  expect(await engine.client.builds.list()).toEqual([]);
  await expect(engine.client.builds.promote('one')).rejects.toMatchObject({
    code: 'NotFound',
    message: expect.stringContaining('--build-id one'),
  });
  const sync = await newSync(engine, { maxEntitiesInMessageBody: 5, chunksInFlight: 1, pageSize: 5, pagesPerRead: 1 });
  sync.source.put('order', records(20));
  await engine.startWorkers({ buildId: 'one' });
  await promoted('one');
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let held = 0;
  sync.target.beforeWrite = async () => {
    held += 1;
    await opened;
  };
  const task = await engine.client.start(sync.syncId);
  await until('a chunk is being written', () => held > 0);
  const stopFirst = engine.detachWorkers();
  await engine.startWorkers({ buildId: 'two' });
  await promoted('two');
  expect(await engine.client.builds.list()).toEqual(
    expect.arrayContaining([
      { buildId: 'two', state: 'current' },
      { buildId: 'one', state: 'draining' },
    ]),
  );
  open();
  expect(await task.result()).toMatchObject({ status: 'Completed', counts: { read: 20, sent: 20 } });
  expect([await buildOf(laneId(sync.lane)), await buildOf(task.taskId)]).toEqual(['one', 'two']);
  expect(sync.target.writes).toHaveLength(20);
  await stopFirst();
  sync.source.put('order', records(21).slice(20));
  const next = await engine.client.start(sync.syncId);
  expect(await next.result()).toMatchObject({ status: 'Completed', counts: { sent: 1 } });
  expect(await buildOf(laneId(sync.lane))).toBe('two');
});
