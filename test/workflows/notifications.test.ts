import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../../core/errors.js';
import { controlQueue } from '../../core/ids.js';
import { toInstant } from '../../core/instant.js';
import { notificationOf } from '../../core/notification.js';
import { maintenanceType } from '../../workflows/messages.js';
import { TestEngine } from '../support/engine.js';
import { newSync, type TestSync } from '../support/new-sync.js';
import { Receiver } from '../support/receiver.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

let engine: TestEngine;
beforeAll(async () => {
  engine = await TestEngine.start();
  await engine.startWorkers();
});
afterAll(async () => await engine.stop());

const everything = ['Completed', 'Fail', 'Incompleted', 'Paused', 'Stuck'];
const invalid = { status: 'failed', code: 'INVALID', message: 'the country is not known' } as const;

describe('people are told', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await Receiver.open();
  });
  afterEach(async () => await receiver[Symbol.asyncDispose]());

  async function toldSync(settings: object = {}, on: readonly string[] = everything): Promise<TestSync> {
    const channels = { ops: { kind: 'webhook', url: receiver.url, secret: 's' } };
    return await newSync(
      engine,
      { ...settings },
      {},
      {},
      { channels, syncTaskNotification: { '*': { order: { channels: ['ops'], on } } } },
    );
  }

  interface Told {
    readonly type: string;
    readonly text: string;
    readonly data: { readonly taskId: string };
  }
  const told = (): readonly Told[] => receiver.received.map(({ body }) => JSON.parse(body) as Told);
  const types = () => told().map(({ type }) => type);

  it('S15 of failures, with counts and reasons and without the records; then of the retry that mends them [W27 W46]', async () => {
    const sync = await toldSync();
    sync.source.put('order', records(10));
    sync.target.refuse = ({ srcId }) => (Number(srcId) % 5 < 2 ? invalid : undefined);
    const task = await engine.client.start(sync.syncId);
    await task.settled(undefined, 50);
    await until('the failure was told', () => types().includes('sync_task.fail'));
    const [first] = receiver.received;
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      type: 'sync_task.fail',
      text: expect.stringContaining(`datawald retry ${task.taskId}`),
      data: {
        taskId: task.taskId,
        status: 'Fail',
        counts: { read: 10, sent: 6, failed: 4 },
        reasons: [{ code: 'INVALID', message: invalid.message, count: 4 }],
      },
    });
    expect(first?.body).not.toContain('"value"');
    sync.target.refuse = () => undefined;
    await task.retry();
    await task.result();
    await until('the end was told', () => types().length === 2);
    expect(types()).toEqual(['sync_task.fail', 'sync_task.completed']);
    const messages = async () => await engine.store.outbox.list({ taskId: task.taskId, limit: 10 });
    await until('both are noted', async () => (await messages()).every(({ state }) => state === 'delivered'));
    expect((await messages()).map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  it('by a receiver that is down at first, without holding up the task, and under one id [W46]', async () => {
    const sync = await toldSync();
    sync.source.put('order', records(3));
    receiver.answers.push({ status: 500 }, { status: 503, headers: { 'retry-after': '1' } });
    const task = await engine.client.start(sync.syncId);
    expect(await task.result()).toMatchObject({ status: 'Completed' });
    const delivered = async () => (await engine.store.outbox.list({ taskId: task.taskId, limit: 10 }))[0]?.state === 'delivered';
    await until('it is delivered', delivered, 30_000);
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('S20 of credentials that are refused, once', async () => {
    const sync = await toldSync();
    sync.source.put('order', records(3));
    let isRefused = true;
    sync.target.beforeWrite = async () => {
      if (isRefused) throw new ConnectorError('Auth', 'answered 401', { endpoint: sync.lane.target, effect: 'none' });
    };
    const task = await engine.client.start(sync.syncId);
    await until('it was told', () => types().includes('sync_task.paused'));
    expect(told()[0]?.text).toContain(`datawald resume ${task.taskId}`);
    isRefused = false;
    await until('it goes on', async () => (await task.resume().catch(() => undefined)) !== undefined);
    expect(await task.result()).toMatchObject({ status: 'Completed' });
    await until('the end was told', () => types().length === 2);
    expect(types()).toEqual(['sync_task.paused', 'sync_task.completed']);
  });

  it('of nothing that nobody asked for', async () => {
    const sync = await toldSync({}, ['Fail']);
    sync.source.put('order', records(3));
    const task = await engine.client.start(sync.syncId);
    expect(await task.result()).toMatchObject({ status: 'Completed' });
    expect(await engine.store.outbox.list({ taskId: task.taskId, limit: 10 })).toEqual([]);
  });

  it('by the maintenance of what a terminated task left behind, and again by a person', async () => {
    const sync = await toldSync();
    sync.source.put('order', records(1));
    const task = await engine.client.start(sync.syncId);
    const report = await task.result();
    await until('the end was told', () => types().length === 1);
    const at = toInstant(Date.now() - 7_200_000);
    const body = notificationOf({ kind: 'Fail', no: 9, at }, report);
    await engine.store.tasks.update(task.taskId, { messages: [{ id: 'left-behind', channel: 'ops', body }], at });
    const { workflow } = engine.environment.client;
    await workflow.execute(maintenanceType, { workflowId: maintenanceType, taskQueue: controlQueue });
    await until('it was delivered', async () => (await engine.store.outbox.get('left-behind'))?.state === 'delivered');
    expect(types()).toEqual(['sync_task.completed', 'sync_task.fail']);
    await until('the first delivery has ended', async () => {
      return await engine.client.deliverAgain('left-behind').then(
        () => true,
        () => false,
      );
    });
    await until('it came again', () => types().length === 3);
  });
});
