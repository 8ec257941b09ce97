import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { demoSettings } from '../demo/custom-fields.js';
import { addLists } from '../demo/lists.js';
import { Account } from './account.js';
import { RecordProblem } from './problem.js';
import type { Draft, Fields } from './shapes.js';
import { type WriteMode, type WriteOptions, type Written, write } from './write.js';

let account: Account;
let nowMs = Date.parse('2026-03-01T20:00:00Z');

beforeEach(() => {
  account = new Account({ settings: { ...demoSettings('1234567'), closedThrough: '2026-01-31' }, now: () => new Date(nowMs) });
  addLists(account);
});

afterEach(() => {
  account[Symbol.dispose]();
});

function put(type: string, fields: Fields, options: Partial<Draft> & { readonly mode?: WriteMode } & Partial<WriteOptions> = {}): Written {
  const { mode = 'add', ignoresReadOnly, ...draft } = options;
  return write(account, { type, cleared: [], ...draft, fields }, { mode, ...(ignoresReadOnly !== undefined && { ignoresReadOnly }) });
}

/** Code and message of the refusal. */
function refusal(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof RecordProblem) return [error.code, error.message];
    throw error;
  }
  throw new Error('it was not refused');
}

const us = { subsidiary: { internalId: '1' } };
const rows = (...list: readonly Fields[]): Fields => ({ replaceAll: true, rows: list });
const customer = (name = 'Alfreds', more: Fields = {}) => put('customer', { companyName: name, ...us, ...more }).record.internalId;
const item = (name = 'CHAI', type = 'nonInventorySaleItem', more: Fields = {}) => put(type, { itemId: name, ...more }).record.internalId;

describe('what a record must have', () => {
  it('asks for an entity and items, a subsidiary in OneWorld, and a name', () => {
    expect(refusal(() => put('salesOrder', {}))).toEqual(['USER_ERROR', 'Please enter value(s) for: Entity, Items']);
    expect(refusal(() => put('customer', { companyName: 'A' }))).toEqual(['USER_ERROR', 'Please enter value(s) for: Primary Subsidiary']);
    expect(refusal(() => put('customer', { ...us }))).toEqual(['USER_ERROR', 'Please enter value(s) for: Company Name']);
    expect(refusal(() => put('customer', { isPerson: true, firstName: 'Ann', ...us }))[1]).toContain('Last Name');
  });

  it('refuses references to what is not there, is inactive, is of another type, or of another subsidiary', () => {
    const [buyer, good] = [customer(), item()];
    const order =
      (entity: string, row: Fields = {}) =>
      () =>
        put('salesOrder', { entity: { internalId: entity }, itemList: rows({ item: { internalId: good }, quantity: 1, ...row }) });
    expect(refusal(order('9999'))).toEqual(['INVALID_KEY_OR_REF', 'Invalid entity reference key 9999.']);
    expect(refusal(order(buyer, { location: { internalId: '3' } }))).toEqual(['INVALID_KEY_OR_REF', 'Invalid location reference key 3.']);
    expect(refusal(order(good))[0]).toBe('INVALID_KEY_OR_REF');
    const european = customer('Europe', { subsidiary: { internalId: '2' } });
    expect(
      refusal(() => put('salesOrder', { entity: { internalId: european }, ...us, itemList: rows({ item: { internalId: good } }) }))[1],
    ).toContain('for subsidiary 1');
    expect(order(buyer)().record.fields.subsidiary).toMatchObject({ internalId: '1' });
  });

  it('has each external id once per type, and each name once', () => {
    put('customer', { companyName: 'A', ...us }, { externalId: 'X' });
    expect(refusal(() => put('customer', { companyName: 'B', ...us }, { externalId: 'x' }))[0]).toBe('DUP_RCRD');
    expect(put('vendor', { companyName: 'A', ...us }, { externalId: 'X' }).wasThere).toBe(false);
    expect(refusal(() => customer('a'))[0]).toBe('DUP_ENTITY');
    item('CHAI');
    expect(refusal(() => item('chai', 'inventoryItem'))[0]).toBe('DUP_ITEM');
    expect(refusal(() => put('customer', {}, { mode: 'upsert' }))[0]).toBe('EXTERNALID_REQD');
  });

  it('refuses custom fields that are not of the record, of another kind, too long, or outside of their list', () => {
    const custom = (name: string, kind: string, value: unknown) => () =>
      put('customer', { companyName: name, ...us, customFieldList: { [name]: { kind, value } } } as Fields);
    expect(refusal(custom('custentity_none', 'string', 'x'))[1]).toContain('custentity_none is not one of this record');
    expect(refusal(custom('custbody_dw_order_id', 'string', 'x'))[0]).toBe('USER_ERROR');
    expect(refusal(custom('custentity_dw_newsletter', 'string', 'T'))[1]).toContain('of kind boolean, and was sent as string');
    expect(refusal(custom('custentity_dw_customer_id', 'string', 'x'.repeat(4001)))[0]).toBe('EXCEEDED_MAX_FIELD_LENGTH');
    const buyer = customer();
    const channel = (id: string) => () =>
      put('opportunity', {
        entity: { internalId: buyer },
        customFieldList: { custbody_dw_channel: { kind: 'select', value: { internalId: id } } },
      });
    expect(refusal(channel('9'))[1]).toContain('Invalid custbody_dw_channel reference key 9');
    expect(channel('2')().record.fields.customFieldList).toMatchObject({
      custbody_dw_channel: { value: { internalId: '2', name: 'Phone' } },
    });
  });

  it('refuses fields that are read-only, unless it is told to leave them aside', () => {
    expect(refusal(() => customer('A', { lastModifiedDate: '2026-01-01T00:00:00Z' }))[0]).toBe('INSUFFICIENT_FLD_PERMISSION');
    expect(put('customer', { companyName: 'A', ...us, balance: 5 }, { ignoresReadOnly: true }).record.fields.balance).toBeUndefined();
  });
});

