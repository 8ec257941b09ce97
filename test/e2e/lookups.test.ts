import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation } from '../support/installation.js';
import { smallShop } from '../support/small-shop.js';

const orders = 'shop-orders-to-crm';

let installation: Installation;
let failed: string;
beforeAll(async () => {
  installation = await Installation.start({ shopData: smallShop(10) });
  await installation.startWorker();
  await installation.runCustomersAndProducts();
  const file = join(installation.folder, 'mappings', 'shop-order-to-crm.yaml');
  const text = readFileSync(file, 'utf8').replace(
    'dw_order_status: { src: [{ key: status }] }',
    `dw_order_status: { src: [{ key: status, label: s }, { key: entity_id, label: id }], funct: 'id = 7 ? $error("seven") : $lookup("statuses", s)' }`,
  );
  writeFileSync(file, text);
  appendFileSync(join(installation.folder, 'datawald.yaml'), '\nlookups:\n  statuses: { rows: store, missing: park }\n');
});
afterAll(async () => await installation.stop());

/** The code and the message of an order's last row. */
async function failureOf(srcId: string): Promise<{ code?: string; message?: string }> {
  const { out } = await installation.cli('entity', orders, srcId, '--json');
  return (JSON.parse(out) as { data: { code?: string; message?: string }[] }).data[0] ?? {};
}

describe('entities that wait for a row of a lookup table', () => {
  it('are parked under a code of their own, each for itself', async () => {
    expect((await installation.cli('apply')).code).toBe(0);
    const { code, err } = await installation.cli('start', orders);
    expect(code).toBe(3);
    failed = /^task (\S+)$/m.exec(err)?.[1] ?? '';
    expect(await failureOf('1')).toMatchObject({
      code: 'LookupMissing',
      message: expect.stringContaining('the table statuses has no row for "'),
    });
    expect(await failureOf('7')).toMatchObject({ code: 'Mapping', message: expect.stringContaining('seven') });
    expect(installation.crm.portal.records('deals').count).toBe(0);
  });

  it('are sent by a retry of that code once the table is amended and applied, and no others', async () => {
    const messages = await Promise.all(['1', '2', '3', '4', '5', '6', '8', '9', '10'].map(failureOf));
    const statuses = new Set(messages.map(({ message = '' }) => /no row for "([^"]+)"/.exec(message)?.[1] ?? ''));
    for (const status of statuses) await installation.cli('lookup', 'set', 'statuses', status, `the ${status}`);
    expect((await installation.cli('apply')).out).toContain('~ lookup statuses: rows');
    expect((await installation.cli('retry', failed, '--code', 'LookupMissing', '--wait')).code).toBe(3);
    expect(installation.crm.portal.records('deals').count).toBe(9);
    expect(await failureOf('7')).toMatchObject({ code: 'Mapping' });
    expect(await installation.cli('retry', failed, '--code', 'LookupMissing')).toMatchObject({
      code: 64,
      err: expect.stringContaining('failed with LookupMissing. There are: Mapping.'),
    });
  });
});
