import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../core/outcome.js';
import type { FaultInput } from '../../sandbox/shared/faults.js';
import { type CrmAndTarget, entity, openCrmAndTarget, range } from '../../test/crm.js';

const keyedById = { objects: { customer: { type: 'contacts', idProperty: 'dw_customer_id' } } };
const customer = (number: number, more = {}) =>
  entity(`${number}`, { dw_customer_id: `${number}`, email: `ann${number}@example.com`, firstname: 'Ann', ...more });

const ann = (more = {}) => entity('1', { email: 'Ann@Example.com', firstname: 'Ann', ...more });

function idsOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap((outcome) => (outcome.status === 'sent' ? [outcome.tgtId] : []));
}

describe.each(['2026-09', 'v3'])('contacts keyed by a unique property, API %s', (apiVersion) => {
  let portal: CrmAndTarget;
  beforeEach(async () => {
    portal = await openCrmAndTarget({ settings: { ...keyedById, apiVersion } });
  });
  afterEach(async () => await portal[Symbol.asyncDispose]());

  const upserts = (): number =>
    Object.entries(portal.crm.control.requests.counts().byRoute).find(([route]) => route.endsWith('batch/upsert'))?.[1] ?? 0;

  it('writes 250 in three upserts, each under its own id, and twice without new records', async () => {
    const customers = range(250).map((number) => customer(number));
    const writeAll = async () => {
      const outcomes: Outcome[] = [];
      for (const start of [0, 100, 200]) outcomes.push(...(await portal.write('customer', customers.slice(start, start + 100))));
      return outcomes;
    };
    const first = await writeAll();
    expect(upserts()).toBe(3);
    expect(new Set(idsOf(first)).size).toBe(250);
    expect(first.every((outcome) => outcome.status === 'sent' && outcome.change === 'created')).toBe(true);
    for (const [position, id] of idsOf(first).entries()) {
      expect(portal.crm.portal.records('contacts').get(id)?.properties['dw_customer_id']).toBe(`${position}`);
    }
    const second = await writeAll();
    expect(idsOf(second)).toEqual(idsOf(first));
    expect(second.every((outcome) => outcome.status === 'sent' && outcome.change === 'updated')).toBe(true);
    expect(portal.crm.portal.records('contacts').count).toBe(250);
  });

  it('tells of 2 bad ones among 100 the property, the code and the value, and tries nothing again', async () => {
    const customers = range(100).map((number) =>
      customer(number, number === 20 ? { email: 'no address' } : number === 70 ? { lifecyclestage: 'fan' } : {}),
    );
    const outcomes = await portal.write('customer', customers);
    expect(outcomes.filter((outcome) => outcome.status === 'sent')).toHaveLength(98);
    expect(outcomes[20]).toMatchObject({ status: 'failed', code: 'INVALID_EMAIL' });
    expect(outcomes[20]?.status === 'failed' && outcomes[20].message).toMatch(
      /"email" is not a valid e-mail address \(found "no address"\)/,
    );
    expect(outcomes[70]).toMatchObject({ status: 'failed', code: 'INVALID_OPTION' });
    expect(outcomes[70]?.status === 'failed' && outcomes[70].message).toMatch(/"lifecyclestage".*"fan".*allowed: "subscriber", "lead"/);
    expect(outcomes[70]).not.toHaveProperty('isPassing');
    expect(upserts()).toBe(1);
  });

  it('halves a batch that is refused as a whole until the bad record is known', async () => {
    const refusal: FaultInput = {
      kind: 'answer',
      status: 400,
      match: { path: 'batch/upsert$' },
      body: { status: 'error', category: 'VALIDATION_ERROR', message: 'Invalid input JSON' },
    };
    portal.crm.control.faults.add(refusal);
    portal.crm.control.faults.add({ ...refusal, after: 1 });
    portal.crm.control.faults.add({ ...refusal, after: 2 });
    const outcomes = await portal.write(
      'customer',
      range(4).map((number) => customer(number)),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'failed')).toHaveLength(1);
    expect(portal.crm.portal.records('contacts').count).toBe(3);
  });

  it('takes over the contact that has the address already, unless it belongs to another key', async () => {
    await portal.write('customer', [customer(1)]);
    portal.crm.portal.transaction(() => undefined);
    const byHand = await fetch(`${portal.crm.url}/crm/v3/objects/contacts`, {
      method: 'POST',
      headers: { authorization: 'Bearer pat-eu1-test', 'content-type': 'application/json' },
      body: JSON.stringify({ properties: { email: 'form@example.com', lastname: 'Lee' } }),
    });
    const { id } = (await byHand.json()) as { id: string };
    const outcomes = await portal.write('customer', [
      customer(2, { email: 'Form@example.com' }),
      customer(3, { email: 'ann1@example.com' }),
    ]);
    expect(outcomes[0]).toEqual({ status: 'sent', tgtId: id, change: 'updated' });
    expect(portal.crm.portal.records('contacts').get(id)?.properties).toMatchObject({
      dw_customer_id: '2',
      lastname: 'Lee',
      firstname: 'Ann',
    });
    expect(outcomes[1]).toMatchObject({ status: 'failed', code: 'CONFLICT' });
    expect(outcomes[1]?.status === 'failed' && outcomes[1].message).toContain('whose "dw_customer_id" is "1"');
  });

  it('writes two versions of one record in one batch in their order', async () => {
    const outcomes = await portal.write('customer', [customer(1, { firstname: 'Old' }), customer(2), customer(1, { firstname: 'New' })]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['sent', 'sent', 'sent']);
    expect(upserts()).toBe(2);
    expect(portal.crm.portal.records('contacts').find('dw_customer_id', '1')?.properties['firstname']).toBe('New');
  });
});

