import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../core/json.js';
import { type AccountAndEndpoint, addCustomerAndItem, mapped, openNetSuite } from '../../test/netsuite.js';

const doors = ['rest', 'soap'] as const;
type DoorName = (typeof doors)[number];

async function open(write: DoorName, settings: JsonObject = {}): Promise<AccountAndEndpoint> {
  const account = await openNetSuite({ settings: { transport: { write }, ...settings } });
  await addCustomerAndItem(account);
  return account;
}

describe.each(doors)('persons over %s', (door) => {
  it('keep one address of a label, however often they are sent', async () => {
    await using account = await open(door);
    const ann = (city: string, version: number) =>
      mapped(
        'P1',
        {
          firstName: 'Ann',
          lastName: 'Lee',
          isPerson: true,
          subsidiary: { id: '1' },
          addresses: [{ label: 'Home', defaultBilling: true, address: { addr1: '1 Way', city, zip: '1', country: 'US' } }],
        },
        version,
      );
    await account.write('customer', [ann('Oslo', 1)]);
    await account.write('customer', [ann('Rome', 2)]);
    const person = account.netsuite.account.records.byExternalId('customer', 'P1');
    expect(person?.fields.addressbookList).toMatchObject([{ label: 'Home', addressbookAddress: { city: 'Rome' } }]);
    expect(await account.find('customer', [ann('Rome', 2), ann('Oslo', 1)])).toMatchObject([{ state: 'same' }, { state: 'different' }]);
  });

  it('are found by the field that the settings name where they have another external id', async () => {
    await using account = await open(door, { lookups: { customer: { field: 'email' } } });
    const person = (srcId: string) =>
      mapped(srcId, { firstName: 'Ann', lastName: 'Lee', isPerson: true, email: 'ann@example.com', subsidiary: { id: '1' } });
    const [first] = await account.write('customer', [person('A')]);
    const [second] = await account.write('customer', [person('B')]);
    expect(second).toMatchObject({ status: 'sent', change: 'updated', tgtId: first?.status === 'sent' ? first.tgtId : '' });
  });

  it('are found by a custom field, and fail alone where two have it', async () => {
    await using account = await open(door, { lookups: { customer: { field: 'custentity_dw_customer_id' } } });
    const person = (srcId: string, number: string) =>
      mapped(srcId, {
        firstName: 'Ann',
        lastName: srcId,
        isPerson: true,
        subsidiary: { id: '1' },
        custom: { custentity_dw_customer_id: number },
      });
    const [first] = await account.write('customer', [person('A', '7')]);
    expect(await account.write('customer', [person('B', '7')])).toMatchObject([
      { status: 'sent', tgtId: first?.status === 'sent' ? first.tgtId : '' },
    ]);
    await account.write('customer', [mapped('X', { firstName: 'A', lastName: 'X', isPerson: true, subsidiary: { id: '1' } })]);
    const twin = account.netsuite.account.records.byExternalId('customer', 'X');
    if (twin !== undefined)
      account.netsuite.account.records.put({
        ...twin,
        fields: { ...twin.fields, customFieldList: { custentity_dw_customer_id: { kind: 'string', value: '7' } } },
      });
    expect(await account.write('customer', [person('C', '7'), person('D', '8')])).toMatchObject([
      { status: 'failed', code: 'AMBIGUOUS_RECORD', message: expect.stringContaining('2 records') },
      { status: 'sent', change: 'created' },
    ]);
  });
});

describe.each(doors)('NS-19 lots over %s', (door) => {
  it('are named where stock comes in, and must be there where it goes out', async () => {
    await using account = await open(door);
    const [item] = await account.write('product', [
      mapped('MILK', { recordType: 'lotNumberedInventoryItem', itemId: 'MILK', displayName: 'Milk' }),
    ]);
    expect(item).toMatchObject({ status: 'sent' });
    const adjust = (srcId: string, adjustQtyBy: number, lots: readonly JsonObject[]) =>
      mapped(srcId, {
        account: { id: '1' },
        subsidiary: { id: '1' },
        adjLocation: { id: '1' },
        items: [{ sku: 'MILK', location: { id: '1' }, adjustQtyBy, lots }],
      });
    expect(await account.write('inventoryadjustment', [adjust('A1', 5, [{ number: 'L-1', quantity: 5 }])])).toMatchObject([
      { status: 'sent' },
    ]);
    const outcomes = await account.write('inventoryadjustment', [
      adjust('A2', -1, [{ number: 'L-1', quantity: -1 }]),
      adjust('A3', -1, [{ number: 'L-9', quantity: -1 }]),
      adjust('A4', -2, [{ number: 'L-1', quantity: -1 }]),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'sent' },
      { status: 'failed', code: 'UNKNOWN_LOT' },
      { status: 'failed', code: 'LOTS_DO_NOT_ADD_UP' },
    ]);
  });
});
