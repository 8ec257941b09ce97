import { describe, expect, it } from '@jest/globals';
import type { Store } from '../../../stores/store.js';
import { at, newName } from './builders.js';

/** `Lookups`. */
export function describeLookups(get: () => Store): void {
  describe('the rows of a lookup table', () => {
    it('are added, replaced and deleted, each for itself, and read by key', async () => {
      const table = newName('countries');
      expect(await get().lookups.rows(table)).toEqual([]);
      const rows = [
        { key: 'FR', value: 'France' },
        { key: 'DE', value: 'Deutschland' },
        { key: 'is EU', value: true },
        { key: '49', value: 12.5 },
      ];
      await get().lookups.put(table, rows, at(1));
      await get().lookups.put(table, rows, at(1));
      await get().lookups.put(table, [{ key: 'DE', value: 'Germany' }], at(2));
      expect(await get().lookups.rows(table)).toEqual([
        { key: '49', value: 12.5, updatedAt: at(1) },
        { key: 'DE', value: 'Germany', updatedAt: at(2) },
        { key: 'FR', value: 'France', updatedAt: at(1) },
        { key: 'is EU', value: true, updatedAt: at(1) },
      ]);
      expect(await get().lookups.delete(table, ['DE', 'FR', 'DE', 'XX'])).toBe(2);
      expect(await get().lookups.delete(table, ['DE'])).toBe(0);
      expect((await get().lookups.rows(table)).map(({ key }) => key)).toEqual(['49', 'is EU']);
    });

    it('belong to their table alone, and of one key given twice the last counts', async () => {
      const [one, two] = [newName('a/b'), newName('a%2Fb')];
      const twice = [
        { key: 'x', value: 'first' },
        { key: 'x', value: 'last' },
      ];
      await get().lookups.put(one, twice, at(1));
      await get().lookups.put(two, [{ key: 'x', value: 'other' }], at(1));
      await get().lookups.delete(two, ['x']);
      expect(await get().lookups.rows(one)).toEqual([{ key: 'x', value: 'last', updatedAt: at(1) }]);
    });

    it.each([
      ['a lone surrogate and NUL', 'a\ud800\0b'],
      ['letters of several bytes', 'Köln 😀'],
      ['what marks parts of keys', '../#%/2F'],
      ['200 letters', 'ü'.repeat(200)],
    ])('keep every letter: %s', async (_, text) => {
      const table = newName('letters');
      await get().lookups.put(table, [{ key: text, value: text }], at(1));
      expect((await get().lookups.rows(table)).map(({ key, value }) => [key, value])).toEqual([[text, text]]);
      expect(await get().lookups.delete(table, [text])).toBe(1);
    });

    it('can be many', async () => {
      const table = newName('many');
      const rows = Array.from({ length: 1500 }, (_, index) => ({ key: String(index).padStart(4, '0'), value: index }));
      await get().lookups.put(table, rows, at(1));
      expect((await get().lookups.rows(table)).map(({ value }) => value)).toEqual(rows.map(({ value }) => value));
    });
  });
}
