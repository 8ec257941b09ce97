import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { Installation } from '../support/installation.js';
import { until } from '../support/until.js';

const refused = Array.from({ length: 20 }, (_, index) => String(40 * (index + 1)));
const orders = 'shop-orders-to-crm';

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
  await installation.startWorker();
  await installation.runCustomersAndProducts();
});
afterAll(async () => await installation.stop());

/** When each deal of the CRM was last written, by order. */
function writtenAt(): Map<string, string> {
  const deals = [...installation.crm.portal.records('deals').all()];
  return new Map(deals.map(({ properties, updatedAt }) => [properties['dw_order_id'] ?? '', updatedAt]));
}

async function setRule(body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { statusCode } = await request(`${installation.crm.url}/__sandbox/rules`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect(statusCode).toBe(201);
}

async function clearRules(): Promise<void> {
  await request(`${installation.crm.url}/__sandbox/rules`, { method: 'DELETE' });
}

describe('twenty orders that the CRM refuses', () => {
  let taskId: string;

  it('S15 fail alone, each with its reason, and are found where people look', async () => {
    await setRule({
      object: 'deals',
      property: 'dw_order_id',
      op: 'oneOf',
      values: refused,
      code: 'CREDIT_BLOCKED',
      message: 'This customer is blocked',
    });
    const report = await installation.run(orders);
    taskId = report.taskId;
    expect(report).toMatchObject({ status: 'Fail', isClosed: false, isCutDateMoved: true, counts: { read: 830, sent: 810, failed: 20 } });
    expect([...writtenAt().keys()].filter((id) => refused.includes(id))).toEqual([]);
    expect(writtenAt().size).toBe(810);

    const { temporal } = installation.client;
    const query = 'WorkflowType = "syncTask" AND DwStatus = "Fail" AND DwFailed = 20 AND ExecutionStatus = "Running"';
    await until('the task is found as open and failed', async () => (await temporal.workflow.count(query)).count === 1);

    const listed = await installation.cli('tasks', '--status', 'Fail', '--json');
    expect(listed.code).toBe(0);
    expect(JSON.parse(listed.out)).toMatchObject({
      version: 1,
      data: [{ taskId, status: 'Fail', isOpen: true, entities: 830, failed: 20 }],
    });
  }, 60_000);

  it('are shown with code, text, an example and the command that sends them again', async () => {
    const { code, out, err } = await installation.cli('task', taskId);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('**Fail**: 20 of 830 entities failed');
    expect(out).toContain('sent **810**');
    expect(out).toMatch(/`CREDIT_BLOCKED`.*This customer is blocked.*for example `\d+`/);
    expect(out).toContain(`datawald retry ${taskId}`);
  });

  it('S16 are exactly what a retry sends, once the rule is gone', async () => {
    await clearRules();
    const before = writtenAt();
    const { requests } = installation.crm.control;
    requests.reset();
    const { code, out } = await installation.cli('retry', taskId, '--wait');
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('**Completed**') });
    const after = writtenAt();
    const written = [...after].filter(([id, moment]) => before.get(id) !== moment).map(([id]) => id);
    expect(written.sort()).toEqual([...refused].sort());
    expect(requests.counts().byRoute['POST /crm/objects/:version/:type/batch/upsert']).toBe(1);
    expect((await installation.client.task(taskId).result()).counts).toMatchObject({ sent: 830, failed: 0, unknown: 0 });
    const described = await installation.client.temporal.workflow.getHandle(taskId).describe();
    expect(described.status.name).toBe('COMPLETED');
    expect((await installation.compare()).map(({ missing, doubled, different }) => [missing, doubled, different])).toEqual(
      Array.from({ length: 3 }, () => [[], [], []]),
    );
  }, 60_000);

  it('S16 show every attempt with its outcome', async () => {
    const { code, out } = await installation.cli('entity', orders, '40');
    expect(code).toBe(0);
    expect(out).toContain('sent (created)');
    expect(out).toContain('attempt 2');
    expect(out).toMatch(/F {2}failed[\s\S]*attempt 1[\s\S]*CREDIT_BLOCKED: .*This customer is blocked/);
  });
});

describe('an order that is mended in the shop', () => {
  it('is sent by the retry as it is now', async () => {
    await setRule({
      object: 'deals',
      property: 'dw_order_status',
      op: 'equals',
      value: 'fraud',
      code: 'FRAUD',
      message: 'Suspected fraud',
    });
    installation.shop.data.editOrder(7, { status: 'fraud' });
    const failed = await installation.run(orders);
    expect(failed).toMatchObject({ status: 'Fail', counts: { failed: 1, sent: 0 }, reasons: [{ code: 'FRAUD', exampleSrcId: '7' }] });
    installation.shop.data.editOrder(7, { status: 'closed' });
    const { code } = await installation.cli('retry', failed.taskId, '--wait');
    expect(code).toBe(0);
    expect(installation.crm.portal.find('deals', '7', 'dw_order_id')?.properties).toMatchObject({ dw_order_status: 'closed' });
    await clearRules();
    expect(await installation.run(orders)).toMatchObject({ status: 'Completed', counts: { sent: 0, failed: 0 } });
  }, 60_000);
});
