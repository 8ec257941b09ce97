import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation } from '../support/installation.js';
import { smallShop } from '../support/small-shop.js';

const orders = 'shop-orders-to-crm';
const upsert = { method: 'POST', path: '/deals/batch/upsert$' };

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start({ shopData: smallShop(100) });
  await installation.startWorker();
  await installation.runCustomersAndProducts();
});
afterAll(async () => await installation.stop());

describe('two people at once', () => {
  it('S23 start one sync: one task runs, and the other one is told its id', async () => {
    const { faults } = installation.crm.control;
    installation.crm.portal.rules.add({ object: 'deals', property: 'dw_order_id', op: 'equals', value: '9', code: 'NO', message: 'No' });
    faults.add({ kind: 'slow', delayMs: 1500, match: upsert });
    const runs = await Promise.all([installation.cli('start', orders), installation.cli('start', orders)]);
    const [won, lost] = runs.sort((a, b) => b.code - a.code);
    expect({ won: won?.code, lost: lost?.code }).toEqual({ won: 3, lost: 1 });
    const winner = /^task (\S+)/m.exec(won?.err ?? '')?.[1] ?? 'none';
    expect(`${lost?.out}${lost?.err}`).toContain(winner);
    expect(installation.crm.portal.records('deals').count).toBe(99);
  });

  it('S17 retry one task: one retry runs, and the other one is refused with the reason', async () => {
    const [task] = (await installation.client.list({ status: 'Fail' })).map(({ taskId }) => taskId);
    installation.crm.portal.rules.clear();
    installation.crm.control.faults.add({ kind: 'slow', delayMs: 1500, match: upsert });
    const runs = await Promise.all([installation.cli('retry', task ?? '', '--wait'), installation.cli('retry', task ?? '', '--wait')]);
    const [lost, won] = runs.sort((a, b) => b.code - a.code);
    expect(won).toMatchObject({ code: 0, out: expect.stringContaining('**Completed**') });
    expect(lost).toMatchObject({ code: 1, err: expect.stringMatching(/already (running a retry|told to retry)/) });
    expect(installation.crm.portal.records('deals').count).toBe(100);
  });
});
