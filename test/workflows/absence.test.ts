import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toInstant } from '../../core/instant.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { newSync, type TestSync } from '../support/new-sync.js';
import { records } from '../support/records.js';

let engine: TestEngine;

const settings = { deletions: 'send', deletionsByAbsence: true, maxDeletePercent: 10, pageSize: 7, pagesPerRead: 2 };

async function run(sync: TestSync) {
  const task = await engine.client.start(sync.syncId);
  return { task, report: await task.settled(undefined, 50) };
}

const idsIn = ({ target }: TestSync) => target.records.map(({ srcId }) => srcId).toSorted();
const idsOf = (count: number) => records(count).map(({ srcId }) => srcId);

describe.each(await everyStore())('what a sweep of the whole source does not find, on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  /** Forty records, all of them sent. */
  async function forty(change: Readonly<Record<string, unknown>> = {}, source: object = { order: 'none' }) {
    const sync = await newSync(engine, { ...settings, ...change }, {}, {}, {}, { ...source });
    sync.source.put('order', records(40));
    return { sync, first: await run(sync) };
  }

  it('is deleted in the target, each once, and nothing else is written', async () => {
    const { sync, first } = await forty();
    expect(first.report).toMatchObject({ status: 'Completed', counts: { read: 40, sent: 40 } });
    const gone = idsOf(40).slice(3, 6);
    sync.source.forget('order', gone);
    expect((await run(sync)).report).toMatchObject({ status: 'Completed', counts: { unchanged: 37, sent: 3 } });
    expect(sync.target.writes.slice(40).map(({ srcId, isDeleted }) => [srcId, isDeleted])).toEqual(gone.map((id) => [id, true]));
    expect((await run(sync)).report).toMatchObject({ status: 'Completed', counts: { unchanged: 37, sent: 0 } });
    expect(idsIn(sync)).toEqual(idsOf(40).filter((id) => !gone.includes(id)));
  });

  it('is created anew where it comes back as it was', async () => {
    const { sync } = await forty();
    sync.source.forget('order', idsOf(1));
    await run(sync);
    sync.source.put('order', records(1));
    expect((await run(sync)).report).toMatchObject({ counts: { sent: 1 } });
    expect(idsIn(sync)).toEqual(idsOf(40));
  });

  it('stops the task where it is too much, until a person allows it', async () => {
    const { sync } = await forty();
    sync.source.forget('order', idsOf(40).slice(0, 20));
    const { task, report } = await run(sync);
    expect(report).toMatchObject({ status: 'Incompleted', note: expect.stringContaining('20 of 40 orders (50.0 %) seem to be gone') });
    expect(sync.target.records).toHaveLength(40);
    await task.retry();
    expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Incompleted' });
    expect(sync.target.records).toHaveLength(40);
    const { source, target } = sync.lane;
    await engine.apply({
      endpoints: {
        [source]: { connector: 'memory', settings: { system: source, order: 'none' } },
        [target]: { connector: 'memory', settings: { system: target } },
      },
      syncs: { [sync.syncId]: { source, target, txType: 'order', ...settings, maxDeletePercent: 60 } },
    });
    await task.retry();
    expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Completed', counts: { sent: 20 } });
    expect(idsIn(sync)).toEqual(idsOf(40).slice(20));
  });

  it('stays where the source still has it: it was only changed while the sweep went on', async () => {
    const { sync } = await forty();
    const changed = idsOf(40).slice(0, 2);
    const inAnHour = toInstant(Date.now() + 3_600_000);
    sync.source.put(
      'order',
      changed.map((srcId) => ({ srcId, updatedAt: inAnHour, data: { is: 'newer than the task' } })),
    );
    expect((await run(sync)).report).toMatchObject({ status: 'Completed', counts: { unchanged: 38, sent: 0 } });
    expect(idsIn(sync)).toEqual(idsOf(40));
  });

  it('stays where a record came without its id, which may be the one', async () => {
    const { sync } = await forty();
    sync.source.forget('order', idsOf(1));
    sync.source.putProblem({ code: 'no_id', message: 'has no id', raw: { number: 5 } });
    const { report } = await run(sync);
    expect(report).toMatchObject({ status: 'Incompleted', note: expect.stringContaining('1 records came without an id') });
    expect(idsIn(sync)).toEqual(idsOf(40));
  });

  it('is not looked for in sources that are read by time, which says so', async () => {
    const { first } = await forty({}, { order: 'updatedAt' });
    expect(first.report).toMatchObject({ status: 'Paused', note: expect.stringContaining('is not read as a whole each time') });
  });
});
