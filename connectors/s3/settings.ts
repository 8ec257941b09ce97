import { z } from 'zod';
import { awsSettings } from '../aws/settings.js';
import { timeSettings } from '../files/row-time.js';
import { readingSettings } from '../files/settings.js';

const bucket = z
  .string()
  .regex(/^(arn:[^\s]+|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$/, 'must be the name of a bucket, or the ARN of an access point')
  .describe('The bucket');

const prefix = (what: string) =>
  z
    .string()
    .regex(/^([^/].*)?$/, 'must not begin with a slash')
    .describe(what);
const ownPrefix = (fallback: string, what: string) =>
  z
    .string()
    .regex(/^[^/].*\/$/, 'must be a folder such as archive/')
    .default(fallback)
    .describe(what);

const column = z.string().min(1);

const claims = z.strictObject({
  owner: z
    .string()
    .min(1)
    .default('datawald')
    .describe('Whose claims these are: the same in all workers of one engine, another in every other engine that reads this inbox'),
  expiresAfterMinutes: z.int().min(5).default(1440).describe('After which silence a claim means nothing any more'),
});

/** What is read, and what becomes of it. */
export const sourceSettings = z.strictObject({
  bucket,
  prefix: prefix('The inbox: where keys begin; {txType} stands for the tx type').default('{txType}/'),
  suffix: z.string().default('').describe('How keys end, such as .csv; others are left alone'),
  layout: z
    .enum(['prefix', 'tags'])
    .default('prefix')
    .describe('"tags": keys such as shop/import/tx_type:order/a.csv, whose tx_type says what is in them'),
  ...readingSettings,
  srcMetadata: z
    .strictObject({
      id: column.optional().describe('The column that holds the id; otherwise a row is known by its place: bucket/key#row@version'),
      createdAt: column.optional(),
      updatedAt: column.optional().describe('The column that holds the time of the last change; otherwise LastModified of the object'),
      ...timeSettings,
    })
    .prefault({})
    .describe('Where id and times of a row stand'),
  fileField: column.default('_file').describe('The field that tells a mapping where the row comes from; no column may have this name'),
  finished: z
    .enum(['archive', 'tag', 'leave'])
    .default('archive')
    .describe('What becomes of a file whose rows all have an outcome: moved into the archive; tagged; or read again each time'),
  archivePrefix: ownPrefix('archive/', 'Where finished files are moved to'),
  errorPrefix: ownPrefix('error/', 'Where files are moved to that cannot be read'),
  claimsPrefix: ownPrefix('claims/', 'Where claims lie'),
  claims: z
    .union([z.literal(false), claims])
    .prefault({})
    .describe('Keeps two engines from reading one file; false: there is but one'),
});

/** What is written, and how. */
export const targetSettings = z.strictObject({
  bucket,
  key: z
    .string()
    .regex(/^(?!\/)[^{}]*(\{[^{}]+\}[^{}]*)+$/, 'must be a template such as {txType}/{srcId}.json')
    .refine((key) => /\{srcId\}|\{data\.[^{}]+\}/.test(key), 'must hold {srcId}, or fields of the record such as {data.number}')
    .default('{txType}/{srcId}.{format}')
    .describe('The key of an entity: {txType}, {srcId}, {format}, {date} of its last change, {data.field} of the mapped record'),
  format: z.enum(['json', 'ndjson', 'csv', 'xml', 'xlsx']).default('json').describe('What is written: one file per entity'),
  delimiter: z.string().min(1).max(1).default(',').describe('csv: between cells'),
  xmlRoot: z
    .string()
    .regex(/^[A-Za-z_][\w.-]*$/, 'must be a name of XML')
    .default('record')
    .describe('xml: the name of the root element'),
  existing: z
    .enum(['replace', 'ignore', 'fail'])
    .default('replace')
    .describe('Where the key is taken by other content: replaced; or never touched, and the entity ignored, or failed'),
  encryption: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('s3') }),
      z.strictObject({ type: z.literal('kms'), keyId: z.string().min(1).optional(), bucketKey: z.boolean().default(true) }),
    ])
    .optional()
    .describe("Otherwise the bucket's own default"),
  manifestPrefix: z
    .string()
    .regex(/^[^/].*\/$/, 'must be a folder such as manifests/')
    .optional()
    .describe('Where, after each batch, a list of the objects that it wrote is put'),
});

/** The `settings` of an endpoint with the connector `s3`. */
export const s3Settings = z
  .strictObject({
    ...awsSettings,
    forcePathStyle: z.boolean().default(false).describe('Buckets in the path instead of the host name, as most compatible stores want'),
    source: sourceSettings.optional().describe('What is read'),
    target: targetSettings.optional().describe('What is written'),
  })
  .refine(({ source, target }) => source !== undefined || target !== undefined, 'needs source, target, or both');

export type S3Settings = z.output<typeof s3Settings>;
export type S3SourceSettings = z.output<typeof sourceSettings>;
export type S3TargetSettings = z.output<typeof targetSettings>;
