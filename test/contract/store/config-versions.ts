import { describe, expect, it } from '@jest/globals';
import type { Store } from '../../../stores/store.js';
import { at } from './builders.js';

export function describeConfigVersions(get: () => Store): void {
  describe('config versions', () => {
    const v1 = { version: 'sha-1', document: { endpoints: { z: 1, a: [null, 'ü'] } }, appliedAt: at(1) };
    const v2 = { version: 'sha-2', document: { endpoints: {} }, appliedAt: at(2) };

    it('are kept for ever, and the one put last is the current one', async () => {
      expect(await get().configVersions.current()).toBeUndefined();
      await get().configVersions.put(v1);
      expect(await get().configVersions.current()).toEqual(v1);
      await get().configVersions.put(v2);
      await get().configVersions.put(v2);
      expect(await get().configVersions.current()).toEqual(v2);
      expect(await get().configVersions.get('sha-1')).toEqual(v1);
      expect(await get().configVersions.get('sha-0')).toBeUndefined();
    });

    it('can become the current one again, with their fields in the order in which they were written', async () => {
      await get().configVersions.put(v2);
      await get().configVersions.put({ ...v1, appliedAt: at(3) });
      expect(await get().configVersions.current()).toEqual({ ...v1, appliedAt: at(3) });
      expect(JSON.stringify((await get().configVersions.current())?.document)).toBe(JSON.stringify(v1.document));
    });
  });
}
