import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { callerOf } from './caller.js';
import { type Crm, type CrmOptions, startCrm } from './index.js';

const running: Crm[] = [];

async function start(options: Partial<CrmOptions> = {}) {
  const crm = await startCrm({ token: 't', ...options });
  running.push(crm);
  return { crm, call: callerOf(crm.url, 't') };
}

afterEach(async () => {
  for (const crm of running.splice(0)) await crm.close();
});

const objects = '/crm/objects/2026-09';

describe('who may come in, and how often', () => {
  it('refuses a wrong token, and what the scopes of a token do not allow', async () => {
    const { crm } = await start({ scopes: ['crm.objects.contacts.read'] });
    expect(await callerOf(crm.url, 'x')('GET', `${objects}/contacts`)).toMatchObject({
      status: 401,
      body: { category: 'INVALID_AUTHENTICATION' },
    });
    const call = callerOf(crm.url, 't');
    expect((await call('POST', `${objects}/contacts/batch/read`, { inputs: [{ id: '1' }] })).status).toBe(200);
    const refused = await call('POST', `${objects}/contacts`, { properties: { email: 'a@example.com' } });
    expect(refused).toMatchObject({
      status: 403,
      body: { category: 'MISSING_SCOPES', errors: [{ context: { requiredGranularScopes: ['crm.objects.contacts.write'] } }] },
    });
  });

  it('counts the burst limit in rolling ten seconds, says so in headers, and lets searches pass it', async () => {
    let nowMs = 0;
    const { call } = await start({ now: () => new Date(nowMs), limits: { burst: 2, searchPerSecond: 1 } });
    const get = async () => await call('GET', `${objects}/contacts`);
    expect((await get()).headers.get('x-hubspot-ratelimit-remaining')).toBe('1');
    nowMs = 5_000;
    expect((await get()).headers.get('x-hubspot-ratelimit-max')).toBe('2');
    const refused = await get();
    expect(refused).toMatchObject({ status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' } });
    expect(refused.headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('10000');
    nowMs = 10_001;
    expect([(await get()).status, (await get()).status]).toEqual([200, 429]);
    const search = async () => await call('POST', `${objects}/contacts/search`, {});
    expect((await search()).headers.get('x-hubspot-ratelimit-max')).toBeNull();
    const secondSearch = await search();
    expect([secondSearch.status, secondSearch.body.category, secondSearch.body.policyName]).toEqual([429, 'RATE_LIMITS', undefined]);
  });

  it('has a daily limit that is new at midnight', async () => {
    let nowMs = Date.parse('2026-03-01T23:59:59Z');
    const { call } = await start({ now: () => new Date(nowMs), limits: { daily: 1 } });
    expect((await call('GET', `${objects}/contacts`)).status).toBe(200);
    expect(await call('GET', `${objects}/contacts`)).toMatchObject({ status: 429, body: { policyName: 'DAILY' } });
    nowMs += 1_000;
    expect((await call('GET', `${objects}/contacts`)).status).toBe(200);
  });

  it('counts a POST that only reads as a read', async () => {
    const { crm, call } = await start();
    await call('POST', `${objects}/contacts/batch/read`, { inputs: [{ id: '1' }] });
    await call('POST', `${objects}/contacts/search`, {});
    await call('POST', `${objects}/contacts`, { properties: { email: 'a@example.com' } });
    expect(crm.control.requests.counts()).toMatchObject({ total: 3, reads: 2, writes: 1 });
  });
});

describe('single records, lists and searches', () => {
  it('creates, reads, updates and archives', async () => {
    const { call } = await start();
    const created = await call('POST', `${objects}/contacts`, { properties: { email: 'Ann@Example.com', city: 'Berlin' } });
    expect(created.status).toBe(201);
    const { id } = created.body as unknown as { id: string };
    const byEmail = `${objects}/contacts/ann%40example.com?idProperty=email&properties=city`;
    expect((await call('GET', byEmail)).body).toMatchObject({ id, properties: { city: 'Berlin' }, archived: false });
    expect((await call('PATCH', `${objects}/contacts/${id}`, { properties: {} })).status).toBe(400);
    expect((await call('PATCH', byEmail, { properties: { city: '' } })).status).toBe(200);
    expect((await call('GET', byEmail)).body).toMatchObject({ properties: { city: null } });
    expect((await call('DELETE', `${objects}/contacts/${id}`)).status).toBe(204);
    expect((await call('GET', byEmail)).status).toBe(404);
    expect((await call('GET', `${objects}/contacts?archived=true`)).body.results).toMatchObject([{ id, archived: true }]);
    expect((await call('POST', `${objects}/contacts`, { properties: { email: 'ann@example.com' } })).status).toBe(201);
  });

  it('pages lists by 100 at most, and searches by 200 to 10,000', async () => {
    const { crm, call } = await start({ limits: { searchPerSecond: 100 } });
    crm.portal.transaction(() => fill(crm, 10_050));
    const ids: string[] = [];
    for (let after: string | undefined = '0'; after !== undefined; ) {
      const { body } = await call('GET', `${objects}/deals?limit=100&after=${ids.length >= 300 ? '999999' : after}`);
      ids.push(...body.results.map((each) => each.id));
      after = body.paging?.next.after;
    }
    expect(new Set(ids).size).toBe(300);
    expect((await call('GET', `${objects}/deals?limit=101`)).status).toBe(400);
    const search = async (body: object) => await call('POST', `${objects}/deals/search`, body);
    const last = await search({ limit: 200, after: '9800', sorts: [{ propertyName: 'amount', direction: 'DESCENDING' }] });
    expect(last.body).toMatchObject({ total: 10_050, paging: { next: { after: '10000' } } });
    expect(last.body.results).toHaveLength(200);
    expect((await search({ limit: 200, after: '10000' })).status).toBe(400);
    expect((await search({ limit: 201 })).status).toBe(400);
  });

  it('filters as strictly as HubSpot', async () => {
    const { crm, call } = await start({ limits: { searchPerSecond: 100 } });
    crm.portal.transaction(() => fill(crm, 20));
    const total = async (...filters: readonly object[]) => {
      const { status, body } = await call('POST', `${objects}/deals/search`, { filterGroups: [{ filters }] });
      return status === 200 ? body.total : status;
    };
    expect(await total({ propertyName: 'dealname', operator: 'IN', values: ['order 1', 'order 2'] })).toBe(2);
    expect(await total({ propertyName: 'dealname', operator: 'IN', values: ['Order 1'] })).toBe(0);
    expect(await total({ propertyName: 'dealname', operator: 'EQ', value: 'ORDER 1' })).toBe(1);
    expect(await total({ propertyName: 'amount', operator: 'GT', value: '9' })).toBe(10);
    expect(
      await total(
        { propertyName: 'amount', operator: 'BETWEEN', value: '2', highValue: '4' },
        { propertyName: 'dealname', operator: 'HAS_PROPERTY' },
      ),
    ).toBe(3);
    expect(await total({ propertyName: 'dealname', operator: 'EQ', value: '5" Pipe' })).toBe(400);
    expect(await total({ propertyName: 'nothing', operator: 'EQ', value: '1' })).toBe(400);
    expect(
      (await call('POST', `${objects}/deals/search`, { filterGroups: Array.from({ length: 6 }, () => ({ filters: [] })) })).status,
    ).toBe(400);
  });
});

function types(associationTypeId: number): readonly object[] {
  return [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }];
}

/** Deals numbered from 0, made as an import would make them. */
function fill(crm: Crm, count: number): void {
  const moment = new Date(0).toISOString();
  for (let number = 0; number < count; number += 1) {
    const properties = { dealname: `Order ${number}`, dw_order_id: `${number}`, amount: `${number}` };
    crm.portal.records('deals').save({ id: crm.portal.newId(), properties, createdAt: moment, updatedAt: moment });
  }
}

describe('associations', () => {
  it.each([
    { prefix: '/crm/v4/associations', status: 201, id: (text: string) => Number(text), archived: 204, isDated: false },
    { prefix: '/crm/associations/2026-09', status: 200, id: (text: string) => text, archived: 200, isDated: true },
  ])('are seen from both ends under $prefix', async ({ prefix, status, id, archived, isDated }) => {
    const { crm, call } = await start();
    const create = async (type: string, properties: object, associations: readonly object[] = []) => {
      const { body } = await call('POST', `${objects}/${type}`, { properties, associations });
      return (body as unknown as { id: string }).id;
    };
    const contact = await create('contacts', { email: 'ann@example.com' });
    const deal = await create('deals', { dealname: 'one' });
    const other = await create('deals', { dealname: 'two' });
    const line = await create('line_items', { hs_sku: 'A', quantity: '2', price: '1.5' }, [{ to: { id: deal }, types: types(20) }]);
    expect(crm.portal.records('line_items').get(line)?.properties['amount']).toBe('3');
    const inputs = [{ from: { id: deal }, to: { id: contact }, types: types(3) }];
    const answer = await call('POST', `${prefix}/deals/contacts/batch/create`, { inputs });
    expect([answer.status, answer.body.results]).toMatchObject([status, [{ fromObjectId: id(deal), toObjectId: id(contact) }]]);
    await call('POST', `${prefix}/deals/contacts/batch/create`, { inputs });
    const read = async (pair: string, ...ids: readonly string[]) =>
      await call('POST', `${prefix}/${pair}/batch/read`, { inputs: ids.map((each) => ({ id: each })) });
    expect((await read('contacts/deals', contact)).body.results).toMatchObject([
      { to: [{ toObjectId: id(deal), associationTypes: [{ typeId: 4 }] }] },
    ]);
    expect(await read('deals/line_items', deal, other)).toMatchObject({
      status: isDated ? 200 : 207,
      body: { numErrors: 1, results: [{ from: { id: deal } }] },
    });
    const wrong = [
      { from: { id: deal }, to: { id: contact }, types: types(341) },
      { from: { id: deal }, to: { id: '999999' }, types: types(3) },
    ];
    expect((await call('POST', `${prefix}/deals/contacts/batch/create`, { inputs: wrong })).body.numErrors).toBe(2);
    const second = await call('POST', `${prefix}/deals/line_items/batch/create`, {
      inputs: [{ from: { id: other }, to: { id: line }, types: types(19) }],
    });
    expect(second.body.errors[0]?.message).toContain('can belong to one object only');
    expect(
      (await call('POST', `${prefix}/deals/contacts/batch/archive`, { inputs: [{ from: { id: deal }, to: [{ id: contact }] }] })).status,
    ).toBe(archived);
    expect((await read('contacts/deals', contact)).body.results).toEqual([]);
  });
});

describe('the portal', () => {
  let folder: string | undefined;
  afterEach(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
    folder = undefined;
  });

  it('keeps records, associations, properties and rules over a restart', async () => {
    folder = mkdtempSync(join(tmpdir(), 'crm-'));
    const file = join(folder, 'crm.db');
    const first = await startCrm({ token: 't', file });
    const call = callerOf(first.url, 't');
    await call('POST', '/crm/v3/properties/deals', {
      name: 'dw_extra',
      label: 'x',
      groupName: 'y',
      type: 'string',
      fieldType: 'text',
      hasUniqueValue: true,
    });
    await call('POST', `${objects}/contacts`, { properties: { email: 'ann@example.com' } });
    const contact = first.portal.records('contacts').find('email', 'ann@example.com')?.id ?? '';
    await call('POST', `${objects}/deals`, {
      properties: { dealname: 'one', dw_extra: 'e' },
      associations: [{ to: { id: contact }, types: types(3) }],
    });
    const rule = first.portal.rules.add({
      object: 'deals',
      property: 'dealname',
      op: 'equals',
      value: 'two',
      code: 'NO',
      message: 'not two',
    });
    await first.close();
    const { crm, call: again } = await start({ file });
    const deal = crm.portal.records('deals').find('dw_extra', 'E');
    expect(crm.portal.associations.of({ type: 'contacts', id: contact }, 'deals')).toMatchObject([{ toId: deal?.id }]);
    expect((await again('POST', `${objects}/deals`, { properties: { dealname: 'two' } })).body.errors).toMatchObject([
      { code: 'NO', message: 'not two' },
    ]);
    expect((await again('DELETE', `/__sandbox/rules/${rule.id}`)).status).toBe(204);
    const created = await again('POST', `${objects}/deals`, { properties: { dealname: 'two' } });
    expect(Number((created.body as unknown as { id: string }).id)).toBeGreaterThan(Number(deal?.id));
  });

  it('takes rules over HTTP and refuses what is none', async () => {
    const { call } = await start();
    expect((await call('POST', '/__sandbox/rules', { object: 'deals', property: 'dealname', op: 'matches', value: '(' })).status).toBe(400);
    expect((await call('POST', '/__sandbox/rules', { object: 'ships', property: 'dealname', op: 'present' })).body.message).toContain(
      'no object type',
    );
  });

  it('has properties that can be added, but not made unique afterwards', async () => {
    const { call } = await start();
    const properties = '/crm/properties/2026-09/deals';
    const input = {
      name: 'dw_extra',
      label: 'x',
      groupName: 'y',
      type: 'enumeration',
      fieldType: 'select',
      options: [{ label: 'One', value: '1' }],
    };
    expect((await call('POST', properties, input)).status).toBe(201);
    expect((await call('POST', properties, { ...input, hasUniqueValue: true })).status).toBe(409);
    expect((await call('GET', `${properties}/dw_extra`)).body).toMatchObject({
      name: 'dw_extra',
      hasUniqueValue: false,
      options: [{ value: '1' }],
    });
    expect((await call('GET', properties)).body.results).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'dw_order_id', hasUniqueValue: true })]),
    );
  });

  it('shows lists and records to people, escaped, without counting', async () => {
    const { crm, call } = await start();
    await call('POST', `${objects}/deals`, { properties: { dealname: '<b>one</b>' } });
    crm.control.requests.reset();
    const page = async (path: string) => await (await fetch(crm.url + path)).text();
    const [record] = [...crm.portal.records('deals').all()];
    expect(await page('/')).toContain('&lt;b&gt;one&lt;/b&gt;');
    expect(await page(`/view/deals/${record?.id}`)).toContain('hs_lastmodifieddate');
    expect(await page('/view/deals?q=nothing')).toContain('Nothing here');
    expect(await page('/view/control')).toContain('byRoute');
    expect(crm.control.requests.counts().total).toBe(0);
  });

  it('stays quick with a hundred thousand records', async () => {
    const { crm, call } = await start({ limits: { burst: 1000 } });
    crm.portal.transaction(() => fill(crm, 100_000));
    const startMs = performance.now();
    for (let round = 0; round < 20; round += 1) {
      const inputs = Array.from({ length: 100 }, (_, index) => {
        const id = `${round * 4_000 + index + 30_000}`;
        return { id, idProperty: 'dw_order_id', objectWriteTraceId: id, properties: { dealname: 'again' } };
      });
      expect((await call('POST', `${objects}/deals/batch/upsert`, { inputs })).body.results).toHaveLength(100);
    }
    expect(performance.now() - startMs).toBeLessThan(6_000);
  });
});
