import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TargetEntity } from '../../core/entity.js';
import { codesOf, write } from '../../test/aws/queue.js';
import { startTables, TestTable } from '../../test/aws/table.js';
import { readToEnd } from '../../test/contract/source.js';
import { entity } from '../../test/crm.js';
import { TestBucket } from '../../test/s3/store.js';
import { farFuture, forever } from '../../test/s3/sweep.js';
import type { MotoServer } from '../../test/support/moto-server.js';

/** Text that does not become small by compression. */
function noise(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  }).join('');
}
let server: MotoServer | undefined;
beforeAll(async () => {
  server = await startTables();
}, 120_000);
afterAll(async () => await server?.stop());

async function withTable(work: (table: TestTable, moto: MotoServer) => Promise<void>): Promise<void> {
  if (server === undefined) return;
  await using table = await TestTable.make(server);
  await work(table, server);
}

describe('the items of a table of dynamodb', () => {
  it('DDB-10 compresses an item of 401 KB, keeps it in S3, or fails it with its size, and its neighbours go through', async () => {
    await withTable(async (table, moto) => {
      await using bucket = await TestBucket.make({ name: 'moto', url: moto.endpoint, stop: async () => {} });
      const large = (text: string) => [entity('1', { text }), entity('2', { v: 1 })];
      const repeated = 'x'.repeat(401 * 1024);
      const outcomes = await write(table.target(), large(repeated));
      expect(outcomes).toMatchObject([
        { status: 'failed', code: 'TOO_LARGE', message: expect.stringMatching(/has 41\d{4} bytes/) },
        { status: 'sent' },
      ]);
      const compressing = table.target({ oversize: 'compress' });
      expect(codesOf(await write(compressing, large(repeated)))).toEqual(['sent', 'sent']);
      const kept = (await table.items()).find(({ src_id }) => src_id?.S === '1');
      expect([kept?.['data'], kept?.['data_gz']?.B?.byteLength]).toEqual([undefined, expect.any(Number)]);
      const again = { txType: 'order', entities: large(repeated), signal: new AbortController().signal } as const;
      expect((await compressing.find(again)).map(({ state }) => state)).toEqual(['same', 'same']);
      expect(codesOf(await write(compressing, [entity('3', { text: noise(900 * 1024) })]))).toEqual(['TOO_LARGE']);
      const s3 = { bucket: bucket.name, prefix: 'large/', endpoint: bucket.access.endpoint, forcePathStyle: true };
      expect(codesOf(await write(table.target({ oversize: { s3 } }), [entity('1', { text: noise(900 * 1024) }, 2)]))).toEqual(['sent']);
      const [key = ''] = await bucket.keys('large/');
      const pointing = (await table.records()).find(({ src_id }) => src_id === '1');
      expect([pointing?.['data_s3'], pointing?.['data_gz']]).toEqual([`s3://${bucket.name}/${key}`, undefined]);
      expect(JSON.parse(await bucket.text(key))).toEqual({ text: noise(900 * 1024) });
    });
  });

  it('DDB-11 keeps numbers exactly, and fails alone what DynamoDB has no place for', async () => {
    await withTable(async (table) => {
      const odd = (srcId: string, value: unknown) => entity(srcId, { value } as TargetEntity['data']);
      const target = table.target({ exactNumbers: ['value', 'lines.price'], layout: { type: 'entities', sort: '{data.key}' } });
      const plain = table.target();
      expect(
        codesOf(
          await write(target, [
            entity('1', { key: '' }),
            entity('2', { key: 'k', value: '1'.repeat(40) }),
            entity('3', { key: 'x'.repeat(1025) }),
          ]),
        ),
      ).toEqual(['NO_KEY', 'BAD_VALUE', 'BAD_KEY']);
      expect(
        codesOf(
          await write(plain, [odd('', 1), odd('nan', Number.NaN), odd('huge', 1e300), odd('map', { empty: {} }), odd('none', undefined)]),
        ),
      ).toEqual(['sent', 'BAD_VALUE', 'BAD_VALUE', 'sent', 'sent']);
      // Half a character, which DynamoDB takes for no text.
      table.proxy.faults.push({ kind: 'refuse', status: 400, code: 'SerializationException', operation: /^UpdateItem$/ });
      expect(codesOf(await write(plain, [odd('half', '\uD800'), odd('whole', 1)]))).toEqual(['SerializationException', 'sent']);
      await write(plain, [odd('date', new Date('2026-01-01T00:00:00Z')), odd('empty', ''), odd('big', 12345678901234567n)]);
      await write(target, [entity('x', { key: 'x', value: '98765432109876543210987654321098765432', lines: [{ price: '1.10' }] })]);
      const byId = new Map((await table.items()).map((item) => [item['src_id']?.S, item['data']?.M]));
      expect(byId.get('map')).toEqual({ value: { M: { empty: { M: {} } } } });
      expect(byId.get('none')).toEqual({});
      expect(byId.get('date')).toEqual({ value: { S: '2026-01-01T00:00:00.000Z' } });
      expect(byId.get('empty')).toEqual({ value: { S: '' } });
      expect(byId.get('big')).toEqual({ value: { N: '12345678901234567' } });
      expect(byId.get('x')).toMatchObject({
        value: { N: '98765432109876543210987654321098765432' },
        lines: { L: [{ M: { price: { N: '1.1' } } }] },
      });
      expect((await table.records()).find(({ src_id }) => src_id === 'big')).toMatchObject({ data: { value: '12345678901234567' } });
    });
  });

  it('writes fields as attributes of the item, leaves those of others, and refuses names that are taken', async () => {
    await withTable(async (table) => {
      const target = table.target({ layout: { type: 'entities', item: 'flat', partition: 'shop', sort: '{srcId}' } });
      await table.put({ pk: { S: 'shop' }, sk: { S: '1' }, theirs: { S: 'stays' } });
      const outcomes = await write(target, [
        entity('1', { total: 5, sk: '1' }),
        entity('2', { dw_hash: 'x' }),
        entity('3', { sk: 'other' }),
      ]);
      expect(codesOf(outcomes)).toEqual(['sent', 'NAME_CLASH', 'NAME_CLASH']);
      expect(outcomes[0]).toMatchObject({ change: 'updated' });
      expect(await table.records()).toMatchObject([{ pk: 'shop', sk: '1', theirs: 'stays', total: 5, src_id: '1' }]);
      const before = table.proxy.asked('UpdateItem').length;
      await write(target, [entity('1', { total: 5, sk: '1' })]);
      // Refused by its condition, and not tried again: it is there already.
      expect(table.proxy.asked('UpdateItem')).toHaveLength(before + 1);
      const find = {
        txType: 'order',
        entities: [entity('1', { total: 5 }), entity('1', { total: 6 }, 2)],
        signal: new AbortController().signal,
      } as const;
      expect((await target.find(find)).map(({ state }) => state)).toEqual(['same', 'different']);
    });
  });

  it('names items by attributes that DataWald writes anyway, where the keys of the table are called like them', async () => {
    if (server === undefined) return;
    await using table = await TestTable.make(server, { layout: 'named' });
    const settings = { layout: { type: 'entities', sort: '{srcId}' } };
    expect(codesOf(await write(table.target(settings), [entity('1', { v: 1 })]))).toEqual(['sent']);
    expect(codesOf(await write(table.target({ ...settings, target: { bulk: true } }), [entity('2', { v: 1 })]))).toEqual(['sent']);
    expect(codesOf(await write(table.target(settings), [entity('1', { v: 2 }, 2)]))).toEqual(['sent']);
    const { entities } = await readToEnd(table.source({ type: 'scan' }, settings), {
      txType: 'order',
      until: farFuture,
      limit: 10,
      signal: forever(),
    });
    expect(entities.map(({ srcId, data }) => [srcId, data]).sort()).toEqual([
      ['1', { v: 2 }],
      ['2', { v: 1 }],
    ]);
  });

  it('looks for large records without putting anything anywhere', async () => {
    await withTable(async (table, moto) => {
      await using bucket = await TestBucket.make({ name: 'moto', url: moto.endpoint, stop: async () => {} });
      const s3 = { bucket: bucket.name, endpoint: bucket.access.endpoint, forcePathStyle: true };
      const target = table.target({ oversize: { s3 } });
      await write(target, [entity('1', { v: 1 })]);
      const find = {
        txType: 'order',
        entities: [entity('1', { text: noise(900 * 1024) }, 2)],
        signal: new AbortController().signal,
      } as const;
      expect((await target.find(find)).map(({ state }) => state)).toEqual(['different']);
      expect(await bucket.keys()).toEqual([]);
    });
  });
});
