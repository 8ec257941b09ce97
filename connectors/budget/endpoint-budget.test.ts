import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { EndpointLimits, Ledger, Renewal, Share } from '../../core/budget.js';
import { renewLease } from '../../core/budget-ledger.js';
import { LeaseWatch } from '../../stores/lease-watch.js';
import { until } from '../../test/support/until.js';
import { EndpointBudget } from './endpoint-budget.js';
import { inLane } from './lane.js';

const signal = new AbortController().signal;

/** Books that several budgets share, and that can be away. */
class Books {
  ledger: Ledger | undefined;
  readonly renewals = new Map<string, number>();
  isAway = false;

  party(): (renewal: Renewal) => Promise<Share> {
    const watch = new LeaseWatch();
    return async (renewal) => {
      this.renewals.set(renewal.holder, (this.renewals.get(renewal.holder) ?? 0) + 1);
      if (this.isAway) throw new Error('the store is away');
      const { ledger, share } = renewLease(this.ledger, renewal, watch.observe(this.ledger));
      this.ledger = ledger;
      return await Promise.resolve(share);
    };
  }
}

/** Requests that end when they are told to. */
class Requests {
  readonly ends: (() => void)[] = [];
  begun = 0;

  one = async (): Promise<void> => {
    this.begun += 1;
    await new Promise<void>((resolve) => this.ends.push(resolve));
  };

  endAll(): void {
    for (const end of this.ends.splice(0)) end();
  }
}

const open: EndpointBudget[] = [];
const said: string[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (budget) => await budget[Symbol.asyncDispose]()));
  said.length = 0;
});

let holders = 0;

function newBudget(limits: EndpointLimits, books = new Books(), more: { leaseMs?: number; now?: () => Date } = {}): EndpointBudget {
  holders += 1;
  const budget = new EndpointBudget({
    endpointId: 'crm',
    budget: 'crm',
    holder: `h${holders}`,
    limits,
    renew: books.party(),
    now: () => new Date(),
    log: (level, message) => said.push(`${level}: ${message}`),
    leaseMs: 200,
    ...more,
  });
  open.push(budget);
  return budget;
}

/** Wants more than there is, until its end: eight at a time, of a millisecond each. */
function press(budget: EndpointBudget): { sent: number; end(): Promise<void> } {
  const stop = new AbortController();
  const pressing = { sent: 0, end: async () => await Promise.resolve() };
  const runner = async () => {
    while (!stop.signal.aborted) {
      const one = async () => {
        await delay(1);
        pressing.sent += 1;
      };
      await budget.run(one, { signal: stop.signal }).catch(() => stop.abort());
    }
  };
  const runners = Array.from({ length: 8 }, runner);
  pressing.end = async () => {
    stop.abort();
    await Promise.all(runners);
  };
  return pressing;
}

