import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cursor } from '../../core/cursor.js';
import { type Instant, instantMs, toInstant } from '../../core/instant.js';
import { write } from '../../test/aws/queue.js';
import { plainItem, startTables, TestTable, type TestTableOptions } from '../../test/aws/table.js';
import { readToEnd } from '../../test/contract/source.js';
import { entity, range } from '../../test/crm.js';
import { TestBucket } from '../../test/s3/store.js';
import { farFuture, forever } from '../../test/s3/sweep.js';
import type { MotoServer } from '../../test/support/moto-server.js';
import type { Source } from '../connector.js';
import { textOf } from './attribute-value.js';

let server: MotoServer | undefined;
beforeAll(async () => {
  server = await startTables();
}, 120_000);
afterAll(async () => await server?.stop());

async function withTable(options: TestTableOptions, work: (table: TestTable, moto: MotoServer) => Promise<void>): Promise<void> {
  if (server === undefined) return;
  await using table = await TestTable.make(server, options);
  await work(table, server);
}

const request = { txType: 'order', until: farFuture, limit: 100, signal: forever() } as const;
const idsOf = ({ entities }: { readonly entities: readonly { readonly srcId: string }[] }) => entities.map(({ srcId }) => srcId);
const datamart = { type: 'datamart', source: 'shop', key: 'number' } as const;

/** As the predecessor wrote it. */
function legacyItem(id: string, number: string, updatedAt: string) {
  const [source, time] = [{ S: 'shop' }, { S: updatedAt }];
  return { source, id: { S: id }, number: { S: number }, data: { M: { id: { S: id } } }, created_at: time, updated_at: time };
}

