import type { Endpoint, Page, Source } from '../connectors/connector.js';
import { magento2 } from '../connectors/magento2/index.js';
import { magento2Settings } from '../connectors/magento2/settings.js';
import type { JsonObject } from '../core/json.js';
import { type Shop, type ShopOptions, startShop } from '../sandbox/shop/shop.js';
import { aloneContext } from './support/context.js';

/** A running shop, and a magento2 endpoint `shop` that reads it. */
export interface ShopAndSource extends AsyncDisposable {
  readonly shop: Shop;
  readonly endpoint: Endpoint;
  readonly source: Source;
  /** Reads one page of orders from the beginning up to the end of time. */
  readOrders(more?: { readonly limit?: number; readonly filter?: JsonObject }): Promise<Page>;
}

export const integration = { type: 'integration', accessToken: 'token-1' } as const;
export const oauth = {
  type: 'oauth1',
  consumerKey: 'consumer-1',
  consumerSecret: 'consumer-secret-&/+ü',
  accessToken: 'token-1',
  accessTokenSecret: 'token-secret-1',
} as const;

interface ShopAndSourceOptions {
  readonly shop?: Partial<ShopOptions>;
  readonly settings?: JsonObject;
  readonly now?: () => Date;
}

export async function openShopAndSource(options: ShopAndSourceOptions = {}): Promise<ShopAndSource> {
  const { type: _type, ...credentials } = oauth;
  const shop = await startShop({ credentials, ...options.shop });
  const settings = magento2Settings.parse({ baseUrl: shop.url, auth: integration, ...options.settings });
  const endpoint = magento2.open(settings, aloneContext('shop', { ...(options.now && { now: options.now }) }));
  const { source } = endpoint;
  if (source === undefined) throw new Error('magento2 has a source');
  return {
    shop,
    endpoint,
    source,
    readOrders: async ({ limit = 100, filter } = {}) =>
      await source.read({
        txType: 'order',
        until: '2099-01-01T00:00:00.000000Z' as Page['entities'][number]['updatedAt'],
        limit,
        signal: new AbortController().signal,
        ...(filter !== undefined && { filter }),
      }),
    [Symbol.asyncDispose]: async () => {
      await endpoint[Symbol.asyncDispose]();
      await shop.close();
    },
  };
}
