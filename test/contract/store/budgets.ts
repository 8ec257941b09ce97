import { describe, expect, it } from '@jest/globals';
import type { Amount, Renewal, Share } from '../../../core/budget.js';
import type { Store } from '../../../stores/store.js';
import { until } from '../../support/until.js';
import { at, newName } from './builders.js';
import type { StoreUnderTest } from './store-contract.js';

const none: Amount = { slots: 0, requests: 0 };
/** Long enough for no test to outlast it. */
const longMs = 60_000;

/** One holder of a lease: each renewal keeps the share that it has. */
class Holder {
  readonly name = newName('holder');
  readonly #store: Store;
  readonly #budget: string;
  readonly #lease: { readonly leaseMs: number; readonly limits: Renewal['limits'] };
  #no = 0;
  #share: Amount = none;

  constructor(store: Store, budget: string, lease: { leaseMs?: number; perSeconds?: number } = {}) {
    this.#store = store;
    this.#budget = budget;
    const { leaseMs = longMs, perSeconds = 10 } = lease;
    this.#lease = { leaseMs, limits: { concurrency: 4, requests: { count: 100, perSeconds } } };
  }

  /** @returns the share, in requests */
  async wants(requests: number, more: Partial<Renewal> = {}): Promise<number> {
    return (await this.renew({ wants: { live: { slots: Math.min(4, requests), requests }, backfill: none }, ...more })).requests;
  }

