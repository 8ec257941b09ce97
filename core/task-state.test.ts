import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toInstant } from './instant.js';
import { noCounts, type TaskCounts } from './task.js';
import type { Order } from './task-order.js';
import { TaskState } from './task-state.js';
import type { ReadPosition, TransferProgress, TransferResult } from './transfer.js';

const lane = { source: 'shop', target: 'crm', txType: 'order' } as const;
const at = toInstant(new Date('2026-01-01T00:00:00Z'));
const latest = { updatedAt: at, srcId: '9' };
const progress: TransferProgress = {
  tally: { ...noCounts, read: 10, sent: 4, pending: 6 },
  pages: 1,
  units: 0,
  chunks: 1,
  isPaused: false,
  latest,
};
const ended: TransferResult = { progress, unread: [], isStopped: false };
const unread: ReadPosition = { kind: 'source', page: 0, until: at };

function newTask(): TaskState {
  const state = new TaskState({ taskId: 't1', syncId: 's', trigger: 'manual', openedAt: '2026-01-01T00:00:00Z' });
  state.opened(lane, undefined);
  return state;
}

function running(): TaskState {
  const state = newTask();
  state.startTransfer();
  return state;
}

/** A task whose transfer has ended with these counts. */
function concluded(counts: Partial<TaskCounts>, result: TransferResult = ended): TaskState {
  const state = running();
  state.transferEnded(result);
  state.counted({ ...noCounts, read: 10, ...counts }, []);
  state.conclude();
  return state;
}

const order = (kind: Order['kind']): Order => ({ kind });

describe('what a task turns to', () => {
  it.each([
    [{ sent: 10 }, ended, 'Completed', true],
    [{ sent: 8, failed: 2 }, ended, 'Fail', false],
    [{ sent: 8, failed: 1, unknown: 1 }, ended, 'Incompleted', false],
    [{ sent: 8, pending: 2 }, ended, 'Incompleted', false],
    [{ sent: 10 }, { ...ended, unread: [unread] }, 'Incompleted', false],
  ] as const)('is clear from %j', (...[counts, result, status, isClosed]) => {
    expect(concluded(counts, result).report).toMatchObject({ status, isClosed });
  });

  it('says how many failed, and keeps what stopped the transfer', () => {
    expect(concluded({ failed: 2 }).report.note).toBe('2 of 10 entities failed');
    const failure = { code: 'Unexpected', message: 'This is a defect' } as const;
    expect(concluded({ unknown: 3 }, { ...ended, failure }).report.note).toBe('3 entities without a known outcome. This is a defect');
  });

  it('is Paused while it is paused or halted, and Processing again after that', () => {
    const state = running();
    state.progressed({ ...progress, halt: { code: 'Auth', message: '[crm] the token was refused' } });
    expect(state.report).toMatchObject({ status: 'Paused', note: '[crm] the token was refused', counts: { sent: 4 } });
    state.progressed(progress);
    expect(state.report.status).toBe('Processing');
    expect(state.report.note).toBeUndefined();
  });

  it('is told once for each time that it ends, and not of a recheck that changes nothing', () => {
    const state = concluded({ sent: 8, failed: 2 });
    expect([state.takeEvent(), state.takeEvent()]).toEqual(['Fail', undefined]);
    state.counted({ ...noCounts, read: 10, sent: 9, failed: 1 }, []);
    state.conclude();
    expect(state.takeEvent()).toBeUndefined();
    state.startRetry();
    state.startTransfer();
    state.transferEnded({ ...ended, progress: { ...progress, tally: noCounts } });
    state.conclude();
    expect(state.takeEvent()).toBe('Fail');
    state.expire(336);
    expect(state.takeEvent()).toBe('Fail');
  });

  it('is told of refused credentials, and not of a person who pauses it', () => {
    const state = running();
    state.progressed({ ...progress, isPaused: true });
    expect(state.takeEvent()).toBeUndefined();
    state.progressed(progress);
    state.progressed({ ...progress, halt: { code: 'Auth', message: 'refused' } });
    state.progressed({ ...progress, halt: { code: 'Auth', message: 'refused' } });
    expect([state.takeEvent(), state.takeEvent()]).toEqual(['Paused', undefined]);
  });

  it('is told that it is stuck once, until something moves', () => {
    const state = running();
    const { movement } = state;
    state.stuck(2);
    state.stuck(2);
    expect([state.takeEvent(), state.takeEvent()]).toEqual(['Stuck', undefined]);
    expect(state.report.note).toContain('nothing has moved for 2 hours');
    state.progressed(progress);
    expect(state.movement).not.toBe(movement);
    expect(state.report.note).toBeUndefined();
    state.progressed(progress);
    state.stuck(2);
    expect(state.takeEvent()).toBe('Stuck');
  });

  it('takes no progress once the transfer has ended', () => {
    const state = concluded({ failed: 1 });
    state.progressed({ ...progress, isPaused: true });
    expect(state.report).toMatchObject({ status: 'Fail', counts: { failed: 1 } });
  });

  it('keeps its status at its deadline, and ends as expired', () => {
    const state = concluded({ failed: 1 });
    state.expire(336);
    expect(state.report).toMatchObject({ status: 'Fail', isClosed: true, note: 'closed 336 hours after its start, its deadline' });
    expect(state.ending).toBe('expired');
  });
});

