import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { projectRoot } from '../client/cli/dev/project-root.js';
import { configSchema, documentOf } from '../config/config.js';
import { queueSchema } from '../config/ingest.js';
import { toInstant } from '../core/instant.js';
import type { JsonValue } from '../core/json.js';
import { CurrentRoutes } from '../ingest/current-routes.js';
import { Door } from '../ingest/door.js';
import { openQueue } from '../ingest/queue.js';
import { QueueBridge } from '../ingest/queue-bridge.js';
import { openStore } from '../stores/open-store.js';
import type { Figure, FigureOptions } from './figure.js';

const defaultMessages = 5000;
const rounds = 3;
const receivers = 4;
const region = 'eu-central-1';
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };

/** How fast a bridge empties a queue into the inbox, against a loop that receives and deletes and does nothing else. */
export async function bridge({ say, entities = defaultMessages }: FigureOptions): Promise<Figure> {
  const server = fork(join(projectRoot, 'dist', 'bench', 'queue-server.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const url = await new Promise<string>((resolve) => server.once('message', (message) => resolve(message as string)));
  const client = new SQSClient({ endpoint: url, region, credentials: { ...credentials }, useQueueUrlAsEndpoint: false });
  const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName: 'input' }));
  const loops: number[] = [];
  const bridges: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      await fill(client, QueueUrl, entities);
      loops.push(await timed(entities, async () => await emptyByLoop(client, QueueUrl)));
      await fill(client, QueueUrl, entities);
      bridges.push(await timed(entities, async () => await emptyByBridge(url, entities)));
      say(`round ${round + 1}: bare loop ${loops.at(-1)}/s, bridge ${bridges.at(-1)}/s`);
    }
  } finally {
    client.destroy();
    server.kill('SIGKILL');
  }
  const ratio = Number((middle(bridges) / middle(loops)).toFixed(3));
  return {
    results: [{ name: 'bridge', messages: entities, bareLoopPerSecond: middle(loops), bridgePerSecond: middle(bridges), ratio }],
    goals: [{ what: `a bridge empties a queue at 0.7 of a bare loop (${ratio})`, isMet: ratio >= 0.7 }],
  };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Messages a second. */
async function timed(messages: number, work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return Math.round(messages / ((performance.now() - began) / 1000));
}

async function fill(client: SQSClient, QueueUrl: string, count: number): Promise<void> {
  for (let start = 0; start < count; start += 10) {
    const Entries = Array.from({ length: Math.min(10, count - start) }, (_, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify({ id: start + index, updated: '2026-01-31T09:30:00Z', name: 'a customer', total: 12.5 }),
    }));
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}

async function emptyByLoop(client: SQSClient, QueueUrl: string): Promise<void> {
  const receive = async () => {
    for (;;) {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  await Promise.all(Array.from({ length: receivers }, receive));
}

async function emptyByBridge(url: string, count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'datawald-bridge-'));
  const store = openStore({ kind: 'embedded', file: join(folder, 'store.db') });
  await store.migrate();
  const endpoints = { in: { connector: 'inbox' }, out: { connector: 'memory' } };
  const syncs = { orders: { source: 'in', target: 'out', txType: 'order', push: {} } };
  const document = documentOf(configSchema.parse({ endpoints, syncs }), {}) as unknown as JsonValue;
  await store.configVersions.put({ version: 'v1', document, appliedAt: toInstant(0) });
  const aws = { region, endpoint: url, credentials: { type: 'keys', ...credentials } };
  const config = queueSchema.parse({ queue: 'input', deadLetterQueue: 'dead', sync: 'orders', consumers: receivers, waitSeconds: 0, aws });
  const routes = new CurrentRoutes(store.configVersions, (settings) => settings);
  // Starting a task is a request to Temporal for a whole lot of messages; it is not what is measured here.
  const door = new Door({ inbox: store.inbox, tasks: { startPushTask: async () => {} }, now: () => new Date() });
  let pushed = 0;
  let done: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    done = resolve;
  });
  const counting: Pick<Door, 'push'> = {
    async push(syncId, messages) {
      const receipts = await door.push(syncId, messages);
      pushed += receipts.length;
      if (pushed >= count) done();
      return receipts;
    },
  };
  const queueBridge = new QueueBridge({
    queue: await openQueue('input', config),
    config,
    receiving: { door: counting, routes: () => routes.get(), client: { task: () => Promise.reject(new Error('not asked for')) as never } },
    log: () => {},
  });
  queueBridge.start();
  await ended;
  await queueBridge.stop();
  await store[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}
