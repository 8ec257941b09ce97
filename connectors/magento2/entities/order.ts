import type { RecordType } from './record-type.js';

/**
 * Sales orders, whole: items, billing address, payment and comments are in the record, the shipping address under
 * `extension_attributes.shipping_assignments`. Their identity is `entity_id`; `increment_id`, the number on the invoice,
 * is unique in one store only.
 */
export const order: RecordType = {
  txType: 'order',
  noun: 'order',
  path: '/orders',
  resource: 'Magento_Sales::actions_view',
  idField: 'entity_id',
  nameField: 'increment_id',
};
