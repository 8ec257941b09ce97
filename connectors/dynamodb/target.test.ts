import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Instant, toInstant } from '../../core/instant.js';
import type { JsonFault } from '../../test/aws/json-proxy.js';
import { codesOf, statusesOf, write } from '../../test/aws/queue.js';
import { startTables, TestTable, type TestTableOptions } from '../../test/aws/table.js';
import { entity, range } from '../../test/crm.js';
import type { MotoServer } from '../../test/support/moto-server.js';

const at = (text: string) => text as Instant;
const writes = /^(UpdateItem|DeleteItem|TransactWriteItems|BatchWriteItem)$/;

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

async function withHistory(work: (table: TestTable, history: TestTable) => Promise<void>): Promise<void> {
  await withTable({}, async (table, moto) => {
    await using history = await TestTable.make(moto, { layout: 'history' });
    await work(table, history);
  });
}

describe('a table of dynamodb', () => {
  it('DDB-01 holds a new record as one item under a key that is made of it, with the time of its creation', async () => {
    await withTable({}, async (table) => {
      const created = entity('5', { created_at: '2020-02-03T04:05:06+02:00', total: 9.5 });
      expect(await write(table.target(), [created])).toEqual([{ status: 'sent', tgtId: 'order|order#5', change: 'created' }]);
      expect(await table.records()).toMatchObject([
        {
          pk: 'order',
          sk: 'order#5',
          tx_type: 'order',
          src_id: '5',
          created_at: '2020-02-03T02:05:06.000000Z',
          updated_at: created.updatedAt,
          data: created.data,
          dw_origin: 'datawald',
        },
      ]);
      await write(table.target(), [entity('5', { created_at: '2026-01-01', total: 10 }, 2)]);
      expect(await table.records()).toMatchObject([{ created_at: '2020-02-03T02:05:06.000000Z', data: { total: 10 } }]);
    });
  });

  it('DDB-02 is not written again with the same record: no item changes, and no history comes of it', async () => {
    await withTable({ isStreaming: true }, async (table, moto) => {
      await using history = await TestTable.make(moto, { layout: 'history' });
      for (const settings of [{ target: {} }, { target: { history: history.name } }]) {
        const target = table.target(settings);
        await write(target, [entity('1', { a: 1, b: 2 })]);
        const before = await table.items();
        // A write would leave its own origin behind.
        const again = table.target({ ...settings, origin: 'another' });
        expect(await write(again, [entity('1', { b: 2, a: 1 })])).toMatchObject([{ status: 'sent', tgtId: 'order|order#1' }]);
        expect(await table.items()).toEqual(before);
        expect(await history.items()).toEqual([]);
      }
    });
  });

  it('DDB-03 changes with its history, or not at all', async () => {
    await withHistory(async (table, history) => {
      const target = table.target({ target: { history: history.name } });
      await write(target, [entity('1', { v: 1 })]);
      table.proxy.faults.push({
        kind: 'refuse',
        status: 400,
        code: 'TransactionCanceledException',
        operation: /^TransactWriteItems$/,
        more: { CancellationReasons: [{ Code: 'None' }, { Code: 'ItemCollectionSizeLimitExceeded', Message: 'too much' }] },
      });
      expect(codesOf(await write(target, [entity('1', { v: 2 }, 2)]))).toEqual(['ItemCollectionSizeLimitExceeded']);
      expect((await table.records()).map(({ data }) => data)).toEqual([{ v: 1 }]);
      expect(await history.items()).toEqual([]);
      expect(await write(target, [entity('1', { v: 2 }, 2)])).toMatchObject([{ status: 'sent', change: 'updated' }]);
      expect((await table.records()).map(({ data }) => data)).toEqual([{ v: 2 }]);
      expect(await history.records()).toMatchObject([
        {
          tx_type_source: 'order-order',
          value_timestamp: expect.stringMatching(/^1_1\.000000-/),
          data: { v: 1 },
          updated_at: toInstant(1000),
        },
      ]);
    });
  });

  it('DDB-04 keeps both of two changes in one second', async () => {
    await withHistory(async (table, history) => {
      const target = table.target({ target: { history: history.name } });
      for (const [v, micros] of [
        [1, '000000'],
        [2, '250000'],
        [3, '250001'],
      ] as const)
        await write(target, [{ ...entity('1', { v }), updatedAt: at(`2026-01-01T00:00:00.${micros}Z`) }]);
      expect((await history.records()).map(({ data }) => data)).toEqual([{ v: 1 }, { v: 2 }]);
    });
  });

  it('DDB-05 keeps a newer version when an older one comes, and says that it is stale; also for deletions', async () => {
    await withHistory(async (table, history) => {
      for (const settings of [{ target: {} }, { target: { history: history.name } }]) {
        const target = table.target(settings);
        await write(target, [entity('1', { v: 3 }, 3)]);
        const older = [entity('1', { v: 2 }, 2), { ...entity('1', {}, 2), isDeleted: true as const }];
        for (const one of older)
          expect(await write(target, [one])).toMatchObject([
            { status: 'ignored', message: expect.stringContaining('stale'), tgtId: 'order|order#1' },
          ]);
        expect((await table.records()).map(({ data }) => data)).toEqual([{ v: 3 }]);
      }
    });
  });

  it('DDB-06 has one item of a record that two write at once', async () => {
    await withHistory(async (table, history) => {
      for (const [srcId, settings] of [
        ['a', { target: {} }],
        ['b', { target: { history: history.name } }],
      ] as const) {
        const [one, other] = [table.target(settings), table.target(settings)];
        const outcomes = await Promise.all(range(8).map(async (n) => await write(n % 2 === 0 ? one : other, [entity(srcId, { n }, n)])));
        for (const [outcome] of outcomes)
          expect(['sent', 'ignored', 'CHANGED', 'CONFLICT']).toContain(codesOf(outcome === undefined ? [] : [outcome])[0]);
        await write(one, [entity(srcId, { n: 7 }, 7)]);
        expect((await table.records()).filter(({ src_id }) => src_id === srcId)).toMatchObject([{ data: { n: 7 } }]);
      }
      expect(table.proxy.asked('DeleteItem')).toEqual([]);
    });
  });

  it('DDB-08 keeps an id that begins like its tx type whole', async () => {
    await withTable({}, async (table) => {
      await write(table.target(), [entity('order-5', { v: 1 })]);
      expect(await table.records()).toMatchObject([{ sk: 'order#order-5', src_id: 'order-5' }]);
    });
  });

  it('DDB-09 takes 60 records in bulk by 25, 25 and 10, sends again what was left over, and never two of one key at once', async () => {
    await withTable({}, async (table) => {
      const target = table.target({ target: { bulk: true } });
      const sizes = () => table.proxy.asked('BatchWriteItem').map((body) => Object.values(body['RequestItems'] as object).flat().length);
      const leaveOver = (count: number): JsonFault => ({
        kind: 'alter',
        operation: /^BatchWriteItem$/,
        alter: (answer, { body }) => {
          const requests = (body['RequestItems'] as Record<string, unknown[]>)[table.name] ?? [];
          return { ...answer, UnprocessedItems: { [table.name]: requests.slice(0, count) } };
        },
      });
      const entities = range(60).map((number) => entity(`${number}`, { number }));
      expect(new Set(statusesOf(await write(target, entities)))).toEqual(new Set(['sent']));
      expect(sizes()).toEqual([25, 25, 10]);
      table.proxy.faults.push(leaveOver(3), leaveOver(1));
      expect(new Set(statusesOf(await write(target, entities.slice(0, 20))))).toEqual(new Set(['sent']));
      expect(sizes().slice(3)).toEqual([20, 3, 1]);
      table.proxy.faults.push(leaveOver(2), leaveOver(2));
      const left = await write(target, entities.slice(0, 5));
      expect(left.map((outcome) => outcome.status === 'failed' && outcome.isPassing)).toEqual([true, true, false, false, false]);
      const before = sizes().length;
      await write(target, [entity('1', { v: 1 }), entity('2', { v: 1 }), entity('1', { v: 2 }, 2)]);
      expect(sizes().slice(before)).toEqual([2, 1]);
      expect((await table.records()).find(({ sk }) => sk === 'order#1')).toMatchObject({ data: { v: 2 } });
      await write(target, [{ ...entity('2', {}, 3), isDeleted: true }]);
      expect((await table.records()).some(({ sk }) => sk === 'order#2')).toBe(false);
    });
  });

  it.each([
    ['ThrottlingException', 400, 'Throttled'],
    ['ProvisionedThroughputExceededException', 400, 'Throttled'],
    ['ResourceNotFoundException', 400, 'Config'],
    ['AccessDeniedException', 400, 'Config'],
    ['ExpiredTokenException', 400, 'Auth'],
    ['InternalServerError', 500, 'Transient'],
  ] as const)('DDB-12 says what %s means, and writes everything when it is over', async (code, status, expected) => {
    await withTable({}, async (table) => {
      const target = table.target();
      const entities = range(20).map((number) => entity(`${number}`, { number }));
      table.proxy.faults.push({ kind: 'refuse', status, code, operation: writes });
      const error: unknown = await write(target, entities).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: expected,
        message: expect.stringMatching(/^\[mart\] Writing an item of table-\S+ was answered \d+ \w+/),
      });
      expect(error).toMatchObject({ effect: expected === 'Transient' ? 'unknown' : 'none' });
      expect(await table.items()).toEqual([]);
      expect(new Set(statusesOf(await write(target, entities)))).toEqual(new Set(['sent']));
      // Throttled half-way: what was written before is known to be there when it comes again.
      const change = entities.map(({ srcId }) => entity(srcId, { changed: true }, 2));
      table.proxy.faults.push(
        { kind: 'answer', operation: writes, answer: () => undefined },
        { kind: 'refuse', status, code, operation: writes },
      );
      await expect(write(target, change)).rejects.toMatchObject({ code: expected, effect: 'unknown' });
      expect(new Set(statusesOf(await write(target, change)))).toEqual(new Set(['sent']));
      expect((await table.records()).every(({ data }) => JSON.stringify(data) === '{"changed":true}')).toBe(true);
    });
  });

  it('says that a missing table is a mistake in the config, and checks what is there', async () => {
    await withHistory(async (table, history) => {
      const missing = table.open({ table: 'no-such-table', target: {} });
      expect(await missing.check()).toMatchObject([
        { isOk: false, detail: expect.stringContaining('no-such-table'), fix: expect.any(String) },
      ]);
      await expect(
        missing.target?.write({ txType: 'order', entities: [entity('1', {})], attempt: 1, signal: new AbortController().signal }),
      ).rejects.toMatchObject({
        code: 'Config',
      });
      expect(await table.open({ target: { history: history.name } }).check()).toMatchObject([
        { isOk: true, detail: 'keys pk and sk' },
        { isOk: true, detail: 'keys tx_type_source and value_timestamp' },
      ]);
    });
  });

  it('deletes what was deleted, keeps its last version in the history, and says when there is nothing', async () => {
    await withHistory(async (table, history) => {
      const target = table.target({ target: { history: history.name } });
      await write(target, [entity('1', { v: 1 })]);
      const gone = { ...entity('1', {}, 2), isDeleted: true as const };
      const find = async () => (await target.find({ txType: 'order', entities: [gone], signal: new AbortController().signal }))[0]?.state;
      expect(await find()).toBe('different');
      expect(await write(target, [gone])).toEqual([{ status: 'sent', tgtId: 'order|order#1', change: 'deleted' }]);
      expect(await find()).toBe('absent');
      expect(await table.items()).toEqual([]);
      expect((await history.records()).map(({ data }) => data)).toEqual([{ v: 1 }]);
      expect(statusesOf(await write(target, [gone]))).toEqual(['ignored']);
      expect(statusesOf(await write(table.target(), [gone]))).toEqual(['ignored']);
      await write(table.target(), [entity('2', { v: 1 })]);
      expect(await write(table.target(), [{ ...entity('2', {}, 2), isDeleted: true }])).toMatchObject([{ change: 'deleted' }]);
    });
  });
});
