import type { Connector, ConnectorContext, Endpoint } from '../connector.js';
import { MagentoApi } from './api.js';
import { checkShop } from './check.js';
import { customField } from './custom-field.js';
import { recordTypes } from './entities/index.js';
import { type Magento2Settings, magento2Settings } from './settings.js';
import { MagentoSource } from './source.js';

export type { Magento2Settings } from './settings.js';

/** Magento 2 Open Source and Adobe Commerce as a source, over REST. */
export const magento2: Connector<Magento2Settings> = {
  name: 'magento2',
  summary: 'Magento 2 and Adobe Commerce: reads orders, customers and products over REST',
  settings: magento2Settings,
  reads: recordTypes.map(({ txType }) => txType),
  writes: [],
  customField,
  open: openShop,
};

function openShop(settings: Magento2Settings, context: ConnectorContext): Endpoint {
  const api = new MagentoApi(settings, context);
  return {
    source: new MagentoSource(api, context),
    check: async () => await checkShop(api, context),
    [Symbol.asyncDispose]: async () => await api[Symbol.asyncDispose](),
  };
}
