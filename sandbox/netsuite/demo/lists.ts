import type { Account } from '../records/account.js';
import type { Fields } from '../records/shapes.js';

const address = { country: '_unitedStates', addr1: '1 Harbor Way', city: 'Seattle', state: 'WA', zip: '98101' };
const seattle = { internalId: '1', name: 'Seattle' };
const american = [{ internalId: '1', name: 'Northwind Traders' }];

/** Type, internal id, fields. */
const lists: readonly (readonly [string, string, Fields])[] = [
  ['currency', '1', { name: 'US Dollar', symbol: 'USD', isBaseCurrency: true, exchangeRate: 1 }],
  ['currency', '4', { name: 'Euro', symbol: 'EUR', exchangeRate: 1.1 }],
  ['subsidiary', '1', { name: 'Northwind Traders', legalName: 'Northwind Traders Inc.', country: '_unitedStates', mainAddress: address }],
  ['subsidiary', '2', { name: 'Northwind Europe', legalName: 'Northwind Europe GmbH', country: '_germany' }],
  ['location', '1', { name: 'Seattle', useBins: true, mainAddress: address, subsidiaryList: american }],
  ['location', '2', { name: 'Tacoma', subsidiaryList: american }],
  ['location', '3', { name: 'Closed Warehouse', isInactive: true }],
  ['classification', '1', { name: 'Food' }],
  ['department', '1', { name: 'Sales' }],
  ['term', '1', { name: 'Net 15', daysUntilNetDue: 15 }],
  ['term', '2', { name: 'Net 30', daysUntilNetDue: 30 }],
  ['paymentMethod', '1', { name: 'Cash' }],
  ['paymentMethod', '2', { name: 'Check' }],
  ['paymentMethod', '5', { name: 'Visa' }],
  ['priceLevel', '1', { name: 'Base Price' }],
  ['priceLevel', '2', { name: 'Alternate Price 1' }],
  ['priceLevel', '5', { name: 'Online Price' }],
  ['shipItem', '11', { name: 'Speedy Express' }],
  ['shipItem', '12', { name: 'United Package' }],
  ['shipItem', '13', { name: 'Federal Shipping' }],
  ['bin', '1', { binNumber: 'A-01', location: seattle }],
  ['bin', '2', { binNumber: 'A-02', location: seattle }],
  ['customList', '21', { name: 'Channel', scriptId: 'customlist_dw_channel', customValueList: values('Web', 'Phone', 'Store') }],
  ['customList', '22', { name: 'Tag', scriptId: 'customlist_dw_tag', customValueList: values('Gift', 'Rush', 'Wholesale') }],
  ['folder', '15', { name: 'Orders' }],
];

function values(...names: readonly string[]): readonly Fields[] {
  return names.map((value, index) => ({ value, valueId: index + 1 }));
}

/** The lists that every account has before it has any business: internal ids are fixed. */
export function addLists(account: Account): void {
  const at = account.timestamp();
  for (const [type, internalId, fields] of lists) account.records.put({ type, internalId, createdAt: at, modifiedAt: at, fields });
}
