import type { FaultInput } from '../../sandbox/shared/faults.js';
import { type TargetUnderTest, targetContract } from '../../test/contract/target.js';
import { addCustomerAndItem, mapped, openNetSuite } from '../../test/netsuite.js';

const soapWrites = { path: '^/services/NetSuitePort' };
const restWrites = { path: '/services/rest/record/v1' };
const answers: Readonly<Record<'Transient' | 'Throttled' | 'Auth', Omit<Extract<FaultInput, { kind: 'answer' }>, 'match'>>> = {
  Transient: { kind: 'answer', status: 503, html: '<h1>Service Unavailable</h1>' },
  Throttled: { kind: 'answer', status: 429, body: { title: 'Too Many Requests' } },
  Auth: { kind: 'answer', status: 401, body: { 'o:errorDetails': [{ detail: 'Invalid login attempt.', 'o:errorCode': 'INVALID_LOGIN' }] } },
};

async function open(txType: 'customer' | 'order', transport: 'rest' | 'soap'): Promise<TargetUnderTest> {
  const opened = await openNetSuite({ settings: { transport: { write: transport } } });
  await addCustomerAndItem(opened);
  const match = transport === 'rest' ? restWrites : soapWrites;
  const order = (number: number, version = 1) =>
    mapped(
      `O-${number}`,
      { entity: { externalId: 'C1' }, subsidiary: { id: '1' }, memo: `v${version}`, items: [{ sku: 'CHAI', quantity: version, rate: 18 }] },
      version,
    );
  const customer = (number: number, version = 1) =>
    mapped(
      `P-${number}`,
      {
        isPerson: true,
        firstName: 'Ann',
        lastName: `Nr ${number}`,
        email: `ann${number}@example.com`,
        comments: `v${version}`,
        subsidiary: { id: '1' },
      },
      version,
    );
  const before = opened.netsuite.account.records.ofType('customer').length;
  return {
    target: opened.target,
    txType,
    entity: (number, version) => (txType === 'order' ? order(number, version) : customer(number, version)),
    bad: (number) =>
      txType === 'order'
        ? mapped(`O-${number}`, { ...order(number).data, items: [{ sku: 'NO-SUCH', quantity: 1 }] })
        : mapped(`P-${number}`, { ...customer(number).data, lastName: 'x'.repeat(400) }),
    count: () =>
      txType === 'order'
        ? opened.netsuite.account.records.ofType('salesOrder').length
        : opened.netsuite.account.records.ofType('customer').length - before,
    failOnce: (code) => void opened.netsuite.control.faults.add({ ...answers[code], match }),
    cutAfterSavingOnce: () =>
      void opened.netsuite.control.faults.add({
        kind: 'cut',
        when: 'after',
        match,
        after: transport === 'rest' ? 2 : txType === 'order' ? 3 : 1,
      }),
    stallOnce: () => void opened.netsuite.control.faults.add({ kind: 'slow', delayMs: 10_000 }),
    [Symbol.asyncDispose]: async () => await opened[Symbol.asyncDispose](),
  };
}

for (const transport of ['rest', 'soap'] as const) {
  targetContract({ name: `netsuite customers over ${transport}`, open: async () => await open('customer', transport) });
  targetContract({ name: `netsuite orders over ${transport}`, open: async () => await open('order', transport) });
}
