import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TargetEntity } from '../../core/entity.js';
import type { JsonObject } from '../../core/json.js';
import type { Outcome } from '../../core/outcome.js';
import { type CrmAndTarget, entity, line, openCrmAndTarget, order, range } from '../../test/crm.js';

let portal: CrmAndTarget;

const opened: CrmAndTarget[] = [];

async function open(settings: JsonObject = {}): Promise<void> {
  portal = await openCrmAndTarget({ settings });
  opened.push(portal);
  await portal.write(
    'product',
    ['A', 'B', 'C'].map((sku) => entity(sku, { hs_sku: sku, name: `Product ${sku}`, price: 5 })),
  );
  await portal.write(
    'customer',
    range(3).map((number) => entity(`${number}`, { email: `ann${number}@example.com`, firstname: 'Ann' })),
  );
  portal.crm.control.requests.reset();
}

/** The line items of a deal as `sku quantity`, with their ids. */
function linesOf(orderNumber: string): readonly { readonly id: string; readonly text: string; readonly product: string | undefined }[] {
  const { associations, records } = {
    associations: portal.crm.portal.associations,
    records: (type: 'deals' | 'line_items') => portal.crm.portal.records(type),
  };
  const deal = records('deals').find('dw_order_id', orderNumber);
  return associations.of({ type: 'deals', id: deal?.id ?? '' }, 'line_items').map(({ toId }) => {
    const properties = records('line_items').get(toId)?.properties ?? {};
    return { id: toId, text: `${properties['hs_sku']} ${properties['quantity']}`, product: properties['hs_product_id'] };
  });
}

function textsOf(orderNumber: string): readonly string[] {
  return linesOf(orderNumber)
    .map((each) => each.text)
    .sort();
}

/** An order of the contact with that address. */
function orderOf(number: string, email: string): TargetEntity {
  return order(number, { associations: { contacts: [{ email }] } });
}

function codesOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.status === 'failed' ? outcome.code : outcome.status));
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each[Symbol.asyncDispose]();
});

