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

const line = { sku: 'CHAI', quantity: 2, rate: 18 };
const order = (number: string, more: JsonObject = {}, version = 1) =>
  mapped(number, { entity: { externalId: 'C1' }, subsidiary: { id: '1' }, items: [line], ...more }, version);
const orders = ({ netsuite }: AccountAndEndpoint) => netsuite.account.records.ofType('salesOrder');
const only = ({ netsuite }: AccountAndEndpoint, type: string) => netsuite.account.records.ofType(type)[0]?.fields ?? {};

describe.each(doors)('orders over %s', (door) => {
  it('NS-12 are there once, although the first answer was lost', async () => {
    await using account = await open(door);
    account.netsuite.room.script.add({ kind: 'saveThenDrop', operation: door === 'soap' ? 'upsertList' : 'PUT .*' });
    await expect(account.write('order', [order('O1')])).rejects.toMatchObject({ code: 'Transient', effect: 'unknown' });
    expect(await account.find('order', [order('O1')])).toMatchObject([{ state: 'same' }]);
    expect(await account.write('order', [order('O1')])).toMatchObject([{ status: 'sent', change: 'updated' }]);
    expect(orders(account)).toHaveLength(1);
  });

  it('NS-13 have one deposit, one copy of each note and of each file, however often they are sent', async () => {
    await using account = await open(door, { depositFor: ['Visa'], fileFolder: '15' });
    const whole = order('O1', {
      paymentMethod: 'Visa',
      shippingCost: 4.5,
      notes: [{ title: 'Hint', note: 'ring twice' }],
      files: [{ name: 'order.txt', content: Buffer.from('hello').toString('base64'), fileType: 'PLAINTEXT' }],
    });
    expect(await account.write('order', [whole])).toMatchObject([{ status: 'sent', change: 'created' }]);
    expect(await account.write('order', [whole])).toMatchObject([{ status: 'sent', change: 'updated' }]);
    const counts = ['salesOrder', 'customerDeposit', 'note', 'file'].map((type) => account.netsuite.account.records.ofType(type).length);
    expect(counts).toEqual([1, 1, 1, 1]);
    expect(only(account, 'customerDeposit')).toMatchObject({ payment: 40.5 });
    expect(only(account, 'file')).toMatchObject({ isOnline: false });
  });

  it('NS-14 are not saved with an unknown item; under policy skip they say which line was left out', async () => {
    await using account = await open(door);
    const bad = order('O1', { message: 'for Ann', items: [line, { sku: 'NO-SUCH', quantity: 1 }] });
    expect(await account.write('order', [bad])).toMatchObject([
      { status: 'failed', code: 'UNKNOWN_ITEM', message: expect.stringMatching(/items\[1\].*NO-SUCH/) },
    ]);
    expect(orders(account)).toHaveLength(0);
    await using lenient = await open(door, { onUnknownItem: 'skip' });
    expect(await lenient.write('order', [bad])).toMatchObject([{ status: 'sent', warnings: [expect.stringMatching(/line 2.*NO-SUCH/)] }]);
    expect(only(lenient, 'salesOrder')).toMatchObject({ message: 'for Ann' });
  });

  it('NS-15 find a customer by the whole name alone, and refuse a name that two have', async () => {
    await using account = await open(door);
    const customer = (id: string, name: string) =>
      mapped(id, { entityId: id, companyName: name, isPerson: false, email: 'same@example.com', subsidiary: { id: '1' } });
    await account.write('customer', [customer('CUST1', 'One'), customer('CUST10', 'Ten')]);
    expect(await account.write('order', [order('O1', { entity: { entityId: 'CUST1' } })])).toMatchObject([{ status: 'sent' }]);
    expect(only(account, 'salesOrder')).toMatchObject({ entity: { name: expect.stringContaining('CUST1') } });
    const twice = await account.write('order', [order('O2', { entity: { email: 'same@example.com' } })]);
    expect(twice).toMatchObject([{ status: 'failed', code: 'AMBIGUOUS_REFERENCE', message: expect.stringContaining('2 records') }]);
  });

  it('NS-16 create their customer where that is allowed, and say what lacks where not', async () => {
    await using strict = await open(door);
    const unknown = (create: JsonObject) => order('O1', { entity: { externalId: 'NEW', create } });
    const ann = { firstName: 'Ann', lastName: 'Lee', subsidiary: { id: '1' } };
    expect(await strict.write('order', [unknown(ann)])).toMatchObject([{ status: 'failed', code: 'UNKNOWN_CUSTOMER' }]);
    await using account = await open(door, { createCustomer: true });
    expect(await account.write('order', [unknown({ subsidiary: { id: '1' } })])).toMatchObject([
      { status: 'failed', code: 'CUSTOMER_NOT_CREATED', message: expect.stringContaining('companyName') },
    ]);
    const both = [unknown(ann), order('O2', { entity: { externalId: 'NEW', create: ann } })];
    expect(await account.write('order', both)).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
    expect(account.netsuite.account.records.ofType('customer')).toHaveLength(2);
    const [first, second] = orders(account).map(({ fields }) => fields.entity);
    expect(first).toEqual(second);
  });

  it('NS-17 are left alone in a status that is not allowed, and say so', async () => {
    await using account = await open(door, { updateStatuses: { order: ['pendingApproval'] } });
    await account.write('order', [order('O1', { orderStatus: 'pendingFulfillment', memo: 'first' })]);
    const again = await account.write('order', [order('O1', { memo: 'second' }, 2)]);
    expect(again).toMatchObject([
      { status: 'ignored', message: expect.stringMatching(/Pending Fulfillment.*pendingApproval/), tgtId: expect.any(String) },
    ]);
    expect(orders(account)).toHaveLength(1);
    expect(only(account, 'salesOrder')).toMatchObject({ memo: 'first' });
  });

  it('NS-18 carry custom fields of all seven kinds, empty them by null, and refuse what is too long', async () => {
    const customFields = {
      custbody_dw_weight: { kind: 'double' },
      custbody_dw_items: { kind: 'long' },
      custbody_dw_placed_at: { kind: 'date' },
      custbody_dw_channel: { kind: 'select', list: 'customlist_dw_channel' },
      custbody_dw_tags: { kind: 'multiSelect', list: 'customlist_dw_tag' },
    };
    await using account = await open(door, { customFields });
    const custom = {
      custbody_dw_order_id: '0007',
      custbody_dw_items: 3,
      custbody_dw_weight: 2,
      custbody_dw_is_gift: true,
      custbody_dw_placed_at: '2026-03-01T10:30:00+02:00',
      custbody_dw_channel: 'Web',
      custbody_dw_tags: ['Gift', 'Rush'],
    };
    expect(await account.write('order', [order('O1', { custom })])).toMatchObject([{ status: 'sent' }]);
    expect(only(account, 'salesOrder').customFieldList).toMatchObject({
      custbody_dw_order_id: { kind: 'string', value: '0007' },
      custbody_dw_items: { kind: 'long', value: 3 },
      custbody_dw_weight: { kind: 'double', value: 2 },
      custbody_dw_is_gift: { kind: 'boolean', value: true },
      custbody_dw_placed_at: { kind: 'date', value: '2026-03-01T08:30:00.000Z' },
      custbody_dw_channel: { kind: 'select', value: { internalId: '1' } },
      custbody_dw_tags: { kind: 'multiSelect', value: [{ internalId: '1' }, { internalId: '2' }] },
    });
    expect(await account.find('order', [order('O1', { custom })])).toMatchObject([{ state: 'same' }]);
    await account.write('order', [order('O1', { memo: null, custom: { custbody_dw_order_id: null } }, 2)]);
    expect(only(account, 'salesOrder').customFieldList).not.toHaveProperty('custbody_dw_order_id');
    const long = await account.write('order', [order('O2', { custom: { custbody_dw_order_id: 'x'.repeat(4001) } })]);
    expect(long).toMatchObject([{ status: 'failed', code: 'TEXT_TOO_LONG' }]);
  });

  it('NS-20 answer each for itself, in order', async () => {
    await using account = await open(door, { writeBatch: 2 });
    const three = [order('O1'), order('O2', { tranDate: '2026-01-01', location: { id: '999' } }), order('O3')];
    const outcomes = await account.write('order', three);
    expect(outcomes).toMatchObject([
      { status: 'sent' },
      { status: 'failed', code: door === 'soap' ? 'INVALID_KEY_OR_REF' : 'USER_ERROR', message: expect.stringContaining('location') },
      { status: 'sent' },
    ]);
  });

  it('NS-21 know countries in the form of either door', async () => {
    await using account = await open(door);
    const to = (country: string) =>
      order(`O-${country}`, { shippingAddress: { addressee: 'A', addr1: '1 Way', city: 'X', zip: '1', country } });
    const outcomes = await account.write('order', [to('US'), to('GB'), to('SG'), to('ZZ')]);
    expect(outcomes).toMatchObject([
      { status: 'sent' },
      { status: 'sent' },
      { status: 'sent' },
      { status: 'failed', code: 'INVALID_COUNTRY', message: expect.stringContaining('ZZ') },
    ]);
    const countries = orders(account).map(({ fields }) => (fields.shippingAddress as JsonObject)['country']);
    expect(countries).toEqual(['_unitedStates', '_unitedKingdom', '_singapore']);
  });

  it('NS-22 are written again where somebody else saved them meanwhile, or a workflow holds them', async () => {
    await using account = await open(door);
    await account.write('order', [order('O1')]);
    const id = orders(account)[0]?.internalId ?? '';
    account.netsuite.account.contended.set(`transaction/${id}`, 1);
    const changed = await account.write('order', [order('O1', { memo: 'b' }, 2)]);
    expect(changed).toMatchObject([{ status: 'failed', code: expect.any(String), isPassing: true }]);
    expect(await account.write('order', [order('O1', { memo: 'b' }, 2)])).toMatchObject([{ status: 'sent', change: 'updated' }]);
    account.netsuite.account.locked.add(`transaction/${id}`);
    const locked = await account.write('order', [order('O1', { memo: 'c' }, 3)]);
    expect(locked).toMatchObject([
      {
        status: 'failed',
        code: door === 'soap' ? 'RCRD_LOCKED_BY_WF' : 'USER_ERROR',
        isPassing: true,
        message: expect.stringContaining('unlock'),
      },
    ]);
  });

  it('are told apart from those in a closed period, which passes once it is opened', async () => {
    await using account = await open(door);
    const [outcome] = await account.write('invoice', [
      mapped('I1', { entity: { externalId: 'C1' }, subsidiary: { id: '1' }, tranDate: '1995-06-01', items: [line] }),
    ]);
    expect(outcome).toMatchObject({
      status: 'failed',
      isPassing: true,
      code: door === 'soap' ? 'TRAN_PRD_CLOSED' : 'USER_ERROR',
      message: expect.stringContaining('open the period'),
    });
  });

  it('are deleted where the source has deleted them; what is not there is nothing to delete', async () => {
    await using account = await open(door);
    await account.write('order', [order('O1')]);
    const gone = (srcId: string) => ({ ...mapped(srcId, {}), isDeleted: true as const });
    expect(await account.find('order', [gone('O1'), gone('O9')])).toMatchObject([{ state: 'different' }, { state: 'absent' }]);
    expect(await account.write('order', [gone('O1'), gone('O9')])).toMatchObject([
      { status: 'sent', change: 'deleted' },
      { status: 'ignored' },
    ]);
    expect(orders(account)).toHaveLength(0);
  });

  it('keep what the settings preserve once they are there', async () => {
    await using account = await open(door, { preserve: { order: ['memo'] } });
    await account.write('order', [order('O1', { memo: 'ours' })]);
    await account.write('order', [order('O1', { memo: 'theirs' }, 2)]);
    expect(only(account, 'salesOrder')).toMatchObject({ memo: 'ours' });
  });

  it('know choices by name: of the settings first, then of NetSuite, and say what is none', async () => {
    await using account = await open(door, { selectValues: { shipMethod: { Truck: '12' } } });
    const by = (number: string, shipMethod: string) => order(number, { shipMethod, terms: 'Net 30' });
    const outcomes = await account.write('order', [by('O1', 'Truck'), by('O2', 'Federal Shipping'), by('O3', 'Balloon')]);
    expect(outcomes).toMatchObject([
      { status: 'sent' },
      { status: 'sent' },
      { status: 'failed', code: 'UNKNOWN_REFERENCE', message: expect.stringContaining('Balloon') },
    ]);
    expect(orders(account).map(({ fields }) => [fields.shipMethod, fields.terms])).toMatchObject([
      [{ internalId: '12' }, { internalId: '2' }],
      [{ internalId: '13' }, { internalId: '2' }],
    ]);
    const form = order('O4', { leadSource: 'Fair' });
    expect(await account.write('order', [form])).toMatchObject([
      { status: 'failed', code: 'UNKNOWN_REFERENCE', message: expect.stringContaining('leadSource') },
    ]);
  });

  it('are found by a custom field of theirs where they have another external id', async () => {
    await using account = await open(door, { lookups: { order: { field: 'custbody_dw_order_id' } } });
    const by = (srcId: string) => order(srcId, { custom: { custbody_dw_order_id: 'W-7' } });
    await account.write('order', [by('O1')]);
    expect(await account.write('order', [by('O2')])).toMatchObject([{ status: 'sent', change: 'updated' }]);
    expect(orders(account).map(({ externalId }) => externalId)).toEqual(['O2']);
  });

  it('refuse a field that NetSuite does not have', async () => {
    await using account = await open(door);
    expect(await account.write('order', [order('O1', { colour: 'red' })])).toMatchObject([
      { status: 'failed', code: 'UNKNOWN_FIELD', message: expect.stringContaining('colour') },
    ]);
  });
});
