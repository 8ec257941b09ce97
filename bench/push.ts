import { setTimeout as delay } from 'node:timers/promises';
import { GetQueueUrlCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { listCrm } from '../client/cli/dev/system-lists.js';
import { Installation, tokens } from '../test/support/installation.js';
import type { Figure, FigureOptions } from './figure.js';

const perSecond = 50;
const seconds = 30;
const goalSeconds = 5;
const region = 'eu-central-1';

/** How long an order takes from a queue into the CRM, at a steady flow: bridge and worker in processes of their own, a real Temporal. */
export async function push({ say }: FigureOptions): Promise<Figure> {
  const installation = await Installation.start();
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new SQSClient({ endpoint: installation.doors.url, region, credentials, useQueueUrlAsEndpoint: false });
  try {
    await installation.startWorker();
    await installation.runCustomersAndProducts();
    await installation.startBridge();
    const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName: 'datawald_input_queue.fifo' }));
    const sentAt = new Map<string, number>();
    const began = Date.now();
    for (let turn = 0; turn < seconds * (perSecond / 10); turn += 1) {
      await delay(Math.max(0, began + turn * (10_000 / perSecond) - Date.now()));
      await sendTen(client, QueueUrl, { turn, sentAt });
    }
    say(`sent ${sentAt.size} orders in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    const latencies = await arrivals(installation, sentAt);
    const p = (share: number) => Number(((latencies[Math.ceil(latencies.length * share) - 1] ?? 0) / 1000).toFixed(2));
    const p95 = p(0.95);
    return {
      results: [{ name: 'push', orders: latencies.length, perSecond, p50Seconds: p(0.5), p95Seconds: p95, mostSeconds: p(1) }],
      goals: [{ what: `95 % of orders are in the CRM within ${goalSeconds} s at ${perSecond}/s (${p95} s)`, isMet: p95 < goalSeconds }],
    };
  } finally {
    client.destroy();
    await installation.stop();
  }
}

async function sendTen(
  client: SQSClient,
  QueueUrl: string,
  { turn, sentAt }: { turn: number; sentAt: Map<string, number> },
): Promise<void> {
  const now = Date.now();
  const Entries = Array.from({ length: 10 }, (_, index) => {
    const number = `push-${turn}-${index}`;
    sentAt.set(number, now);
    const order = {
      order_no: number,
      changed_at: new Date(now).toISOString(),
      customer_no: 1 + ((turn * 10 + index) % 91),
      currency: 'USD',
    };
    const line = { sku: 'NW-01', quantity: 1, price: 18, total: 18 };
    return {
      Id: String(index),
      MessageBody: JSON.stringify({ params: { source: 'queue', target: 'crm', tx_type: 'order', messages: [{ ...order, ...line }] } }),
      MessageGroupId: number,
    };
  });
  await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
}

/** Milliseconds from sending until the CRM had made the deal, in ascending order. */
async function arrivals(installation: Installation, sentAt: ReadonlyMap<string, number>): Promise<readonly number[]> {
  const crm = { url: installation.crm.url, token: tokens.crm };
  for (;;) {
    const deals = await listCrm(crm, { type: 'deals', properties: ['dw_order_id', 'createdate'] });
    const found = deals.flatMap(({ properties }) => {
      const sent = sentAt.get(properties['dw_order_id'] ?? '');
      return sent === undefined ? [] : [Date.parse(properties['createdate'] ?? '') - sent];
    });
    if (found.length >= sentAt.size) return found.toSorted((a, b) => a - b);
    await delay(500);
  }
}
