import type { Connector, ConnectorContext, Endpoint } from '../connector.js';
import { HubSpotApi } from './api.js';
import { Catalogue } from './catalogue.js';
import { checkPortal } from './check.js';
import { type HubSpotSettings, hubspotSettings, writableTxTypes } from './settings.js';
import { HubSpotTarget } from './target.js';

export type { HubSpotSettings } from './settings.js';

/** HubSpot's CRM as a target: contacts, companies, products, and deals with line items and associations. */
export const hubspot: Connector<HubSpotSettings> = {
  name: 'hubspot',
  summary: 'HubSpot CRM: writes contacts, companies, products, and deals with their line items and associations',
  settings: hubspotSettings,
  reads: [],
  writes: writableTxTypes,
  open: openPortal,
};

function openPortal(settings: HubSpotSettings, context: ConnectorContext): Endpoint {
  const api = new HubSpotApi(settings, context);
  const catalogue = new Catalogue(api, context);
  return {
    target: new HubSpotTarget({ settings, context, api, catalogue }),
    check: async () => await checkPortal({ api, catalogue, settings }),
    [Symbol.asyncDispose]: async () => await api[Symbol.asyncDispose](),
  };
}
