import { z } from 'zod';
import { txTypes } from '../../core/tx-type.js';

const secret = (what: string) => z.string().min(1).describe(`${what}; give it as a reference such as \${env:NS_TOKEN}`);

const tokenAuth = z.strictObject({
  type: z.literal('token'),
  consumerKey: secret('Consumer key of the integration record'),
  consumerSecret: secret('Consumer secret of the integration record'),
  tokenId: secret('Token id of the access token'),
  tokenSecret: secret('Token secret of the access token'),
});

const oauth2Auth = z.strictObject({
  type: z.literal('oauth2'),
  clientId: secret('Client id of the integration record'),
  certificateId: z.string().min(1).describe('Id that NetSuite gave the certificate (OAuth 2.0 Client Credentials Setup)'),
  privateKey: secret('Private key of the certificate, PEM (PKCS#8)'),
  algorithm: z.enum(['PS256', 'ES256']).default('PS256').describe('PS256 for RSA keys, ES256 for EC keys on P-256'),
});

const transport = z.enum(['rest', 'soap']);

export const customKinds = ['string', 'long', 'double', 'boolean', 'date', 'select', 'multiSelect'] as const;
export type CustomKind = (typeof customKinds)[number];

const customFieldSettings = z.strictObject({
  kind: z.enum(customKinds).describe('Type of the field in NetSuite; free-form text, lists by select and multiSelect'),
  list: z
    .string()
    .min(1)
    .optional()
    .describe('Of selects: script id of the custom list or record type that values are looked up in by name'),
});
export type CustomFieldSettings = z.infer<typeof customFieldSettings>;

const lookup = z.strictObject({
  field: z.string().min(1).describe('Field by which an existing record is found that has no external id of ours'),
});

/** The `settings` of an endpoint with the connector `netsuite`. */
export const netsuiteSettings = z.strictObject({
  account: z
    .string()
    .regex(/^[A-Za-z0-9]+([_-][A-Za-z0-9]+)?$/, 'must be an account id such as 1234567 or 1234567_SB1')
    .describe('Account id, as Setup > Company > Company Information shows it'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !/^https?:\/\/[^/]*@/.test(url), 'must hold no user and no password')
    .optional()
    .describe('Where the account answers, from Company Information > Company URLs > SuiteTalk; by default made from the account id'),
  auth: z.discriminatedUnion('type', [tokenAuth, oauth2Auth]).describe('How requests are authorised; SOAP needs a token'),
  transport: z
    .strictObject({
      read: transport.default('rest').describe('rest: SuiteQL. soap: searches'),
      write: transport.default('rest').describe('rest: the record service. soap: lists of up to 100'),
      deletions: transport.default('soap').describe('soap: getDeleted. rest: the table deletedrecord of SuiteQL'),
    })
    .prefault({})
    .describe('Which of the two doors an operation goes through'),
  soapVersion: z
    .string()
    .regex(/^20\d\d_[12]$/, 'must be a version such as 2025_2')
    .default('2025_2')
    .describe('Version of the SOAP endpoint'),
  wsdl: z.string().min(1).optional().describe("Path or address of the account's WSDL; by default a small one of our own is used"),
  timeZone: z
    .string()
    .default('America/Los_Angeles')
    .describe('IANA name of the time zone of the user whose token it is: SuiteQL writes times in it'),
  recordTypes: z
    .partialRecord(z.enum(txTypes as [string, ...string[]]), z.string())
    .default({})
    .describe('By tx type: another record type than the usual one, such as product: nonInventoryResaleItem'),
  joins: z
    .partialRecord(
      z.enum(txTypes as [string, ...string[]]),
      z.array(z.strictObject({ as: z.string().min(1), txType: z.enum(txTypes as [string, ...string[]]) })),
    )
    .default({})
    .describe('By tx type: transactions that were made of what is read, such as order: [{ as: fulfilments, txType: itemfulfillment }]'),
  readNotes: z
    .array(z.enum(txTypes as [string, ...string[]]))
    .default([])
    .describe('Tx types of transactions that are read with their notes, by SuiteQL'),
  includeDeletions: z.boolean().default(false).describe('Also read what was deleted, as entities that are marked so'),
  pageSize: z.int().min(5).max(1000).default(1000).describe('Most rows asked for at once'),
  windowRows: z.int().min(5).max(20_000).default(3000).describe('SOAP: a window with more records is split before it is read'),
  writeBatch: z.int().min(1).max(100).default(50).describe('SOAP: records of one list call; NetSuite takes 100'),
  customFields: z
    .record(z.string().regex(/^cust\w+$/i), customFieldSettings)
    .default({})
    .describe('Custom fields by script id: read by SuiteQL, and written by their kind'),
  lookups: z
    .partialRecord(z.enum(txTypes as [string, ...string[]]), lookup)
    .default({})
    .describe('By tx type; the value must match exactly'),
  selectValues: z
    .record(z.string(), z.record(z.string(), z.string()))
    .default({})
    .describe('By field: internal ids by the names that the mapping gives, such as shipMethod: { Ground: "11" }; asked first'),
  updateStatuses: z
    .partialRecord(z.enum(txTypes as [string, ...string[]]), z.array(z.string()))
    .default({})
    .describe('By tx type: an existing record is only changed while its status is one of these'),
  preserve: z
    .partialRecord(z.enum(txTypes as [string, ...string[]]), z.array(z.string()))
    .default({})
    .describe('By tx type: fields that are set when a record is created, and left alone afterwards'),
  onUnknownItem: z
    .enum(['fail', 'skip'])
    .default('fail')
    .describe('A line whose item is not there: the entity fails, or the line is left out with a warning'),
  createCustomer: z.boolean().default(false).describe('Create the customer of an order where it is unknown, from entity.create'),
  depositFor: z.array(z.string()).default([]).describe('Payment methods, by name, for which a new sales order gets a customer deposit'),
  fileFolder: z.string().optional().describe('Internal id of the folder that files of entities go to'),
  replaceLines: z.boolean().default(true).describe('Lines that an entity does not list are taken away'),
  customRecords: z
    .partialRecord(
      z.enum(txTypes as [string, ...string[]]),
      z.strictObject({ scriptId: z.string().regex(/^customrecord\w+$/i), typeId: z.string().optional() }),
    )
    .default({})
    .describe('Tx types that are kept as custom records: script id, and internal id of the type for SOAP'),
  limits: z
    .strictObject({
      concurrency: z
        .int()
        .min(1)
        .default(5)
        .describe("Requests at a time, of the account's own limit (Integration Governance): 5 without SuiteCloud Plus"),
    })
    .prefault({}),
  timeoutMs: z.int().min(1000).default(120_000).describe('From sending a request to the last byte of its answer'),
});

export type NetSuiteSettings = z.output<typeof netsuiteSettings>;