describe('what is written of a contact', () => {
  it('drops unknown and read-only properties and says so, or fails under that policy', async () => {
    const record = customer(1, { favourite_colour: 'red', hs_object_id: '7' });
    await using lenient = await openCrmAndTarget({ settings: keyedById });
    const [sent] = await lenient.write('customer', [record]);
    expect(sent).toMatchObject({ status: 'sent' });
    expect(sent?.status === 'sent' && sent.warnings?.join()).toMatch(
      /"favourite_colour" does not exist.*"hs_object_id" can only be set by HubSpot/,
    );
    await using strict = await openCrmAndTarget({ settings: { ...keyedById, onUnknownProperty: 'fail', onReadOnlyProperty: 'fail' } });
    const outcomes = await strict.write('customer', [record, customer(2, { hs_object_id: '7' }), customer(3)]);
    expect(outcomes.map((outcome) => (outcome.status === 'failed' ? outcome.code : outcome.status))).toEqual([
      'PROPERTY_DOESNT_EXIST',
      'READ_ONLY_VALUE',
      'sent',
    ]);
  });

  it('writes numbers, booleans, lists and null as HubSpot takes them, and finds them the same', async () => {
    await using portal = await openCrmAndTarget({ settings: keyedById });
    const record = customer(1, { dw_newsletter: false, dw_interests: ['seafood', 'produce'], phone: '+49 30 1', city: 'Berlin' });
    await portal.write('customer', [record]);
    const later = customer(1, { dw_newsletter: true, dw_interests: ['produce', 'seafood'], phone: null });
    expect(await portal.find('customer', [record, later])).toMatchObject([{ state: 'same' }, { state: 'different' }]);
    await portal.write('customer', [later]);
    const held = portal.crm.portal.records('contacts').find('dw_customer_id', '1')?.properties;
    expect(held).toMatchObject({ dw_newsletter: 'true', city: 'Berlin' });
    expect(held).not.toHaveProperty('phone');
    expect(await portal.find('customer', [later])).toMatchObject([{ state: 'same' }]);
  });

  it('fails a record without a key, and stops before the first write when the key is not unique', async () => {
    await using portal = await openCrmAndTarget({
      settings: {
        objects: {
          customer: { type: 'contacts', idProperty: 'dw_customer_id' },
          company: { type: 'companies', idProperty: 'domain' },
          product: { type: 'products', idProperty: 'nowhere' },
        },
      },
    });
    expect(await portal.write('customer', [entity('1', { email: 'a@example.com' })])).toMatchObject([
      { status: 'failed', code: 'MISSING_KEY' },
    ]);
    await expect(portal.write('company', [entity('1', { domain: 'a.example' })])).rejects.toMatchObject({
      code: 'Config',
      message: expect.stringMatching(/"domain" of companies does not have unique values.*Create it in HubSpot/),
    });
    await expect(portal.write('product', [entity('1', { nowhere: 'a' })])).rejects.toMatchObject({
      code: 'Config',
      message: expect.stringContaining('"nowhere" of products does not exist'),
    });
    await fetch(`${portal.crm.url}/crm/v3/properties/products`, {
      method: 'POST',
      headers: { authorization: 'Bearer pat-eu1-test', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'nowhere', label: 'Nowhere', groupName: 'x', type: 'string', fieldType: 'text', hasUniqueValue: true }),
    });
    expect(await portal.write('product', [entity('1', { nowhere: 'a', name: 'A' })])).toMatchObject([{ status: 'sent' }]);
  });

  it('leaves a record unknown that HubSpot neither confirms nor refuses, and marks passing errors', async () => {
    await using portal = await openCrmAndTarget({ settings: keyedById });
    const error = { status: 'error', category: 'INTERNAL_ERROR', message: 'shard is busy', context: { objectWriteTraceId: ['2/1#1'] } };
    const results = [{ id: '900', properties: { dw_customer_id: '1' }, new: true }];
    portal.crm.control.faults.add({
      kind: 'answer',
      status: 200,
      match: { path: 'upsert$' },
      body: { status: 'COMPLETE', results, numErrors: 1, errors: [error] },
    });
    const outcomes = await portal.write('customer', [customer(1), customer(2), customer(3)]);
    expect(outcomes).toMatchObject([
      { status: 'sent', tgtId: '900', change: 'created' },
      { status: 'failed', code: 'INTERNAL_ERROR', isPassing: true },
      { status: 'unknown' },
    ]);
  });
});

