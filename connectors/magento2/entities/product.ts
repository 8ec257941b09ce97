import type { RecordType } from './record-type.js';

/** Products of all types and stores. The record says `id`, the search `entity_id`; a SKU may be renamed, an id never. */
export const product: RecordType = {
  txType: 'product',
  noun: 'product',
  path: '/products',
  resource: 'Magento_Catalog::products',
  idField: 'id',
  nameField: 'sku',
};
