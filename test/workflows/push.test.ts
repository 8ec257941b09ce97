import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toInstant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';
import { Door } from '../../ingest/door.js';
import type { NewInboxMessage } from '../../stores/inbox.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { Gate } from '../support/gate.js';
import { newSync } from '../support/new-sync.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

let engine: TestEngine;
let door: Door;

const push = { srcId: 'order|no', updatedAt: 'changed' };

function message(id: string, ...pushed: readonly JsonValue[]): NewInboxMessage {
  return { id, body: { records: pushed }, provenance: { door: 'a test', sentAt: '1769850000000' } };
}

function order(no: number | string, changed: string | number = '2026-01-31T09:30:00Z') {
  return { order: { no }, changed };
}

async function ended(taskId: string | undefined) {
  return await engine.client.task(taskId ?? '').settled(undefined, 50);
}

describe.each(await everyStore())('records that are pushed, on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
    door = new Door({ inbox: engine.store.inbox, tasks: engine.client, now: () => new Date() });
  });
  afterAll(async () => await engine.stop());

  it('S04 arrive in the target, with a receipt that names their task, and leave the cut date alone [W13]', async () => {
    const sync = await newSync(engine, { push });
    sync.source.put('order', records(3));
    await (await engine.client.start(sync.syncId)).result();
    const cutDate = await engine.store.cutDates.get(sync.lane);
    const receipts = await door.push(sync.syncId, [message('m1', order(1)), message('m2', order(2), order(3))]);
    const report = await ended(receipts[0]?.taskId);
    expect(report).toMatchObject({ status: 'Completed', trigger: 'push', isCutDateMoved: false, counts: { read: 3, sent: 3 } });
    expect(sync.target.writes.slice(3).map(({ srcId }) => srcId)).toEqual(['1', '2', '3']);
    expect(await engine.store.cutDates.get(sync.lane)).toEqual(cutDate);
    expect(await engine.store.inbox.waiting({ syncId: sync.syncId, limit: 10 })).toEqual([]);
    expect(await engine.store.inbox.find('m2')).toContainEqual(
      expect.objectContaining({ syncId: sync.syncId, taskId: receipts[0]?.taskId, finishedAt: expect.any(String) }),
    );
  });

  it('S05 are delivered once, however often they are pushed with one id, and answered with the same receipt', async () => {
    const sync = await newSync(engine, { push });
    const [first] = await door.push(sync.syncId, [message('same', order(1))]);
    const [again] = await door.push(sync.syncId, [message('same', order(1))]);
    expect(again).toEqual({ ...first, isRepeated: true });
    await ended(first?.taskId);
    const [late] = await door.push(sync.syncId, [message('same', order(1))]);
    expect(late).toEqual({ ...first, isRepeated: true, isFinished: true });
    expect(sync.target.writes).toHaveLength(1);
  });

  it('go along with the task that waits for its lane, and with the next one once that has begun', async () => {
    const sync = await newSync(engine, { push });
    const gate = new Gate(sync);
    gate.close();
    const [first] = await door.push(sync.syncId, [message('a', order(1))]);
    await until('the first task writes', () => gate.waiting > 0);
    const later = [];
    for (const no of [2, 3, 4]) later.push(...(await door.push(sync.syncId, [message(`m${no}`, order(no))])));
    expect(new Set(later.map(({ taskId }) => taskId)).size).toBe(1);
    expect(later[0]?.taskId).not.toBe(first?.taskId);
    gate.open();
    expect(await ended(later[0]?.taskId)).toMatchObject({ status: 'Completed', counts: { sent: 3 } });
  });

  it('SQS-15 fail one by one, each with its reason, and are retried from what was pushed', async () => {
    const sync = await newSync(engine, { push });
    sync.target.refuse = ({ srcId }) => (srcId === '2' ? { status: 'failed', code: 'INVALID', message: 'no' } : undefined);
    const bad = [order('', 5), order(7, 'yesterday'), 'no record', { order: 5 }];
    const [receipt] = await door.push(sync.syncId, [message('m', order(1), order(2), ...bad)]);
    expect(await ended(receipt?.taskId)).toMatchObject({ status: 'Fail', counts: { read: 6, sent: 1, failed: 5 } });
    const { taskNo } = (await engine.store.tasks.get(receipt?.taskId ?? '')) ?? { taskNo: 0 };
    const failed = await engine.store.staging.entities({ taskNo, statuses: ['F'], limit: 10 });
    expect(failed.map(({ code }) => code)).toEqual(['INVALID', 'no_id', 'invalid_date', 'unreadable', 'unreadable']);
    expect(failed[2]?.message).toContain('"yesterday" as updatedAt');
    expect(await engine.store.inbox.waiting({ syncId: sync.syncId, limit: 10 })).toEqual([]);
    sync.target.refuse = () => undefined;
    await engine.client.task(receipt?.taskId ?? '').retry({ srcIds: ['2'] });
    await until('the retry is through', async () => (await engine.client.task(receipt?.taskId ?? '').report()).counts.sent === 2);
    expect(sync.target.records.map(({ entity }) => entity.data)).toContainEqual(order(2));
  });

  it('SQS-16 are as new as they say, in whatever form; those that do not say are as new as their message', async () => {
    const sync = await newSync(engine, { push });
    const half = '2026-01-31T09:30:00.500Z';
    const [receipt] = await door.push(sync.syncId, [
      message('m', order(1, half), order(2, '2026-01-31T11:30:00.5+02:00'), order(3, Date.parse(half)), order(4, Date.parse(half) / 1000)),
      message('n', { order: { no: 5 } }),
    ]);
    await ended(receipt?.taskId);
    const dates = sync.target.writes.map(({ updatedAt }) => updatedAt);
    expect(dates).toEqual([...Array(4).fill(toInstant(Date.parse(half))), toInstant(1769850000000)]);
  });

  it('wait for the next task where theirs is cancelled, and go before what came later', async () => {
    const sync = await newSync(engine, { push });
    const gate = new Gate(sync);
    gate.close();
    const [holder] = await door.push(sync.syncId, [message('a', order(1))]);
    await until('the lane is held', () => gate.waiting > 0);
    const [waiting] = await door.push(sync.syncId, [message('b', order(2))]);
    await engine.client.task(waiting?.taskId ?? '').cancel();
    await until('it is noted', async () => (await engine.store.tasks.get(waiting?.taskId ?? ''))?.status === 'Cancelled');
    const [next] = await door.push(sync.syncId, [message('c', order(3))]);
    gate.open();
    expect(await ended(holder?.taskId)).toMatchObject({ status: 'Completed' });
    expect(await ended(next?.taskId)).toMatchObject({ status: 'Completed', counts: { read: 2 } });
    expect(sync.target.writes.map(({ srcId }) => srcId)).toEqual(['1', '2', '3']);
  });

  it('are found where the door died before it started their task', async () => {
    const sync = await newSync(engine, { push });
    const request = { syncId: sync.syncId, messages: [message('lost', order(1))], newTaskId: `${sync.syncId}-stranded` };
    await engine.store.inbox.append({ ...request, at: toInstant(new Date(Date.now() - 60_000)) });
    expect(await door.startStranded(30_000)).toBeGreaterThan(0);
    expect(await ended(`${sync.syncId}-stranded`)).toMatchObject({ status: 'Completed', counts: { sent: 1 } });
    expect(await door.startStranded(30_000)).toBe(0);
  });

  it('may say no more than that the source has news, which is read then, once for all who said so', async () => {
    const sync = await newSync(engine, { push });
    sync.source.put('order', records(3));
    const news = (id: string): NewInboxMessage => ({ id, body: { isNews: true }, provenance: { door: 'a test' } });
    const gate = new Gate(sync);
    gate.close();
    const [holder] = await door.push(sync.syncId, [message('a', order(1))]);
    await until('the lane is held', () => gate.waiting > 0);
    const [first] = await door.push(sync.syncId, [news('n1')]);
    const [second] = await door.push(sync.syncId, [news('n2'), message('b', order(2))]);
    expect(second?.taskId).toBe(first?.taskId);
    gate.open();
    await ended(holder?.taskId);
    expect(await ended(first?.taskId)).toMatchObject({ status: 'Completed', isCutDateMoved: true, counts: { read: 4, sent: 4 } });
  });

  it('are refused by a sync that no longer takes them, and wait in its task until it does again', async () => {
    const sync = await newSync(engine);
    const [receipt] = await door.push(sync.syncId, [message('a', order(1))]);
    const report = await ended(receipt?.taskId);
    expect(report).toMatchObject({ status: 'Paused', note: expect.stringContaining('no longer takes any') });
    expect(await engine.store.inbox.waiting({ syncId: sync.syncId, limit: 10 })).toHaveLength(1);
  });
});
