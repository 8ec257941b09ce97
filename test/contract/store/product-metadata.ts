import { describe, expect, it } from '@jest/globals';
import { changeRows, type MetadataFlow, type MetadataRow } from '../../../core/product-metadata.js';
import type { Store } from '../../../stores/store.js';
import { at } from './builders.js';
import type { StoreUnderTest } from './store-contract.js';

let flows = 0;
function newFlow(): MetadataFlow {
  flows += 1;
  return { source: `shop-${flows}`, target: 'ns' };
}

function row(column: string, funct = "src['v']"): MetadataRow {
  const schema = { [column]: { type: 'string', maxlength: 40 } };
  return { column, dest: column, src: [{ key: `a|${column}`, label: 'v' }], funct, schema, createdAt: at(1), updatedAt: at(1) };
}

/** Rows of which no two are alike, so that no compression makes them small. */
function manyRows(count: number): MetadataRow[] {
  return Array.from({ length: count }, (_, index) =>
    row(`column_${String(index).padStart(6, '0')}`, `src['v'] + '${Math.sin(index)}${Math.cos(index)}'`),
  );
}

export function describeProductMetadata(get: () => Store, underTest: () => StoreUnderTest): void {
  describe('product metadata', () => {
    it('is absent at first, and then what was put last, with its fields in the order in which they were written', async () => {
      const flow = newFlow();
      expect(await get().productMetadata.current(flow)).toBeUndefined();
      const rows = [row('color'), row('ünïcode "quoted"', '"ü\\n"')];
      const version = await get().productMetadata.replace({ flow, expected: undefined, rows, at: at(2) });
      expect(version).toMatch(/^[\w-]{22}$/);
      expect(await get().productMetadata.current(flow)).toBe(version);
      expect(JSON.stringify(await get().productMetadata.rows(version ?? ''))).toBe(JSON.stringify(rows));
      expect(await get().productMetadata.rows('none')).toBeUndefined();
    });

    it('keeps every version readable, and gives equal rows one version', async () => {
      const flow = newFlow();
      const [first, second] = [[row('a')], [row('a', '1'), row('b')]];
      const v1 = await get().productMetadata.replace({ flow, expected: undefined, rows: first, at: at(2) });
      const v2 = await get().productMetadata.replace({ flow, expected: v1, rows: second, at: at(3) });
      expect(v2).not.toBe(v1);
      expect(await get().productMetadata.rows(v1 ?? '')).toEqual(first);
      expect(await get().productMetadata.rows(v2 ?? '')).toEqual(second);
      expect(await get().productMetadata.replace({ flow, expected: v2, rows: first, at: at(4) })).toBe(v1);
    });

    it('is changed by one of two who change the same version, and the other one is told', async () => {
      await using other = await underTest().open();
      const flow = newFlow();
      const change = (store: Store, column: string) =>
        store.productMetadata.replace({ flow, expected: undefined, rows: [row(column)], at: at(2) });
      const results = await Promise.all([change(get(), 'a'), change(other, 'b')]);
      const [won] = results.filter((version) => version !== undefined);
      expect(results.filter((version) => version === undefined)).toHaveLength(1);
      expect(await get().productMetadata.current(flow)).toBe(won);
      expect(await get().productMetadata.replace({ flow, expected: 'older', rows: [row('c')], at: at(3) })).toBeUndefined();
      expect(await get().productMetadata.current(flow)).toBe(won);
    });

    it('answers a change that is repeated as it did the first time', async () => {
      const flow = newFlow();
      const change = { flow, expected: undefined, rows: [row('a')], at: at(2) };
      const version = await get().productMetadata.replace(change);
      expect(await get().productMetadata.replace(change)).toBe(version);
      await get().productMetadata.replace({ flow, expected: version, rows: [], at: at(3) });
      expect(await get().productMetadata.replace(change)).toBeUndefined();
    });

    it('is not cut, however many rows there are [W63]', async () => {
      const flow = newFlow();
      const rows = manyRows(12_000);
      const version = await get().productMetadata.replace({ flow, expected: undefined, rows, at: at(2) });
      const found = await get().productMetadata.rows(version ?? '');
      expect(found).toHaveLength(12_000);
      expect(found).toEqual(rows);
    });

    it('is of two endpoints, whatever letters their ids have in common [W55]', async () => {
      const [one, two] = [
        { source: 'c', target: 'a-b' },
        { source: 'b-c', target: 'a' },
      ];
      const version = await get().productMetadata.replace({ flow: one, expected: undefined, rows: [row('x')], at: at(2) });
      expect(await get().productMetadata.current(two)).toBeUndefined();
      expect(await get().productMetadata.current(one)).toBe(version);
      expect(await get().productMetadata.flows()).toContainEqual(one);
      expect(await get().productMetadata.flows()).not.toContainEqual(two);
    });

    it('keeps the times of rules that a change leaves as they are', () => {
      const rows = [row('a'), row('b'), row('c')];
      const { column: _, createdAt: __, updatedAt: ___, ...same } = row('a');
      const after = changeRows(rows, { set: { a: same, b: { ...same, funct: '2' }, d: same }, delete: ['c'] }, at(9));
      expect(after.map(({ column, createdAt, updatedAt }) => [column, createdAt, updatedAt])).toEqual([
        ['a', at(1), at(1)],
        ['b', at(1), at(9)],
        ['d', at(9), at(9)],
      ]);
      expect(changeRows(rows, { set: { b: same }, replacesAll: true }, at(9)).map(({ column }) => column)).toEqual(['b']);
    });
  });
}
