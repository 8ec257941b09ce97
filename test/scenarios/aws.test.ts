import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamodb } from '../../connectors/dynamodb/index.js';
import { sqs } from '../../connectors/sqs/index.js';
import { toInstant } from '../../core/instant.js';
import { bodiesOf, type QueueServer, startQueues, TestQueue } from '../aws/queue.js';
import { plainItem, startTables, TestTable } from '../aws/table.js';
import { TestEngine } from '../support/engine.js';
import type { MotoServer } from '../support/moto-server.js';
import { records } from '../support/records.js';

let engine: TestEngine;
let tables: MotoServer | undefined;
let queues: QueueServer;
const endpoints: Record<string, unknown> = {};

/** A sync of its own, between a fresh memory system and what is given; everything that was ever given stays there. */
async function syncOf(name: string, { source, target, sync }: { source?: object; target?: object; sync?: object }) {
  const memory = { connector: 'memory', settings: { system: name } };
  Object.assign(endpoints, { [`from-${name}`]: source ?? memory, [`to-${name}`]: target ?? memory });
  const settings = { source: `from-${name}`, target: `to-${name}`, txType: 'order', overlapSeconds: 0, ...sync };
  await engine.apply({ endpoints, syncs: { [name]: settings } });
  return { system: engine.systems.get(name), run: async () => await (await engine.client.start(name)).settled(undefined, 50) };
}

describe('syncs with AWS', () => {
  beforeAll(async () => {
    [tables, queues] = [await startTables(), await startQueues('fauxqs')];
    engine = await TestEngine.start({ connectors: [dynamodb, sqs] });
    await engine.startWorkers();
  }, 120_000);
  afterAll(async () => {
    await engine.stop();
    await tables?.stop();
    await queues.stop();
  });

  it.each([0, 120])(
    'S40 brings over what a stream tells, with its deletions, once, from task to task; with an overlap of %d seconds',
    async (overlapSeconds) => {
      if (tables === undefined) return;
      await using table = await TestTable.make(tables, { isStreaming: true });
      const source = { connector: 'dynamodb', settings: { ...table.access, source: { type: 'stream' } } };
      const { system, run } = await syncOf(`stream${overlapSeconds}`, {
        source,
        sync: { overlapSeconds, pageSize: 2, deletions: 'send' },
      });
      await table.putAll([1, 2, 3, 4, 5].map((number) => plainItem(`${number}`, toInstant(0), { v: { N: '1' } })));
      await table.put({ ...plainItem('6', toInstant(0)), data: { S: 'no map' } });
      expect(await run()).toMatchObject({ status: 'Fail', counts: { read: 6, sent: 5, failed: 1 } });
      await table.put(plainItem('2', toInstant(0), { v: { N: '2' } }));
      await table.delete({ pk: { S: 'order' }, sk: { S: 'order#3' } });
      const second = await run();
      expect(second).toMatchObject({ status: 'Completed', counts: { sent: 2, failed: 0 }, isCutDateMoved: true });
      expect(system.writes.map(({ srcId, data }) => [srcId, data])).toEqual([
        ...[1, 2, 3, 4, 5].map((number) => [`${number}`, { v: 1 }]),
        ['2', { v: 2 }],
        ['3', {}],
      ]);
      expect(system.records.map(({ srcId }) => srcId).sort()).toEqual(['1', '2', '4', '5']);
      expect(overlapSeconds > 0 || second.counts.read === 2).toBe(true);
      expect((await run()).counts.sent).toBe(0);
    },
  );

  it('keeps a table as the source is, whatever is cut, and deletes what was deleted', async () => {
    if (tables === undefined) return;
    await using table = await TestTable.make(tables);
    const target = { connector: 'dynamodb', settings: { ...table.access, target: {} } };
    const { system, run } = await syncOf('table', { target, sync: { maxEntitiesInMessageBody: 50, deletions: 'send' } });
    system.put('order', records(120));
    table.proxy.faults.push({ kind: 'cut', operation: /^UpdateItem$/ }, { kind: 'cut', operation: /^UpdateItem$/ });
    expect(await run()).toMatchObject({ status: 'Completed', counts: { sent: 120 } });
    expect(await table.items()).toHaveLength(120);
    const [first, second] = records(2, () => ({ value: 7, laterSeconds: 86_400 }));
    if (first === undefined || second === undefined) throw new Error('there are two records');
    system.put('order', [first, { ...second, isDeleted: true }]);
    expect(await run()).toMatchObject({ status: 'Completed', counts: { sent: 2 } });
    expect(await table.items()).toHaveLength(119);
    expect((await table.records()).find(({ src_id }) => src_id === '1000')).toMatchObject({ data: { value: 7 } });
  });

  it('S08 SQS-06 stops for a person what a queue may have taken, and sends it again within five minutes when she asks for it', async () => {
    await using queue = await TestQueue.make(queues, { isFifo: true });
    const settings = { ...queue.access, groupId: '{txType}-{srcId}' };
    const { system } = await syncOf('queue', { target: { connector: 'sqs', settings }, sync: { chunksInFlight: 1 } });
    system.put('order', records(25));
    queue.proxy.faults.push({ kind: 'cut', operation: /^SendMessageBatch$/ });
    const task = await engine.client.start('queue');
    expect(await task.settled(undefined, 50)).toMatchObject({ status: 'Incompleted', counts: { sent: 15, unknown: 10 } });
    expect(await queue.drain()).toHaveLength(25);
    await task.retry({ srcIds: ['1003'] });
    expect(await task.settled(undefined, 50)).toMatchObject({ counts: { sent: 16, unknown: 9 } });
    expect(bodiesOf(await queue.drain())).toEqual([{ number: 1003, value: 3 }]);
    await task.dismiss();
  });
});
