import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { toInstant } from '../../core/instant.js';
import { noCounts } from '../../core/task.js';
import { type MotoServer, startMoto } from '../../test/support/moto-server.js';
import type { Delivery } from './channel.js';
import { openChannel } from './open-channel.js';

process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';

const at = toInstant(Date.UTC(2026, 0, 31));
const context = { channelId: 'audit', now: () => new Date() };
const region = 'eu-central-1';

function deliveryOf(id: string): Delivery {
  const lane = { source: 'shop', target: 'crm', txType: 'order' } as const;
  const report = { taskId: 'orders-1', syncId: 'orders', lane, trigger: 'schedule', status: 'Fail', isClosed: false } as const;
  const task = { ...report, counts: { ...noCounts, failed: 1 }, reasons: [], isCutDateMoved: true, openedAt: at };
  return { id, body: { event: 'Fail', at, text: 'Failed: orders-1', task } };
}

let server: MotoServer | undefined;
let reason = '';
try {
  server = await startMoto();
} catch (error) {
  reason = error instanceof Error ? error.message : String(error);
}

if (server === undefined) {
  describe('a queue', () => {
    it.todo(`is not tested on this machine: ${reason}`);
  });
} else {
  const running = server;
  const { endpoint } = running;
  const client = new SQSClient({ region, endpoint });
  afterAll(async () => {
    client.destroy();
    await running.stop();
  });

  const newQueue = async (QueueName: string, Attributes: Record<string, string> = {}) =>
    (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';

  const received = async (QueueUrl: string) => {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] });
    return (await client.send(command)).Messages ?? [];
  };

  describe('a queue', () => {
    it('gets the message in the envelope of SNS', async () => {
      const url = await newQueue('audit');
      await openChannel({ kind: 'queue', url, region, endpoint }, context).deliver(deliveryOf('m1'));
      const [message] = await received(url);
      const envelope = JSON.parse(message?.Body ?? '') as { Message: string };
      expect(envelope).toMatchObject({ Type: 'Notification', MessageId: 'm1', Subject: 'Fail: orders-1', Timestamp: at });
      expect(JSON.parse(envelope.Message)).toMatchObject({ id: 'm1', type: 'sync_task.fail', data: { taskId: 'orders-1' } });
    });

    it('that is FIFO keeps the order of a task, and drops a repetition', async () => {
      const url = await newQueue('audit.fifo', { FifoQueue: 'true' });
      const channel = openChannel({ kind: 'queue', url, region, endpoint }, context);
      for (const id of ['m1', 'm2', 'm2']) await channel.deliver(deliveryOf(id));
      const messages = await received(url);
      expect(messages.map(({ Attributes }) => [Attributes?.MessageGroupId, Attributes?.MessageDeduplicationId])).toEqual([
        ['order-orders-1', 'm1'],
        ['order-orders-1', 'm2'],
      ]);
    });

    it('that is not there is named', async () => {
      const url = `${endpoint}/123456789012/nowhere`;
      const channel = openChannel({ kind: 'queue', url, region, endpoint }, context);
      await expect(channel.deliver(deliveryOf('m1'))).rejects.toMatchObject({
        code: 'Transient',
        message: expect.stringMatching(/^\[audit\] SQS did not take the message .*channels\.audit/),
      });
    });
  });
}
