import { afterAll, beforeAll, describe } from '@jest/globals';
import type { JsonFault } from '../../test/aws/json-proxy.js';
import { type QueueServer, startQueues, TestQueue } from '../../test/aws/queue.js';
import { type TargetUnderTest, targetContract } from '../../test/contract/target.js';
import { entity } from '../../test/crm.js';
import type { Target } from '../connector.js';

const operation = /^SendMessageBatch$/;
const faults: Readonly<Record<'Transient' | 'Throttled' | 'Auth', JsonFault>> = {
  Transient: { kind: 'refuse', status: 500, code: 'InternalError', operation },
  Throttled: { kind: 'refuse', status: 400, code: 'RequestThrottled', operation },
  Auth: { kind: 'refuse', status: 403, code: 'InvalidClientTokenId', operation },
};

describe('sqs', () => {
  let server: QueueServer;
  beforeAll(async () => {
    server = await startQueues('fauxqs');
  });
  afterAll(async () => await server.stop());

  for (const isFifo of [false, true])
    targetContract({ name: isFifo ? 'sqs (FIFO)' : 'sqs', open: async () => await openTarget(await TestQueue.make(server, { isFifo })) });
});

async function openTarget(queue: TestQueue): Promise<TargetUnderTest> {
  const target = queue.target();
  let waiting = 0;
  const counting: Target = {
    txTypes: target.txTypes,
    idempotency: target.idempotency,
    maxBatch: (txType) => target.maxBatch(txType),
    write: async (request) => {
      try {
        return await target.write(request);
      } finally {
        waiting = await queue.waiting();
      }
    },
    find: async (request) => await target.find(request),
  };
  return {
    target: counting,
    txType: 'order',
    entity: (number, version = 1) => entity(`order-${number}`, { number, version }, version),
    bad: (number) => entity(`order-${number}`, { number, note: 'a\u0000b' }),
    count: () => waiting,
    failOnce: (code) => void queue.proxy.faults.push(faults[code]),
    stallOnce: () => void queue.proxy.faults.push({ kind: 'stall' }),
    [Symbol.asyncDispose]: async () => await queue[Symbol.asyncDispose](),
  };
}