describe('turns at an endpoint', () => {
  it('are given to so many at the same time', async () => {
    const requests = new Requests();
    const budget = newBudget({ concurrency: 2 });
    const runs = Array.from({ length: 5 }, async () => await budget.run(requests.one, { signal }));
    await until('two have begun', () => requests.begun === 2);
    requests.endAll();
    await until('two more have begun', () => requests.begun === 4);
    requests.endAll();
    await until('the last one has begun', () => requests.begun === 5);
    requests.endAll();
    await Promise.all(runs);
    expect(requests.begun).toBe(5);
  });

  it('are given to so many in any window, and to no more', async () => {
    const moments: number[] = [];
    const budget = newBudget({ requests: { count: 5, perSeconds: 0.2 } });
    const note = async () => await Promise.resolve(moments.push(performance.now()));
    await Promise.all(Array.from({ length: 14 }, async () => await budget.run(note, { signal })));
    moments.slice(5).forEach((moment, index) => expect(moment - (moments[index] ?? 0)).toBeGreaterThanOrEqual(200));
  });

  it('come back when a request fails, and what it threw is thrown', async () => {
    const budget = newBudget({ concurrency: 1 });
    await expect(budget.run(async () => await Promise.reject(new Error('broken')), { signal })).rejects.toThrow('broken');
    expect(await budget.run(async () => await Promise.resolve('well'), { signal })).toBe('well');
  });

  it('go to live requests before backfill, wherever the lane was said', async () => {
    const order: string[] = [];
    const requests = new Requests();
    const budget = newBudget({ concurrency: 1 });
    const first = budget.run(requests.one, { signal });
    const note = (name: string) => async () => await Promise.resolve(order.push(name));
    const backfill = inLane('backfill', async () => await budget.run(note('backfill'), { signal }));
    const live = budget.run(note('live'), { signal });
    await until('the first one has begun', () => requests.begun === 1);
    requests.endAll();
    await Promise.all([first, backfill, live]);
    expect(order).toEqual(['live', 'backfill']);
  });

  it('are slots alone for what counts in another window', async () => {
    const budget = newBudget({ concurrency: 1, requests: { count: 1, perSeconds: 3600 } });
    const one = async () => await Promise.resolve('sent');
    expect(await budget.run(one, { signal })).toBe('sent');
    expect(await budget.run(one, { signal, isCounted: false })).toBe('sent');
    const requests = new Requests();
    const busy = budget.run(requests.one, { signal, isCounted: false });
    await until('the only slot is taken', () => requests.begun === 1);
    const stop = new AbortController();
    const second = budget.run(requests.one, { signal: stop.signal, isCounted: false });
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    requests.endAll();
    await busy;
  });

  it('are no longer waited for by one who is told to stop', async () => {
    const requests = new Requests();
    const budget = newBudget({ concurrency: 1 });
    const first = budget.run(requests.one, { signal });
    const stop = new AbortController();
    const second = budget.run(requests.one, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    await until('the first one has begun', () => requests.begun === 1);
    requests.endAll();
    await first;
    expect(requests.begun).toBe(1);
  });
});

describe('a share', () => {
  it('is divided among those who want it, and whole again for the one who stays', async () => {
    const books = new Books();
    const [one, other] = [newBudget({ concurrency: 4 }, books), newBudget({ concurrency: 4 }, books)];
    const shares = () => books.ledger?.leases.map(({ share }) => share.slots);
    const ours = press(one);
    await until('one has it all', () => shares()?.[0] === 4);
    const theirs = press(other);
    await until('each has a half', () => shares()?.join() === '2,2');
    await theirs.end();
    await until('one has it all again', () => shares()?.join() === '4');
    await ours.end();
    expect(ours.sent).toBeGreaterThan(theirs.sent);
  });

  it('is asked for while there is something to send, and not before or after', async () => {
    const books = new Books();
    const [budget, other] = [newBudget({ concurrency: 2 }, books), newBudget({ concurrency: 2 }, books)];
    const renewals = () => books.renewals.get('h' + (holders - 1)) ?? 0;
    expect(books.renewals.size).toBe(0);
    await budget.run(async () => await Promise.resolve(), { signal });
    const others = press(other);
    const othersRenewals = () => books.renewals.get(`h${holders}`) ?? 0;
    await until('it has stopped', async () => {
      const [before, beside] = [renewals(), othersRenewals()];
      await until('the other one has renewed often', () => othersRenewals() > beside + 5);
      return renewals() === before;
    });
    expect(books.ledger?.leases).toHaveLength(1);
    const before = renewals();
    await others.end();
    await budget.run(async () => await Promise.resolve(), { signal });
    expect(renewals()).toBeGreaterThan(before);
  });

  it('holds until the lease ends while the store is away; then requests wait, which is said once, and go on', async () => {
    const books = new Books();
    const budget = newBudget({ concurrency: 4 }, books);
    const renewals = () => books.renewals.get(`h${holders}`) ?? 0;
    const requests = press(budget);
    await until('some are sent', () => requests.sent > 3);
    books.isAway = true;
    const before = requests.sent;
    await until('the lease is over', () => said.length > 0);
    expect(requests.sent).toBeGreaterThan(before + 5);
    const first = renewals();
    // What was under way when the lease ended is through by then.
    await until('it has been tried once more', () => renewals() > first);
    const [atEnd, tried] = [requests.sent, renewals()];
    await until('it has been tried again', () => renewals() > tried + 4);
    expect(requests.sent).toBe(atEnd);
    books.isAway = false;
    await until('more are sent', () => requests.sent > atEnd + 3);
    await requests.end();
    expect(said).toEqual([expect.stringMatching(/^warn: .*requests wait/), expect.stringMatching(/^info: .*go on/)]);
  });

  it('is over after the machine has slept, whatever the clock says that only goes forward', async () => {
    let sleptMs = 0;
    const books = new Books();
    const budget = newBudget({ concurrency: 4 }, books, { leaseMs: 60_000, now: () => new Date(Date.now() + sleptMs) });
    const one = async () => await Promise.resolve();
    await budget.run(one, { signal });
    books.isAway = true;
    await budget.run(one, { signal });
    sleptMs = 61_000;
    await expect(budget.run(one, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/timeout/);
  });

  it('is halved for everybody by the complaint to one, who waits as long as asked', async () => {
    const books = new Books();
    const [one, other] = [newBudget({ concurrency: 4 }, books), newBudget({ concurrency: 4 }, books)];
    await one.run(async () => await Promise.resolve(), { signal });
    one.throttled(300);
    const beganMs = performance.now();
    await until('it is in the books', () => books.ledger?.pace.factor === 0.5);
    await other.run(async () => await Promise.resolve(), { signal });
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(295);
  });

  it('is not waited for when the pause is long: Temporal waits', async () => {
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    const budget = newBudget({ concurrency: 4 }, new Books(), { now: () => new Date(nowMs) });
    budget.throttled(3_600_000);
    const paused = { code: 'Throttled', effect: 'none', retryAfterMs: 3_600_000 };
    await expect(budget.run(async () => await Promise.resolve(), { signal })).rejects.toMatchObject(paused);
    nowMs += 3_600_000;
    expect(await budget.run(async () => await Promise.resolve('sent'), { signal })).toBe('sent');
  });
});
