import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConnectorError, DataWaldError } from '../../core/errors.js';
import { openQueue } from '../../ingest/queue.js';
import { TestBucket } from '../s3/store.js';
import { until } from '../support/until.js';
import { IngestGround } from './ground.js';
import { Queues, type TestQueue } from './queues.js';

const order = (id: number | string, more: object = {}) => ({ id, updated: '2026-01-31T09:30:00Z', ...more });
const away = () => new ConnectorError('Transient', 'the store is away', { endpoint: 'store' });
const idsOf = (records: readonly unknown[]) => records.map((record) => (record as { id: unknown }).id);

for (const name of ['fauxqs', 'moto'] as const) {
  describe(`the bridge from a queue on ${name}`, () => {
    let queues: Queues | undefined;
    beforeAll(async () => {
      queues = await Queues.start(name).catch((error: unknown) => {
        if (name === 'fauxqs') throw error;
        process.stderr.write(`not run on moto: ${String(error)}\n`);
        return undefined;
      });
    }, 120_000);
    afterAll(async () => await queues?.stop());

    async function onGround(
      options: Parameters<Queues['newQueue']>[0],
      work: (queue: TestQueue, ground: IngestGround) => Promise<void>,
    ): Promise<void> {
      if (queues === undefined) return;
      const queue = await queues.newQueue(options);
      await using ground = await IngestGround.make();
      await work(queue, ground);
    }
    const fifo = { isFifo: true };
    const empty = async (queue: TestQueue) => await until('the queue is empty', async () => (await queue.count()) === 0);

    it('brings messages into the inbox, with where they came from, starts a task, and only then deletes them', async () => {
      await onGround(fifo, async (queue, ground) => {
        const steps: string[] = [];
        ground.beforeAppend = async () => void steps.push(`append, ${await queue.count()} in the queue`);
        ground.beforeStart = async () => void steps.push(`start, ${await queue.count()} in the queue`);
        const id = await queue.send(order(1), { group: 'g' });
        await ground.bridge(queue);
        await empty(queue);
        const [message] = await ground.waiting();
        expect(message).toMatchObject({ id, group: 'g', no: 1, body: { records: [order(1)] } });
        expect(message?.provenance).toMatchObject({ door: 'queue input', messageId: id, receiveCount: 1, sentAt: expect.any(String) });
        expect(ground.started).toEqual([message?.taskId]);
        expect(steps).toEqual(['append, 1 in the queue', 'start, 1 in the queue']);
      });
    });

    it('SQS-09 deletes what it has taken in of ten, and leaves the one that fails', async () => {
      await onGround({}, async (queue, ground) => {
        for (let no = 1; no <= 9; no += 1) await queue.send(order(no));
        await queue.send(order(10), { attributes: { sync: 'products' } });
        ground.beforeAppend = () => {};
        const { receiving } = ground;
        const push = receiving.door.push.bind(receiving.door);
        const door = {
          push: async (...[syncId, messages]: Parameters<typeof push>) => {
            if (syncId === 'products') throw away();
            return await push(syncId, messages);
          },
        };
        Object.defineProperty(ground, 'receiving', { get: () => ({ ...receiving, door }) });
        const bridge = await ground.bridge(queue);
        await until('nine are in', async () => (await ground.waiting()).length === 9);
        await until('it is told of', () => ground.logged.some((line) => line.includes('1 messages')));
        await bridge.stop();
        expect(await queue.count()).toBe(1);
        expect((await queue.receive()).map(({ Body }) => JSON.parse(Body ?? ''))).toEqual([order(10)]);
      });
    });

    it('SQS-12 knows a message again that was taken in and not deleted', async () => {
      await onGround({}, async (queue, ground) => {
        const messageId = await queue.send(order(1));
        const [received] = await queue.receive();
        const delivery = { id: messageId, body: { records: [order(1)] }, provenance: { door: 'queue input' } };
        await ground.receiving.door.push('orders', [delivery]);
        if (received !== undefined) await queue.release(received);
        await ground.bridge(queue);
        await empty(queue);
        expect(idsOf(await ground.records())).toEqual([1]);
      });
    });

    it('SQS-13 puts what is no JSON aside, as it came, with the reason', async () => {
      await onGround(fifo, async (queue, ground) => {
        const id = await queue.send('{"id": 1', { group: 'g', attributes: { funct: 'x' } });
        await queue.send(order(2), { group: 'g' });
        await ground.bridge(queue);
        await empty(queue);
        const [dead] = await queue.deadLetters();
        expect(dead?.Body).toBe('{"id": 1');
        expect(dead?.MessageAttributes).toMatchObject({
          funct: { StringValue: 'x' },
          datawald_message_id: { StringValue: id },
          datawald_reason: { StringValue: expect.stringContaining('no JSON') },
        });
        expect(idsOf(await ground.records())).toEqual([2]);
      });
    });

    it('SQS-14 takes the shapes that senders use, and puts aside what has no sync', async () => {
      await onGround({}, async (queue, ground) => {
        const endpoint = { endpoint_id: 'in', funct: 'retrieve_entities_from_source' };
        await queue.send(
          { params: { tx_type: 'order', target: 'crm', source: 'in', messages: [order(1), order(2)] } },
          { attributes: endpoint },
        );
        await queue.send({ params: { tx_type: 'order', target: 'crm', messages: JSON.stringify([order(3)]) } }, { attributes: endpoint });
        await queue.send(order(4));
        await queue.send([order(5), order(6)]);
        await queue.send({ Type: 'Notification', MessageId: 'x', Message: JSON.stringify(order(7)) });
        await queue.send({ id: 'e', source: 'shop', 'detail-type': 'Order Placed', detail: order(8) });
        await queue.send({ params: { tx_type: 'order', id: 'orders-1' } }, { attributes: { endpoint_id: 'in', funct: 'retry_sync_task' } });
        await queue.send({ params: { tx_type: 'product', target: 'crm', source: 'in' } }, { attributes: endpoint });
        await queue.send({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' });
        await queue.send({ params: { tx_type: 'customer', target: 'crm', source: 'in', messages: [{}] } });
        await queue.send({ params: { tx_type: 'order', target: 'nowhere', source: 'in', messages: [{}] } });
        await queue.send(order(1), { attributes: { sync: 'order' } });
        await queue.send({ params: {} }, { attributes: { funct: 'update_sync_task' } });
        await ground.bridge(queue);
        await empty(queue);
        expect(idsOf(await ground.records()).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
        expect(ground.retried).toEqual(['orders-1']);
        expect((await ground.waiting('products')).map(({ body }) => body)).toEqual([{ isNews: true }]);
        const reasons = (await queue.deadLetters()).map(({ MessageAttributes }) => MessageAttributes?.['datawald_reason']?.StringValue);
        expect(reasons.toSorted()).toEqual([
          'no sync brings order from in to nowhere',
          'the function "update_sync_task" is not offered; there are retrieve_entities_from_source and retry_sync_task',
          'the sync "pulled" takes no pushed records: its config has no push',
          'there is no sync "order" in the applied config; did you mean orders?',
        ]);
      });
    });

    it('SQS-14 reads the body that a pointer stands for, and puts aside one that leads nowhere', async () => {
      if (queues === undefined) return;
      const { url } = queues;
      await using bucket = await TestBucket.make({ name, url, stop: async () => {} });
      await bucket.put('large.json', JSON.stringify(order(1)));
      const pointer = (s3Key: string) => ['software.amazon.payloadoffloading.PayloadS3Pointer', { s3BucketName: bucket.name, s3Key }];
      await onGround({}, async (queue, ground) => {
        await queue.send(pointer('large.json'));
        await queue.send(pointer('missing.json'));
        await ground.bridge(queue);
        await empty(queue);
        expect(idsOf(await ground.records())).toEqual([1]);
        const [dead] = await queue.deadLetters();
        expect(dead?.MessageAttributes?.['datawald_reason']?.StringValue).toContain('missing.json');
      });
    });

    it('takes one key once, whatever messages it comes in', async () => {
      await onGround({}, async (queue, ground) => {
        await queue.send(order(1), { attributes: { idempotency_key: 'order-1-v1' } });
        await queue.send(order(1, { note: 'sent again' }), { attributes: { idempotency_key: 'order-1-v1' } });
        await ground.bridge(queue);
        await empty(queue);
        expect((await ground.waiting()).map(({ id }) => id)).toEqual(['order-1-v1']);
      });
    });

    it('SQS-17 puts aside with its cause what nobody takes, and takes it once it is sent back and somebody does', async () => {
      await onGround({}, async (queue, ground) => {
        await queue.send(order(1), { attributes: { sync: 'later', idempotency_key: 'order-1' } });
        await ground.bridge(queue);
        await empty(queue);
        const [dead] = await queue.deadLetters();
        expect(dead?.MessageAttributes?.['datawald_reason']?.StringValue).toContain('there is no sync "later"');
        await ground.apply({ later: { source: 'in', target: 'crm', txType: 'invoice', push: {} } });
        const attributes = Object.entries(dead?.MessageAttributes ?? {}).map(([key, value]) => [key, value.StringValue ?? '']);
        await until('the new config is known', async () => {
          if ((await ground.waiting('later')).length === 0) await queue.send(dead?.Body, { attributes: Object.fromEntries(attributes) });
          await empty(queue);
          return (await ground.waiting('later')).length > 0;
        });
        expect(await ground.records('later')).toEqual([order(1)]);
        expect((await ground.waiting('later')).map(({ id }) => id)).toEqual(['order-1']);
      });
    });

    it('SQS-19 ends what it is taking in before it stops, and releases what cannot be', async () => {
      await onGround({}, async (queue, ground) => {
        for (let no = 1; no <= 8; no += 1) await queue.send(order(no));
        ground.beforeStart = () => {
          throw new DataWaldError('Transient', 'Temporal is away');
        };
        const bridge = await ground.bridge(queue);
        await until('it waits for Temporal', () => ground.logged.length > 0);
        await bridge.stop();
        expect(await queue.receive()).toHaveLength(await queue.count());
        expect(await queue.count()).toBe(8);
      });
    });

    it('receives no more while Temporal is away, and goes on by itself', async () => {
      await onGround(fifo, async (queue, ground) => {
        let isAway = true;
        ground.beforeStart = () => {
          if (isAway) throw new DataWaldError('Transient', 'Temporal is away');
        };
        for (let no = 1; no <= 3; no += 1) await queue.send(order(no), { group: 'g' });
        await ground.bridge(queue);
        await until('it has tried twice', () => ground.logged.length >= 2);
        expect(await queue.count()).toBe(3);
        isAway = false;
        await empty(queue);
        expect(idsOf(await ground.records())).toEqual([1, 2, 3]);
      });
    });

    it('SQS-20 says before it begins what is wrong with a queue', async () => {
      await onGround({}, async (queue) => {
        const missing = openQueue('input', queue.config({ queue: 'no-such-queue' }));
        await expect(missing).rejects.toMatchObject({ code: 'Config', message: expect.stringContaining('there is no such queue') });
        const dead = openQueue('input', queue.config({ queue: `dead-${queue.name}` }));
        await expect(dead).rejects.toMatchObject({ code: 'Config', message: expect.stringContaining('has no dead-letter queue') });
        const aws = openQueue('input', queue.config({ aws: { regoin: 'x' } }));
        await expect(aws).rejects.toMatchObject({ code: 'Config', message: expect.stringContaining('ingest.queues.input.aws') });
      });
    });
  });
}

describe('a message that takes longer than its time', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await Queues.start('fauxqs');
  });
  afterAll(async () => await queues.stop());

  it('SQS-11 stays with its receiver until it is taken in', async () => {
    const queue = await queues.newQueue({ isFifo: true });
    await using ground = await IngestGround.make();
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let appends = 0;
    ground.beforeAppend = async () => {
      appends += 1;
      await gate;
    };
    await queue.send(order(1), { group: 'g' });
    await ground.bridge(queue, { visibilityTimeoutSeconds: 10 });
    await until('it is being taken in', () => appends > 0);
    const since = Date.now();
    await until('its first time is over', () => Date.now() - since > 12_000);
    expect(await queue.receive()).toEqual([]);
    open();
    await until('the queue is empty', async () => (await queue.count()) === 0);
    expect(idsOf(await ground.records())).toEqual([1]);
  }, 40_000);
});
