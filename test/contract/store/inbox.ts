import { describe, expect, it } from '@jest/globals';
import type { NewInboxMessage } from '../../../stores/inbox.js';
import type { Store } from '../../../stores/store.js';
import { at, newName } from './builders.js';
import type { StoreUnderTest } from './store-contract.js';

function message(id: string, change: Partial<NewInboxMessage> = {}): NewInboxMessage {
  return { id, body: { records: [{ order: id }] }, provenance: { door: 'a test' }, ...change };
}

/** The sentences of `stores/inbox.ts`. */
export function describeInbox(get: () => Store, underTest: () => StoreUnderTest): void {
  describe('the inbox', () => {
    const inbox = () => get().inbox;
    /** Pushes messages to a sync, for a task that is called by the number. */
    async function push(syncId: string, ids: readonly string[], task = 1) {
      return await pushAt(1, { syncId, ids, task });
    }
    async function pushAt(
      second: number,
      { syncId, ids, task }: { readonly syncId: string; readonly ids: readonly string[]; readonly task: number },
    ) {
      return await inbox().append({ syncId, messages: ids.map((id) => message(id)), newTaskId: `${syncId}-task-${task}`, at: at(second) });
    }
    async function taken(syncId: string, task: number, afterNo = 0) {
      const found = await inbox().take({ syncId, taskId: `${syncId}-task-${task}`, afterNo, limit: 100 });
      return found.map(({ no, id }) => [no, id]);
    }

    it('keeps messages whole, in order, and gives each a receipt', async () => {
      const syncId = newName('sync');
      const entity = { srcId: 'Łódź', updatedAt: at(5), data: { text: 'a \u0000 \u{1F4E6}' }, isDeleted: true } as const;
      const messages = [
        message('m1', { group: 'g', body: { records: [1, null, { a: [] }] }, provenance: { door: 'queue q', receiveCount: 2 } }),
        message('m2', { body: { entities: [entity] } }),
        message('m3', { body: { isNews: true } }),
      ];
      const receipts = await inbox().append({ syncId, messages, newTaskId: 'task', at: at(1) });
      const receipt = { syncId, taskId: 'task', isRepeated: false, isFinished: false };
      expect(receipts).toEqual([
        { ...receipt, messageId: 'm1', no: 1 },
        { ...receipt, messageId: 'm2', no: 2 },
        { ...receipt, messageId: 'm3', no: 3 },
      ]);
      const found = await inbox().take({ syncId, taskId: 'task', afterNo: 0, limit: 10 });
      expect(found).toEqual(messages.map((one, index) => ({ ...one, syncId, no: index + 1, taskId: 'task', receivedAt: at(1) })));
      expect(await inbox().take({ syncId, taskId: 'task', afterNo: 1, limit: 1 })).toEqual([found[1]]);
    });

    it('keeps a message of a million letters', async () => {
      const syncId = newName('sync');
      const letters = Array.from({ length: 1_000_000 }, () => Math.floor(Math.random() * 36).toString(36)).join('');
      const body = { records: [{ letters }] };
      await inbox().append({ syncId, messages: [message('long', { body })], newTaskId: `${syncId}-t`, at: at(1) });
      const [found] = await inbox().find('long');
      expect(found?.body).toEqual(body);
    });

    it('leaves a message out that was pushed before, and answers with its first receipt', async () => {
      const syncId = newName('sync');
      const [first] = await push(syncId, ['a']);
      const again = await push(syncId, ['b', 'a', 'c', 'b'], 2);
      expect(again.map(({ messageId, no, isRepeated }) => [messageId, no, isRepeated])).toEqual([
        ['b', 2, false],
        ['a', 1, true],
        ['c', 3, false],
        ['b', 2, true],
      ]);
      expect(again[1]).toEqual({ ...first, isRepeated: true });
      expect(await taken(syncId, 1)).toEqual([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ]);
      const other = newName('sync');
      expect(await push(other, ['a'])).toMatchObject([{ syncId: other, no: 1, isRepeated: false }]);
      expect((await inbox().find('a')).filter(({ syncId: of }) => of === syncId || of === other)).toHaveLength(2);
    });

    it('gives a task what comes until it begins to read, and the next task what comes then', async () => {
      const syncId = newName('sync');
      await push(syncId, ['a'], 1);
      expect(await push(syncId, ['b'], 2)).toMatchObject([{ taskId: `${syncId}-task-1` }]);
      expect(await taken(syncId, 1)).toEqual([
        [1, 'a'],
        [2, 'b'],
      ]);
      expect(await push(syncId, ['c'], 2)).toMatchObject([{ taskId: `${syncId}-task-2` }]);
      expect(await taken(syncId, 1)).toEqual([
        [1, 'a'],
        [2, 'b'],
      ]);
      expect(await taken(syncId, 2)).toEqual([[3, 'c']]);
    });

    it('is through with a message once it is finished, and still has its receipt', async () => {
      const syncId = newName('sync');
      await push(syncId, ['a', 'b']);
      await inbox().finish({ syncId, nos: [1], at: at(9) });
      await inbox().finish({ syncId, nos: [1, 77], at: at(10) });
      expect(await taken(syncId, 1)).toEqual([[2, 'b']]);
      expect((await inbox().waiting({ syncId, limit: 10 })).map(({ id }) => id)).toEqual(['b']);
      expect(await push(syncId, ['a'], 3)).toMatchObject([{ no: 1, isRepeated: true, isFinished: true, taskId: `${syncId}-task-1` }]);
      expect((await inbox().find('a')).find((one) => one.syncId === syncId)).toMatchObject({ no: 1, finishedAt: at(9) });
    });

    it('gives what a task gave back to the next one, before what came later', async () => {
      const syncId = newName('sync');
      await push(syncId, ['a', 'b', 'c']);
      await taken(syncId, 1);
      await inbox().finish({ syncId, nos: [1], at: at(9) });
      expect(await inbox().reopen({ syncId, newTaskId: 'nothing was given back' })).toBeUndefined();
      expect(await inbox().release({ syncId, taskId: `${syncId}-task-1` })).toBe(2);
      expect(await inbox().release({ syncId, taskId: `${syncId}-task-1` })).toBe(0);
      expect(await push(syncId, ['b'], 8)).toMatchObject([{ no: 2, isRepeated: true }]);
      expect((await push(syncId, ['b'], 8))[0]).not.toHaveProperty('taskId');
      await push(syncId, ['d'], 2);
      expect(await taken(syncId, 2)).toEqual([
        [2, 'b'],
        [3, 'c'],
        [4, 'd'],
      ]);
      expect(await taken(syncId, 1)).toEqual([]);
    });

    it('opens a task for what was given back, where somebody asks for it', async () => {
      const syncId = newName('sync');
      expect(await inbox().reopen({ syncId, newTaskId: 'no such inbox' })).toBeUndefined();
      await push(syncId, ['a']);
      expect(await inbox().reopen({ syncId, newTaskId: 'x' })).toBe(`${syncId}-task-1`);
      await inbox().release({ syncId, taskId: `${syncId}-task-1` });
      expect(await inbox().reopen({ syncId, newTaskId: `${syncId}-task-2` })).toBe(`${syncId}-task-2`);
      expect(await inbox().reopen({ syncId, newTaskId: `${syncId}-task-3` })).toBe(`${syncId}-task-2`);
      expect(await push(syncId, ['b'], 4)).toMatchObject([{ taskId: `${syncId}-task-2` }]);
      expect(await taken(syncId, 2)).toEqual([
        [1, 'a'],
        [2, 'b'],
      ]);
    });

    it('finds the tasks of messages that wait for long', async () => {
      const [old, young] = [newName('sync'), newName('sync')];
      await pushAt(100, { syncId: old, ids: ['a', 'b'], task: 1 });
      await pushAt(200, { syncId: young, ids: ['a'], task: 1 });
      const stranded = await inbox().stranded({ before: at(150), limit: 1000 });
      const ours = stranded.filter(({ syncId }) => syncId === old || syncId === young);
      expect(ours).toEqual([{ syncId: old, taskId: `${old}-task-1` }]);
      await inbox().release({ syncId: old, taskId: `${old}-task-1` });
      expect((await inbox().stranded({ before: at(150), limit: 1000 })).filter(({ syncId }) => syncId === old)).toEqual([]);
    });

    it('deletes old receipts, and nothing that waits', async () => {
      const syncId = newName('sync');
      await push(syncId, ['a', 'b', 'c']);
      await inbox().finish({ syncId, nos: [1], at: at(-5000) });
      await inbox().finish({ syncId, nos: [2], at: at(5000) });
      while ((await inbox().purge({ before: at(-4000), limit: 1 })) > 0);
      const left = await Promise.all(['a', 'b', 'c'].map(async (id) => (await inbox().find(id)).some((one) => one.syncId === syncId)));
      expect(left).toEqual([false, true, true]);
      expect(await push(syncId, ['a'], 2)).toMatchObject([{ no: 4, isRepeated: false }]);
    });

    it('numbers messages without gaps, whoever pushes at the same time, and takes each id once', async () => {
      const syncId = newName('sync');
      await using other = await underTest().open();
      const pushes = Array.from({ length: 8 }, async (_, index) => {
        const store = index % 2 === 0 ? get() : other;
        const messages = [message(`own-${index}`), message('shared')];
        return await store.inbox.append({ syncId, messages, newTaskId: `${syncId}-task-${index}`, at: at(1) });
      });
      const receipts = (await Promise.all(pushes)).flat();
      const waiting = await inbox().waiting({ syncId, limit: 100 });
      expect(waiting.map(({ no }) => no)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(new Set(waiting.map(({ taskId }) => taskId)).size).toBe(1);
      expect(receipts.filter(({ isRepeated }) => !isRepeated)).toHaveLength(9);
      for (const { messageId, no } of receipts) expect(waiting[no - 1]?.id).toBe(messageId);
    });
  });
}