describe('a table of dynamodb that is read', () => {
  it('DDB-07 is left alone where a key has three items: the newest is taken and written, the others are reported', async () => {
    await withTable({ layout: 'datamart' }, async (table) => {
      await table.putAll([
        legacyItem('11', 'A-1', '2024-05-01T10:00:00+0000'),
        legacyItem('12', 'A-1', '2024-05-01T11:30:00+0200'),
        legacyItem('13', 'A-1', '2024-05-01T09:00:00+0000'),
        legacyItem('14', 'B-2', '2024-05-01T08:00:00+0000'),
      ]);
      const source = table.source({ type: 'poll' }, { layout: datamart });
      const page = await source.read(request);
      expect(page.entities).toMatchObject([
        { srcId: 'B-2', data: { id: '14' } },
        { srcId: 'A-1', data: { id: '11' }, updatedAt: '2024-05-01T10:00:00.000000Z', createdAt: '2024-05-01T10:00:00.000000Z' },
      ]);
      expect(page.problems.map(({ code, srcId }) => [code, srcId])).toEqual([
        ['DUPLICATE', 'A-1@shop|13'],
        ['DUPLICATE', 'A-1@shop|12'],
      ]);
      const named = await source.readByIds?.({ txType: 'order', srcIds: ['A-1', 'C-3'], signal: forever() });
      expect([named?.entities.map(({ data }) => data), named?.problems.length]).toEqual([[{ id: '11' }], 2]);
      const target = table.target({ layout: datamart });
      const [outcome] = await write(target, [{ ...entity('A-1', { v: 2 }), updatedAt: '2024-06-01T00:00:00.250000Z' as Instant }]);
      expect(outcome).toMatchObject({
        status: 'sent',
        tgtId: '11',
        change: 'updated',
        warnings: [expect.stringContaining('2 older items')],
      });
      expect((await table.records()).find(({ id }) => id === '11')).toMatchObject({
        number: 'A-1',
        data: { v: 2 },
        created_at: '2024-05-01T10:00:00+0000',
        updated_at: '2024-06-01T00:00:00+0000',
      });
      expect(await table.records()).toHaveLength(4);
      expect(await write(target, [{ ...entity('A-1', { v: 1 }), updatedAt: '2024-06-01T00:00:00.100000Z' as Instant }])).toMatchObject([
        { status: 'ignored', message: expect.stringContaining('stale') },
      ]);
    });
  });

  it('makes one item where two create a record of the datamart, under a key of the predecessor', async () => {
    await withTable({ layout: 'datamart' }, async (table) => {
      const [one, other] = [table.target({ layout: datamart }), table.target({ layout: datamart })];
      await Promise.all([write(one, [entity('7', { number: 'N-7' })]), write(other, [entity('7', { number: 'N-7' })])]);
      const [made] = await table.records();
      expect(made).toMatchObject({ source: 'shop', id: expect.stringMatching(/^\d+$/), number: 'N-7-7' });
      const tgtId = textOf((await table.items())[0]?.['id']) ?? '';
      // A deletion has no data, and so no key of its own: the id says which item it is.
      expect(await write(one, [{ ...entity('7', {}, 2), tgtId, isDeleted: true }])).toEqual([{ status: 'sent', tgtId, change: 'deleted' }]);
      expect(await table.items()).toEqual([]);
    });
  });

  it("keeps the former version of the datamart's items in the predecessor's history", async () => {
    await withTable({ layout: 'datamart' }, async (table, moto) => {
      await using history = await TestTable.make(moto, { layout: 'history' });
      await table.put(legacyItem('11', 'A-1', '2024-05-01T12:00:00+0200'));
      const target = table.target({ layout: datamart, target: { history: history.name } });
      const change = { ...entity('A-1', { v: 2 }), updatedAt: '2024-06-01T00:00:00.000000Z' as Instant };
      expect(await write(target, [change])).toMatchObject([{ status: 'sent', change: 'updated', tgtId: '11' }]);
      const seconds = instantMs('2024-05-01T10:00:00.000000Z' as Instant) / 1000;
      expect(await history.records()).toMatchObject([
        {
          tx_type_source: 'order-shop',
          value_timestamp: expect.stringContaining(`A-1_${seconds}.`),
          data: { id: '11' },
          updated_at: '2024-05-01T12:00:00+0200',
        },
      ]);
    });
  });

  it('DDB-13 gives 12,500 items in 25 pages of 500, each once, and holds no more than two pages', async () => {
    await withTable({}, async (table) => {
      await table.putAll(range(12_500).map((number) => plainItem(String(number).padStart(6, '0'), toInstant(number * 1000))));
      const source = table.source({ type: 'poll' });
      const { entities, pages } = await readToEnd(source, { ...request, limit: 500 });
      expect(pages.filter((page) => page.entities.length > 0)).toHaveLength(25);
      expect(idsOf({ entities })).toEqual(range(12_500).map((number) => String(number).padStart(6, '0')));
      const queries = table.proxy.asked('Query');
      expect(queries.length).toBeLessThanOrEqual(51);
      expect(queries.every(({ Limit }) => Limit === 501)).toBe(true);
    });
  }, 120_000);

  it('orders what an index gives in no order: items of one second, by their instants and ids, whatever their texts', async () => {
    await withTable({}, async (table) => {
      const second = '2026-01-01T00:00:05';
      const texts = [`${second}Z`, `${second}.000000Z`, `${second}+0000`, `${second}.250Z`, `${second}.250000Z`];
      const ids = range(60).map((number) => String((number * 37) % 60).padStart(3, '0'));
      await table.putAll(ids.map((id, index) => plainItem(id, texts[index % 5] ?? '')));
      const { entities } = await readToEnd(table.source({ type: 'poll' }), { ...request, limit: 7 });
      const places = entities.map(({ updatedAt, srcId }) => `${updatedAt} ${srcId}`);
      expect(places).toEqual([...places].sort());
      expect(new Set(idsOf({ entities })).size).toBe(60);
      expect(entities).toHaveLength(60);
    });
  });

  it('DDB-14 gives what changes while it is read, and what its index shows late, in this window or the next', async () => {
    await withTable({}, async (table) => {
      const start = Date.UTC(2026, 0, 1);
      let now = start + 60_000;
      const source = table.source({ type: 'poll', lagSeconds: 10 }, {}, () => new Date(now));
      const at = (seconds: number) => toInstant(start + seconds * 1000);
      await table.putAll(range(60).map((second) => plainItem(`${second}`, at(second))));
      const until = toInstant(now);
      const first = await source.read({ ...request, until, limit: 20 });
      // Written at second 45, and not in the index before second 52.
      await table.put(plainItem('5', at(58)));
      const rest = await readToEnd(source, { ...request, until, limit: 20, ...(first.next !== undefined && { cursor: first.next }) });
      expect(rest.entities.every(({ updatedAt }) => updatedAt <= at(50))).toBe(true);
      await table.put(plainItem('late', at(52)));
      now += 60_000;
      const cursor = rest.pages.findLast(({ next }) => next !== undefined)?.next as Cursor;
      const next = await readToEnd(source, { ...request, until: toInstant(now), cursor });
      const all = [...first.entities, ...rest.entities, ...next.entities];
      expect(new Set(idsOf({ entities: all }))).toEqual(new Set([...range(60).map(String), 'late']));
      expect(all.filter(({ srcId }) => srcId === '5').map(({ updatedAt }) => updatedAt)).toEqual([at(5), at(58)]);
      expect(all).toHaveLength(62);
    });
  });

  it('DDB-15 is read by instant where times have different offsets', async () => {
    await withTable({ layout: 'datamart' }, async (table) => {
      const offsets = ['+0000', '+0200', '-0500', '+1400', '-1200'];
      const start = Date.UTC(2026, 2, 1);
      const records = range(60).map((number) => {
        const offset = offsets[number % 5] ?? '';
        const local = new Date(start + number * 3_600_000 + (Number(offset) / 100) * 3_600_000).toISOString().slice(0, 19);
        return { number: String(number).padStart(3, '0'), at: toInstant(start + number * 3_600_000), text: `${local}${offset}` };
      });
      await table.putAll(records.map(({ number, text }) => legacyItem(number, number, text)));
      const source = table.source({ type: 'poll', timeOffsets: 'mixed' }, { layout: datamart });
      const read = async (more: object) => idsOf(await readToEnd(source, { ...request, limit: 7, ...more }));
      expect(await read({})).toEqual(records.map(({ number }) => number));
      expect(await read({ cursor: { updatedAt: records[20]?.at }, until: records[40]?.at })).toEqual(
        records.slice(20, 41).map(({ number }) => number),
      );
    });
  });

  it('is read anew from the table where that is asked for, and where its index holds a part alone', async () => {
    await withTable({}, async (table) => {
      await table.putAll([plainItem('1', toInstant(1000)), plainItem('2', toInstant(2000)), plainItem('3', toInstant(3000))]);
      table.proxy.faults.push({
        kind: 'alter',
        operation: /^DescribeTable$/,
        alter: (answer) => JSON.parse(JSON.stringify(answer).replaceAll('"ProjectionType":"ALL"', '"ProjectionType":"KEYS_ONLY"')),
      });
      const source = table.source({ type: 'poll' });
      table.proxy.faults.push({
        kind: 'answer',
        operation: /^BatchGetItem$/,
        answer: () => ({
          Responses: { [table.name]: [plainItem('1', toInstant(9000)), plainItem('3', toInstant(3000), { whole: { BOOL: true } })] },
        }),
      });
      expect((await source.read(request)).entities).toMatchObject([{ srcId: '3', data: { whole: true } }]);
      expect(table.proxy.asked('BatchGetItem')).toHaveLength(1);
    });
  });

  it('gives records wherever they lie, and those of other tx types and origins to nobody', async () => {
    await withTable({}, async (table, moto) => {
      await using bucket = await TestBucket.make({ name: 'moto', url: moto.endpoint, stop: async () => {} });
      const s3 = { bucket: bucket.name, endpoint: bucket.access.endpoint, forcePathStyle: true };
      const large = { note: 'x'.repeat(500_000) };
      await write(table.target({ oversize: 'compress' }), [entity('1', large)]);
      await write(table.target({ oversize: { s3 } }), [entity('2', large)]);
      await write(table.target({ origin: 'shop' }), [entity('3', { v: 1 }), entity('4', { v: 1 })]);
      // Somebody else changes what came from the shop, and knows nothing of our attributes.
      const theirs = (await table.items()).find(({ src_id }) => src_id?.S === '4');
      await table.put({ ...theirs, data: { M: { v: { N: '2' } } } });
      await table.put({ ...plainItem('5', toInstant(5000)), tx_type: { S: 'customer' } });
      const read = async (source: Source) => await readToEnd(source, request);
      for (const type of ['poll', 'scan']) {
        const { entities, problems } = await read(table.source({ type, ignoreOrigins: ['shop'] }, { oversize: { s3 } }));
        expect(entities.map(({ srcId, data }) => [srcId, data]).sort()).toEqual([
          ['1', large],
          ['2', large],
          ['4', { v: 2 }],
        ]);
        expect(problems).toEqual([]);
        const named = await table
          .source({ type, ignoreOrigins: ['shop'] })
          .readByIds?.({ txType: 'order', srcIds: ['3', '5'], signal: forever() });
        expect(named?.entities.map(({ srcId }) => srcId)).toEqual(['3']);
      }
      const { problems } = await read(table.source({ type: 'poll' }));
      expect(problems).toMatchObject([{ code: 'NO_RECORD', srcId: '2', message: expect.stringContaining('s3://') }]);
    });
  });

  it('says what is wrong with its index before it is read', async () => {
    await withTable({}, async (table) => {
      const endpoint = table.open({ source: { type: 'poll', index: 'by-time' } });
      await expect(endpoint.source?.read(request)).rejects.toMatchObject({
        code: 'Config',
        message: expect.stringContaining('no such index'),
      });
      expect(await endpoint.check()).toMatchObject([{ isOk: false, detail: expect.stringContaining('no index by-time') }]);
      expect(await table.open({ source: { type: 'poll' } }).check()).toMatchObject([
        { isOk: true, detail: 'keys pk and sk, read by updated_at-index' },
      ]);
      const broken = { ...request, cursor: { updatedAt: toInstant(instantMs(farFuture) - 1), token: 'nonsense' } };
      await expect(table.source({ type: 'scan' }).read(broken)).rejects.toMatchObject({ code: 'Refused' });
    });
  });
});
