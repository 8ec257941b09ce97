import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toInstant } from '../../core/instant.js';
import { noCounts } from '../../core/task.js';
import { Receiver } from '../../test/support/receiver.js';
import type { Delivery } from './channel.js';
import { openChannel } from './open-channel.js';

const now = () => new Date('2026-01-31T09:30:00Z');
const context = { channelId: 'ops', now };

const delivery: Delivery = {
  id: '20260131T093000000000Z-abc',
  body: {
    event: 'Fail',
    at: toInstant(now()),
    text: 'Failed: orders-1 (3 read, 1 failed).',
    task: {
      taskId: 'orders-1',
      syncId: 'orders',
      lane: { source: 'shop', target: 'crm', txType: 'order' },
      trigger: 'schedule',
      status: 'Fail',
      isClosed: false,
      counts: { ...noCounts, read: 3, failed: 1 },
      reasons: [{ code: 'INVALID', message: 'no such country', count: 1, exampleSrcId: '7' }],
      isCutDateMoved: true,
      openedAt: toInstant(now()),
    },
  },
};

const message = {
  id: delivery.id,
  type: 'sync_task.fail',
  timestamp: '2026-01-31T09:30:00.000000Z',
  text: delivery.body.text,
  data: delivery.body.task,
};

describe('a webhook', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.open();
  });
  afterAll(async () => await receiver[Symbol.asyncDispose]());
  const open = (secret = 'a plain secret') => openChannel({ kind: 'webhook', url: receiver.url, secret }, context);

  it('gets the message, signed as Standard Webhooks asks', async () => {
    await open('whsec_c2VjcmV0').deliver(delivery);
    const got = receiver.received.at(-1);
    expect(JSON.parse(got?.body ?? '')).toEqual(message);
    const signed = createHmac('sha256', 'secret').update(`${delivery.id}.1769851800.${got?.body}`).digest('base64');
    expect(got?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': delivery.id,
      'webhook-timestamp': '1769851800',
      'webhook-signature': `v1,${signed}`,
    });
  });

  it('that answers anything but 2xx has not taken it, and is not followed elsewhere', async () => {
    receiver.answers.push({ status: 302, headers: { location: receiver.url, 'retry-after': '120' } });
    const before = receiver.received.length;
    const failure = await open()
      .deliver(delivery)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'Transient', retryAfterMs: 120_000, message: expect.stringContaining('answered 302') });
    expect(String(failure)).toContain('words of the receiver');
    expect(String(failure)).not.toContain('hidden');
    expect(receiver.received).toHaveLength(before + 1);
  });

  it('that is not there is named', async () => {
    const channel = openChannel({ kind: 'webhook', url: 'http://127.0.0.1:1/', secret: 's' }, context);
    await expect(channel.deliver(delivery)).rejects.toMatchObject({ code: 'Transient', message: expect.stringContaining('[ops] POST') });
  });

  it('whose address is no URL is a fault of the config', async () => {
    const channel = openChannel({ kind: 'webhook', url: 'ops', secret: 's' }, context);
    await expect(channel.deliver(delivery)).rejects.toMatchObject({ code: 'Config', message: expect.stringContaining('channels.ops.url') });
  });
});

describe('a command', () => {
  const node = (program: string, timeoutSeconds = 30) =>
    openChannel({ kind: 'command', command: [process.execPath, '-e', program], timeoutSeconds }, context);

  it('reads the message from its standard input, and the event in its environment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'datawald-command-'));
    const file = join(folder, 'got.json');
    const program = `
      const { event, id } = { event: process.env.DATAWALD_EVENT, id: process.env.DATAWALD_NOTIFICATION_ID };
      const message = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
      require('node:fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify({ event, id, message }));`;
    await node(program).deliver(delivery);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ event: 'Fail', id: delivery.id, message });
    rmSync(folder, { recursive: true });
  });

  it('that ends with an error has not taken it, and is quoted', async () => {
    const channel = node('console.error("no pager"); process.exit(3)');
    await expect(channel.deliver(delivery)).rejects.toMatchObject({ message: expect.stringMatching(/ended with 3: no pager/) });
  });

  it('that does not end is killed', async () => {
    await expect(node('setInterval(() => {}, 1000)', 0.2).deliver(delivery)).rejects.toMatchObject({
      message: expect.stringContaining('SIGKILL'),
    });
  });

  it('that is not there is named', async () => {
    const channel = openChannel({ kind: 'command', command: ['/no/such/program'], timeoutSeconds: 5 }, context);
    await expect(channel.deliver(delivery)).rejects.toMatchObject({
      message: expect.stringContaining('/no/such/program could not be started'),
    });
  });
});
