import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { s3 } from '../../connectors/s3/index.js';
import { type S3Server, startServer, TestBucket } from '../s3/store.js';
import { TestEngine } from '../support/engine.js';
import { until } from '../support/until.js';

let server: S3Server;
let engine: TestEngine;

/** A sync of its own from a fresh bucket. */
async function filesSync(bucket: TestBucket, source: object = {}) {
  const { name } = bucket;
  const settings = { ...bucket.access, source: { bucket: name, prefix: 'in/', claims: false, ...source } };
  await engine.apply({
    endpoints: { [`files-${name}`]: { connector: 's3', settings }, [`crm-${name}`]: { connector: 'memory', settings: { system: name } } },
    syncs: { [name]: { source: `files-${name}`, target: `crm-${name}`, txType: 'order', pageSize: 50, pagesPerRead: 2 } },
  });
  return { syncId: name, target: engine.systems.get(name) };
}

const csv = (count: number, word: string) => `number,word\n${Array.from({ length: count }, (_, index) => `${index},${word}\n`).join('')}`;
const wordsOf = ({ records }: { readonly records: readonly { readonly entity: { readonly data: object } }[] }) =>
  records.map(({ entity }) => (entity.data as { readonly word?: string }).word);

describe('files', () => {
  beforeAll(async () => {
    server = await startServer('fauxqs');
    engine = await TestEngine.start({ connectors: [s3] });
    await engine.startWorkers();
  });
  afterAll(async () => {
    await engine.stop();
    await server.stop();
  });

  it('S39 two of one name are both taken in whole, and both are in the archive', async () => {
    await using bucket = await TestBucket.make(server);
    const { syncId, target } = await filesSync(bucket);
    await bucket.put('in/orders.csv', csv(120, 'first'));
    expect(await (await engine.client.start(syncId)).result()).toMatchObject({ status: 'Completed', counts: { read: 120, sent: 120 } });
    await bucket.put('in/orders.csv', csv(130, 'second'));
    expect(await (await engine.client.start(syncId)).result()).toMatchObject({ status: 'Completed', counts: { read: 130, sent: 130 } });
    expect(target.writes).toHaveLength(250);
    expect(wordsOf(target).filter((word) => word === 'first')).toHaveLength(120);
    expect(await bucket.keys('in/')).toEqual([]);
    const archived = await Promise.all((await bucket.keys('archive/')).map(async (key) => await bucket.text(key)));
    expect(archived.sort()).toEqual([csv(120, 'first'), csv(130, 'second')]);
  });

  it('stay in the inbox until every row has its outcome, and go on where a worker was stopped [W15]', async () => {
    await using bucket = await TestBucket.make(server);
    const { syncId, target } = await filesSync(bucket);
    await bucket.put('in/orders.csv', csv(300, 'row'));
    let isStuck = true;
    target.beforeWrite = async () => {
      if (isStuck && target.writes.length >= 100) await new Promise(() => {});
    };
    const task = await engine.client.start(syncId);
    await until('some rows are written', () => target.writes.length >= 100);
    expect(await bucket.keys('in/')).toEqual(['in/orders.csv']);
    await engine.stopWorkers();
    isStuck = false;
    await engine.startWorkers();
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { read: 300, sent: 300 } });
    expect(target.records).toHaveLength(300);
    expect(await bucket.keys('in/')).toEqual([]);
  });

  it('that cannot be read go to the error folder with a report, and their neighbours go through', async () => {
    await using bucket = await TestBucket.make(server);
    const { syncId, target } = await filesSync(bucket);
    await bucket.put('in/bad.xlsx', 'this is no workbook');
    await bucket.put('in/good.csv', csv(3, 'good'));
    const task = await engine.client.start(syncId);
    expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail', counts: { sent: 3, failed: 1 } });
    expect(target.records).toHaveLength(3);
    expect(await bucket.keys('in/')).toEqual([]);
    const [file = '', report = ''] = (await bucket.keys('error/')).toSorted();
    expect(await bucket.text(file)).toBe('this is no workbook');
    expect(JSON.parse(await bucket.text(report))).toMatchObject({ key: 'in/bad.xlsx', failures: [{ message: expect.any(String) }] });
    await task.dismiss();
  });

  it('fail row by row, and a row that failed is read again from the archived file', async () => {
    await using bucket = await TestBucket.make(server);
    const { syncId, target } = await filesSync(bucket);
    await bucket.put('in/orders.csv', csv(5, 'row'));
    target.refuse = ({ data }) => (data['number'] === '3' ? { status: 'failed', code: 'INVALID', message: 'no' } : undefined);
    const task = await engine.client.start(syncId);
    expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Fail', counts: { sent: 4, failed: 1 } });
    expect(await bucket.keys('in/')).toEqual([]);
    target.refuse = () => undefined;
    await task.retry();
    expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 5, failed: 0 } });
    expect(target.writes).toHaveLength(6);
  });
});
