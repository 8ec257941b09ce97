import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../../core/errors.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { Gate } from '../support/gate.js';
import { newSync, type TestSync } from '../support/new-sync.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

let engine: TestEngine;

const small = { pageSize: 5, pagesPerRead: 2, maxEntitiesInMessageBody: 5 };
const invalid = { status: 'failed', code: 'INVALID', message: 'no' } as const;

/** Twenty records in two files of ten, read by pages of five. */
async function twoFiles(): Promise<TestSync> {
  const sync = await newSync(engine, small, {}, {}, {}, { order: 'none' });
  sync.source.put('order', records(20));
  sync.source.endsWith = (page) => page.flatMap(({ srcId }) => (srcId === '1009' ? ['a.csv'] : srcId === '1019' ? ['b.csv'] : []));
  return sync;
}

const [a, b] = ['a.csv', 'b.csv'].map((unit) => ({ unit, failures: [] }));

describe.each(await everyStore())('what entities come in, on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  it('is finished once every entity of it has its outcome, and not before', async () => {
    const sync = await twoFiles();
    const gate = new Gate(sync);
    gate.close();
    const task = await engine.client.start(sync.syncId);
    await until('chunks wait at the gate', () => gate.waiting > 0);
    expect(sync.source.finished).toEqual([]);
    let written = 0;
    sync.source.beforeFinish = () => {
      written = sync.target.writes.length;
    };
    gate.open();
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 20 } });
    expect(sync.source.finished).toEqual([a, b]);
    expect(written).toBe(20);
  });

  it('is finished with what failed of it, each with its own, and not again when that is mended', async () => {
    const sync = await twoFiles();
    sync.target.refuse = ({ srcId }) => (srcId === '1012' ? invalid : undefined);
    const task = await engine.client.start(sync.syncId);
    expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail' });
    const failures = [{ srcId: '1012', code: 'INVALID', message: 'no' }];
    expect(sync.source.finished).toEqual([a, { unit: 'b.csv', failures }]);
    sync.target.refuse = () => undefined;
    await task.retry();
    expect(await task.result()).toMatchObject({ status: 'Completed' });
    expect(sync.source.finished).toHaveLength(2);
  });

  it('stays where it is while an outcome is unknown, and is finished by the retry that finds out', async () => {
    const sync = await twoFiles();
    const nothingKnown = { status: 'unknown', message: 'no answer' } as const;
    sync.target.refuse = ({ srcId }) => (srcId === '1012' ? nothingKnown : undefined);
    const task = await engine.client.start(sync.syncId);
    expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Incompleted' });
    expect(sync.source.finished).toEqual([]);
    sync.target.refuse = () => undefined;
    await task.retry();
    expect(await task.result()).toMatchObject({ status: 'Completed' });
    expect(sync.source.finished).toEqual([a, b]);
  });

  it('leaves the task open where it cannot be put away, and is tried again by a retry', async () => {
    const sync = await twoFiles();
    sync.source.beforeFinish = () => {
      throw new ConnectorError('Config', 'the archive does not exist', { endpoint: sync.lane.source });
    };
    const task = await engine.client.start(sync.syncId);
    const report = await task.settled(undefined, 50);
    expect(report).toMatchObject({
      status: 'Incompleted',
      counts: { sent: 20 },
      note: expect.stringContaining('the archive does not exist'),
    });
    sync.source.beforeFinish = () => {};
    await task.retry();
    expect(await task.result()).toMatchObject({ status: 'Completed' });
    expect(sync.source.finished).toEqual([a, b]);
    expect(sync.target.writes).toHaveLength(20);
  });
});
