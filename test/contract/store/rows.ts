import { describe, expect, it } from '@jest/globals';
import type { Store } from '../../../stores/store.js';
import { at, badEntity, claim, entity, lastRow, newLane, openTask, rowsOf, sent, settleAll, stage, transfer } from './builders.js';

/** `entities`, `entityHistory`, `payload`; and that every text comes back as it went in. */
export function describeRows(get: () => Store): void {
  describe('the rows of a task', () => {
    it('are read page by page, by status, and by entity', async () => {
      const task = await openTask(get(), newLane());
      await stage(get(), task, [entity('A', 10), badEntity('B', 10), entity('C', 10), entity('A', 11, 'b')]);
      const seqs = async (request: object) =>
        (await get().staging.entities({ taskNo: task.taskNo, limit: 10, ...request })).map((row) => row.seq);
      expect(await seqs({})).toEqual([1, 2, 3, 4]);
      expect(await seqs({ limit: 2 })).toEqual([1, 2]);
      expect(await seqs({ afterSeq: 2, limit: 1 })).toEqual([3]);
      expect(await seqs({ statuses: ['F', 'I'] })).toEqual([1, 2]);
      expect(await seqs({ statuses: [] })).toEqual([]);
      expect(await seqs({ srcId: 'A' })).toEqual([1, 4]);
    });

    it('say all that is known', async () => {
      const task = await openTask(get(), newLane());
      await transfer(get(), task, { entities: [entity('A', 10.123456)], outcome: sent('T1') });
      expect(await rowsOf(get(), task)).toEqual([
        {
          taskId: task.taskId,
          taskNo: task.taskNo,
          seq: 1,
          srcId: 'A',
          updatedAt: at(10.123456),
          status: 'S',
          isSuperseded: false,
          tgtId: 'T1',
          change: 'created',
          attempt: 1,
          stagedAt: at(100),
          settledAt: at(300),
        },
      ]);
    });
  });

  describe('the history of an entity', () => {
    it('holds every row over all tasks of the flow, newest first [W45]', async () => {
      const lane = newLane();
      const [first, second] = [await openTask(get(), lane), await openTask(get(), { ...lane, group: 'eu' })];
      await transfer(get(), first, { entities: [entity('B', 10), entity('A', 10)], outcome: sent('T1') });
      await stage(get(), second, [entity('A', 10), entity('A', 11, 'b')]);
      await stage(get(), second, [entity('A', 9, 'c')]);
      const history = await get().staging.entityHistory(lane, 'A');
      expect(history.map((row) => [row.taskId, row.status, row.reason])).toEqual([
        [second.taskId, 'I', 'stale'],
        [second.taskId, 'N', undefined],
        [second.taskId, 'I', 'superseded'],
        [first.taskId, 'S', undefined],
      ]);
      expect(await get().staging.entityHistory(lane, 'nobody')).toEqual([]);
      expect(await get().staging.entityHistory({ ...lane, txType: 'invoice' }, 'A')).toEqual([]);
    });
  });

  describe('a payload', () => {
    it('is the mapped and the raw record; none where nothing was to be sent', async () => {
      const lane = newLane();
      const task = await openTask(get(), lane);
      await transfer(get(), task, { entities: [entity('A', 10)], outcome: sent('T1') });
      await stage(get(), task, [entity('A', 10), badEntity('B', 10), entity('C', 10, 'c')]);
      expect(await get().staging.payload(task.taskNo, 1)).toEqual({ data: { content: 'a' }, raw: { raw: 'a' } });
      expect(await get().staging.payload(task.taskNo, 2)).toBeUndefined();
      expect(await get().staging.payload(task.taskNo, 3)).toEqual({ raw: { raw: 'bad' } });
      expect(await get().staging.payload(task.taskNo, 4)).toEqual({ data: { content: 'c' }, raw: { raw: 'c' } });
      expect(await get().staging.payload(task.taskNo, 99)).toBeUndefined();
    });

    it('comes back from wherever its page and chunk begin and end', async () => {
      const task = await openTask(get(), newLane());
      const many = Array.from({ length: 350 }, (_, index) => entity(`E${index}`, 10, `c${index}`));
      await stage(get(), task, many);
      const { entities } = await claim(get(), task, { first: 150, last: 333 });
      expect(entities.map((one) => one.data)).toEqual(Array.from({ length: 184 }, (_, index) => ({ content: `c${149 + index}` })));
      expect(await get().staging.payload(task.taskNo, 350)).toMatchObject({ data: { content: 'c349' } });
    });

    it('may lack the raw record, which is then not made up', async () => {
      const task = await openTask(get(), newLane());
      const { raw: _, ...unkept } = entity('A', 10);
      await stage(get(), task, [unkept, entity('B', 10)]);
      expect(await get().staging.payload(task.taskNo, 1)).toEqual({ data: { content: 'a' } });
      expect(await get().staging.payload(task.taskNo, 2)).toEqual({ data: { content: 'a' }, raw: { raw: 'a' } });
    });

    it('is any JSON [W54]', async () => {
      const task = await openTask(get(), newLane());
      const data = {
        deep: [{ a: null, b: [1.5, -0.1, 1e21, true] }],
        date: '2026-01-31T09:30:00+02:00',
        text: 'ü "q" \\ \u0000 \u2028 \ud83d\ude00 \ud800',
        '': '',
      };
      await stage(get(), task, [{ ...entity('A', 10), dataJson: JSON.stringify(data), raw: ['any', 1, null] }]);
      expect(await get().staging.payload(task.taskNo, 1)).toEqual({ data, raw: ['any', 1, null] });
    });
  });

  describe('unusual ids', () => {
    const ids = [
      '007',
      '7',
      '7.0',
      ' 7',
      'a_b',
      'a',
      'b_c',
      "o'hara",
      '"q"',
      '\\',
      '%',
      'ÄÖ',
      'äö',
      '日本',
      '😀',
      'null',
      '{}',
      '',
      'x\ty',
    ];
    const long = 'n'.repeat(5000);

    it('stay apart and come back as they were', async () => {
      const lane = newLane();
      const task = await openTask(get(), lane);
      const all = [...ids, `${long}1`, `${long}2`];
      const page = await stage(
        get(),
        task,
        all.map((srcId) => entity(srcId, 10)),
      );
      expect(page.pending).toBe(all.length);
      const held = await claim(get(), task, page);
      expect(held.entities.map((one) => one.srcId)).toEqual(all);
      await settleAll(get(), held, (srcId) => sent(`T ${srcId}`));
      const later = await openTask(get(), lane);
      expect(
        await stage(
          get(),
          later,
          all.map((srcId) => entity(srcId, 10)),
        ),
      ).toMatchObject({ unchanged: all.length, pending: 0 });
      for (const srcId of all) {
        expect(await lastRow(get(), task, srcId)).toMatchObject({ srcId, tgtId: `T ${srcId}` });
        expect(await get().staging.entityHistory(lane, srcId)).toHaveLength(2);
      }
    });

    it('do not run into those of another flow whose names add up to the same [W55]', async () => {
      const one = await openTask(get(), { ...newLane(), source: 'a_b', target: 'c' });
      const two = await openTask(get(), { ...newLane(), source: 'a', target: 'b_c' });
      await transfer(get(), one, { entities: [entity('A', 10)], outcome: sent('T1') });
      expect(await stage(get(), two, [entity('A', 10)])).toMatchObject({ pending: 1 });
    });

    it('and messages that a database cannot keep harm nobody else', async () => {
      const task = await openTask(get(), newLane());
      const broken = { ...badEntity('half \ud800', 10), failure: { code: 'Mapping', message: 'nul \u0000' } };
      expect(await stage(get(), task, [entity('A', 10), entity('nul \u0000', 10), broken])).toMatchObject({ pending: 2, failed: 1 });
      const held = await claim(get(), task, { first: 1, last: 3 });
      await settleAll(get(), held, () => ({ status: 'failed', code: '\u0000', message: '\udc00' }));
      expect(await get().tasks.counts(task.taskNo)).toMatchObject({ failed: 3 });
    });
  });
}
