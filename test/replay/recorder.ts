import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { projectRoot } from '../../client/cli/dev/project-root.js';
import { controlQueue, laneId } from '../../core/ids.js';
import { maintenanceType, notifyId } from '../../workflows/messages.js';
import { TestEngine } from '../support/engine.js';
import { newSync } from '../support/new-sync.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

const histories = join(projectRoot, 'test', 'replay', 'histories');
const invalid = { status: 'failed', code: 'INVALID', message: 'the country is not known' } as const;

// Not a test: `node scripts/record-histories.mjs` runs it to record the histories anew.
describe('records', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    mkdirSync(histories, { recursive: true });
    engine = await TestEngine.start();
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  /** Every run of a workflow, oldest first. */
  async function save(name: string, workflowId: string): Promise<number> {
    const { workflow } = engine.environment.client;
    const runs: string[] = [];
    await until(`the runs of ${workflowId} are listed`, async () => {
      runs.length = 0;
      for await (const { runId } of workflow.list({ query: `WorkflowId = "${workflowId}"` })) runs.unshift(runId);
      return runs.length > 0;
    });
    for (const [index, runId] of runs.entries()) {
      const history = historyToJSON(await workflow.getHandle(workflowId, runId).fetchHistory());
      writeFileSync(join(histories, `${name}${runs.length > 1 ? `-${index + 1}` : ''}.json`), `${history}\n`);
    }
    return runs.length;
  }

  it('a plain run', async () => {
    const sync = await newSync(engine, { pageSize: 5, pagesPerRead: 1, maxEntitiesInMessageBody: 3 });
    sync.source.put('order', records(12));
    const task = await engine.client.start(sync.syncId);
    await task.result();
    expect(await save('plain-task', task.taskId)).toBeGreaterThan(0);
    expect(await save('plain-transfer', laneId(sync.lane))).toBeGreaterThan(0);
  });

  it('failures and their retry', async () => {
    const sync = await newSync(engine);
    sync.source.put('order', records(4));
    sync.target.refuse = ({ srcId }) => (srcId === '1002' ? invalid : undefined);
    const task = await engine.client.start(sync.syncId);
    await task.settled(undefined, 50);
    sync.target.refuse = () => undefined;
    await task.retry();
    await task.result();
    expect(await save('retried-task', task.taskId)).toBeGreaterThan(0);
    expect(await save('retried-transfer', laneId(sync.lane))).toBeGreaterThan(0);
  });

  it('pause, resume, and a second task that is skipped meanwhile', async () => {
    const sync = await newSync(engine, { pageSize: 2, pagesPerRead: 1, maxEntitiesInMessageBody: 2, chunksInFlight: 1 });
    sync.source.put('order', records(6));
    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    let isWaiting = false;
    sync.target.beforeWrite = async () => {
      isWaiting = true;
      await opened;
    };
    const task = await engine.client.start(sync.syncId);
    await until('a chunk waits', () => isWaiting);
    await task.pause();
    const skipped = await engine.client.start(sync.syncId);
    await skipped.result();
    open();
    await until('it is paused', async () => (await task.report()).status === 'Paused');
    await task.resume();
    await task.result();
    expect(await save('paused-task', task.taskId)).toBeGreaterThan(0);
    expect(await save('paused-transfer', laneId(sync.lane))).toBeGreaterThan(0);
    expect(await save('skipped-task', skipped.taskId)).toBeGreaterThan(0);
  });

  it('the maintenance', async () => {
    await newSync(engine);
    const { workflow } = engine.environment.client;
    await workflow.execute(maintenanceType, { workflowId: maintenanceType, taskQueue: controlQueue });
    expect(await save('maintenance', maintenanceType)).toBe(1);
  });

  it('a notification', async () => {
    const channels = { ops: { kind: 'command', command: ['true'] } };
    const notice = { channels: ['ops'], on: ['Completed'] };
    const sync = await newSync(engine, {}, {}, {}, { channels, syncTaskNotification: { '*': { '*': notice } } });
    const task = await engine.client.start(sync.syncId);
    await task.result();
    const [message] = await engine.store.outbox.list({ taskId: task.taskId, limit: 1 });
    await engine.environment.client.workflow.getHandle(notifyId(message?.id ?? '')).result();
    expect(await save('told-task', task.taskId)).toBe(1);
    expect(await save('notify', notifyId(message?.id ?? ''))).toBe(1);
  });

  it('a transfer that continues as new', async () => {
    const sync = await newSync(engine, { pageSize: 1, pagesPerRead: 1, maxEntitiesInMessageBody: 1 });
    sync.source.put('order', records(170));
    const task = await engine.client.start(sync.syncId);
    await task.result();
    expect(await save('continued-task', task.taskId)).toBeGreaterThan(0);
    expect(await save('continued-transfer', laneId(sync.lane))).toBeGreaterThan(0);
  });
});
