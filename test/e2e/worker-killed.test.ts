import { describe, expect, it } from '@jest/globals';
import { Installation } from '../support/installation.js';
import { until } from '../support/until.js';

/** The worker dies when the CRM has received so many requests of the orders sync: from its first to its last. */
const moments = [1, 4, 9, 14, 20, 27, 34, 41, 48, 55];
const atOnce = 2;

describe('a worker that is killed during the orders sync', () => {
  it('S07 leaves the same end as one that is not, at ten different moments', async () => {
    const waiting = [...moments];
    const ends: PromiseSettledResult<unknown>[] = [];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let moment = waiting.shift(); moment !== undefined; moment = waiting.shift()) {
          ends.push(...(await Promise.allSettled([killAt(moment)])));
        }
      }),
    );
    expect(ends).toHaveLength(moments.length);
    for (const end of ends) expect(end).toMatchObject({ status: 'fulfilled', value: untouchedEnd });
  }, 300_000);
});

const untouchedEnd = {
  status: 'Completed',
  counts: { read: 830, sent: 830, failed: 0, unknown: 0, pending: 0 },
  orders: { inShop: 830, inCrm: 830, missing: [], doubled: [], different: [] },
};

async function killAt(moment: number): Promise<unknown> {
  const installation = await Installation.start();
  try {
    await installation.startWorker();
    for (const syncId of ['shop-customers-to-crm', 'shop-products-to-crm']) await (await installation.client.start(syncId)).result();
    const { requests } = installation.crm.control;
    const before = requests.counts().total;
    const task = await installation.client.start('shop-orders-to-crm');
    await until(`request ${moment} of the orders sync`, () => requests.counts().total >= before + moment);
    installation.killWorker();
    const { status, counts } = await task.result();
    const orders = (await installation.compare()).find(({ kind }) => kind === 'orders');
    return { moment, status, counts, orders };
  } finally {
    await installation.stop();
  }
}