describe.each(['2026-09', 'v3'])('orders, API %s', (apiVersion) => {
  beforeEach(async () => await open({ apiVersion }));

  it('writes 100 deals with line items and contacts in seven requests, and again without doubles', async () => {
    const orders = range(100).map((number) =>
      order(`${number}`, { lineItems: [line('A', number + 1)], associations: { contacts: [{ email: `ann${number % 3}@example.com` }] } }),
    );
    portal.crm.control.requests.reset();
    const first = await portal.write('order', orders);
    expect(codesOf(first)).toEqual(range(100).map(() => 'sent'));
    const { byRoute } = portal.crm.control.requests.counts();
    const count = (suffix: string) =>
      Object.entries(byRoute).reduce((sum, [route, times]) => (route.endsWith(suffix) ? sum + times : sum), 0);
    expect([count('batch/upsert'), count('batch/read'), count('batch/create')]).toEqual([1, 2, 2]);
    expect(textsOf('41')).toEqual(['A 42']);
    const ids = linesOf('41');
    expect(await portal.write('order', orders)).toEqual(first.map((outcome) => ({ ...outcome, change: 'updated' })));
    expect(portal.crm.portal.records('deals').count).toBe(100);
    expect(portal.crm.portal.records('line_items').count).toBe(100);
    expect(linesOf('41')).toEqual(ids);
  });

  it('finds changed line items different, and the same ones the same', async () => {
    await portal.write('order', [order('1', { lineItems: [line('A', 1)] })]);
    const variants = [[line('A', 1)], [line('A', 2)], [line('B', 1)], [line('A', 1), line('A', 1)], []];
    const found = await portal.find(
      'order',
      variants.map((lineItems) => order('1', { lineItems })),
    );
    expect(found.map((each) => each.state)).toEqual(['same', 'different', 'different', 'different', 'different']);
  });

  it('writes two versions of one order in one batch in their order, without doubles', async () => {
    const outcomes = await portal.write('order', [order('1', { lineItems: [line('A', 1)] }), order('1', { lineItems: [line('A', 2)] })]);
    expect(codesOf(outcomes)).toEqual(['sent', 'sent']);
    expect(textsOf('1')).toEqual(['A 2']);
  });

  it('gives two orders of one product a line item each, linked to the product', async () => {
    await portal.write('order', [order('1', { lineItems: [line('A', 1)] }), order('2', { lineItems: [line('A', 2)] })]);
    const product = portal.crm.portal.records('products').find('hs_sku', 'A')?.id;
    expect(linesOf('1')).toMatchObject([{ text: 'A 1', product }]);
    await portal.write('order', [order('2', { lineItems: [line('A', 9)] })]);
    expect([textsOf('1'), textsOf('2')]).toEqual([['A 1'], ['A 9']]);
  });

  it('brings line items in line by sku: adds, changes, takes away, and keeps what stays', async () => {
    await portal.write('order', [order('1', { lineItems: [line('A', 1), line('A', 2), line('B', 3)] })]);
    const kept = linesOf('1').find((each) => each.text === 'A 1')?.id;
    await portal.write('order', [order('1', { lineItems: [line('A', 1), line('C', 4)] })]);
    expect(textsOf('1')).toEqual(['A 1', 'C 4']);
    expect(linesOf('1').find((each) => each.text === 'A 1')?.id).toBe(kept);
    await portal.write('order', [order('1')]);
    expect(textsOf('1')).toEqual(['A 1', 'C 4']);
    await portal.write('order', [order('1', { lineItems: [] })]);
    expect(textsOf('1')).toEqual([]);
  });

  it.each([
    ['after the deals', 'line_items/batch/create', 'before'],
    ['after the line items', 'line_items/batch/create', 'after'],
    ['before the associations', 'deals/contacts/batch/create', 'before'],
    ['after the associations', 'deals/contacts/batch/create', 'after'],
  ] as const)('completes a deal without doubles when it was cut off %s', async (_name, path, when) => {
    const orders = range(3).map((number) =>
      order(`${number}`, { lineItems: [line('A', 1), line('B', 2)], associations: { contacts: [{ email: `ann${number}@example.com` }] } }),
    );
    portal.crm.control.faults.add({ kind: 'cut', when, match: { path } });
    await expect(portal.write('order', orders)).rejects.toMatchObject({ code: 'Transient', effect: 'unknown' });
    const isComplete = path === 'deals/contacts/batch/create' && when === 'after';
    expect(await portal.find('order', orders)).toMatchObject(range(3).map(() => ({ state: isComplete ? 'same' : 'different' })));
    expect(codesOf(await portal.write('order', orders))).toEqual(['sent', 'sent', 'sent']);
    expect(await portal.find('order', orders)).toMatchObject(range(3).map(() => ({ state: 'same' })));
    expect(portal.crm.portal.records('deals').count).toBe(3);
    expect(portal.crm.portal.records('line_items').count).toBe(6);
  });

  it('fails an order before any write when its contact is not there, and sends its neighbours', async () => {
    const outcomes = await portal.write('order', [orderOf('1', 'nobody@example.com'), orderOf('2', 'ann1@example.com')]);
    expect(codesOf(outcomes)).toEqual(['MISSING_ASSOCIATION', 'sent']);
    expect(outcomes[0]?.status === 'failed' && outcomes[0].message).toContain('contacts with email "nobody@example.com"');
    expect(portal.crm.portal.records('deals').find('dw_order_id', '1')).toBeUndefined();
  });

  it('refuses the orders that a rule of the portal forbids, and takes them when it is gone', async () => {
    const rule = {
      object: 'deals',
      property: 'shipping_country',
      op: 'oneOf',
      values: ['CH'],
      code: 'INVALID_OPTION',
      message: 'We do not ship there',
    };
    await fetch(`${portal.crm.url}/__sandbox/rules`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rule),
    });
    const orders = range(30).map((number) => order(`${number}`, { shipping_country: number < 20 ? 'CH' : 'DE', lineItems: [line('A')] }));
    const outcomes = await portal.write('order', orders);
    expect(codesOf(outcomes)).toEqual(range(30).map((number) => (number < 20 ? 'INVALID_OPTION' : 'sent')));
    expect(portal.crm.portal.records('line_items').count).toBe(10);
    await fetch(`${portal.crm.url}/__sandbox/rules`, { method: 'DELETE' });
    expect(codesOf(await portal.write('order', orders))).toEqual(range(30).map(() => 'sent'));
    expect(portal.crm.portal.records('line_items').count).toBe(30);
  });

  it('lets a bad line item harm its own order alone', async () => {
    const outcomes = await portal.write('order', [
      order('1', { lineItems: [{ ...line('A'), quantity: 'many' }, line('B')] }),
      order('2', { lineItems: [line('A')] }),
    ]);
    expect(outcomes[0]).toMatchObject({ status: 'failed', code: 'INVALID_FLOAT' });
    expect(outcomes[0]?.status === 'failed' && outcomes[0].message).toMatch(
      /line item "A" of deal "1".*"quantity" is not a number \(found "many"\)/,
    );
    expect(outcomes[1]).toMatchObject({ status: 'sent' });
    await portal.write('order', [order('1', { lineItems: [line('A', 2), line('B')] })]);
    expect(textsOf('1')).toEqual(['A 2', 'B 1']);
  });
});

