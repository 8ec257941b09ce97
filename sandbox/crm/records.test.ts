import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Portal } from './portal.js';
import { apply, plan, type WriteInput } from './writes.js';

describe('records and associations of a portal', () => {
  let folder: string;
  let portal: Portal;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crm-'));
    portal = open();
  });
  afterEach(() => {
    portal[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  const open = (): Portal => new Portal({ id: 1, now: () => new Date(0), file: join(folder, 'crm.db') });
  const write = (operation: 'create' | 'update', input: WriteInput, type: 'contacts' | 'deals' | 'companies' = 'contacts') =>
    apply(portal, plan(portal, { operation, type, isDated: true }, input));

  it('frees a unique value that was changed, or whose record was archived', () => {
    const { id } = write('create', { properties: { email: 'ann@example.com' } });
    write('update', { id, properties: { email: 'lee@example.com' } });
    expect(portal.find('contacts', 'ann@example.com', 'email')).toBeUndefined();
    expect(() => write('create', { properties: { email: 'LEE@example.com' } })).toThrow(`Existing ID: ${id}`);
    portal.archive('contacts', id);
    expect(write('create', { properties: { email: 'lee@example.com' } }).id).not.toBe(id);
  });

  it('keeps the types of associations, seen from either end, over a restart', () => {
    const company = write('create', { properties: { name: 'Ann Ltd' } }, 'companies').id;
    const types = [{ associationTypeId: 5 }];
    const deal = write('create', { properties: { dealname: 'one' }, associations: [{ to: { id: company }, types }] }, 'deals').id;
    const typesOf = () => ({
      deal: portal.associations.of({ type: 'deals', id: deal }, 'companies')[0]?.types.map((each) => each.typeId),
      company: portal.associations.of({ type: 'companies', id: company }, 'deals')[0]?.types.map((each) => each.typeId),
    });
    const before = { deal: [5, 341], company: [6, 342] };
    expect(typesOf()).toEqual(before);
    portal[Symbol.dispose]();
    portal = open();
    expect(typesOf()).toEqual(before);
  });

  it('takes the associations of an archived record away', () => {
    const contact = write('create', { properties: { email: 'ann@example.com' } }).id;
    const types = [{ associationTypeId: 3 }];
    const deal = write('create', { properties: { dealname: 'one' }, associations: [{ to: { id: contact }, types }] }, 'deals').id;
    portal.archive('contacts', contact);
    expect(portal.associations.of({ type: 'deals', id: deal }, 'contacts')).toEqual([]);
  });

  it('applies a rule to its own object type alone', () => {
    portal.rules.add({ object: 'deals', property: 'dealname', op: 'absent', code: 'NO_NAME', message: 'a name is wanted' });
    expect(write('create', { properties: { email: 'ann@example.com' } }).id).not.toBe('');
    expect(() => write('create', { properties: { amount: '1' } }, 'deals')).toThrow('a name is wanted');
  });

  it('keeps values as HubSpot does', () => {
    const { properties } = write('create', { properties: { email: 'Ann@Example.COM', dw_interests: 'seafood', city: ' Berlin ' } });
    expect(properties).toMatchObject({ email: 'ann@example.com', city: 'Berlin' });
    const { id } = portal.find('contacts', 'ann@example.com', 'email') ?? { id: '' };
    expect(write('update', { id, properties: { dw_interests: ';produce' } }).properties['dw_interests']).toBe('seafood;produce');
    const deal = write('create', { properties: { dealname: 'x', amount: '10.50', closedate: '1772355600000' } }, 'deals');
    expect(deal.properties).toMatchObject({ amount: '10.5', closedate: '2026-03-01T09:00:00.000Z' });
  });
});
