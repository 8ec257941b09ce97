import type { AccountSettings, CustomFieldDefinition } from '../records/definitions.js';

/** Custom fields of the demo account: one of each kind, and those that bring over orders, customers and items. */
const customFields: readonly CustomFieldDefinition[] = [
  { internalId: '101', scriptId: 'custbody_dw_order_id', label: 'Shop Order', kind: 'string', on: 'transaction' },
  { internalId: '102', scriptId: 'custbody_dw_items', label: 'Number Of Items', kind: 'long', on: 'transaction' },
  { internalId: '103', scriptId: 'custbody_dw_weight', label: 'Weight', kind: 'double', on: 'transaction' },
  { internalId: '104', scriptId: 'custbody_dw_is_gift', label: 'Gift', kind: 'boolean', on: 'transaction' },
  { internalId: '105', scriptId: 'custbody_dw_placed_at', label: 'Placed At', kind: 'date', on: 'transaction' },
  {
    internalId: '106',
    scriptId: 'custbody_dw_channel',
    label: 'Channel',
    kind: 'select',
    on: 'transaction',
    choices: 'customlist_dw_channel',
  },
  { internalId: '107', scriptId: 'custbody_dw_tags', label: 'Tags', kind: 'multiSelect', on: 'transaction', choices: 'customlist_dw_tag' },
  { internalId: '111', scriptId: 'custcol_dw_note', label: 'Line Note', kind: 'string', on: 'line' },
  { internalId: '121', scriptId: 'custentity_dw_customer_id', label: 'Shop Customer', kind: 'string', on: 'entity' },
  { internalId: '122', scriptId: 'custentity_dw_newsletter', label: 'Newsletter', kind: 'boolean', on: 'entity' },
  { internalId: '131', scriptId: 'custitem_dw_product_id', label: 'Shop Product', kind: 'string', on: 'item' },
  { internalId: '141', scriptId: 'custrecord_dw_region_code', label: 'Region Code', kind: 'string', on: 'customrecord_dw_region' },
];

/** The account that the demo works with. */
export function demoSettings(id: string): AccountSettings {
  return {
    id,
    isOneWorld: true,
    customFields,
    customRecordTypes: [{ internalId: '12', scriptId: 'customrecord_dw_region', name: 'Region' }],
    savedSearches: [
      {
        internalId: '57',
        scriptId: 'customsearch_dw_orders',
        name: 'Orders',
        subject: 'Transaction',
        criteria: [{ field: 'type', isCustom: false, kind: 'enum', operator: 'anyOf', values: ['_salesOrder'] }],
        columns: ['internalId', 'tranId', 'entity', 'lastModifiedDate'].map((field) => ({ group: 'basic', field })),
      },
    ],
    closedThrough: '1995-12-31',
  };
}
