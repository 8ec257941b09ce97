import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseInstant, toInstant } from '../../core/instant.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { Gate } from '../support/gate.js';
import { newSync } from '../support/new-sync.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

let engine: TestEngine;

const small = { pageSize: 10, pagesPerRead: 1, maxEntitiesInMessageBody: 10, chunksInFlight: 1 };
const instant = (text: string) => parseInstant(text) ?? toInstant(0);
const longAgo = instant('2020-01-01T00:00:00Z');
const all = { from: longAgo, to: instant('2030-01-01T00:00:00Z') };

/** A sync whose fifty records have arrived. */
async function syncedOnce(settings: object = {}) {
  const sync = await newSync(engine, { ...small, ...settings });
  sync.source.put('order', records(50));
  expect(await (await engine.client.start(sync.syncId)).result()).toMatchObject({ status: 'Completed', counts: { sent: 50 } });
  return { ...sync, cutDate: await engine.store.cutDates.get(sync.lane) };
}

const old = (srcId: string, total = 1) => ({ srcId, updatedAt: longAgo, data: { id: srcId, total } });

describe.each(await everyStore())('a backfill on $kind', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  it('of a stretch of time brings what lies behind the cut date, and leaves the cut date alone', async () => {
    const { syncId, source, target, lane, cutDate } = await syncedOnce();
    source.put('order', [old('late-1'), old('late-2')]);
    expect(await (await engine.client.start(syncId)).result()).toMatchObject({ counts: { sent: 0 } });
    const year = '2020-01-01T01:00:00+01:00';
    const report = await (await engine.client.backfill(syncId, { from: year, to: new Date(year) })).result();
    expect(report).toMatchObject({ status: 'Completed', trigger: 'backfill', isCutDateMoved: false, counts: { read: 2, sent: 2 } });
    expect(report.scope).toContain(longAgo);
    expect(await engine.store.cutDates.get(lane)).toEqual(cutDate);
    expect(target.writes).toHaveLength(52);
  });

  it('of what is there already writes nothing', async () => {
    const { syncId, target } = await syncedOnce();
    const report = await (await engine.client.backfill(syncId, all)).result();
    expect(report).toMatchObject({ status: 'Completed', counts: { read: 50, unchanged: 50, sent: 0 } });
    expect(target.writes).toHaveLength(50);
  });

  it('of ids brings those, and says which are not there', async () => {
    const { syncId, source, target, lane, cutDate } = await syncedOnce();
    source.put('order', [old('late-1')]);
    const srcIds = ['late-1', 'late-2', 'late-1', ...records(20).map(({ srcId }) => srcId)];
    const task = await engine.client.backfill(syncId, { srcIds });
    const report = await task.settled(undefined, 50);
    expect(report).toMatchObject({ status: 'Fail', counts: { read: 22, sent: 1, unchanged: 20, failed: 1 } });
    expect(report.reasons).toMatchObject([{ code: 'gone', message: 'The source has no record with this id.', exampleSrcId: 'late-2' }]);
    source.put('order', [old('late-2')]);
    await task.retry();
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 2, failed: 0 } });
    expect(target.writes).toHaveLength(52);
    expect(await engine.store.cutDates.get(lane)).toEqual(cutDate);
  });

  it('tries again what failed, although it has not changed', async () => {
    const { syncId, source, target } = await syncedOnce();
    target.refuse = () => ({ status: 'failed', code: 'INVALID', message: 'no' });
    source.put('order', [old('bad')]);
    const first = await engine.client.backfill(syncId, { srcIds: ['bad'] });
    expect(await first.settled(undefined, 50)).toMatchObject({ status: 'Fail' });
    target.refuse = () => undefined;
    expect(await (await engine.client.backfill(syncId, { srcIds: ['bad'] })).result()).toMatchObject({ counts: { sent: 1 } });
    expect(await first.result()).toMatchObject({ status: 'Completed' });
  });

  it('gives the lane to a run that brings over what is new, even one that would be skipped, and goes on behind it', async () => {
    const { syncId, source, target, lane } = await newSync(engine, small);
    source.put('order', records(50));
    const gate = new Gate({ target });
    gate.close();
    const backfill = await engine.client.backfill(syncId, all);
    await until('a chunk of the backfill waits at the gate', () => gate.waiting === 1);
    const live = await engine.client.start(syncId, { lane });
    await until('the run waits', async () => (await live.report()).note === `waits for its lane, held by ${backfill.taskId}`);
    let writtenByLive = 0;
    void live.result().then(() => {
      writtenByLive = target.writes.length;
    });
    gate.open();
    const [ofLive, ofBackfill] = await Promise.all([live.result(), backfill.result()]);
    expect(ofLive).toMatchObject({ status: 'Completed', isCutDateMoved: true, counts: { read: 50 } });
    expect(ofBackfill).toMatchObject({ status: 'Completed', counts: { read: 50 } });
    expect(ofLive.counts.sent + ofBackfill.counts.sent).toBe(50);
    expect(ofLive.counts.sent).toBeGreaterThan(0);
    expect(ofBackfill.counts.unchanged).toBe(ofLive.counts.sent);
    expect(target.writes).toHaveLength(50);
    expect(writtenByLive).toBe(50);
  });

  /** A backfill that waits for a run of twenty, which is held at the gate. */
  async function behindLive() {
    const { syncId, source, target } = await newSync(engine, small);
    source.put('order', records(20));
    const gate = new Gate({ target });
    gate.close();
    const live = await engine.client.start(syncId);
    await until('a chunk waits at the gate', () => gate.waiting === 1);
    const backfill = await engine.client.backfill(syncId, all);
    await until('the backfill waits', async () => (await backfill.report()).note === `gives way to ${live.taskId}`);
    return { gate, live, backfill, target };
  }

  it('waits for a run that holds the lane, whatever the policy', async () => {
    const { gate, live, backfill, target } = await behindLive();
    gate.open();
    expect(await live.result()).toMatchObject({ status: 'Completed', counts: { sent: 20 } });
    expect(await backfill.result()).toMatchObject({ status: 'Completed', counts: { unchanged: 20 } });
    expect(target.writes).toHaveLength(20);
  });

  it('can be cancelled while it gives way', async () => {
    const { gate, live, backfill } = await behindLive();
    await backfill.cancel();
    expect(await backfill.result()).toMatchObject({ status: 'Cancelled', note: 'cancelled while it waited for its lane' });
    gate.open();
    await live.result();
  });

  it('gives the lane also where the store takes a terminated run for running', async () => {
    const { syncId, source, target, lane } = await newSync(engine, small);
    const longGone = toInstant(new Date('2026-01-01T00:00:00Z'));
    const { version: configVersion = '' } = (await engine.store.configVersions.current()) ?? {};
    const ghost = { taskId: `${syncId}-ghost`, syncId, lane, trigger: 'schedule', configVersion } as const;
    source.put('order', records(50));
    const gate = new Gate({ target });
    gate.close();
    const backfill = await engine.client.backfill(syncId, all);
    await until('a chunk of the backfill waits at the gate', () => gate.waiting === 1);
    await engine.store.tasks.open({ ...ghost, until: longGone, openedAt: longGone });
    const live = await engine.client.start(syncId, { lane });
    await until('the run waits', async () => (await live.report()).note?.startsWith('waits for its lane') === true);
    gate.open();
    expect(await live.result()).toMatchObject({ status: 'Completed', counts: { read: 50 } });
    await engine.store.tasks.update(ghost.taskId, { status: 'Cancelled', isClosed: true, at: longGone });
    expect(await backfill.result()).toMatchObject({ status: 'Completed', counts: { read: 50 } });
    expect(target.writes).toHaveLength(50);
  });

  it('refuses what makes no sense, with the reason', async () => {
    const { syncId } = await newSync(engine, {}, {}, {}, {}, { order: 'none' });
    await expect(engine.client.backfill(syncId, { srcIds: [] })).rejects.toThrow('at least one id');
    await expect(engine.client.backfill(syncId, { from: all.to, to: all.from })).rejects.toThrow('ends before it begins');
    await expect(engine.client.backfill(syncId, { from: 'yesterday' })).rejects.toThrow('begins at a date and time with its zone');
    const many = Array.from({ length: 1001 }, (_, index) => String(index));
    await expect(engine.client.backfill(syncId, { srcIds: many })).rejects.toThrow('at most 1000 ids');
    const task = await engine.client.backfill(syncId, all);
    expect(await task.settled(undefined, 50)).toMatchObject({
      status: 'Incompleted',
      note: expect.stringContaining('Backfill by ids instead'),
    });
    await task.dismiss();
  });
});
