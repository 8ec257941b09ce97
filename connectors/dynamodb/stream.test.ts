import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toInstant } from '../../core/instant.js';
import { write } from '../../test/aws/queue.js';
import { MadeStream } from '../../test/aws/shards.js';
import { plainItem, startTables, TestTable } from '../../test/aws/table.js';
import { readToEnd } from '../../test/contract/source.js';
import { entity } from '../../test/crm.js';
import { farFuture, forever } from '../../test/s3/sweep.js';
import type { MotoServer } from '../../test/support/moto-server.js';
import type { Source } from '../connector.js';

let server: MotoServer | undefined;
beforeAll(async () => {
  server = await startTables();
}, 120_000);
afterAll(async () => await server?.stop());

async function withTable(work: (table: TestTable) => Promise<void>): Promise<void> {
  if (server === undefined) return;
  await using table = await TestTable.make(server, { isStreaming: true });
  await work(table);
}

const request = { txType: 'order', until: farFuture, limit: 100, signal: forever() } as const;
const seconds = (count: number) => Date.UTC(2026, 0, 1) / 1000 + count;
const idsOf = ({ entities }: { readonly entities: readonly { readonly srcId: string }[] }) => entities.map(({ srcId }) => srcId);

/** A record of the wire: an insert, unless `more` says otherwise. */
function made(number: number, srcId: string, more: object = {}): object {
  const NewImage = plainItem(srcId, toInstant(0), { no: { N: String(number) } });
  const dynamodb = {
    ApproximateCreationDateTime: seconds(number),
    Keys: { pk: NewImage['pk'], sk: NewImage['sk'] },
    NewImage,
    SequenceNumber: String(number),
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  };
  return { eventName: 'INSERT', dynamodb, ...more };
}

function clockAt(second: number): () => Date {
  return () => new Date(seconds(second) * 1000);
}

/** One task after the other: each goes on where the one before has ended. */
async function taskBehind(source: Source, before?: Awaited<ReturnType<typeof readToEnd>>, limit = 100) {
  const cursor = before?.pages.at(-1)?.next;
  return await readToEnd(source, { ...request, limit, ...(cursor !== undefined && { cursor }) });
}