describe.each(['2026-09', 'v3'])('contacts keyed by e-mail, API %s', (apiVersion) => {
  let portal: CrmAndTarget;
  beforeEach(async () => {
    portal = await openCrmAndTarget({ settings: { apiVersion } });
  });
  afterEach(async () => await portal[Symbol.asyncDispose]());

  const held = () => portal.crm.portal.records('contacts').find('email', 'ann@example.com')?.properties;

  it('never upserts, and leaves values alone that are not in the record', async () => {
    await portal.write('customer', [ann({ city: 'Berlin' })]);
    const [updated] = await portal.write('customer', [ann({ lastname: 'Lee' })]);
    expect(updated).toMatchObject({ status: 'sent', change: 'updated' });
    expect(held()).toMatchObject({ city: 'Berlin', lastname: 'Lee' });
    expect(Object.keys(portal.crm.control.requests.counts().byRoute).filter((route) => route.includes('upsert'))).toEqual([]);
  });

  it('creates nothing when the lookup fails', async () => {
    for (const [status, code] of [
      [401, 'Auth'],
      [403, 'Config'],
      [429, 'Throttled'],
      [500, 'Transient'],
    ] as const) {
      portal.crm.control.faults.add({ kind: 'answer', status, match: { path: 'contacts/batch/read$' }, body: { status: 'error' } });
      await expect(portal.write('customer', [ann()])).rejects.toMatchObject({ code });
    }
    const partly = {
      status: 'COMPLETE',
      results: [],
      numErrors: 1,
      errors: [{ status: 'error', category: 'INTERNAL_ERROR', message: 'busy' }],
    };
    portal.crm.control.faults.add({ kind: 'answer', status: 207, match: { path: 'contacts/batch/read$' }, body: partly });
    await expect(portal.write('customer', [ann()])).rejects.toMatchObject({ code: 'Transient' });
    expect(portal.crm.portal.records('contacts').count).toBe(0);
  });

  it('takes over a contact that was created between the lookup and the create', async () => {
    const [first] = await portal.write('customer', [ann()]);
    portal.crm.control.faults.add({
      kind: 'answer',
      status: 200,
      match: { path: 'contacts/batch/read$' },
      body: { status: 'COMPLETE', results: [] },
    });
    const outcomes = await portal.write('customer', [ann({ lastname: 'Lee' }), entity('2', { email: 'bob@example.com' })]);
    expect(outcomes[0]).toEqual({ ...first, change: 'updated' });
    expect(outcomes[1]).toMatchObject({ status: 'sent', change: 'created' });
    expect(held()).toMatchObject({ lastname: 'Lee' });
  });

  it('finds a contact by a secondary address, and keeps its primary one', async () => {
    const [first] = await portal.write('customer', [ann({ hs_additional_emails: 'lee@example.com' })]);
    expect(await portal.write('customer', [entity('2', { email: 'LEE@example.com', lastname: 'Lee' })])).toEqual([
      { ...first, change: 'updated' },
    ]);
    expect(held()).toMatchObject({ email: 'ann@example.com', lastname: 'Lee' });
    portal.crm.control.requests.reset();
    expect(await portal.write('customer', [entity('2', { email: 'lee@example.com' })])).toEqual([{ ...first, change: 'updated' }]);
    expect(portal.crm.control.requests.counts().writes).toBe(0);
  });

  it('updates the contact that was sent before when its address has changed', async () => {
    const [first] = await portal.write('customer', [ann()]);
    const tgtId = first?.status === 'sent' ? first.tgtId : '';
    const moved = { ...entity('1', { email: 'ann.lee@example.com' }, 2), tgtId };
    expect(await portal.find('customer', [moved])).toEqual([{ state: 'different', tgtId }]);
    expect(await portal.write('customer', [moved])).toEqual([{ ...first, change: 'updated' }]);
    expect(portal.crm.portal.records('contacts').get(tgtId)?.properties['email']).toBe('ann.lee@example.com');
  });

  it('does not call a contact sent that was merged away while it was updated', async () => {
    const outcomes = await portal.write('customer', [ann(), entity('2', { email: 'bob@example.com' })]);
    const [from = '', into = ''] = idsOf(outcomes);
    const stale = { id: from, properties: { email: 'ann@example.com' } };
    portal.crm.portal.merge('contacts', from, into);
    portal.crm.control.faults.add({
      kind: 'answer',
      status: 200,
      match: { path: 'contacts/batch/read$' },
      body: { status: 'COMPLETE', results: [stale] },
    });
    expect(await portal.write('customer', [ann()])).toMatchObject([{ status: 'failed', code: 'RECORD_MERGED', isPassing: true }]);
  });
});
