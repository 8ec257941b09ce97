import type { FaultInput } from '../../sandbox/shared/faults.js';
import { type TargetUnderTest, targetContract } from '../../test/contract/target.js';
import { entity, line, openCrmAndTarget, order } from '../../test/crm.js';

const writes = { method: 'POST', path: '/batch/(create|update|upsert)$' };
const faults: Readonly<Record<'Transient' | 'Throttled' | 'Auth', FaultInput>> = {
  Transient: { kind: 'answer', status: 503, match: writes, body: { status: 'error', message: 'busy' } },
  Throttled: { kind: 'answer', status: 429, match: writes, body: { status: 'error', policyName: 'TEN_SECONDLY_ROLLING' } },
  Auth: { kind: 'answer', status: 401, match: writes, body: { status: 'error', category: 'EXPIRED_AUTHENTICATION' } },
};

for (const apiVersion of ['2026-09', 'v3']) {
  targetContract({
    name: `hubspot contacts by e-mail (${apiVersion})`,
    open: async () => await openSystem({ txType: 'customer', apiVersion }),
  });
  targetContract({
    name: `hubspot deals by order number (${apiVersion})`,
    open: async () => await openSystem({ txType: 'order', apiVersion }),
  });
}

async function openSystem({ txType, apiVersion }: { txType: 'customer' | 'order'; apiVersion: string }): Promise<TargetUnderTest> {
  const { crm, target, ...rest } = await openCrmAndTarget({ settings: { apiVersion } });
  const isOrder = txType === 'order';
  return {
    target,
    txType,
    entity: (number, version = 1) =>
      isOrder
        ? { ...order(`${number}`, { amount: version, lineItems: [line('A', version), line('B')] }), key: `order/${number}/${version}` }
        : entity(`${number}`, { email: `Ann${number}@example.com`, firstname: `Ann ${version}`, dw_newsletter: true }, version),
    bad: (number) =>
      isOrder ? order(`${number}`, { dealstage: 'no such stage' }) : entity(`${number}`, { email: `ann${number}`, firstname: 'Ann' }),
    count: () => crm.portal.records(isOrder ? 'deals' : 'contacts').count,
    failOnce: (code) => void crm.control.faults.add(faults[code]),
    cutAfterSavingOnce: () =>
      void crm.control.faults.add({ kind: 'cut', when: 'after', match: isOrder ? { path: 'line_items/batch/create' } : writes }),
    stallOnce: () => void crm.control.faults.add({ kind: 'slow', delayMs: 10_000 }),
    [Symbol.asyncDispose]: async () => await rest[Symbol.asyncDispose](),
  };
}
