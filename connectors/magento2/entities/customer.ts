import type { RecordType } from './record-type.js';

/** Customers with their addresses. The record says `id`, the search `entity_id`. E-mails are unique per website only. */
export const customer: RecordType = {
  txType: 'customer',
  noun: 'customer',
  path: '/customers/search',
  resource: 'Magento_Customer::customer',
  idField: 'id',
  nameField: 'email',
};