describe('changes to a record', () => {
  it('keeps what is not sent, empties what is cleared, and moves the date of the last change', () => {
    const { record } = put('customer', { companyName: 'A', email: 'a@example.com', phone: '1', ...us });
    nowMs += 60_000;
    const changed = put(
      'customer',
      { email: 'b@example.com' },
      { mode: 'update', internalId: record.internalId, cleared: ['phone'] },
    ).record;
    expect(changed.fields).toMatchObject({ companyName: 'A', email: 'b@example.com' });
    expect([changed.fields.phone, changed.createdAt, changed.modifiedAt]).toEqual([
      undefined,
      record.createdAt,
      new Date(nowMs).toISOString(),
    ]);
  });

  it('replaces lists, or changes the rows with the same key and adds the others', () => {
    const [buyer, good] = [customer(), item()];
    const line = (quantity: number, more: Fields = {}): Fields => ({ item: { internalId: good }, quantity, rate: '2.00', ...more });
    const { record } = put('salesOrder', { entity: { internalId: buyer }, itemList: rows(line(1), line(2)) });
    const update = (list: Fields) => put('salesOrder', { itemList: list }, { mode: 'update', internalId: record.internalId }).record.fields;
    const merged = update({ replaceAll: false, rows: [{ line: 2, quantity: 5 }, line(3)] });
    expect(merged.itemList).toMatchObject([
      { line: 1, quantity: 1 },
      { line: 2, quantity: 5, amount: 10 },
      { line: 3, quantity: 3 },
    ]);
    expect(merged.total).toBe(18);
    expect(update(rows(line(7))).itemList).toMatchObject([{ line: 1, quantity: 7 }]);
  });

  it('refuses what a workflow has locked, and what others have changed meanwhile', () => {
    const id = customer();
    const update = () => put('customer', { email: 'c@example.com' }, { mode: 'update', internalId: id });
    account.contended.set(`entity/${id}`, 1);
    expect(refusal(update)[0]).toBe('RCRD_HAS_BEEN_CHANGED');
    expect(update().record.fields.email).toBe('c@example.com');
    account.locked.add(`entity/${id}`);
    expect(refusal(update)[0]).toBe('RCRD_LOCKED_BY_WF');
    expect(refusal(() => put('customer', {}, { mode: 'update', internalId: '1' }))[0]).toBe('RCRD_DSNT_EXIST');
  });

  it('refuses postings in a closed period, and orders do not post', () => {
    const [buyer, good] = [customer(), item()];
    const fields = { entity: { internalId: buyer }, tranDate: '2026-01-31', itemList: rows({ item: { internalId: good }, quantity: 1 }) };
    expect(refusal(() => put('invoice', fields))[0]).toBe('TRAN_PRD_CLOSED');
    expect(put('salesOrder', fields).record.fields.tranDate).toBe('2026-01-31');
  });

  it('does not keep half of a change that is refused', () => {
    const good = item('LOT', 'lotNumberedInventoryItem', {
      locationsList: rows({ locationId: { internalId: '1' }, quantityOnHand: 5, quantityAvailable: 5 }),
    });
    const { record: order } = put('salesOrder', {
      entity: { internalId: customer() },
      itemList: rows({ item: { internalId: good }, quantity: 2 }),
    });
    const detail = { inventoryAssignmentList: rows({ receiptInventoryNumber: 'L1', quantity: 1 }) };
    const line = { orderLine: 1, item: { internalId: good }, quantity: 2, inventoryDetail: detail };
    expect(refusal(() => put('itemFulfillment', { createdFrom: { internalId: order.internalId }, itemList: rows(line) }))[1]).toContain(
      'must be 2',
    );
    expect(account.transaction(order.internalId)?.fields.itemList).toMatchObject([{ quantityFulfilled: 0 }]);
    expect(account.item(good)?.fields.quantityOnHand).toBeUndefined();
  });
});