  async renew(more: Partial<Renewal>): Promise<Share> {
    this.#no += 1;
    const wants = { live: none, backfill: none };
    const own = { budget: this.#budget, holder: this.name, no: this.#no, keeps: this.#share, wants, at: at(0), ...this.#lease };
    const share = await this.#store.budgets.renew({ ...own, ...more });
    this.#share = share;
    return share;
  }
}

/** `Budgets`. */
export function describeBudgets(get: () => Store, underTest: () => StoreUnderTest): void {
  describe('the budget of an endpoint', () => {
    const holdersOf = async (budget: string) => (await get().budgets.list()).find((ledger) => ledger.budget === budget)?.leases ?? [];

    it('is all for the one who wants it, and no more than that', async () => {
      const budget = newName('crm');
      const one = new Holder(get(), budget);
      expect(await one.wants(30)).toBe(30);
      expect(await one.renew({ wants: { live: { slots: 9, requests: 300 }, backfill: none } })).toEqual({
        slots: 4,
        requests: 100,
        isShort: true,
      });
    });

    it('is dealt out evenly, as soon as it is given back', async () => {
      const budget = newName('crm');
      const [one, other] = [new Holder(get(), budget), new Holder(get(), budget)];
      await one.wants(200);
      expect(await other.wants(200)).toBe(0);
      expect(await one.wants(200)).toBe(50);
      expect(await other.wants(200)).toBe(0);
      expect(await one.wants(200)).toBe(50);
      expect(await other.wants(200)).toBe(50);
    });

    it('is shared by all who have the same database open', async () => {
      const budget = newName('crm');
      await using elsewhere = await underTest().open();
      const [one, other] = [new Holder(get(), budget), new Holder(elsewhere, budget)];
      expect(await one.wants(70)).toBe(70);
      expect(await other.wants(70)).toBe(30);
    });

    it('is never dealt out twice when many ask at the same time', async () => {
      const budget = newName('crm');
      await using elsewhere = await underTest().open();
      const holders = Array.from({ length: 8 }, (_, index) => new Holder(index % 2 === 0 ? get() : elsewhere, budget));
      const shares = await Promise.all(holders.map(async (holder) => await holder.wants(40)));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100);
      expect(await holdersOf(budget)).toHaveLength(8);
    });

    it('is its own for each id', async () => {
      const [one, other] = [new Holder(get(), newName('crm')), new Holder(get(), newName('crm/search'))];
      expect([await one.wants(100), await other.wants(100)]).toEqual([100, 100]);
    });

    it('keeps a holder that leaves with what still counts, and forgets one with nothing', async () => {
      const budget = newName('crm');
      const [one, other] = [new Holder(get(), budget), new Holder(get(), budget)];
      await one.wants(60);
      await one.renew({ keeps: { slots: 0, requests: 45 } });
      expect(await holdersOf(budget)).toMatchObject([{ held: { slots: 0, requests: 45 } }]);
      expect(await other.wants(100)).toBe(55);
      await one.renew({ keeps: none });
      expect(await holdersOf(budget)).toMatchObject([{ holder: other.name }]);
      expect(await other.wants(100)).toBe(100);
    });

    it('takes the share of one that is not renewed any more once its window is over', async () => {
      const budget = newName('crm');
      const [dead, other] = [new Holder(get(), budget, { leaseMs: 300, perSeconds: 0.4 }), new Holder(get(), budget)];
      await dead.wants(100);
      const diedMs = performance.now();
      expect(await other.wants(100)).toBe(0);
      await until('the share is free', async () => (await other.wants(100)) === 100);
      expect(performance.now() - diedMs).toBeGreaterThanOrEqual(1.2 * 300 + 400);
      expect(await holdersOf(budget)).toMatchObject([{ holder: other.name }]);
    });

    it('takes nothing from one that is renewed in time, however long it is there', async () => {
      const budget = newName('crm');
      const [one, other] = [new Holder(get(), budget, { leaseMs: 700, perSeconds: 0.1 }), new Holder(get(), budget)];
      const beganMs = performance.now();
      const shares: number[] = [];
      await until('three leases would be over', async () => {
        await one.wants(100);
        shares.push(await other.wants(100));
        return performance.now() - beganMs > 3 * 700;
      });
      expect(Math.max(...shares)).toBe(50);
    });

    it('is counted anew by whoever opens the database later: it cannot know how old a lease is', async () => {
      const budget = newName('crm');
      await new Holder(get(), budget, { leaseMs: 300, perSeconds: 0.1 }).wants(100);
      const seen = new Holder(get(), budget);
      await until('the lease is over', async () => (await seen.wants(0)) === 0 && (await holdersOf(budget)).length === 0);
      await new Holder(get(), budget, { leaseMs: 300, perSeconds: 0.1 }).wants(100);
      await using elsewhere = await underTest().open();
      const late = new Holder(elsewhere, budget);
      expect(await late.wants(100)).toBe(0);
      await until('the share is free', async () => (await late.wants(100)) === 100);
    });

    it('changes nothing for a renewal that comes twice, or behind a newer one', async () => {
      const budget = newName('crm');
      const one = new Holder(get(), budget);
      await one.wants(30);
      await one.wants(80);
      const before = await holdersOf(budget);
      expect(await one.wants(10, { no: 2 })).toBe(80);
      expect(await one.wants(10, { no: 1 })).toBe(80);
      expect(await holdersOf(budget)).toEqual(before);
    });

    it('is halved when the vendor complains, once a second, and grows back while it is quiet', async () => {
      const budget = newName('crm');
      const one = new Holder(get(), budget);
      await one.wants(100);
      const complaint = { throttled: { waitMs: 3000 }, keeps: none } as const;
      expect(await one.wants(100, { ...complaint, at: at(10) })).toBe(50);
      expect(await one.renew({ ...complaint, at: at(10.5) })).toMatchObject({ pausedUntil: at(13.5) });
      expect(await one.wants(100, { at: at(13.5), keeps: none })).toBe(50);
      expect(await one.wants(100, { ...complaint, at: at(14) })).toBe(25);
      expect(await one.wants(100, { at: at(22), keeps: none })).toBe(35);
      expect(await one.renew({ wants: { live: { slots: 1, requests: 9 }, backfill: none }, at: at(22) })).not.toHaveProperty('pausedUntil');
      expect(await one.wants(100, { at: at(200), keeps: none })).toBe(100);
    });
  });
}
