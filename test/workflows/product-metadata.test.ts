import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toInstant } from '../../core/instant.js';
import { changeRows, type MetadataChange } from '../../core/product-metadata.js';
import { TestEngine } from '../support/engine.js';
import { everyStore } from '../support/every-store.js';
import { newSync, type TestSync } from '../support/new-sync.js';

let engine: TestEngine;

const at = (second: number) => toInstant(new Date(Date.UTC(2026, 0, 1, 0, 0, second)));
const price = (funct: string) => ({
  dest: 'price',
  src: [{ key: 'price', label: 'p' }],
  funct,
  schema: { price: { type: 'number', min: 0, required: true } },
});
const sku = { dest: 'sku', src: [{ key: 'sku', label: 's' }], funct: "src['s'].upper()", schema: { sku: { type: 'string' } } };

async function edit({ lane }: TestSync, change: MetadataChange): Promise<void> {
  const flow = { source: lane.source, target: lane.target };
  const { productMetadata } = engine.store;
  const expected = await productMetadata.current(flow);
  const rows = (expected === undefined ? undefined : await productMetadata.rows(expected)) ?? [];
  await productMetadata.replace({ flow, expected, rows: changeRows(rows, change, toInstant(new Date())), at: toInstant(new Date()) });
}

async function newProducts(settings: object = {}): Promise<TestSync> {
  const sync = await newSync(engine, { txType: 'product', productMetadata: {}, ...settings });
  return { ...sync, lane: { ...sync.lane, txType: 'product' } };
}

function put(sync: TestSync, prices: Readonly<Record<string, unknown>>): void {
  const records = Object.entries(prices).map(([srcId, value], index) => ({
    srcId,
    updatedAt: at(index),
    data: { sku: srcId, price: value as number },
  }));
  sync.source.put('product', records);
}

const settled = async (syncId: string) => {
  const task = await engine.client.start(syncId);
  return { task, report: await task.settled(undefined, 50) };
};
const sentTo = ({ target }: TestSync) => target.records.map(({ entity }) => entity.data);

