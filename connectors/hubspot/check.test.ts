import { describe, expect, it } from '@jest/globals';
import { openCrmAndTarget } from '../../test/crm.js';
import { hubspot } from './index.js';

describe('checking a portal', () => {
  it('is content with a portal that is ready', async () => {
    for (const apiVersion of ['2026-09', 'v3']) {
      await using portal = await openCrmAndTarget({ settings: { apiVersion } });
      const checks = await portal.endpoint.check();
      expect(checks.filter((check) => !check.isOk)).toEqual([]);
      expect(checks.map((check) => check.name)).toEqual(expect.arrayContaining(['token', 'scopes', 'key of order', 'daily budget']));
      expect(checks[0]?.detail).toContain('portal 4711000');
    }
  });

  it('stops at a wrong token, and says what to do', async () => {
    await using portal = await openCrmAndTarget({ settings: { token: 'wrong' } });
    expect(await portal.endpoint.check()).toMatchObject([{ name: 'token', isOk: false, fix: expect.stringContaining('"token"') }]);
  });

  it('names missing scopes, keys that are not unique, and a budget that is nearly used up', async () => {
    await using portal = await openCrmAndTarget({
      crm: { scopes: ['crm.objects.deals.read'], limits: { burst: 1000, daily: 7 } },
      settings: { objects: { order: { type: 'deals', idProperty: 'dealname' } } },
    });
    const checks = new Map((await portal.endpoint.check()).map((check) => [check.name, check]));
    expect(checks.get('scopes')).toMatchObject({ isOk: false, detail: expect.stringContaining('crm.objects.deals.write') });
    expect(checks.get('key of order')).toMatchObject({
      isOk: false,
      detail: expect.stringContaining('"dealname"'),
      fix: expect.stringContaining('hasUniqueValue'),
    });
    expect(checks.get('daily budget')).toMatchObject({ isOk: false, detail: '7 of 7 requests used today' });
  });

  it('does without what a portal does not tell', async () => {
    await using portal = await openCrmAndTarget();
    portal.crm.control.faults.add({ kind: 'answer', status: 404, match: { path: 'access-token-info|api-usage' }, times: 2, body: {} });
    const checks = new Map((await portal.endpoint.check()).map((check) => [check.name, check]));
    expect(checks.get('scopes')).toMatchObject({ isOk: true });
  });
});

describe('settings', () => {
  it('have defaults for everything but the token', () => {
    expect(hubspot.settings.parse({ token: 'x' })).toMatchObject({
      baseUrl: 'https://api.hubapi.com',
      apiVersion: '2026-09',
      onMissingAssociation: 'fail',
      lineItems: { policy: 'diff', productProperty: 'hs_sku' },
      limits: { burst: 100 },
    });
    expect(hubspot.settings.safeParse({ token: 'x', apiVersion: 'v2' }).success).toBe(false);
    expect(hubspot.settings.safeParse({ token: 'x', tokn: 'y' }).success).toBe(false);
  });
});
