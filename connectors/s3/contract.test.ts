import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Instant } from '../../core/instant.js';
import type { TxType } from '../../core/tx-type.js';
import { type SourceUnderTest, sourceContract } from '../../test/contract/source.js';
import { type TargetUnderTest, targetContract } from '../../test/contract/target.js';
import { entity } from '../../test/crm.js';
import type { Fault } from '../../test/s3/fault-proxy.js';
import { type S3Server, startServer, TestBucket } from '../../test/s3/store.js';
import { farFuture, sourceOf } from '../../test/s3/sweep.js';
import type { Source } from '../connector.js';

const faults: Readonly<Record<'Transient' | 'Throttled' | 'Auth', Fault>> = {
  Transient: { kind: 'answer', status: 500, code: 'InternalError' },
  Throttled: { kind: 'answer', status: 503, code: 'SlowDown' },
  Auth: { kind: 'answer', status: 403, code: 'InvalidAccessKeyId', match: /^GET/ },
};

describe('s3', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startServer('fauxqs');
  });
  afterAll(async () => await server.stop());

  sourceContract({
    name: 's3, a csv of all records',
    open: async () => await openSource(await TestBucket.make(server), 'one file'),
  });
  sourceContract({ name: 's3, a file per record', open: async () => await openSource(await TestBucket.make(server), 'many files') });
  for (const format of ['json', 'csv', 'xml', 'xlsx'])
    targetContract({ name: `s3 (${format})`, open: async () => await openTarget(await TestBucket.make(server), format) });
});

/** Records are put into the bucket before the next page is read: adding them does not wait. */
async function openSource(bucket: TestBucket, layout: 'one file' | 'many files'): Promise<SourceUnderTest> {
  const source = sourceOf(bucket.open({ source: { srcMetadata: { id: 'id', updatedAt: 'at' } } }));
  const records = new Map<string, Instant | 'never'>();
  let isDirty = false;
  const flush = async () => {
    if (!isDirty) return;
    isDirty = false;
    const rows = [...records].map(([id, at]) => [id, at] as const);
    if (layout === 'one file') await bucket.put('in/all.csv', ['id,at', ...rows.map((row) => row.join(','))].join('\n'));
    else await Promise.all(rows.map(async ([id, at]) => await bucket.put(`in/${id}.json`, JSON.stringify({ id, at }))));
  };
  const change = (id: string, at: Instant | 'never') => {
    records.set(id, at);
    isDirty = true;
    return id;
  };
  const flushing: Source = {
    txTypes: source.txTypes,
    order: source.order,
    read: async (request) => {
      await flush();
      return await source.read({ ...request, until: farFuture });
    },
  };
  return {
    source: flushing,
    txType: 'order',
    add: (times) => times.map((at) => change(String(records.size + 1).padStart(6, '0'), at)),
    touch: (srcId, at) => void change(srcId, at),
    spoil: (srcId) => void change(srcId, 'never'),
    failOnce: (code) => void bucket.proxy.faults.push(faults[code]),
    stallOnce: () => void bucket.proxy.faults.push({ kind: 'stall' }),
    [Symbol.asyncDispose]: async () => await bucket[Symbol.asyncDispose](),
  };
}

async function openTarget(bucket: TestBucket, format: string): Promise<TargetUnderTest> {
  const { target } = bucket.open({ target: { format, key: 'out/{srcId}-{data.no}.{format}' } });
  if (target === undefined) throw new Error('s3 has a target');
  let written: readonly string[] = [];
  const counting = {
    txTypes: target.txTypes,
    idempotency: target.idempotency,
    maxBatch: (txType: TxType) => target.maxBatch(txType),
    write: async (request: Parameters<typeof target.write>[0]) => {
      try {
        return await target.write(request);
      } finally {
        written = await bucket.keys('out/');
      }
    },
    find: async (request: Parameters<typeof target.find>[0]) => await target.find(request),
  };
  return {
    target: counting,
    txType: 'order',
    entity: (number, version = 1) => entity(`a/${number}`, { no: number, version, lines: [{ sku: 'A' }, { sku: 'B' }] }, version),
    bad: (number) => entity(`a/${number}`, { version: 1 }),
    count: () => written.length,
    failOnce: (code) => {
      const fault = faults[code];
      bucket.proxy.faults.push(code === 'Auth' ? { kind: 'answer', status: 401, code: 'x', match: /^HEAD/ } : { ...fault, match: /^HEAD/ });
    },
    cutAfterSavingOnce: () => void bucket.proxy.faults.push({ kind: 'cut', match: /^PUT/ }),
    stallOnce: () => void bucket.proxy.faults.push({ kind: 'stall' }),
    [Symbol.asyncDispose]: async () => await bucket[Symbol.asyncDispose](),
  };
}