describe.each(await everyStore())('on $kind,', (stores) => {
  beforeAll(async () => {
    engine = await TestEngine.start({ stores });
    await engine.startWorkers();
  });
  afterAll(async () => await engine.stop());

  describe('the client', () => {
    it('reads and edits rows over Temporal, all or none, however many there are', async () => {
      const { lane } = await newProducts();
      const flow = { source: lane.source, target: lane.target };
      const { productMetadata } = engine.client;
      expect(await productMetadata.list(flow)).toEqual([]);
      await productMetadata.change(flow, { set: { sku, price: price("src['p']") } });
      await productMetadata.change(flow, { delete: ['sku'] });
      expect((await productMetadata.list(flow)).map(({ column }) => column)).toEqual(['price']);
      const bad = productMetadata.change(flow, { set: { sku, broken: { ...sku, dest: 'broken', funct: 'import os' } } });
      await expect(bad).rejects.toMatchObject({ code: 'Config', message: expect.stringContaining('broken:') });
      expect(await productMetadata.list(flow)).toHaveLength(1);
      const columns = Array.from({ length: 4000 }, (_, index) => `c${String(index).padStart(4, '0')}`);
      const many = Object.fromEntries(columns.map((column) => [column, { ...price("src['p']"), dest: column }]));
      await productMetadata.change(flow, { set: many, replacesAll: true });
      expect((await productMetadata.list(flow)).map(({ column }) => column)).toEqual(Object.keys(many));
      const tooMuch = productMetadata.change(flow, { set: { sku: { ...sku, funct: 'x'.repeat(2_000_000) } } });
      await expect(tooMuch).rejects.toMatchObject({ code: 'Refused' });
    });
  });

  describe('products that are mapped by product metadata', () => {
    it('get the rules and the schemas of the rows, and one bad product fails alone', async () => {
      const sync = await newProducts();
      await edit(sync, { set: { sku, price: price("src['p']") } });
      put(sync, { a: 1, b: -1, c: 'x' });
      const { report } = await settled(sync.syncId);
      expect(report).toMatchObject({ status: 'Fail', counts: { sent: 1, failed: 2 } });
      expect(sentTo(sync)).toEqual([{ price: 1, sku: 'A' }]);
      const [row] = await engine.store.staging.entityHistory(sync.lane, 'b');
      expect(row).toMatchObject({ status: 'F', code: 'Validation', message: 'price: -1 is less than 0' });
    });

    it('that failed come through by a retry once the row is mended [W63]', async () => {
      const sync = await newProducts();
      await edit(sync, { set: { sku, price: price("src['p']") } });
      put(sync, { a: 1, b: '2.50' });
      const { task } = await settled(sync.syncId);
      await edit(sync, { set: { price: price("float(src['p'])") } });
      await task.retry();
      expect(await task.result()).toMatchObject({ status: 'Completed', counts: { sent: 2, failed: 0 } });
      expect(sentTo(sync)).toEqual(expect.arrayContaining([{ price: 2.5, sku: 'B' }]));
      expect(sync.target.writes.flat()).toHaveLength(2);
    });

    it('that failed come through with the next task too, where the row is mended and the source gives them again', async () => {
      const sync = await newProducts({ overlapSeconds: 3600 });
      await edit(sync, { set: { sku, price: price("src['p']") } });
      put(sync, { a: 1, b: '2.50' });
      await settled(sync.syncId);
      await edit(sync, { set: { price: price("float(src['p'])") } });
      expect((await settled(sync.syncId)).report).toMatchObject({ status: 'Completed', counts: { sent: 1, unchanged: 1 } });
    });

    it('keep the rows that their task began with, and later tasks take the edited ones', async () => {
      const sync = await newProducts({
        pageSize: 1,
        pagesPerRead: 1,
        maxEntitiesInMessageBody: 1,
        chunksInFlight: 1,
        overlapSeconds: 3600,
      });
      await edit(sync, { set: { sku, price: price("src['p']") } });
      put(sync, { a: 1, b: 2, c: 3 });
      let isEdited = false;
      sync.target.beforeWrite = async () => {
        if (!isEdited) await edit(sync, { set: { price: price("src['p'] * 10") } });
        isEdited = true;
      };
      expect((await settled(sync.syncId)).report).toMatchObject({ status: 'Completed', counts: { sent: 3 } });
      expect(isEdited).toBe(true);
      expect(sentTo(sync).map((data) => data['price'])).toEqual([1, 2, 3]);
      expect((await settled(sync.syncId)).report).toMatchObject({ status: 'Completed', counts: { sent: 3, unchanged: 0 } });
      expect(sentTo(sync).map((data) => data['price'])).toEqual([10, 20, 30]);
    });

    it('are unchanged where an edit gives the same content', async () => {
      const sync = await newProducts({ overlapSeconds: 3600 });
      await edit(sync, { set: { sku, price: price("src['p']") } });
      put(sync, { a: 1, b: 2 });
      await settled(sync.syncId);
      await edit(sync, { set: { price: price("src['p'] + 0") } });
      expect((await settled(sync.syncId)).report).toMatchObject({ status: 'Completed', counts: { sent: 0, unchanged: 2 } });
    });

    it('without any row end their task, which says what to do, and nothing is read', async () => {
      const sync = await newProducts();
      put(sync, { a: 1 });
      const { report } = await settled(sync.syncId);
      expect(report.status).toBe('Fail');
      expect(JSON.stringify(report)).toContain(`datawald metadata import FILE --source ${sync.lane.source} --target ${sync.lane.target}`);
      expect(sentTo(sync)).toEqual([]);
    });
  });

  describe('entities of any tx type', () => {
    it('are held against the validation of their sync, and never become data when they fail [W58]', async () => {
      const sync = await newSync(engine, { validation: { schema: { total: { type: 'number', max: 5 } } } });
      sync.source.put('order', [
        { srcId: '1', updatedAt: at(1), data: { total: 5 } },
        { srcId: '2', updatedAt: at(2), data: { total: 6, x: 1 } },
      ]);
      expect((await settled(sync.syncId)).report).toMatchObject({ status: 'Fail', counts: { sent: 1, failed: 1 } });
      expect(sentTo(sync)).toEqual([{ total: 5 }]);
      const [row] = await engine.store.staging.entityHistory(sync.lane, '2');
      expect(row?.message).toBe('total: 6 is more than 5; x: is not known to the schema');
    });
  });
});