describe('a stream of dynamodb', () => {
  it('gives what was inserted, changed and deleted, leaves out what did not change, and goes on in the next task', async () => {
    await withTable(async (table) => {
      const source = table.source({ type: 'stream' });
      await table.put(plainItem('1', toInstant(1000), { v: { N: '1' } }));
      await table.put(plainItem('2', toInstant(1000), { v: { N: '1' } }));
      await table.put(plainItem('2', toInstant(2000), { v: { N: '1' } }));
      const first = await taskBehind(source);
      expect(first.entities.map(({ srcId, data }) => [srcId, data])).toEqual([
        ['1', { v: 1 }],
        ['2', { v: 1 }],
      ]);
      await table.put(plainItem('1', toInstant(3000), { v: { N: '2' } }));
      await table.delete({ pk: { S: 'order' }, sk: { S: 'order#2' } });
      const second = await taskBehind(source, first);
      expect(second.entities).toMatchObject([
        { srcId: '1', data: { v: 2 } },
        { srcId: '2', data: { v: 1 }, isDeleted: true },
      ]);
      expect((await taskBehind(source, second)).entities).toEqual([]);
    });
  });

  it('DDB-16 gives each tx type its own, and the others go on where one has no reader', async () => {
    await withTable(async (table) => {
      await table.put(plainItem('1', toInstant(1000)));
      await table.put({ ...plainItem('c', toInstant(1000)), tx_type: { S: 'customer' } });
      await table.put({ pk: { S: 'x' }, sk: { S: 'y' }, tx_type: { S: 'nobody' } });
      await table.put(plainItem('2', toInstant(1000)));
      const source = table.source({ type: 'stream' });
      const [orders, customers] = [await readToEnd(source, request), await readToEnd(source, { ...request, txType: 'customer' })];
      expect([idsOf(orders), idsOf(customers)]).toEqual([['1', '2'], ['c']]);
      expect([...orders.problems, ...customers.problems]).toEqual([]);
    });
  });

  it('DDB-17 gives deletions with what was there, and those of time to live where that is asked for', async () => {
    await withTable(async (table) => {
      const stream = new MadeStream(table.proxy);
      const OldImage = plainItem('1', toInstant(0), { v: { N: '7' } });
      const dynamodb = {
        ApproximateCreationDateTime: seconds(1),
        Keys: { pk: OldImage['pk'], sk: OldImage['sk'] },
        OldImage,
        SequenceNumber: '1',
      };
      const { OldImage: _old, ...bare } = { ...dynamodb, SequenceNumber: '3' };
      const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
      const records = [
        { eventName: 'REMOVE', dynamodb },
        {
          eventName: 'REMOVE',
          dynamodb: { ...dynamodb, SequenceNumber: '2' },
          userIdentity: { Type: userIdentity.type, PrincipalId: userIdentity.principalId },
        },
        { eventName: 'REMOVE', dynamodb: bare },
      ];
      stream.shards.push({ id: 'a', records });
      const tombstone = { srcId: '1', updatedAt: toInstant(seconds(1) * 1000), data: { v: 7 }, isDeleted: true };
      const ignoring = await readToEnd(table.source({ type: 'stream' }, {}, clockAt(60)), request);
      expect(ignoring.entities).toEqual([tombstone]);
      expect(ignoring.problems).toMatchObject([
        { code: 'NO_IMAGE', message: expect.stringContaining('order|order#1 came without its old image') },
      ]);
      const sending = await readToEnd(table.source({ type: 'stream', ttlDeletes: 'send' }, {}, clockAt(60)), request);
      expect(sending.entities).toEqual([tombstone, tombstone]);
    });
  });

  it('DDB-18 reports a poisoned record alone, and gives those before and behind it', async () => {
    await withTable(async (table) => {
      const stream = new MadeStream(table.proxy);
      const records = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => made(number, `${number}`));
      records[3] = { eventName: 'RENAMED', dynamodb: { SequenceNumber: '4' } };
      stream.shards.push({ id: 'a', records });
      const source = table.source({ type: 'stream' }, {}, clockAt(60));
      const read = await readToEnd(source, { ...request, limit: 3 });
      expect(idsOf(read)).toEqual(['1', '2', '3', '5', '6', '7', '8', '9', '10']);
      expect(read.problems).toMatchObject([{ code: 'UNKNOWN_RECORD', message: expect.stringContaining('eventName') }]);
    });
  });

  it('DDB-19 does not give back to an origin what came from it, and gives what others have changed since', async () => {
    await withTable(async (table) => {
      await write(table.target({ origin: 'shop' }), [entity('1', { v: 1 }), entity('2', { v: 1 })]);
      await write(table.target({ origin: 'erp' }), [entity('3', { v: 1 })]);
      const theirs = (await table.items()).find(({ src_id }) => src_id?.S === '2');
      await table.put({ ...theirs, data: { M: { v: { N: '2' } } } });
      const guarded = await readToEnd(table.source({ type: 'stream', ignoreOrigins: ['shop'] }), request);
      expect(guarded.entities.map(({ srcId, data }) => [srcId, data]).sort()).toEqual([
        ['2', { v: 2 }],
        ['3', { v: 1 }],
      ]);
      await table.delete({ pk: { S: 'order' }, sk: { S: 'order#1' } });
      const next = await taskBehind(table.source({ type: 'stream', ignoreOrigins: ['shop'] }), guarded);
      expect(next.entities).toMatchObject([{ srcId: '1', isDeleted: true }]);
      expect(idsOf(await readToEnd(table.source({ type: 'stream' }), request))).toHaveLength(5);
    });
  });

  it('DDB-20 reads parents before children, also over pages and tasks, and renews an iterator that has expired', async () => {
    await withTable(async (table) => {
      const stream = new MadeStream(table.proxy);
      stream.shards.push(
        { id: 'child', parent: 'parent', records: [made(11, 'c1'), made(12, 'c2')] },
        { id: 'parent', parent: 'trimmed-long-ago', records: [1, 2, 3, 4, 5].map((number) => made(number, `p${number}`)), isClosed: true },
      );
      const source = table.source({ type: 'stream' }, {}, clockAt(60));
      table.proxy.faults.unshift(
        { kind: 'answer', operation: /^GetRecords$/, answer: () => ({ Records: [made(1, 'p1')], NextShardIterator: 'parent/expired' }) },
        { kind: 'refuse', operation: /^GetRecords$/, status: 400, code: 'ExpiredIteratorException' },
      );
      const first = await readToEnd(source, { ...request, limit: 2 });
      expect(idsOf(first)).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'c1', 'c2']);
      stream.shards.splice(1, 1);
      stream.shards.push({ id: 'grandchild', parent: 'child', records: [made(21, 'g1')] });
      stream.shards[0]?.records.push(made(13, 'c3'));
      const before = stream.read.length;
      const second = await taskBehind(source, first);
      expect(idsOf(second)).toEqual(['c3']);
      expect(stream.read.slice(before)).not.toContain('grandchild');
      Object.assign(stream.shards[0] ?? {}, { isClosed: true });
      const third = await taskBehind(source, second);
      expect(idsOf(third)).toEqual(['g1']);
    });
  });

  it('DDB-20 says that a resync is needed where what comes next is no longer kept', async () => {
    await withTable(async (table) => {
      const stream = new MadeStream(table.proxy);
      stream.shards.push({ id: 'a', records: [made(1, '1')] });
      const resync = {
        name: 'ConnectorError',
        code: 'Refused',
        message: expect.stringMatching(/^\[mart\] Resync needed: .*read the table as a whole once/),
      };
      const first = await readToEnd(table.source({ type: 'stream' }, {}, clockAt(60)), request);
      table.proxy.faults.unshift({ kind: 'refuse', operation: /^GetRecords$/, status: 400, code: 'TrimmedDataAccessException' });
      await expect(taskBehind(table.source({ type: 'stream' }, {}, clockAt(90)), first)).rejects.toMatchObject(resync);
      await expect(taskBehind(table.source({ type: 'stream' }, {}, clockAt(60 + 86_401)), first)).rejects.toMatchObject(resync);
      stream.shards.splice(0, 1, { id: 'b', parent: 'a', records: [] });
      await expect(taskBehind(table.source({ type: 'stream' }, {}, clockAt(90)), first)).rejects.toMatchObject(resync);
      const nonsense = { ...request, cursor: { updatedAt: toInstant(seconds(1) * 1000), token: '{}' } };
      await expect(table.source({ type: 'stream' }, {}, clockAt(90)).read(nonsense)).rejects.toMatchObject({ code: 'Refused' });
    });
  });

  it('ends a page where nearly nothing is of interest, and goes on behind it', async () => {
    await withTable(async (table) => {
      const stream = new MadeStream(table.proxy);
      const others = Array.from({ length: 150 }, (_, index) => {
        const record = made(index + 1, `${index}`);
        return { ...record, eventName: 'REMOVE', userIdentity: { PrincipalId: 'dynamodb.amazonaws.com' } };
      });
      stream.shards.push({ id: 'a', records: [...others, made(200, 'last')] });
      const { pages, entities } = await readToEnd(table.source({ type: 'stream' }, {}, clockAt(300)), { ...request, limit: 3 });
      expect(idsOf({ entities })).toEqual(['last']);
      expect(pages.length).toBe(3);
    });
  });

  it('reads up to a moment, from a moment where it has no token, and from now on where it is told to begin with the latest', async () => {
    await withTable(async (table) => {
      const stream = new MadeStream(table.proxy);
      stream.shards.push({ id: 'a', records: [10, 20, 30, 40].map((number) => made(number, `${number}`)) });
      const source = table.source({ type: 'stream' }, {}, clockAt(100));
      const until = toInstant(seconds(25) * 1000);
      const first = await readToEnd(source, { ...request, until });
      expect(idsOf(first)).toEqual(['10', '20']);
      expect(idsOf(await taskBehind(source, first))).toEqual(['30', '40']);
      const cursor = { updatedAt: toInstant(seconds(20) * 1000) };
      expect(idsOf(await readToEnd(source, { ...request, cursor }))).toEqual(['20', '30', '40']);
      const latest = table.source({ type: 'stream', startAt: 'latest' }, {}, clockAt(35));
      const begun = await readToEnd(latest, request);
      expect(idsOf(begun)).toEqual(['30', '40']);
      stream.shards[0]?.records.push(made(50, '50'));
      expect(idsOf(await taskBehind(latest, begun))).toEqual(['50']);
    });
  });

  it('says what is missing where a table has no stream', async () => {
    if (server === undefined) return;
    await using table = await TestTable.make(server);
    const endpoint = table.open({ source: { type: 'stream' } });
    await expect(endpoint.source?.read(request)).rejects.toMatchObject({
      code: 'Config',
      message: expect.stringContaining('has no stream'),
    });
    expect(await endpoint.check()).toMatchObject([{ isOk: false, detail: expect.stringContaining('no stream') }]);
  });
});
