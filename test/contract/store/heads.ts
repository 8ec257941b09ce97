import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Lane } from '../../../core/ids.js';
import type { Outcome } from '../../../core/outcome.js';
import type { Task } from '../../../core/task.js';
import type { EntityToStage, PageToStage, Store } from '../../../stores/store.js';
import {
  badEntity,
  byRule,
  claim,
  entity,
  failed,
  lastRow,
  newLane,
  openTask,
  sent,
  settleAll,
  stage,
  stagePage,
  transfer,
  unknown,
} from './builders.js';

/** The table of `Staging.stage`: what an entity becomes, by what is known of it. */
export function describeHeads(get: () => Store): void {
  describe('a staged entity', () => {
    let lane: Lane;
    let first: Task;
    let second: Task;
    beforeEach(async () => {
      lane = newLane();
      first = await openTask(get(), lane);
      second = await openTask(get(), lane);
    });

    const before = (outcome: Outcome, before_ = entity('A', 10)) => transfer(get(), first, { entities: [before_], outcome });
    const staged = async (task: Task, one: EntityToStage, changes: Partial<PageToStage> = {}) => {
      await stagePage(get(), task, { entities: [one], ...changes });
      return lastRow(get(), task, one.srcId);
    };
    const claimLast = async (task: Task, one: EntityToStage, changes: Partial<PageToStage> = {}) => {
      const page = await stagePage(get(), task, { entities: [one], ...changes });
      return (await claim(get(), task, page)).entities[0];
    };

    it('is new where nothing is known of it', async () => {
      expect(await staged(first, entity('A', 10))).toMatchObject({ status: 'N', attempt: 1, isSuperseded: false });
    });

    it('is stale where a newer version is known, by a microsecond too', async () => {
      await before(sent('T1'), entity('A', 10.000002));
      expect(await staged(second, entity('A', 10.000001, 'b'))).toMatchObject({ status: 'I', reason: 'stale' });
      expect(await staged(second, entity('A', 10.000003, 'c'))).toMatchObject({ status: 'N' });
    });

    describe('without a date', () => {
      const { updatedAt: _, ...undated } = badEntity('A', 10);

      it('fails, and does not make stale what is mended with a date of long ago', async () => {
        expect(await staged(first, undated)).toMatchObject({ status: 'F' });
        expect(await staged(second, entity('A', 5))).toMatchObject({ status: 'N' });
        expect(await lastRow(get(), first, 'A')).toMatchObject({ status: 'F', isSuperseded: true });
      });

      it('is as old as what is known: it is not stale itself, and what is older still is', async () => {
        await before(sent('T1'));
        expect(await staged(second, undated)).toMatchObject({ status: 'F', updatedAt: entity('A', 10).updatedAt, tgtId: 'T1' });
        expect(await staged(second, entity('A', 9, 'b'))).toMatchObject({ status: 'I', reason: 'stale' });
        expect(await staged(second, entity('A', 10, 'b'))).toMatchObject({ status: 'N', tgtId: 'T1' });
      });

      it('is another attempt where a retry finds it as it was', async () => {
        await staged(first, undated);
        expect(await staged(first, undated, { isForced: true })).toMatchObject({ status: 'F', attempt: 2 });
      });
    });

    it.each([
      ['sent', sent('T1')],
      ['ignored by rule', byRule],
    ])('is unchanged where its content was %s', async (_, outcome) => {
      await before(outcome);
      expect(await staged(second, entity('A', 10))).toMatchObject({ status: 'I', reason: 'unchanged' });
      expect(await lastRow(get(), first, 'A')).toMatchObject({ isSuperseded: false });
    });

    it('that is unchanged leaves its later date behind: what comes in between is stale', async () => {
      await before(sent('T1'));
      await staged(second, entity('A', 20));
      expect(await staged(second, entity('A', 15, 'b'))).toMatchObject({ status: 'I', reason: 'stale' });
      expect(await staged(second, entity('A', 20, 'b'))).toMatchObject({ status: 'N' });
    });

    it('is parked where its content failed', async () => {
      await before(failed());
      expect(await staged(second, entity('A', 10))).toMatchObject({ status: 'I', reason: 'parked' });
      expect(await lastRow(get(), first, 'A')).toMatchObject({ status: 'F', isSuperseded: false });
    });

    it('is new where its content failed and the page is forced; the failed row is superseded', async () => {
      await before(failed());
      expect(await staged(second, entity('A', 10), { isForced: true })).toMatchObject({ status: 'N', attempt: 1 });
      expect(await lastRow(get(), first, 'A')).toMatchObject({ status: 'F', isSuperseded: true });
    });

    it('is superseded by the one on its way where its content is pending in the same task', async () => {
      const page = await stage(get(), first, [entity('A', 10)]);
      expect(await staged(first, entity('A', 20))).toMatchObject({ status: 'I', reason: 'superseded', isSuperseded: true });
      expect((await claim(get(), first, page)).entities).toHaveLength(1);
    });

    it('is looked up first where its content is pending in another task, and supersedes it', async () => {
      await stage(get(), first, [entity('A', 10)]);
      expect(await claimLast(second, entity('A', 10))).toMatchObject({ srcId: 'A', mustLookUp: true });
      expect(await lastRow(get(), first, 'A')).toMatchObject({ status: 'I', reason: 'superseded', isSuperseded: true });
    });

    it.each([
      ['the same', 'a'],
      ['other', 'b'],
    ])('with %s content is looked up first where the old one is unknown, and supersedes it', async (_, content) => {
      await before(unknown);
      expect(await claimLast(second, entity('A', 10, content))).toMatchObject({ mustLookUp: true });
      expect(await lastRow(get(), first, 'A')).toMatchObject({ status: '?', isSuperseded: true });
    });

    it('with other content is new and keeps the tgtId; what was sent is not superseded', async () => {
      await before(sent('T1'));
      expect(await claimLast(second, entity('A', 10, 'b'))).toMatchObject({ tgtId: 'T1', mustLookUp: false });
      expect(await lastRow(get(), first, 'A')).toMatchObject({ status: 'S', tgtId: 'T1', isSuperseded: false });
    });

    it('keeps the tgtId through failures of either kind', async () => {
      await before(sent('T1'));
      await transfer(get(), second, { entities: [entity('A', 11, 'b')], outcome: failed() });
      await stage(get(), second, [badEntity('A', 12)]);
      expect(await claimLast(second, entity('A', 13, 'c'))).toMatchObject({ tgtId: 'T1' });
    });

    it('with other content supersedes a failed and a pending one', async () => {
      await before(failed());
      await staged(second, entity('A', 11, 'b'));
      expect(await lastRow(get(), first, 'A')).toMatchObject({ status: 'F', isSuperseded: true });
      const { seq } = await lastRow(get(), second, 'A');
      await staged(second, entity('A', 12, 'c'));
      const [old, fresh] = await get().staging.entities({ taskNo: second.taskNo, limit: 10 });
      expect(old).toMatchObject({ seq, status: 'I', reason: 'superseded', isSuperseded: true });
      expect(fresh).toMatchObject({ status: 'N', isSuperseded: false });
    });

    it('stays to be looked up as long as nobody knows what became of the first', async () => {
      await before(unknown);
      await stage(get(), second, [entity('A', 11, 'b')]);
      await stage(get(), second, [badEntity('A', 12)]);
      expect(await claimLast(second, entity('A', 13, 'c'))).toMatchObject({ mustLookUp: true });
    });

    it('with a failure is F in place of N, with its code and message, and parked the next time', async () => {
      expect(await staged(first, badEntity('A', 10))).toMatchObject({ status: 'F', code: 'Mapping', message: 'cannot map bad' });
      expect(await staged(second, badEntity('A', 10))).toMatchObject({ status: 'I', reason: 'parked' });
      expect(await staged(second, badEntity('A', 10), { isForced: true })).toMatchObject({ status: 'F' });
      expect(await staged(second, badEntity('A', 9))).toMatchObject({ status: 'I', reason: 'stale' });
    });

    it('is judged by source, target and tx type, not by its group', async () => {
      await before(sent('T1'));
      const grouped = await openTask(get(), { ...lane, group: 'eu' });
      expect(await staged(grouped, entity('A', 10))).toMatchObject({ reason: 'unchanged' });
      const other = await openTask(get(), { ...lane, txType: 'invoice' });
      expect(await staged(other, entity('A', 10))).toMatchObject({ status: 'N' });
    });

    it('gives way to a newer one of the same page, whichever comes first; of equals the last stays [W08]', async () => {
      await stage(get(), first, [entity('A', 11, 'new'), entity('A', 10, 'old'), entity('B', 10, 'old'), entity('B', 11, 'new')]);
      await stage(get(), first, [entity('C', 10, 'one'), entity('C', 10, 'two')]);
      const rows = await get().staging.entities({ taskNo: first.taskNo, limit: 10 });
      expect(rows.map((row) => row.status)).toEqual(['N', 'I', 'I', 'N', 'I', 'N']);
      expect(rows.filter((row) => row.status === 'I').every((row) => row.reason === 'superseded' && row.isSuperseded)).toBe(true);
    });

    it('replaces a pending one that waits in the row of its own claim', async () => {
      const page = await stage(get(), first, [entity('A', 10)]);
      const held = await claim(get(), first, page);
      expect(await staged(second, entity('A', 11, 'b'))).toMatchObject({ status: 'N' });
      await settleAll(get(), held, () => sent('T9'));
      expect(await lastRow(get(), first, 'A')).toMatchObject({ status: 'I', reason: 'superseded' });
    });
  });
}
