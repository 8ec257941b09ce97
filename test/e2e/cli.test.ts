import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation } from '../support/installation.js';
import { smallShop } from '../support/small-shop.js';

const orders = 'shop-orders-to-crm';

let installation: Installation;
let failed: string;
beforeAll(async () => {
  installation = await Installation.start({ shopData: smallShop(50) });
  await installation.startWorker();
  await installation.runCustomersAndProducts();
});
afterAll(async () => await installation.stop());

/** Runs a command with --json: one document, nothing else. */
async function json(...argv: string[]): Promise<{ code: number; data: unknown }> {
  const { code, out } = await installation.cli(...argv, '--json');
  const { version, data } = JSON.parse(out);
  expect(version).toBe(1);
  return { code, data };
}

describe('the command line of an installation', () => {
  it('has nothing to apply any more: 0', async () => {
    expect(await json('apply', '--dry-run')).toMatchObject({ code: 0, data: { changes: [] } });
  });

  it('finds all well: 0', async () => {
    const { code, out } = await installation.cli('doctor');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/All is well\.\n$/) });
    expect(out).not.toContain('✗');
  });

  it('checks the endpoints', async () => {
    expect(await json('check')).toMatchObject({ code: 0, data: ['shop', 'crm', 'queue', 'files'].map((endpoint) => ({ endpoint })) });
    const { out } = await installation.cli('check', 'crm');
    expect(out).toMatch(/^crm\n {2}✓ /);
  });

  it('starts a sync, follows it, and says that entities failed: 3', async () => {
    installation.crm.portal.rules.add({
      object: 'deals',
      property: 'dw_order_id',
      op: 'oneOf',
      values: ['7', '8'],
      code: 'NO',
      message: 'No',
    });
    const { code, out, err } = await installation.cli('start', orders);
    expect(code).toBe(3);
    failed = /^task (\S+)$/m.exec(err)?.[1] ?? '';
    expect(err).toMatch(/50\/50 .* 2 failed · Fail/);
    expect(out).toMatch(/^\*\*Fail\*\*: 2 of 50 entities failed/);
    expect(await json('task', failed)).toMatchObject({ code: 0, data: { taskId: failed, status: 'Fail' } });
  });

  it('returns at once with --no-wait', async () => {
    const { code, data } = await json('start', orders, '--no-wait');
    expect({ code, data }).toEqual({ code: 0, data: { taskId: expect.stringMatching(/^shop-orders-to-crm-/) } });
    const { taskId } = data as { taskId: string };
    const { out } = await installation.cli('task', taskId, '--watch');
    expect(out).toContain('**Completed**');
  });

  it('retries single entities', async () => {
    installation.crm.portal.rules.clear();
    expect((await json('retry', failed, '--keys', '7', '--wait')).code).toBe(3);
    expect(installation.crm.portal.records('deals').count).toBe(49);
  });

  it('says why an order makes no sense, and changes nothing: 1', async () => {
    expect(await installation.cli('pause', failed)).toMatchObject({
      code: 1,
      err: expect.stringContaining('only a running one can be paused'),
    });
    expect(await installation.cli('resume', failed)).toMatchObject({ code: 1, err: expect.stringContaining('is Fail, not Paused') });
    const unknown = await installation.cli('task', 'no-such-task');
    expect(unknown).toMatchObject({ code: 1, out: '', err: 'There is no open task no-such-task. List them with: datawald tasks\n' });
  });

  it('dismisses a task, which has then ended', async () => {
    expect(await json('dismiss', failed)).toMatchObject({
      code: 0,
      data: { status: 'Fail', isClosed: true, note: 'dismissed by request' },
    });
    const again = await installation.cli('retry', failed);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining(failed) });
  });

  it('maps the kept record of an entity', async () => {
    expect(await json('map', orders, '--entity', '8')).toMatchObject({
      code: 0,
      data: { record: { entity_id: 8 }, data: { dw_order_id: 8 } },
    });
  });

  it('shows the cut date, sets it, and the next task reads from there', async () => {
    expect((await installation.cli('cut-date', orders)).out).toMatch(/\(up to \d+\), set .* by shop-orders-to-crm-\S+, change 2\n$/);
    const set = await installation.cli('cut-date', orders, '--set', '1996-01-01T00:00:00Z');
    expect(set).toMatchObject({ code: 0, out: expect.stringContaining('reads from 1996-01-01T00:00:00.000000Z on; it was') });
    expect(await installation.run(orders)).toMatchObject({ counts: { read: 50, unchanged: 49 } });
  });
});
