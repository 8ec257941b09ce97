import { z } from 'zod';
import type { TxType } from '../../core/tx-type.js';

/** What the connector writes, and where it goes unless the settings say otherwise. */
export const writableTxTypes = ['customer', 'contact', 'company', 'product', 'order'] as const satisfies readonly TxType[];
export type WritableTxType = (typeof writableTxTypes)[number];

const onProblem = z.enum(['drop', 'fail']);

const objectSettings = z.strictObject({
  type: z.string().min(1).describe('HubSpot object type as it stands in paths: contacts, companies, deals, products, or a custom type'),
  idProperty: z
    .string()
    .min(1)
    .describe('Property that holds the key of the record. It needs hasUniqueValue in the portal; "email" is possible on contacts'),
});
export type ObjectSettings = z.infer<typeof objectSettings>;

const lineItemSettings = z.strictObject({
  policy: z
    .enum(['diff', 'replace', 'create-if-none'])
    .default('diff')
    .describe('diff: brought in line by hs_sku. replace: all are made anew. create-if-none: left alone where the deal has any'),
  productProperty: z
    .string()
    .min(1)
    .nullable()
    .default('hs_sku')
    .describe('Unique property of products in which the hs_sku of a line item is looked up; null: line items are not linked to products'),
  onUnknownProduct: z
    .enum(['standalone', 'skip', 'fail'])
    .default('standalone')
    .describe('A line item without a product: written on its own, left out (both with a warning), or the entity fails before any write'),
});

const associationType = z.strictObject({
  category: z.enum(['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED']).default('HUBSPOT_DEFINED'),
  typeId: z.int().positive(),
});
export type AssociationType = z.infer<typeof associationType>;

const associationSettings = z.strictObject({
  policy: z
    .enum(['add', 'replace'])
    .default('add')
    .describe('add: what is missing is added. replace: others to the same object type are taken away too'),
  types: z
    .record(z.string(), z.array(associationType).min(1))
    .default({})
    .describe('Association types by pair, such as "deals/companies": [{ typeId: 5 }]; the common pairs have defaults'),
});

const limitSettings = z.strictObject({
  burst: z
    .int()
    .positive()
    .default(100)
    .describe('Requests in any ten seconds, by all worker processes together: 100 on Free and Starter, 190 above'),
  concurrency: z.int().positive().default(4).describe('Requests at the same time, by all worker processes together'),
  searchPerSecond: z.int().min(1).max(5).default(4).describe('Searches per second; HubSpot allows 5 for the whole account'),
});

/** The `settings` of an endpoint with `connector: hubspot`. */
export const hubspotSettings = z.strictObject({
  token: z.string().min(1).describe('Access token of a service key or private app; a reference such as ${env:CRM_TOKEN}'),
  baseUrl: z
    .url()
    .transform((url) => url.replace(/\/+$/, ''))
    .default('https://api.hubapi.com')
    .describe('Where the API is'),
  apiVersion: z
    .string()
    .regex(/^(\d{4}-\d{2}|v3|v4)$/, 'Expected a dated version such as 2026-09, or v3 or v4')
    .default('2026-09')
    .describe('Dated version, or v3 / v4 for portals that know only those (v3 objects with v4 associations)'),
  objects: z
    .strictObject({
      customer: objectSettings.optional(),
      contact: objectSettings.optional(),
      company: objectSettings.optional(),
      product: objectSettings.optional(),
      order: objectSettings.optional(),
    })
    .default({})
    .describe('Object type and key property per tx type'),
  onUnknownProperty: onProblem
    .default('drop')
    .describe('A property that the portal does not have: left out with a warning, or the entity fails'),
  onReadOnlyProperty: onProblem.default('drop').describe('A property that only HubSpot sets: left out with a warning, or the entity fails'),
  onMissingAssociation: z
    .enum(['fail', 'warn'])
    .default('fail')
    .describe('A referenced record that is not there: the entity fails before any write, or goes through with a warning'),
  lineItems: lineItemSettings.prefault({}).describe('How the line items of deals are written'),
  associations: associationSettings.prefault({}).describe('How associations are written'),
  limits: limitSettings.prefault({}).describe('Used where the endpoint itself has no limits'),
  timeoutMs: z.int().positive().default(30_000).describe('From sending a request to the last byte of its answer'),
});
export type HubSpotSettings = z.infer<typeof hubspotSettings>;

const defaultObjects: Readonly<Record<WritableTxType, ObjectSettings>> = {
  customer: { type: 'contacts', idProperty: 'email' },
  contact: { type: 'contacts', idProperty: 'email' },
  company: { type: 'companies', idProperty: 'dw_company_id' },
  product: { type: 'products', idProperty: 'hs_sku' },
  order: { type: 'deals', idProperty: 'dw_order_id' },
};

/** Where entities of a tx type go; undefined for tx types that are not written. */
export function objectOf(settings: HubSpotSettings, txType: TxType): ObjectSettings | undefined {
  const writable = writableTxTypes.find((each) => each === txType);
  return writable === undefined ? undefined : (settings.objects[writable] ?? defaultObjects[writable]);
}