describe('the cut date', () => {
  it.each([
    ['park', { sent: 10 }, ended, true],
    ['park', { failed: 1 }, ended, true],
    ['strict', { failed: 1 }, ended, false],
    ['park', { unknown: 1 }, ended, false],
    ['park', { pending: 1 }, ended, false],
    ['park', { sent: 10 }, { ...ended, unread: [unread] }, false],
  ] as const)('with %s and %j may move as expected', (...[onFailure, counts, result, may]) => {
    expect(concluded(counts, result).committable(onFailure)).toEqual(may ? latest : undefined);
  });

  it('moves once', () => {
    const state = concluded({ failed: 1 });
    state.cutDateMoved(latest);
    expect(state.committable('park')).toBeUndefined();
    expect(state.report).toMatchObject({ cutDate: latest, isCutDateMoved: true });
  });
});

describe('orders', () => {
  it.each([
    ['a running task', running, { retry: 'nothing to retry yet', dismiss: 'nothing to dismiss yet', resume: 'is Processing, not Paused' }],
    ['a task that waits for its lane', newTask, { pause: 'waits for its lane', retry: 'nothing to retry yet' }],
    ['a failed task', () => concluded({ failed: 1 }), { pause: 'only a running one can be paused', resume: 'is Fail, not Paused' }],
    ['a task that has ended', () => concluded({ sent: 10 }), { retry: 'has ended (Completed)', cancel: 'has ended', pause: 'has ended' }],
  ] as const)('that make no sense for %s are refused with the reason, and dropped', (_what, make, refusals) => {
    for (const [kind, reason] of Object.entries(refusals)) {
      const state = make();
      expect(state.refusal(order(kind as Order['kind']))).toContain(reason);
      state.accept(order(kind as Order['kind']));
      expect(state.hasOrder).toBe(false);
    }
  });

  it('are taken in turn', () => {
    const state = concluded({ failed: 1 });
    state.accept({ kind: 'retry', srcIds: ['7'] });
    state.accept(order('dismiss'));
    expect([state.nextOrder(), state.nextOrder(), state.nextOrder()]).toEqual([
      { kind: 'retry', srcIds: ['7'] },
      order('dismiss'),
      undefined,
    ]);
  });

  it('that were given already are refused until they are taken up', () => {
    const state = concluded({ failed: 1 });
    state.accept(order('retry'));
    expect(state.refusal(order('retry'))).toBe('Task t1 was already told to retry.');
    state.nextOrder();
    expect(state.startRetry()).toBe(1);
    expect(state.refusal(order('retry'))).toBe('Task t1 is already running a retry.');
  });
});

describe('any sequence of events', () => {
  const events: Record<string, (state: TaskState) => void> = {
    start: (state) => state.startTransfer(),
    progress: (state) => state.progressed(progress),
    pause: (state) => state.progressed({ ...progress, isPaused: true }),
    end: (state) => state.transferEnded(ended),
    fail: (state) => state.counted({ ...noCounts, read: 10, failed: 1 }, []),
    succeed: (state) => state.counted({ ...noCounts, read: 10, sent: 10 }, []),
    conclude: (state) => state.conclude(),
    next: (state) => void state.nextOrder(),
    retry: (state) => state.accept(order('retry')),
    dismiss: (state) => state.accept(order('dismiss')),
    cancel: (state) => state.accept(order('cancel')),
    recheck: (state) => state.accept(order('recheck')),
  };

  it('leaves status, phase and refusals in accord', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(events)), { maxLength: 30 }), (names) => {
        const state = newTask();
        for (const name of names) {
          if (state.report.isClosed) break;
          events[name]?.(state);
          const { status, isClosed } = state.report;
          expect(isClosed).toBe(state.phase === 'closed');
          expect(status === 'Paused' && state.phase !== 'transferring').toBe(false);
          expect(state.phase === 'open' && status !== 'Fail' && status !== 'Incompleted').toBe(false);
          expect(status === 'Completed' && !isClosed).toBe(false);
        }
        if (!state.report.isClosed) return;
        for (const kind of ['retry', 'pause', 'resume', 'cancel', 'dismiss', 'recheck'] as const) {
          expect(state.refusal(order(kind))).toContain('has ended');
        }
      }),
    );
  });
});

describe('rows that the store has lost', () => {
  it('hold the cut date, and are told [W34]', () => {
    const state = concluded({ read: 7, sent: 7 });
    expect(state.report).toMatchObject({ status: 'Incompleted', isClosed: false, note: expect.stringContaining('has lost 3 entities') });
    expect(state.committable('park')).toBeUndefined();
    expect(concluded({ sent: 10 }).committable('park')).toEqual(latest);
  });
});
