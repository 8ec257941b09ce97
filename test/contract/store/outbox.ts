import { describe, expect, it } from '@jest/globals';
import type { Instant } from '../../../core/instant.js';
import { type Notification, notificationId } from '../../../core/notification.js';
import { noCounts, type Task } from '../../../core/task.js';
import type { TaskReport } from '../../../core/task-report.js';
import type { NewMessage } from '../../../stores/outbox.js';
import type { Store } from '../../../stores/store.js';
import { at, newLane, newName, openTask } from './builders.js';

function message(task: Task, moment: Instant, channel = 'ops'): NewMessage {
  const { taskId, syncId, lane, trigger, openedAt } = task;
  const counts = { ...noCounts, read: 3, failed: 1 };
  const report: TaskReport = {
    taskId,
    syncId,
    lane,
    trigger,
    openedAt,
    counts,
    status: 'Fail',
    isClosed: false,
    reasons: [],
    isCutDateMoved: true,
  };
  const body: Notification = { event: 'Fail', at: moment, text: 'one failed: Łódź \u{1F4E6}', task: report };
  return { id: notificationId(moment, newName('message')), channel, body };
}

/** `Outbox`, and the messages of `Tasks.update`. */
export function describeOutbox(get: () => Store): void {
  describe('the outbox', () => {
    /** A task with a message for each of some channels. */
    async function told(second: number, channels: readonly string[] = ['ops']) {
      const task = await openTask(get(), newLane());
      const messages = channels.map((channel) => message(task, at(second), channel));
      await get().tasks.update(task.taskId, { status: 'Fail', messages, at: at(second) });
      return { task, messages };
    }

    it('gets its messages with the status that they tell of', async () => {
      const { task, messages } = await told(10_000, ['ops', 'audit']);
      expect((await get().tasks.get(task.taskId))?.status).toBe('Fail');
      const found = await get().outbox.list({ taskId: task.taskId, limit: 10 });
      const written = { taskId: task.taskId, state: 'pending', attempts: 0, writtenAt: at(10_000) };
      expect(found.toSorted((a, b) => (a.channel < b.channel ? 1 : -1))).toEqual(messages.map((one) => ({ ...one, ...written })));
      expect(await get().outbox.get(messages[0]?.id ?? '')).toEqual({ ...messages[0], ...written });
      expect(await get().outbox.get('no such message')).toBeUndefined();
    });

    it('writes neither message nor status for a task that is not there', async () => {
      const task = await openTask(get(), newLane());
      const one = message(task, at(11_000));
      await expect(get().tasks.update('no such task', { status: 'Fail', messages: [one], at: at(1) })).rejects.toMatchObject({
        code: 'NotFound',
      });
      expect(await get().outbox.get(one.id)).toBeUndefined();
    });

    it('leaves a message alone that is written again', async () => {
      const { task, messages } = await told(12_000);
      const [one] = messages;
      await get().outbox.note(one?.id ?? '', { state: 'delivered', attempt: 2, at: at(12_005) });
      await get().tasks.update(task.taskId, { status: 'Incompleted', messages, at: at(12_010) });
      expect(await get().outbox.get(one?.id ?? '')).toMatchObject({ state: 'delivered', attempts: 2, writtenAt: at(12_000) });
      expect((await get().tasks.get(task.taskId))?.status).toBe('Incompleted');
    });

    it('keeps how often it was tried, and why that failed until it did not', async () => {
      const { messages } = await told(13_000);
      const id = messages[0]?.id ?? '';
      const { outbox } = get();
      await outbox.note(id, { state: 'pending', attempt: 3, error: 'away \u0000', at: at(13_001) });
      await outbox.note(id, { state: 'pending', attempt: 3, error: 'away', at: at(13_001) });
      expect(await outbox.get(id)).toMatchObject({ state: 'pending', attempts: 3, error: expect.stringContaining('away') });
      await outbox.note(id, { state: 'undeliverable', attempt: 1, error: 'given up', at: at(13_002) });
      expect(await outbox.get(id)).toMatchObject({ state: 'undeliverable', attempts: 3, error: 'given up' });
      await outbox.note(id, { state: 'delivered', attempt: 4, at: at(13_003) });
      const delivered = await outbox.get(id);
      expect(delivered).toMatchObject({ state: 'delivered', attempts: 4, deliveredAt: at(13_003) });
      expect(delivered).not.toHaveProperty('error');
      await expect(outbox.note('no such message', { state: 'delivered', attempt: 1, at: at(1) })).rejects.toMatchObject({
        code: 'NotFound',
      });
    });

    it('lists the newest first, by task, state and age', async () => {
      const [first, second, third] = [await told(14_001), await told(14_002), await told(14_003)];
      const ids = [first, second, third].map(({ messages }) => messages[0]?.id ?? '');
      await get().outbox.note(ids[1] ?? '', { state: 'delivered', attempt: 1, at: at(14_010) });
      const mine = async (filter: object) => {
        const found = await get().outbox.list({ ...filter, limit: 1000 });
        return found.map(({ id }) => id).filter((id) => ids.includes(id));
      };
      expect(await mine({})).toEqual(ids.toReversed());
      expect(await mine({ states: ['pending'] })).toEqual([ids[2], ids[0]]);
      expect(await mine({ states: ['pending', 'undeliverable'] })).toEqual([ids[2], ids[0]]);
      expect(await mine({ before: at(14_003) })).toEqual([ids[1], ids[0]]);
      expect(await mine({ states: ['pending'], before: at(14_003) })).toEqual([ids[0]]);
      expect(await mine({ taskId: first.task.taskId })).toEqual([ids[0]]);
      expect(await get().outbox.list({ taskId: first.task.taskId, limit: 0 })).toEqual([]);
    });

    it('deletes what is old and over, a few at a time', async () => {
      const early = -1_000_000;
      const old = [await told(early), await told(early + 1), await told(early + 2), await told(early + 3)];
      const ids = old.map(({ messages }) => messages[0]?.id ?? '');
      await get().outbox.note(ids[0] ?? '', { state: 'delivered', attempt: 1, at: at(early) });
      await get().outbox.note(ids[1] ?? '', { state: 'undeliverable', attempt: 1, at: at(early) });
      await get().outbox.note(ids[3] ?? '', { state: 'delivered', attempt: 1, at: at(early) });
      const request = { before: at(early + 3), limit: 1 };
      expect(await get().outbox.purge(request)).toBe(1);
      expect(await get().outbox.purge(request)).toBe(1);
      expect(await get().outbox.purge(request)).toBe(0);
      const left = await Promise.all(ids.map(async (id) => (await get().outbox.get(id))?.state));
      expect(left).toEqual([undefined, undefined, 'pending', 'delivered']);
    });
  });
}
