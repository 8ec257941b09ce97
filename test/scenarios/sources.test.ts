import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReadRequest } from '../../connectors/connector.js';
import type { SourceEntity } from '../../core/entity.js';
import { ConnectorError } from '../../core/errors.js';
import { secondsBefore } from '../../core/instant.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { newSync, type TestSync } from '../support/new-sync.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

let engine: TestEngine;

const run = async ({ syncId }: TestSync) => await (await engine.client.start(syncId)).settled(undefined, 50);
const writtenIds = ({ target }: TestSync) => target.writes.map(({ srcId }) => srcId);
const idsOf = (entities: readonly SourceEntity[]) => entities.map(({ srcId }) => srcId);

/** The record `1003` as it is after `laterSeconds`, with another value. */
function editedRecord(value: number, laterSeconds: number): SourceEntity[] {
  return records(4, () => ({ value, laterSeconds })).slice(3);
}

describe.each(await everyStore())('on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  describe('a source that misbehaves', () => {
    it('S10 a source that breaks on page 7 of 10 is read on from page 7, and the six before are not read again', async () => {
      const sync = await newSync(engine, { pageSize: 10, pagesPerRead: 10 });
      sync.source.put('order', records(100));
      const reads: (string | undefined)[] = [];
      sync.source.beforeRead = ({ cursor }: ReadRequest) => {
        reads.push(cursor?.srcId);
        if (reads.length === 7) throw new ConnectorError('Transient', 'the connection broke', { endpoint: 'shop' });
      };
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { read: 100, sent: 100 } });
      const pageStarts = [undefined, '1009', '1019', '1029', '1039', '1049', '1059', '1059', '1069', '1079', '1089'];
      expect(reads).toEqual(pageStarts);
      expect(writtenIds(sync).sort()).toEqual(idsOf(records(100)));
    });

    it('S11 a page that comes twice is recognised by its versions, and the task ends', async () => {
      const sync = await newSync(engine, { pageSize: 10, pagesPerRead: 1 });
      sync.source.put('order', records(50));
      const read = sync.source.read.bind(sync.source);
      let count = 0;
      sync.source.read = async (request) => {
        count += 1;
        if (count !== 4) return await read(request);
        await until('page 3 is sent', () => sync.target.writes.length === 30);
        const again = await read({
          ...request,
          cursor: { ...request.cursor, srcId: '1019', updatedAt: records(20).at(-1)?.updatedAt as never },
        });
        const last = again.next;
        return { ...again, ...(last !== undefined && { next: { ...last, srcId: `${last.srcId}+` } }) };
      };
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 50, failed: 0, pending: 0 } });
      expect(count).toBe(6);
      expect(writtenIds(sync).sort()).toEqual(idsOf(records(50)));
    });
  });

  describe('a source that has no order of time', () => {
    const paged = { pageSize: 100, pagesPerRead: 3 };
    const padded = (count: number, edit?: Parameters<typeof records>[1]) =>
      records(count, edit).map((one) => ({ ...one, srcId: one.srcId.padStart(6, '0') }));

    it('S33 1,050 rows by offset are 11 pages, every row comes once, and the cut date stands until the end [W02 W03]', async () => {
      const sync = await newSync(engine, { ...paged, overlapSeconds: 60 }, {}, {}, {}, { order: 'offset' });
      sync.source.put('order', padded(1050));
      const tokens: (string | undefined)[] = [];
      const inserted = { srcId: '999999', updatedAt: secondsBefore(padded(1050).at(-1)?.updatedAt as never, 30), data: { number: 1 } };
      sync.source.beforeRead = async ({ cursor }) => {
        tokens.push(cursor?.token);
        expect(await engine.store.cutDates.get(sync.lane)).toBeUndefined();
        if (cursor?.token === '500') sync.source.put('order', [inserted]);
      };
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { read: 1051, sent: 1051 } });
      expect(tokens).toEqual([undefined, ...Array.from({ length: 10 }, (_, index) => String(100 * (index + 1)))]);
      expect(writtenIds(sync).sort()).toEqual([...idsOf(padded(1050)), '999999'].sort());
      const latest = padded(1050).at(-1)?.updatedAt;
      expect((await engine.store.cutDates.get(sync.lane))?.cursor).toEqual({ updatedAt: latest });
      sync.source.beforeRead = ({ cursor }) => {
        expect(cursor).toEqual({ updatedAt: secondsBefore(latest as never, 60) });
      };
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { read: 3, unchanged: 3 } });
    });

    it('is swept whole each time where it knows nothing of changes, and only what differs is sent', async () => {
      const sync = await newSync(engine, paged, {}, {}, {}, { order: 'none' });
      sync.source.put('order', padded(250));
      await run(sync);
      sync.source.put(
        'order',
        padded(2, () => ({ value: -1, laterSeconds: 1 })),
      );
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { read: 250, unchanged: 248, sent: 2 } });
    });

    it('S12 is stopped where it leads back to a page that it gave before, or gives the same page for ever', async () => {
      const back = await newSync(engine, { ...paged, pagesPerRead: 1 }, {}, {}, {}, { order: 'none' });
      back.source.put('order', padded(500));
      const read = back.source.read.bind(back.source);
      back.source.read = async (request, order) => {
        const page = await read(request, order);
        return request.cursor?.token === '300' ? { ...page, next: { updatedAt: request.until, token: '100' } } : page;
      };
      expect(await run(back)).toMatchObject({
        status: 'Incompleted',
        note: expect.stringContaining('was read before by this task'),
      });
      const same = await newSync(engine, paged, {}, {}, {}, { order: 'none' });
      same.source.put('order', padded(250));
      const readSame = same.source.read.bind(same.source);
      same.source.read = async (request, order) => {
        const token = Number(request.cursor?.token ?? 0);
        const page = await readSame({ ...request, cursor: { updatedAt: request.until, token: String(Math.min(token, 150)) } }, order);
        return { ...page, isDone: false, next: { updatedAt: request.until, token: String(token + 100) } };
      };
      expect(await run(same)).toMatchObject({
        status: 'Incompleted',
        note: expect.stringContaining('holds the same records as the two before'),
      });
    });
  });

  describe('a source that is asked for so many hours at a time', () => {
    const windows = { windowHours: 1, pageSize: 50, pagesPerRead: 3, startAt: '2026-01-01T00:00:00Z', overlapSeconds: 0 };

    it('is read window by window, each row once, and none is lost between two [W06]', async () => {
      const { syncId, source, target, lane } = await newSync(engine, windows);
      source.put('order', records(200));
      const asked: { from: string | undefined; until: string }[] = [];
      source.beforeRead = (request) => void asked.push({ from: request.cursor?.updatedAt, until: request.until });
      const report = await (await engine.client.start(syncId)).result();
      expect(report).toMatchObject({ status: 'Completed', counts: { read: 200, sent: 200 } });
      expect(target.writes).toHaveLength(200);
      expect(asked[0]).toEqual({ from: '2026-01-01T00:00:00.000000Z', until: '2026-01-01T01:00:00.000000Z' });
      expect(asked.slice(2, 3)).toEqual([{ from: '2026-01-01T01:00:00.000001Z', until: '2026-01-01T02:00:00.000001Z' }]);
      const last = records(200).at(-1);
      expect((await engine.store.cutDates.get(lane))?.cursor).toMatchObject({ updatedAt: last?.updatedAt, srcId: last?.srcId });
    });

    it('is asked for twice as many after each empty stretch, so that a year without rows takes few questions [W06]', async () => {
      const { syncId, source } = await newSync(engine, { ...windows, startAt: '2020-01-01T00:00:00Z' });
      source.put('order', records(10));
      let questions = 0;
      source.beforeRead = () => {
        questions += 1;
      };
      expect(await (await engine.client.start(syncId)).result()).toMatchObject({ status: 'Completed', counts: { sent: 10 } });
      expect(questions).toBeLessThan(40);
    });
  });

  describe('versions of one entity', () => {
    it('S21 an edit that is read while the former version is being written is sent after it, and stays', async () => {
      const sync = await newSync(engine, { pageSize: 10, pagesPerRead: 1, maxEntitiesInMessageBody: 10 }, {}, { idempotency: 'lookup' });
      sync.source.put('order', records(10));
      const neighbour = records(200).slice(199);
      let open: () => void = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      let held = 0;
      sync.target.beforeWrite = async () => {
        held += 1;
        await opened;
      };
      sync.source.beforeRead = async ({ cursor }) => {
        if (cursor?.srcId !== '1009') return;
        await until('the first version is being written', () => held === 1);
        sync.source.put('order', [...editedRecord(-1, 7200), ...neighbour]);
      };
      const read = sync.source.read.bind(sync.source);
      sync.source.read = async (request) => {
        const page = await read(request);
        return request.cursor === undefined ? { ...page, isDone: false } : page;
      };
      const task = await engine.client.start(sync.syncId);
      const history = async () => await engine.store.staging.entityHistory(sync.lane, '1003');
      await until('both versions are staged', async () => (await history()).length === 2);
      expect((await history()).map(({ status }) => status)).toEqual(['N', 'N']);
      await until('the neighbour of the edit is being written', () => held === 2);
      open();
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { read: 12, sent: 12, failed: 0, pending: 0 } });
      expect((await history()).map(({ status, change }) => [status, change])).toEqual([
        ['S', 'updated'],
        ['S', 'created'],
      ]);
      const [there] = sync.target.records.filter(({ srcId }) => srcId === '1003');
      expect(there?.entity.data).toMatchObject({ value: -1 });
      expect(sync.target.records).toHaveLength(11);
    });

    it('S22 an older version that arrives after the newer one is ignored as stale, and overwrites nothing', async () => {
      const sync = await newSync(engine, { overlapSeconds: 86_400 });
      sync.source.put(
        'order',
        records(10, () => ({ laterSeconds: 60 })),
      );
      await run(sync);
      sync.source.put('order', editedRecord(-1, 0));
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 0, unchanged: 9, ignored: 1 } });
      const [newest] = await engine.store.staging.entityHistory(sync.lane, '1003');
      expect(newest).toMatchObject({ status: 'I', reason: 'stale' });
      expect(sync.target.writes).toHaveLength(10);
      expect(sync.target.records.find(({ srcId }) => srcId === '1003')?.entity.data).toMatchObject({ value: 3 });
    });
  });

  describe('rows that commit late', () => {
    it('S32 a row that appears 90 seconds behind the cut date is found within an overlap of 120, and sent once', async () => {
      const sync = await newSync(engine, { overlapSeconds: 120 });
      sync.source.put('order', records(10));
      await run(sync);
      const [last] = records(10).slice(-1);
      const late = { srcId: 'late', updatedAt: secondsBefore(last?.updatedAt as never, 90), data: { number: 1, value: 1 } };
      sync.source.put('order', [late]);
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 1 } });
      expect(await run(sync)).toMatchObject({ status: 'Completed', counts: { sent: 0 } });
      expect(writtenIds(sync).filter((srcId) => srcId === 'late')).toHaveLength(1);
      expect(sync.target.writes).toHaveLength(11);
    });
  });
});
