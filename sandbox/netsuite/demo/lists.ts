import type { Account } from '../records/account.js';
import type { Fields, StoredRecord } from '../records/shapes.js';

/** The lists that every account has before it has any business: internal ids are fixed. */
export function addLists(account: Account): void {
  const at = account.now().toISOString();
  const put = (type: string, internalId: string, fields: Fields): void => {
    const record: StoredRecord = { type, internalId, createdAt: at, modifiedAt: at, fields };
    account.records.put(record);
  };
  const address = { country: '_unitedStates', addr1: '1 Harbor Way', city: 'Seattle', state: 'WA', zip: '98101' };
  put('currency', '1', { name: 'US Dollar', symbol: 'USD', isBaseCurrency: true, exchangeRate: 1 });
  put('currency', '4', { name: 'Euro', symbol: 'EUR', exchangeRate: 1.1 });
  put('subsidiary', '1', {
    name: 'Northwind Traders',
    legalName: 'Northwind Traders Inc.',
    country: '_unitedStates',
    mainAddress: address,
  });
  put('subsidiary', '2', { name: 'Northwind Europe', legalName: 'Northwind Europe GmbH', country: '_germany' });
  put('location', '1', {
    name: 'Seattle',
    useBins: true,
    mainAddress: address,
    subsidiaryList: [{ internalId: '1', name: 'Northwind Traders' }],
  });
  put('location', '2', { name: 'Tacoma', subsidiaryList: [{ internalId: '1', name: 'Northwind Traders' }] });
  put('location', '3', { name: 'Closed Warehouse', isInactive: true });
  put('classification', '1', { name: 'Food' });
  put('department', '1', { name: 'Sales' });
  for (const [id, name, days] of [
    ['1', 'Net 15', 15],
    ['2', 'Net 30', 30],
  ] as const)
    put('term', id, { name, daysUntilNetDue: days });
  for (const [id, name] of [
    ['1', 'Cash'],
    ['2', 'Check'],
    ['5', 'Visa'],
  ] as const)
    put('paymentMethod', id, { name });
  for (const [id, name] of [
    ['1', 'Base Price'],
    ['2', 'Alternate Price 1'],
    ['5', 'Online Price'],
  ] as const)
    put('priceLevel', id, { name });
  for (const [id, name] of [
    ['11', 'Speedy Express'],
    ['12', 'United Package'],
    ['13', 'Federal Shipping'],
  ] as const)
    put('shipItem', id, { name });
  put('bin', '1', { binNumber: 'A-01', location: { internalId: '1', name: 'Seattle' } });
  put('bin', '2', { binNumber: 'A-02', location: { internalId: '1', name: 'Seattle' } });
  put('customList', '21', { name: 'Channel', scriptId: 'customlist_dw_channel', customValueList: valueRows(['Web', 'Phone', 'Store']) });
  put('customList', '22', { name: 'Tag', scriptId: 'customlist_dw_tag', customValueList: valueRows(['Gift', 'Rush', 'Wholesale']) });
  put('folder', '15', { name: 'Orders' });
}

function valueRows(values: readonly string[]): readonly Fields[] {
  return values.map((value, index) => ({ value, valueId: index + 1 }));
}
