import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, callerOf } from './caller.js';
import { type Crm, startCrm } from './index.js';

let crm: Crm;
let call: ReturnType<typeof callerOf>;

beforeEach(async () => {
  crm = await startCrm({ token: 't', limits: { burst: 10_000, searchPerSecond: 1000 } });
  call = callerOf(crm.url, 't');
});
afterEach(async () => await crm.close());

const families = [
  { name: 'v3', objects: '/crm/v3/objects', partial: 207 },
  { name: '2026-09', objects: '/crm/objects/2026-09', partial: 200 },
] as const;

const deal = (number: number, more: object = {}, trace = true) => ({
  id: `${number}`,
  idProperty: 'dw_order_id',
  properties: { dealname: `Order ${number}`, ...more },
  ...(trace && { objectWriteTraceId: `t${number}` }),
});

describe.each(families)('batches of $name', ({ name, objects, partial }) => {
  const upsert = async (inputs: readonly object[]): Promise<Answer> => await call('POST', `${objects}/deals/batch/upsert`, { inputs });
  it('creates, then updates, and says which it was, in another order than asked', async () => {
    const first = await upsert([deal(1), deal(2), deal(3)]);
    expect(first.status).toBe(200);
    expect(first.body.results.map((each) => each['new'])).toEqual([true, true, true]);
    expect(first.body.results.map((each) => each['objectWriteTraceId'])).toEqual(['t3', 't2', 't1']);
    expect(first.body.results[0]?.properties).toMatchObject({ dw_order_id: '3', dealname: 'Order 3' });
    const second = await upsert([deal(2, { amount: '5' }), deal(4)]);
    expect(second.body.results.map((each) => each['new'])).toEqual([true, false]);
    expect(crm.portal.records('deals').count).toBe(4);
  });

  it(`answers ${partial} with errors by trace id where every input has one`, async () => {
    const answer = await upsert([deal(1), deal(2, { dealstage: 'lost for ever' }), deal(3, { amount: '1,5' }), deal(4)]);
    expect(answer.status).toBe(partial);
    expect(answer.body).toMatchObject({ status: 'COMPLETE', numErrors: 2 });
    expect(answer.body.errors.map((error) => error.context)).toEqual([{ objectWriteTraceId: ['t2'] }, { objectWriteTraceId: ['t3'] }]);
    const [option, number] = answer.body.errors;
    const embedded = /^Property values were not valid: \[\{"isValid":false.*"error":"INVALID_OPTION","name":"dealstage"/;
    expect(embedded.test(option?.message ?? '')).toBe(name === 'v3');
    expect(JSON.stringify(number?.['errors'] ?? '').includes('"code":"INVALID_FLOAT"')).toBe(name !== 'v3');
    expect(crm.portal.records('deals').count).toBe(2);
  });

  it('refuses the whole batch for one bad record without trace ids, for a key that comes twice, and beyond 100', async () => {
    expect((await upsert([deal(1, {}, false), deal(2, { amount: 'x' }, false)])).status).toBe(400);
    expect((await upsert([deal(1), deal(1)])).status).toBe(400);
    expect((await upsert(Array.from({ length: 101 }, (_, number) => deal(number)))).status).toBe(400);
    expect((await upsert([])).status).toBe(400);
    expect(crm.portal.records('deals').count).toBe(0);
  });

  it('upserts by unique properties alone, and updates by id or unique property, but never by e-mail', async () => {
    const byName = await upsert([{ ...deal(1), idProperty: 'dealname' }]);
    expect([byName.status, byName.body.message]).toEqual([400, expect.stringContaining('non-unique deals property dealname')]);
    expect((await upsert([{ ...deal(1), idProperty: undefined }])).body.errors[0]?.message).toContain('idProperty');
    expect(crm.portal.records('deals').count).toBe(0);
    await call('POST', `${objects}/contacts/batch/create`, { inputs: [{ properties: { email: 'ann@example.com' }, associations: [] }] });
    const byEmail = await call('POST', `${objects}/contacts/batch/update`, {
      inputs: [{ id: 'ann@example.com', idProperty: 'email', properties: { city: 'x' } }],
    });
    expect([byEmail.status, byEmail.body.message]).toEqual([400, expect.stringContaining('Unable to perform update/upsert by non-unique')]);
  });

  it('reads by id or unique property, lists what is not there, and leads from merged ids to the record that is left', async () => {
    await upsert([deal(1), deal(2)]);
    const read = async (ids: readonly string[], idProperty?: string) =>
      await call('POST', `${objects}/deals/batch/read`, {
        inputs: ids.map((id) => ({ id })),
        properties: ['dealname'],
        propertiesWithHistory: [],
        idProperty,
      });
    const answer = await read(['1', '7'], 'dw_order_id');
    expect(answer.status).toBe(partial);
    expect(answer.body.errors).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { ids: ['7'] } }]);
    expect(answer.body.results).toHaveLength(1);
    expect((await read(['x'], 'dealname')).status).toBe(400);
    const [one = '', two = ''] = [...crm.portal.records('deals').all()].map((record) => record.id);
    crm.portal.merge('deals', one, two);
    expect((await read([one])).body.results).toMatchObject([{ id: two }]);
    const update = await call('POST', `${objects}/deals/batch/update`, {
      inputs: [
        { id: one, properties: { amount: '1' } },
        { id: two, properties: { amount: '2' } },
      ],
    });
    expect([update.status, update.body.results.length, update.body.numErrors]).toEqual([200, 1, undefined]);
  });

  it('answers a duplicate unique value with the id that has it', async () => {
    await call('POST', `${objects}/contacts`, { properties: { email: 'ann@example.com' } });
    const id = crm.portal.records('contacts').find('email', 'ANN@example.com')?.id;
    const single = await call('POST', `${objects}/contacts`, { properties: { email: 'Ann@Example.com' } });
    expect([single.status, single.body]).toEqual([
      409,
      expect.objectContaining({ category: 'CONFLICT', message: `Contact already exists. Existing ID: ${id}` }),
    ]);
    expect(single.body.correlationId).toMatch(/^[0-9a-f-]{36}$/);
    const inputs = [
      { properties: { email: 'bob@example.com' }, objectWriteTraceId: 'b' },
      { properties: { email: 'ann@example.com' }, objectWriteTraceId: 'a' },
      { properties: { email: 'bob@example.com' }, objectWriteTraceId: 'b2' },
    ];
    const batch = await call('POST', `${objects}/contacts/batch/create`, { inputs });
    expect(batch.status).toBe(name === 'v3' ? 207 : 201);
    expect(batch.body.errors.map((error) => error.context)).toEqual([{ objectWriteTraceId: ['a'] }, { objectWriteTraceId: ['b2'] }]);
  });

  it('refuses what is wrong with a value, one problem per property', async () => {
    const check = async (properties: object) => {
      const { status, body } = await call('POST', `${objects}/contacts`, { properties: { email: 'x@example.com', ...properties } });
      return status === 201 ? 'ok' : (body.message?.match(/"error":"(\w+)"/)?.[1] ?? body.errors[0]?.['code']);
    };
    expect(await check({ favourite: 'red' })).toBe('PROPERTY_DOESNT_EXIST');
    expect(await check({ hs_object_id: '7' })).toBe('READ_ONLY_VALUE');
    expect(await check({ email: 'ann@' })).toBe('INVALID_EMAIL');
    expect(await check({ dw_newsletter: 'yes' })).toBe('INVALID_OPTION');
    expect(await check({ dw_interests: 'seafood;music' })).toBe('INVALID_OPTION');
    expect(await check({ dw_interests: 'seafood;produce', dw_newsletter: 'true', city: '' })).toBe('ok');
    expect((await call('POST', `${objects}/deals`, { properties: { amount: '1' } })).body.errors).toMatchObject([
      { code: 'REQUIRED_FIELD' },
    ]);
  });
});
