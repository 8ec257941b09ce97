import { z } from 'zod';
import { awsSettings } from '../aws/settings.js';
import { bodyBucket } from '../s3/body-bucket.js';

const template = z.string().min(1);
const tableName = z
  .string()
  .regex(/^([\w.-]|\{txType\}){3,255}$/, 'must be the name of a table; {txType} stands for the tx type')
  .describe('The table; {txType} stands for the tx type');
const attribute = z.string().min(1).max(255);

const entities = z.strictObject({
  type: z.literal('entities'),
  partition: template.default('{txType}').describe('The partition key: {txType}, {srcId}, {data.field}, or a fixed text such as shop'),
  sort: template.default('{txType}#{srcId}').describe('The sort key, where the table has one'),
  item: z
    .enum(['nested', 'flat'])
    .default('nested')
    .describe('"nested": the record is the attribute data; "flat": its fields are attributes of the item, and others of the item stay'),
});

const datamart = z.strictObject({
  type: z.literal('datamart'),
  source: z.string().min(1).describe('The partition: whose records these are'),
  key: attribute.describe("The attribute, and field of the record, that holds the record's key"),
  keyIndex: z.string().min(3).optional().describe('The index by source and key; otherwise <key>-index'),
});

const target = z.strictObject({
  history: tableName.optional().describe('The table that former versions go to, in one transaction with the new one'),
  bulk: z
    .boolean()
    .default(false)
    .describe('25 items per request, without looking at what is there: neither stale nor unchanged is noticed'),
});

const common = {
  srcIdField: attribute.optional().describe('The attribute with the id; otherwise that of the layout'),
  updatedAtField: attribute.default('updated_at').describe('The attribute with the time of the last change'),
  createdAtField: attribute.default('created_at').describe('The attribute with the time of creation'),
  txTypeField: attribute.default('tx_type').describe('Where an item has this attribute, only those of the tx type are read'),
  ignoreOrigins: z
    .array(z.string().min(1))
    .default([])
    .describe('What was written with one of these origins and not changed since is not read: where changes go back to, such as [shop]'),
} as const;

const poll = z.strictObject({
  type: z.literal('poll'),
  ...common,
  index: z.string().min(3).default('updated_at-index').describe('The index by partition and updated_at'),
  partition: template.optional().describe('The partition of the index; otherwise {txType}, or the source of the datamart'),
  lagSeconds: z.int().min(0).max(3600).default(10).describe('How far an index may lag behind: nothing later than so long ago is read'),
  consistent: z.boolean().default(false).describe('Each item is read once more from the table itself'),
  timeOffsets: z
    .enum(['utc', 'mixed'])
    .default('utc')
    .describe('"mixed": times have different offsets, so that their order as texts is not that in time; a day is read for each page'),
});

const scan = z.strictObject({ type: z.literal('scan'), ...common });

const stream = z.strictObject({
  type: z.literal('stream'),
  ...common,
  startAt: z
    .enum(['oldest', 'latest'])
    .default('oldest')
    .describe('Where the very first task begins: with what the stream still has, or with what comes'),
  ttlDeletes: z.enum(['ignore', 'send']).default('ignore').describe('What DynamoDB deletes by itself, by time to live'),
});

/** The `settings` of an endpoint with the connector `dynamodb`. */
export const dynamodbSettings = z
  .strictObject({
    ...awsSettings,
    table: tableName,
    layout: z.discriminatedUnion('type', [entities, datamart]).prefault({ type: 'entities' }).describe('What items look like'),
    origin: z.string().min(1).default('datawald').describe('Written into each item: whose change it was'),
    exactNumbers: z.array(template).default([]).describe('Fields whose texts are kept as numbers of up to 38 digits, such as lines.price'),
    oversize: z
      .union([z.enum(['fail', 'compress']), z.strictObject({ s3: bodyBucket })])
      .default('fail')
      .describe('Of records that make an item of more than 400 KB: fail, compress them, or keep them in S3'),
    target: target.optional().describe('What is written'),
    source: z.discriminatedUnion('type', [poll, scan, stream]).optional().describe('What is read'),
  })
  .refine(({ source, target: written }) => source !== undefined || written !== undefined, 'needs source, target, or both')
  .refine(({ layout, target: written }) => written?.bulk !== true || (layout.type === 'entities' && written.history === undefined), {
    path: ['target', 'bulk'],
    error: 'writes without looking at what is there, so it can neither keep a history nor write a datamart',
  })
  .refine(({ layout, oversize }) => layout.type === 'datamart' || layout.item === 'nested' || oversize === 'fail', {
    path: ['oversize'],
    error: 'must be "fail" for flat items: other programs read their attributes',
  });

export type DynamodbSettings = z.output<typeof dynamodbSettings>;
export type EntitiesLayout = z.output<typeof entities>;
export type DatamartLayout = z.output<typeof datamart>;
export type TargetSettings = z.output<typeof target>;
export type SourceSettings = NonNullable<DynamodbSettings['source']>;
export type PollSettings = z.output<typeof poll>;
export type StreamSettings = z.output<typeof stream>;
