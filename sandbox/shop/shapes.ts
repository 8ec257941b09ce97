import { z } from 'zod';
import { isMagentoTime } from './magento-time.js';

/**
 * What may be put into the shop: Magento's REST records, of which most fields may be left out. What is left out is
 * completed (`complete-order.ts`); what is given is kept as it is, unknown fields included.
 */

const time = z.string().refine(isMagentoTime, 'must be a UTC time such as "2026-01-31 09:30:00"');
const money = z.number();

const addressDraftSchema = z.looseObject({
  firstname: z.string().optional(),
  lastname: z.string().optional(),
  company: z.string().optional(),
  street: z.array(z.string()).optional(),
  city: z.string().optional(),
  /** Orders carry the region's name, customers an object. */
  region: z.union([z.string(), z.looseObject({ region: z.string().nullable() })]).nullish(),
  postcode: z.string().nullish(),
  country_id: z.string().length(2).optional(),
  telephone: z.string().nullish(),
});

const orderItemDraftSchema = z.looseObject({
  sku: z.string().min(1),
  name: z.string().optional(),
  product_id: z.int().optional(),
  parent_item_id: z.int().optional(),
  qty_ordered: z.number().positive(),
  price: money.optional(),
  discount_percent: z.number().optional(),
  discount_amount: money.optional(),
  tax_amount: money.optional(),
});

export const orderDraftSchema = z.looseObject({
  entity_id: z.int().positive().optional(),
  increment_id: z.string().optional(),
  store_id: z.int().optional(),
  created_at: time.optional(),
  updated_at: time.optional(),
  state: z.string().optional(),
  status: z.string().optional(),
  customer_id: z.int().nullish(),
  customer_email: z.string().nullish(),
  customer_firstname: z.string().nullish(),
  customer_lastname: z.string().nullish(),
  base_currency_code: z.string().optional(),
  order_currency_code: z.string().optional(),
  base_to_order_rate: z.number().positive().optional(),
  shipping_amount: money.optional(),
  shipping_description: z.string().nullish(),
  /** Short for `extension_attributes.shipping_assignments[0].shipping.method`. */
  shipping_method: z.string().optional(),
  /** Short for `extension_attributes.shipping_assignments[0].shipping.address`; absent: the billing address. */
  shipping_address: addressDraftSchema.optional(),
  billing_address: addressDraftSchema.optional(),
  items: z.array(orderItemDraftSchema).min(1),
  payment: z.looseObject({ method: z.string() }).optional(),
  status_histories: z.array(z.looseObject({ comment: z.string().nullish() })).optional(),
  extension_attributes: z.looseObject({}).optional(),
});

export const customerDraftSchema = z.looseObject({
  id: z.int().positive().optional(),
  email: z.string().min(1),
  firstname: z.string(),
  lastname: z.string(),
  created_at: time.optional(),
  updated_at: time.optional(),
  addresses: z.array(addressDraftSchema).optional(),
  custom_attributes: z.array(z.object({ attribute_code: z.string(), value: z.json() })).optional(),
});

export const productDraftSchema = z.looseObject({
  id: z.int().positive().optional(),
  sku: z.string().min(1),
  name: z.string().optional(),
  price: money.optional(),
  status: z.int().optional(),
  type_id: z.string().optional(),
  created_at: time.optional(),
  updated_at: time.optional(),
  custom_attributes: z.array(z.object({ attribute_code: z.string(), value: z.json() })).optional(),
});

export type AddressDraft = z.output<typeof addressDraftSchema>;
export type OrderItemDraft = z.output<typeof orderItemDraftSchema>;
export type OrderDraft = z.output<typeof orderDraftSchema>;
export type CustomerDraft = z.output<typeof customerDraftSchema>;
export type ProductDraft = z.output<typeof productDraftSchema>;

/** Records as the shop keeps and answers them: the drafts, completed. */
export type Order = OrderDraft & {
  readonly entity_id: number;
  readonly increment_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly state: string;
  readonly status: string;
  readonly grand_total: number;
};
export type Customer = CustomerDraft & { readonly id: number; readonly created_at: string; readonly updated_at: string };
export type Product = ProductDraft & { readonly id: number; readonly created_at: string; readonly updated_at: string };

/** What a shop may be opened with. */
export interface ShopSeed {
  readonly orders?: readonly OrderDraft[];
  readonly customers?: readonly CustomerDraft[];
  readonly products?: readonly ProductDraft[];
}
