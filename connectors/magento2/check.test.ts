import { describe, expect, it } from '@jest/globals';
import { startShop } from '../../sandbox/shop/shop.js';
import { integration, openShopAndSource } from '../../test/shop.js';
import { aloneContext } from '../../test/support/context.js';
import { magento2 } from './index.js';
import { magento2Settings } from './settings.js';

describe('the check of an endpoint', () => {
  it('has a line for the connection, each kind of record, and the clock', async () => {
    await using opened = await openShopAndSource();
    const checks = await opened.endpoint.check();
    expect(checks.map(({ name, isOk }) => [name, isOk])).toEqual([
      ['connection', true],
      ['read order', true],
      ['read customer', true],
      ['read product', true],
      ['clock', true],
    ]);
  });

  it('says what to do where a right is missing and the clock is wrong', async () => {
    const credentials = { accessToken: 'token-1', resources: ['Magento_Sales::actions_view', 'Magento_Catalog::products'] };
    await using opened = await openShopAndSource({ shop: { credentials, now: () => new Date(Date.now() - 90_000) } });
    const failed = (await opened.endpoint.check()).filter(({ isOk }) => !isOk);
    expect(failed.map(({ name }) => name)).toEqual(['read customer', 'clock']);
    expect(failed[0]?.detail).toContain("The consumer isn't authorized to access Magento_Customer::customer.");
    expect(failed[0]?.fix).toContain('allow Magento_Customer::customer');
    expect(failed[1]?.detail).toMatch(/is (89|90|91) s behind/);
  });

  it('stops at a connection that is none', async () => {
    const shop = await startShop({ credentials: integration });
    await shop.close();
    const settings = magento2Settings.parse({ baseUrl: shop.url, auth: integration });
    await using endpoint = magento2.open(settings, aloneContext('shop'));
    expect(await endpoint.check()).toMatchObject([{ name: 'connection', isOk: false, fix: expect.stringContaining('the shop is up') }]);
  });
});
