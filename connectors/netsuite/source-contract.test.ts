import { instantMs } from '../../core/instant.js';
import type { TxType } from '../../core/tx-type.js';
import type { FaultInput } from '../../sandbox/shared/faults.js';
import { type SourceUnderTest, sourceContract } from '../../test/contract/source.js';
import { openNetSuite } from '../../test/netsuite.js';

type Kind = 'order' | 'customer' | 'product';
const records = { order: 'salesOrder', customer: 'customer', product: 'inventoryItem' } as const;
const spaces = { order: 'transaction', customer: 'entity', product: 'item' } as const;

const faults: Readonly<Record<'Transient' | 'Throttled' | 'Auth', FaultInput>> = {
  Transient: { kind: 'answer', status: 503, html: '<h1>Service Unavailable</h1>' },
  Throttled: { kind: 'answer', status: 429, body: { title: 'Too Many Requests' } },
  Auth: { kind: 'answer', status: 401, body: { 'o:errorDetails': [{ detail: 'Invalid login attempt.', 'o:errorCode': 'INVALID_LOGIN' }] } },
};

async function open(kind: Kind, transport: 'rest' | 'soap', settings = {}): Promise<SourceUnderTest> {
  const opened = await openNetSuite({ settings: { transport: { read: transport }, ...settings } });
  const { records: store } = opened.netsuite.account;
  const put = (internalId: string, time: string): void => {
    const at = new Date(instantMs(time as never)).toISOString();
    const fields = {
      order: {
        tranId: `SO${internalId}`,
        entity: { internalId: '1', name: 'A' },
        tranDate: '2026-01-01',
        itemList: [{ line: 1, item: { internalId: '9', name: 'X' }, quantity: 2, rate: '5', amount: 10 }],
      },
      customer: { entityId: `C${internalId}`, companyName: `Company ${internalId}`, isPerson: false },
      product: { itemId: `I${internalId}`, displayName: 'Item' },
    }[kind];
    store.put({ type: records[kind], internalId, createdAt: at, modifiedAt: at, fields });
  };
  return {
    source: opened.source,
    txType: kind satisfies TxType,
    add: (times) =>
      times.map((time) => {
        const id = store.nextId(spaces[kind]);
        put(id, time);
        return id;
      }),
    touch: (srcId, time) => put(srcId, time),
    failOnce: (code) => void opened.netsuite.control.faults.add(faults[code]),
    stallOnce: () => void opened.netsuite.control.faults.add({ kind: 'slow', delayMs: 10_000 }),
    [Symbol.asyncDispose]: async () => await opened[Symbol.asyncDispose](),
  };
}

for (const kind of ['order', 'customer', 'product'] as const) {
  sourceContract({ name: `netsuite ${kind} by SuiteQL`, open: async () => await open(kind, 'rest') });
  sourceContract({ name: `netsuite ${kind} by SOAP searches`, open: async () => await open(kind, 'soap') });
}
sourceContract({
  name: 'netsuite order by SOAP in small windows',
  open: async () => await open('order', 'soap', { pageSize: 5, windowRows: 7 }),
});
