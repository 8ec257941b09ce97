import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { DataWaldClient } from '../../client/datawald-client.js';
import type { MessageDoor } from '../../core/pushed.js';
import { inboxDoor } from '../../ingest/inbox-door.js';
import { QueueDoor } from '../../ingest/queue-door.js';
import { until } from '../support/until.js';
import { IngestGround } from './ground.js';
import { aws, Queues } from './queues.js';

const orders = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index + 1, updated: '2026-01-31T09:30:00Z' }));
const flow = { source: 'in', target: 'crm', txType: 'order' } as const;

/** A client that is never asked to speak to Temporal. */
function clientWith(door?: MessageDoor): DataWaldClient {
  return new DataWaldClient({ workflow: {}, schedule: {}, connection: {} } as unknown as Client, door);
}

describe('messages that a service puts', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await Queues.start('fauxqs');
  });
  afterAll(async () => await queues.stop());

  function straightInto(ground: IngestGround): DataWaldClient {
    const { door, routes } = ground.receiving;
    return clientWith(inboxDoor({ door, routes }));
  }

  it('straight into the inbox are kept before it is answered, and the receipt names their task', async () => {
    await using ground = await IngestGround.make();
    const client = straightInto(ground);
    const [receipt] = await client.putMessages({ sync: 'orders', messages: orders(2), idempotencyKey: 'k', group: 'g' });
    const [message] = await ground.waiting();
    expect(message).toMatchObject({ id: 'k', group: 'g', body: { records: orders(2) }, taskId: receipt?.taskId });
    expect(ground.started).toEqual([receipt?.taskId]);
    expect(await client.putMessages({ sync: flow, messages: orders(2), idempotencyKey: 'k' })).toEqual([{ ...receipt, isRepeated: true }]);
    expect(await ground.waiting()).toHaveLength(1);
  });

  it('are new each time where no key is given, and nothing where there are none', async () => {
    await using ground = await IngestGround.make();
    const client = straightInto(ground);
    for (let time = 0; time < 2; time += 1) await client.putMessages({ sync: 'orders', messages: orders(1) });
    expect(await client.putMessages({ sync: 'orders', messages: [] })).toEqual([]);
    expect(await ground.waiting()).toHaveLength(2);
  });

  it('are refused with the reason where no sync takes them, and nothing is kept', async () => {
    await using ground = await IngestGround.make();
    const client = straightInto(ground);
    const put = async (sync: string) => await client.putMessages({ sync, messages: orders(1) });
    await expect(put('order')).rejects.toMatchObject({ code: 'Refused', message: expect.stringContaining('did you mean orders?') });
    await expect(put('pulled')).rejects.toMatchObject({ code: 'Refused', message: expect.stringContaining('its config has no push') });
    await expect(clientWith().putMessages({ sync: 'orders', messages: orders(1) })).rejects.toMatchObject({ code: 'Config' });
    expect(await ground.waiting()).toEqual([]);
  });

  it('are cut into several where they are long, always at the same places', async () => {
    await using ground = await IngestGround.make();
    const client = straightInto(ground);
    const messages = orders(3).map((order) => ({ ...order, text: 'x'.repeat(300_000) }));
    const receipts = await client.putMessages({ sync: 'orders', messages, idempotencyKey: 'long' });
    expect(receipts.map(({ messageId }) => messageId)).toEqual(['long#1', 'long#2', 'long#3']);
    const again = await client.putMessages({ sync: 'orders', messages, idempotencyKey: 'long' });
    expect(again.every(({ isRepeated }) => isRepeated)).toBe(true);
    expect(await ground.records()).toEqual(messages);
  });

  it('by a queue come into the inbox as they were put, once for each key, in the order of their group', async () => {
    const queue = await queues.newQueue({ isFifo: true });
    await using ground = await IngestGround.make();
    await using door = new QueueDoor(queue.name, { ...aws, endpoint: queues.url });
    const client = clientWith(door);
    for (const [index, order] of orders(3).entries()) {
      await client.putMessages({
        sync: index === 0 ? 'orders' : flow,
        messages: [order],
        idempotencyKey: `order ${order.id}`,
        group: 'Łódź',
      });
    }
    await client.putMessages({ sync: 'orders', messages: orders(1), idempotencyKey: 'order 1', group: 'another' });
    await ground.bridge(queue, { sync: undefined });
    await until('the queue is empty', async () => (await queue.count()) === 0);
    expect(await ground.records()).toEqual(orders(3));
    expect((await ground.waiting()).map(({ id }) => id)).toEqual(['order 1', 'order 2', 'order 3']);
    expect(await queue.deadLetters()).toEqual([]);
  });

  it('by a queue are refused whole where one of them is too large for a message', async () => {
    const queue = await queues.newQueue();
    await using door = new QueueDoor(queue.name, { ...aws, endpoint: queues.url });
    const messages = [...orders(1), { id: 2, text: 'x'.repeat(300_000) }];
    await expect(door.put({ sync: 'orders', messages })).rejects.toMatchObject({
      code: 'Refused',
      message: expect.stringContaining('Nothing was sent'),
    });
    expect(await queue.count()).toBe(0);
    await using missing = new QueueDoor('no-such-queue', { ...aws, endpoint: queues.url });
    await expect(missing.put({ sync: 'orders', messages: orders(1) })).rejects.toThrow('Handing messages over');
  });
});
