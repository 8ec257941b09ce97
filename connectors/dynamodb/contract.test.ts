import { afterAll, describe, jest } from '@jest/globals';
import type { JsonFault } from '../../test/aws/json-proxy.js';
import { startTables, TestTable } from '../../test/aws/table.js';
import { type TargetUnderTest, targetContract } from '../../test/contract/target.js';
import { entity } from '../../test/crm.js';
import type { MotoServer } from '../../test/support/moto-server.js';
import type { Target } from '../connector.js';

// A hundred items of a datamart are four hundred requests, and moto answers them one at a time.
jest.setTimeout(180_000);

const operation = /^(UpdateItem|TransactWriteItems|BatchWriteItem)$/;
const faults: Readonly<Record<'Transient' | 'Throttled' | 'Auth', JsonFault>> = {
  Transient: { kind: 'refuse', status: 500, code: 'InternalServerError', operation },
  Throttled: { kind: 'refuse', status: 400, code: 'ProvisionedThroughputExceededException', operation },
  Auth: { kind: 'refuse', status: 400, code: 'UnrecognizedClientException', operation },
};

const server = await startTables();
const describeWhereThere = server === undefined ? describe.skip : describe;

describeWhereThere('dynamodb', () => {
  afterAll(async () => await server?.stop());
  if (server === undefined) return;
  targetContract({ name: 'dynamodb', open: async () => await openTarget(await TestTable.make(server)) });
  targetContract({
    name: 'dynamodb (bulk)',
    open: async () => await openTarget(await TestTable.make(server), { settings: { target: { bulk: true } }, isBulk: true }),
  });
  targetContract({
    name: 'dynamodb (datamart)',
    open: async () =>
      await openTarget(await TestTable.make(server, { layout: 'datamart' }), {
        settings: { layout: { type: 'datamart', source: 'shop', key: 'number' } },
      }),
  });
  targetContract({ name: 'dynamodb (history)', open: async () => await openWithHistory(server) });
});

async function openWithHistory(moto: MotoServer): Promise<TargetUnderTest> {
  const history = await TestTable.make(moto, { layout: 'history' });
  const system = await openTarget(await TestTable.make(moto), { settings: { target: { history: history.name } } });
  return {
    ...system,
    [Symbol.asyncDispose]: async () => {
      await system[Symbol.asyncDispose]();
      await history[Symbol.asyncDispose]();
    },
  };
}

async function openTarget(
  table: TestTable,
  { settings = {}, isBulk = false }: { readonly settings?: object; readonly isBulk?: boolean } = {},
): Promise<TargetUnderTest> {
  const target = table.target(settings);
  let count = 0;
  const counting: Target = {
    txTypes: target.txTypes,
    idempotency: target.idempotency,
    maxBatch: (txType) => target.maxBatch(txType),
    write: async (request) => {
      try {
        return await target.write(request);
      } finally {
        count = (await table.items()).length;
      }
    },
    find: async (request) => await target.find(request),
  };
  return {
    target: counting,
    txType: 'order',
    entity: (number, version = 1) => entity(`${number}`, { number, version }, version),
    bad: (number) => entity(`${number}`, { number, total: Number.NaN }),
    count: () => count,
    failOnce: (code) => void table.proxy.faults.push(faults[code]),
    // Elsewhere the first item goes alone.
    ...(isBulk && { cutAfterSavingOnce: () => void table.proxy.faults.push({ kind: 'cut', operation: /^BatchWriteItem$/ }) }),
    stallOnce: () => void table.proxy.faults.push({ kind: 'stall' }),
    [Symbol.asyncDispose]: async () => await table[Symbol.asyncDispose](),
  };
}
