import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Item } from '../connectors/dynamodb/attribute-value.js';
import { ConnectorError } from '../core/errors.js';
import { toInstant } from '../core/instant.js';
import { plainItem, startTables, TestTable } from '../test/aws/table.js';
import { IngestGround } from '../test/ingest/ground.js';
import type { MotoServer } from '../test/support/moto-server.js';
import { CurrentChanges } from './current-changes.js';
import { CurrentRoutes } from './current-routes.js';
import { lambdaHandler } from './lambda.js';

let server: MotoServer | undefined;
beforeAll(async () => {
  server = await startTables();
}, 120_000);
afterAll(async () => await server?.stop());

interface Made {
  readonly table: string;
  readonly number: number;
  readonly newImage?: Item;
  readonly oldImage?: Item;
  readonly identity?: object;
}

/** A record as Lambda hands it over: explicit nulls for what does not apply. */
function made({ table, number, newImage, oldImage, identity }: Made): object {
  const eventName = newImage === undefined ? 'REMOVE' : oldImage === undefined ? 'INSERT' : 'MODIFY';
  const image = newImage ?? oldImage ?? {};
  return {
    eventID: `e${number}`,
    eventName,
    eventSource: 'aws:dynamodb',
    eventSourceARN: `arn:aws:dynamodb:eu-central-1:123456789012:table/${table}/stream/2026-01-01T00:00:00.000`,
    userIdentity: identity ?? null,
    dynamodb: {
      ApproximateCreationDateTime: 1_769_850_000 + number,
      Keys: { pk: image['pk'], sk: image['sk'] },
      NewImage: newImage ?? null,
      OldImage: oldImage ?? null,
      SequenceNumber: String(number),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

const item = (srcId: string, value: number, more: Item = {}): Item => ({
  ...plainItem(srcId, toInstant(0), { v: { N: String(value) } }),
  ...more,
});
const expiry = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

async function onTables(
  work: (given: { table: string; other: string; ground: IngestGround; handle: ReturnType<typeof lambdaHandler> }) => Promise<void>,
) {
  if (server === undefined) return;
  await using table = await TestTable.make(server, { isStreaming: true });
  const source = { type: 'stream', ignoreOrigins: ['crm'] };
  const mart = { connector: 'dynamodb', settings: { ...table.access, source } };
  const endpoints = { mart, crm: { connector: 'memory' }, erp: { connector: 'memory' } };
  const common = { source: 'mart', txType: 'order', deletions: 'send' };
  await using ground = await IngestGround.make({
    endpoints,
    syncs: { 'to-crm': { ...common, target: 'crm' }, 'to-erp': { ...common, target: 'erp' } },
  });
  const routes = new CurrentRoutes(ground.store.configVersions, (settings) => settings);
  const changes = new CurrentChanges(routes, { resolve: (settings) => settings });
  const receiving = { ...ground.receiving, bodyOf: async (body: string) => body };
  const tell = () => {};
  const handle = lambdaHandler({
    tell,
    receiving,
    changes: async () => await changes.get(),
    queue: () => Promise.reject(new Error('not asked for')),
  });
  await work({ table: table.name, other: 'a-table-of-nobody', ground, handle });
  await (await changes.get())[Symbol.asyncDispose]();
}

describe('changes of a table, in a function of AWS Lambda', () => {
  it('S40 go to every sync that reads them, with deletions; others are done with, and no echo comes back [W14] [W26]', async () => {
    await onTables(async ({ table, other, ground, handle }) => {
      const answer = await handle({
        Records: [
          made({ table, number: 1, newImage: item('1', 1) }),
          made({ table: other, number: 2, newImage: item('2', 1) }),
          made({ table, number: 3, newImage: item('3', 2), oldImage: item('3', 2) }),
          made({ table, number: 4, oldImage: item('4', 1) }),
          made({ table, number: 5, oldImage: item('5', 1), identity: expiry }),
          made({ table, number: 6, newImage: item('6', 1, { tx_type: { S: 'invoice' } }) }),
        ],
      });
      expect(answer).toEqual({ batchItemFailures: [] });
      for (const syncId of ['to-crm', 'to-erp']) {
        const waiting = await ground.waiting(syncId);
        expect(waiting.map(({ id, body }) => [id.split('/')[1], 'entities' in body ? body.entities : body])).toEqual([
          ['1', [expect.objectContaining({ srcId: '1', data: { v: 1 } })]],
          ['4', [expect.objectContaining({ srcId: '4', isDeleted: true })]],
        ]);
      }
      expect(ground.started).toHaveLength(2);
    });
  });

  it('DDB-18 are handed out again from the first one that cannot be taken in, and taken once all the same', async () => {
    await onTables(async ({ table, ground, handle }) => {
      const Records = [1, 2, 3, 4].map((number) => made({ table, number, newImage: item(String(number), 1) }));
      ground.beforeAppend = (ids) => {
        if (ids.some((id) => id.endsWith('/3'))) throw new ConnectorError('Transient', 'away', { endpoint: 'store' });
      };
      expect(await handle({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
      ground.beforeAppend = () => {};
      expect(await handle({ Records })).toEqual({ batchItemFailures: [] });
      expect((await ground.waiting('to-crm')).map(({ id }) => id.split('/')[1])).toEqual(['1', '2', '3', '4']);
    });
  });

  it('DDB-18 fail alone where they are none, named for the place that failed changes go to', async () => {
    await onTables(async ({ table, ground, handle }) => {
      const broken = { ...made({ table, number: 2, newImage: item('2', 1) }), eventName: 'MOVE' };
      const answer = await handle({ Records: [made({ table, number: 1, newImage: item('1', 1) }), broken] });
      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
      expect(await ground.waiting('to-crm')).toHaveLength(1);
    });
  });
});