describe('policies for orders', () => {
  const threeSkus = order('1', { lineItems: [line('A'), line('B'), line('X')] });

  it('does with an unknown product what the settings say', async () => {
    await open({ lineItems: { onUnknownProduct: 'fail' } });
    expect(codesOf(await portal.write('order', [threeSkus]))).toEqual(['UNKNOWN_PRODUCT']);
    expect(portal.crm.portal.records('deals').count).toBe(0);
    await open({ lineItems: { onUnknownProduct: 'skip' } });
    expect(await portal.write('order', [threeSkus])).toMatchObject([
      { status: 'sent', warnings: [expect.stringContaining('"X"; the line item was left out')] },
    ]);
    expect(textsOf('1')).toEqual(['A 1', 'B 1']);
    expect(await portal.find('order', [threeSkus])).toMatchObject([{ state: 'same' }]);
    await open();
    expect(await portal.write('order', [threeSkus])).toMatchObject([
      { status: 'sent', warnings: [expect.stringContaining('written without a product')] },
    ]);
    expect(textsOf('1')).toEqual(['A 1', 'B 1', 'X 1']);
  });

  it('replaces line items, or leaves them where there are any', async () => {
    await open({ lineItems: { policy: 'replace' } });
    await portal.write('order', [order('1', { lineItems: [line('A', 1)] })]);
    const [before] = linesOf('1');
    await portal.write('order', [order('1', { lineItems: [line('A', 1)] })]);
    expect(textsOf('1')).toEqual(['A 1']);
    expect(linesOf('1')[0]?.id).not.toBe(before?.id);
    await open({ lineItems: { policy: 'create-if-none' } });
    await portal.write('order', [order('1', { lineItems: [line('A', 1)] })]);
    await portal.write('order', [order('1', { lineItems: [line('B', 7)] })]);
    expect(textsOf('1')).toEqual(['A 1']);
  });

  it('associates with contacts and companies by unique properties, by id and by search, once', async () => {
    await open();
    await portal.write('company', [entity('9', { dw_company_id: '9', name: 'Ann Ltd', domain: 'ann.example' })]);
    const contact = portal.crm.portal.records('contacts').find('email', 'ann1@example.com')?.id ?? '';
    const full = order('1', {
      associations: { contact: [contact, { email: 'ANN2@example.com' }, { email: null }], companies: [{ domain: 'ann.example' }] },
    });
    expect(await portal.write('order', [full])).toMatchObject([{ status: 'sent' }]);
    await portal.write('order', [full]);
    const deal = portal.crm.portal.records('deals').find('dw_order_id', '1')?.id ?? '';
    const { associations } = portal.crm.portal;
    expect(associations.of({ type: 'deals', id: deal }, 'contacts').map((each) => each.types[0]?.typeId)).toEqual([3, 3]);
    expect(associations.of({ type: 'deals', id: deal }, 'companies')).toMatchObject([{ types: [{ typeId: 341 }] }]);
    expect(await portal.find('order', [full])).toMatchObject([{ state: 'same' }]);
    associations.remove({ type: 'deals', id: deal }, { type: 'contacts', id: contact });
    expect(await portal.find('order', [full])).toMatchObject([{ state: 'different' }]);
  });

  it('takes other associations away only where told to', async () => {
    for (const [policy, left] of [
      ['add', 2],
      ['replace', 1],
    ] as const) {
      await open({ associations: { policy } });
      await portal.write('order', [orderOf('1', 'ann0@example.com')]);
      await portal.write('order', [orderOf('1', 'ann1@example.com')]);
      const deal = portal.crm.portal.records('deals').find('dw_order_id', '1')?.id ?? '';
      expect(portal.crm.portal.associations.of({ type: 'deals', id: deal }, 'contacts')).toHaveLength(left);
    }
  });

  it('goes through with a warning where a contact may be missing', async () => {
    await open({ onMissingAssociation: 'warn' });
    const outcomes = await portal.write('order', [order('1', { associations: { contacts: [{ email: 'nobody@example.com' }] } })]);
    expect(outcomes).toMatchObject([{ status: 'sent', warnings: [expect.stringContaining('it was not associated')] }]);
  });

  it('fails what has the wrong shape, and says which', async () => {
    await open();
    const outcomes = await portal.write('order', [
      order('1', { lineItems: [{ name: 'no sku' }] }),
      order('2', { associations: 'ann@example.com' }),
      order('3', { amount: { value: 1 } }),
      order('4', { associations: { line_items: ['1'] } }),
      order('5', { associations: { tickets: ['1'] } }),
    ]);
    expect(codesOf(outcomes)).toEqual([
      'INVALID_LINE_ITEMS',
      'INVALID_ASSOCIATIONS',
      'INVALID_VALUE',
      'MISSING_ASSOCIATION',
      'UNKNOWN_ASSOCIATION_TYPE',
    ]);
  });
});
