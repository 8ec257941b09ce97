import type { ObjectType, PropertyInput } from './definitions.js';

/** The custom properties of a portal that is ready to take a shop's customers, products and orders. */
export const demoProperties: Readonly<Record<ObjectType, readonly PropertyInput[]>> = {
  contacts: [
    { name: 'dw_customer_id', label: 'Shop customer number', hasUniqueValue: true },
    { name: 'dw_customer_group', label: 'Shop customer group' },
    { name: 'dw_newsletter', label: 'Shop newsletter', type: 'bool' },
    {
      name: 'dw_interests',
      label: 'Interests',
      type: 'enumeration',
      fieldType: 'checkbox',
      options: [{ value: 'beverages' }, { value: 'condiments' }, { value: 'seafood' }, { value: 'produce' }],
    },
  ],
  companies: [{ name: 'dw_company_id', label: 'Shop company number', hasUniqueValue: true }],
  products: [
    { name: 'hs_sku', label: 'SKU', hasUniqueValue: true },
    { name: 'dw_product_id', label: 'Shop product number', hasUniqueValue: true },
    { name: 'dw_category', label: 'Shop category' },
  ],
  deals: [
    { name: 'dw_order_id', label: 'Shop order number', hasUniqueValue: true },
    { name: 'dw_order_status', label: 'Shop order status' },
    { name: 'dw_order_date', label: 'Shop order date', type: 'datetime' },
    { name: 'dw_payment_method', label: 'Payment method' },
    { name: 'dw_shipping_amount', label: 'Shipping', type: 'number' },
    { name: 'dw_tax_amount', label: 'Tax', type: 'number' },
    { name: 'shipping_country', label: 'Shipping country' },
    { name: 'shipping_city', label: 'Shipping city' },
  ],
  line_items: [],
};
