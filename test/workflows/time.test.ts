import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testServerBinary } from '../../client/cli/dev/temporal-binary.js';
import { ConnectorError } from '../../core/errors.js';
import { TestEngine } from '../support/engine.js';
import { newSync } from '../support/new-sync.js';
import { records } from '../support/records.js';

const binary = await testServerBinary();
if (binary === undefined) process.stderr.write('skipped: the time-skipping test server cannot be had here (it comes from PyPI)\n');
const whereItIs = binary === undefined ? describe.skip : describe;

const hourMs = 3_600_000;

whereItIs('over hours and days', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.startTimeSkipping(binary ?? '');
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  it('a failed task closes as failed at its deadline, 336 hours after its start [W43]', async () => {
    const sync = await newSync(engine);
    sync.source.put('order', records(3));
    sync.target.refuse = ({ srcId }) => (srcId === '1001' ? { status: 'failed', code: 'INVALID', message: 'no' } : undefined);
    const task = await engine.client.start(sync.syncId);
    expect(await task.result()).toMatchObject({ status: 'Fail', isClosed: true, note: expect.stringContaining('336 hours') });
    const { status, startTime, closeTime } = await engine.environment.client.workflow.getHandle(task.taskId).describe();
    expect(status.name).toBe('FAILED');
    expect(((closeTime?.getTime() ?? 0) - startTime.getTime()) / hourMs).toBeCloseTo(336, 1);
    expect(await engine.store.tasks.get(task.taskId)).toMatchObject({ status: 'Fail', closedAt: expect.any(String) });
  });

  it('S19 a target that is down for two hours loses nothing', async () => {
    const sync = await newSync(engine, { maxEntitiesInMessageBody: 10 });
    sync.source.put('order', records(30));
    const upAgainMs = (await engine.environment.currentTimeMs()) + 2 * hourMs;
    let refused = 0;
    sync.target.beforeWrite = async () => {
      if ((await engine.environment.currentTimeMs()) >= upAgainMs) return;
      refused += 1;
      throw new ConnectorError('Transient', 'answered 503. It is tried again.', { endpoint: sync.lane.target, effect: 'none' });
    };
    const task = await engine.client.start(sync.syncId);
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { read: 30, sent: 30, failed: 0, unknown: 0 } });
    expect(sync.target.writes).toHaveLength(30);
    expect(refused).toBeGreaterThan(3 * 60);
    expect(refused).toBeLessThan(3 * 180);
  });

  it('a task that does not move for an hour says that it is stuck, once, and goes on when it can [W46]', async () => {
    const channels = { ops: { kind: 'command', command: ['true'] } };
    const sync = await newSync(engine, {}, {}, {}, { channels, syncTaskNotification: { '*': { '*': { channels: ['ops'] } } } });
    sync.source.put('order', records(3));
    const upAgainMs = (await engine.environment.currentTimeMs()) + 5 * hourMs;
    sync.target.beforeWrite = async () => {
      if ((await engine.environment.currentTimeMs()) >= upAgainMs) return;
      throw new ConnectorError('Transient', 'answered 503. It is tried again.', { endpoint: sync.lane.target, effect: 'none' });
    };
    const task = await engine.client.start(sync.syncId);
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 3 } });
    const messages = await engine.store.outbox.list({ taskId: task.taskId, limit: 10 });
    expect(messages.map(({ body }) => [body.event, body.task.note])).toEqual([['Stuck', expect.stringContaining('1 hours')]]);
  });

  it('S18 a target that asks for thirty seconds is waited for, and nothing fails', async () => {
    const sync = await newSync(engine);
    sync.source.put('order', records(5));
    const calls: number[] = [];
    sync.target.beforeWrite = async () => {
      calls.push(await engine.environment.currentTimeMs());
      if (calls.length > 1) return;
      throw new ConnectorError('Throttled', 'answered 429', { endpoint: sync.lane.target, effect: 'none', retryAfterMs: 30_000 });
    };
    const task = await engine.client.start(sync.syncId);
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 5, failed: 0, unknown: 0 } });
    const [first = 0, second = 0, ...more] = calls;
    expect(more).toEqual([]);
    expect(second - first).toBeGreaterThanOrEqual(30_000);
    expect(second - first).toBeLessThan(60_000);
  });
});