describe('from order to stock', () => {
  it('fulfils the open lines of an order, and moves its status and the stock', () => {
    const stock = rows({ locationId: { internalId: '1', name: 'Seattle' }, quantityOnHand: 10, quantityAvailable: 10 });
    const good = item('CHAI', 'inventoryItem', { locationsList: stock });
    const { record: order, warnings } = put('salesOrder', {
      entity: { internalId: customer() },
      itemList: rows({ item: { internalId: good }, quantity: 4 }),
    });
    expect(warnings).toEqual([]);
    const fulfil = (row: Fields) => put('itemFulfillment', { createdFrom: { internalId: order.internalId }, itemList: rows(row) });
    expect(refusal(() => fulfil({ orderLine: 1, quantity: 5 }))[1]).toContain('more than the 4 that remain');
    fulfil({ orderLine: 1, quantity: 3 });
    expect(account.transaction(order.internalId)?.fields).toMatchObject({
      orderStatus: '_partiallyFulfilled',
      itemList: [{ quantityFulfilled: 3 }],
    });
    const rest = put('itemFulfillment', { createdFrom: { internalId: order.internalId } }).record;
    expect(rest.fields).toMatchObject({ shipStatus: '_shipped', itemList: [{ orderLine: 1, quantity: 1 }] });
    expect(account.transaction(order.internalId)?.fields.orderStatus).toBe('_pendingBilling');
    expect(account.item(good)?.fields).toMatchObject({ quantityOnHand: 6, stockChangedAt: new Date(nowMs).toISOString() });
    expect(refusal(() => account.delete({ type: 'salesOrder', internalId: order.internalId }))[0]).toContain('DEPENDENT_RECORDS');
  });

  it('warns of orders above the stock, and keeps them', () => {
    const good = item('CHAI', 'inventoryItem', { locationsList: rows({ locationId: { internalId: '1' }, quantityAvailable: 1 }) });
    const { warnings } = put('salesOrder', {
      entity: { internalId: customer() },
      itemList: rows({ item: { internalId: good }, quantity: 2 }),
    });
    expect(warnings).toEqual([{ code: 'WARNING', message: expect.stringContaining('less available') }]);
  });

  it('makes a lot of a receipt, and takes from it with a fulfilment', () => {
    const good = item('LOT', 'lotNumberedInventoryItem', {
      locationsList: rows({ locationId: { internalId: '1', name: 'Seattle' }, quantityOnHand: 0, quantityAvailable: 0 }),
    });
    const vendor = put('vendor', { companyName: 'V', ...us }).record.internalId;
    const { record: order } = put('purchaseOrder', {
      entity: { internalId: vendor },
      itemList: rows({ item: { internalId: good }, quantity: 8, rate: '1' }),
    });
    const assigned = (row: Fields) => ({ inventoryDetail: { inventoryAssignmentList: rows(row) } });
    put('itemReceipt', {
      createdFrom: { internalId: order.internalId },
      itemList: rows({
        orderLine: 1,
        item: { internalId: good },
        quantity: 8,
        ...assigned({ receiptInventoryNumber: 'L-1', quantity: 8 }),
      }),
    });
    const [lot] = account.records.ofType('inventoryNumber');
    expect(lot?.fields).toMatchObject({ inventoryNumber: 'L-1', status: 'Available', locationsList: [{ quantityOnHand: 8 }] });
    const { record: sale } = put('salesOrder', {
      entity: { internalId: customer() },
      itemList: rows({ item: { internalId: good }, quantity: 8 }),
    });
    put('itemFulfillment', {
      createdFrom: { internalId: sale.internalId },
      itemList: rows({
        orderLine: 1,
        item: { internalId: good },
        quantity: 8,
        ...assigned({ issueInventoryNumber: { internalId: lot?.internalId }, quantity: 8 }),
      }),
    });
    expect(account.records.ofType('inventoryNumber')[0]?.fields.status).toBe('Not in Stock');
  });
});
