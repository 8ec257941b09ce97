import { afterAll, describe } from '@jest/globals';
import type { Instant } from '../../core/instant.js';
import type { JsonFault } from '../../test/aws/json-proxy.js';
import { plainItem, startTables, TestTable } from '../../test/aws/table.js';
import { type SourceUnderTest, sourceContract } from '../../test/contract/source.js';
import { farFuture } from '../../test/s3/sweep.js';
import type { Source } from '../connector.js';
import type { Item } from './attribute-value.js';

const faults: Readonly<Record<'Transient' | 'Throttled' | 'Auth', JsonFault>> = {
  Transient: { kind: 'refuse', status: 500, code: 'InternalServerError' },
  Throttled: { kind: 'refuse', status: 400, code: 'ThrottlingException' },
  Auth: { kind: 'refuse', status: 400, code: 'UnrecognizedClientException' },
};

const server = await startTables();
const describeWhereThere = server === undefined ? describe.skip : describe;

describeWhereThere('dynamodb', () => {
  afterAll(async () => await server?.stop());
  if (server === undefined) return;
  const opened = async (source: object) => openSource(await TestTable.make(server), source);
  sourceContract({ name: 'dynamodb (poll)', open: async () => await opened({ type: 'poll' }) });
  sourceContract({ name: 'dynamodb (poll, mixed offsets)', open: async () => await opened({ type: 'poll', timeOffsets: 'mixed' }) });
  sourceContract({ name: 'dynamodb (poll, consistent)', open: async () => await opened({ type: 'poll', consistent: true }) });
  sourceContract({
    name: 'dynamodb (stream)',
    open: async () => openSource(await TestTable.make(server, { isStreaming: true }), { type: 'stream' }, { isByToken: true }),
  });
  sourceContract({ name: 'dynamodb (scan)', open: async () => await opened({ type: 'scan' }) });
});

/** Items are put before the next page is read: adding them does not wait. */
function openSource(table: TestTable, settings: object, more: Pick<SourceUnderTest, 'isByToken'> = {}): SourceUnderTest {
  const source = table.source(settings);
  const waiting = new Map<string, Item>();
  let added = 0;
  const flush = async () => {
    const items = [...waiting.values()];
    waiting.clear();
    await table.putAll(items);
  };
  const change = (srcId: string, at: Instant) => {
    waiting.set(srcId, plainItem(srcId, at));
    return srcId;
  };
  const flushing: Source = {
    txTypes: source.txTypes,
    order: source.order,
    read: async (request) => {
      await flush();
      return await source.read(more.isByToken === true ? { ...request, until: farFuture } : request);
    },
    ...(source.readByIds !== undefined && {
      readByIds: async (request) => {
        await flush();
        return (await source.readByIds?.(request)) ?? { entities: [], problems: [], isDone: true };
      },
    }),
  };
  return {
    ...more,
    source: flushing,
    txType: 'order',
    add: (times) => times.map((at) => change(String(++added).padStart(6, '0'), at)),
    touch: (srcId, at) => void change(srcId, at),
    spoil: (srcId) => void waiting.set(srcId, { ...waiting.get(srcId), data: { S: 'no map' } }),
    failOnce: (code) => void table.proxy.faults.push(faults[code]),
    stallOnce: () => void table.proxy.faults.push({ kind: 'stall' }),
    [Symbol.asyncDispose]: async () => await table[Symbol.asyncDispose](),
  };
}
