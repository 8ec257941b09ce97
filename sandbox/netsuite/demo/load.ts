import type { Account } from '../records/account.js';
import type { Draft } from '../records/shapes.js';
import { write } from '../records/write.js';

export interface LoadRequest {
  /** How many of each, numbered from where the account stands. */
  readonly customers?: number;
  readonly items?: number;
  readonly salesOrders?: number;
  /** The first record was changed then; each that follows, so many milliseconds later. Default: a day before now, 1000. */
  readonly from?: string;
  readonly stepMs?: number;
}

/** Records by the thousand, always the same for the same request on the same account. */
export function load(account: Account, { customers = 0, items = 0, salesOrders = 0, from, stepMs = 1000 }: LoadRequest): void {
  const startMs = from === undefined ? account.now().getTime() - 86_400_000 : Date.parse(from);
  let written = 0;
  const add = (draft: Omit<Draft, 'cleared'>): void => {
    const at = new Date(startMs + written * stepMs).toISOString();
    written += 1;
    write(account, { ...draft, cleared: [] }, { mode: 'add', at: { createdAt: at, modifiedAt: at } });
  };
  account.records.transaction(() => {
    for (const number of numbers(account, 'customer', customers)) {
      add({
        type: 'customer',
        externalId: `LC-${number}`,
        fields: { companyName: `Customer ${number}`, email: `c${number}@example.com`, subsidiary: { internalId: '1' } },
      });
    }
    for (const number of numbers(account, 'nonInventorySaleItem', items)) {
      add({ type: 'nonInventorySaleItem', externalId: `LI-${number}`, fields: { itemId: `L-${number}`, displayName: `Item ${number}` } });
    }
    const buyers = account.records.ofType('customer');
    const goods = [...account.records.inFamily('item')];
    if (salesOrders > 0 && (buyers.length === 0 || goods.length === 0))
      throw new RangeError('orders need customers and items: load some of each first');
    for (const number of numbers(account, 'salesOrder', salesOrders)) {
      const [buyer, item] = [buyers[number % buyers.length], goods[number % goods.length]];
      const row = { item: { internalId: item?.internalId }, quantity: (number % 9) + 1, rate: String((number % 50) + 0.5) };
      const fields = { entity: { internalId: buyer?.internalId }, itemList: { replaceAll: true, rows: [row] }, otherRefNum: `L${number}` };
      add({ type: 'salesOrder', externalId: `LO-${number}`, fields });
    }
  });
}

function numbers(account: Account, type: string, count: number): readonly number[] {
  const first = count === 0 ? 0 : account.records.ofType(type).length + 1;
  return Array.from({ length: count }, (_, index) => first + index);
}
