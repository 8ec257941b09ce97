import { z } from 'zod';
import { txTypes } from '../core/tx-type.js';
import type { LookupContents } from '../mapping/lookup.js';
import { unknownPolicy, validationSchema } from '../mapping/validation/document.js';
import { cronProblem, isZone } from './cron.js';
import { ingestSchema, pushSchema } from './ingest.js';
import { lookupName, lookupSchema } from './lookup-config.js';
import { type ChannelConfig, channelSchema, type SyncTaskNotification, syncTaskNotificationSchema } from './notifications.js';

/** Ids of endpoints and syncs: what people type, and parts of workflow ids. */
const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, - and _, at most 63, beginning with a letter or digit');

const json: z.ZodType<Record<string, unknown>> = z.record(z.string(), z.unknown());

/** `30s`, `5m`, `1h`, `2d`. */
const durationPattern = /^(\d+)(s|m|h|d)$/;
const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration of the config. */
export function durationMs(duration: string): number {
  const [, count = '0', unit = 's'] = durationPattern.exec(duration) ?? [];
  return Number(count) * unitMs[unit as keyof typeof unitMs];
}

const duration = z.string().regex(durationPattern, 'must be a number and a unit: 30s, 5m, 1h, 2d');

const limits = z
  .strictObject({
    concurrency: z.int().min(1).max(1000).describe('Requests at the same time, by all worker processes together.').optional(),
    requests: z
      .strictObject({ count: z.int().min(1), perSeconds: z.number().positive() })
      .describe('At most so many requests in any so many seconds, by all worker processes together.')
      .optional(),
    reserve: z.number().min(0).max(90).describe('Percent of every limit that is left to other users of the system. Default 0.').optional(),
  })
  .describe('How hard all workers together may press on this endpoint. Absent: what the connector knows of its system.');

export const endpointSchema = z.strictObject({
  connector: z.string().describe('The connector that speaks to this system, such as magento2 or hubspot.'),
  settings: json.describe("The connector's own settings; see its page. Secrets as ${env:NAME} or ${file:PATH}.").default({}),
  limits: limits.optional(),
});

const cronIsOne = z.superRefine<string>((expression, context) => {
  const problem = cronProblem(expression);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: `is no cron expression of five fields: ${problem}` });
});

export const scheduleSchema = z
  .strictObject({
    every: duration.describe('Interval between two runs.').optional(),
    cron: z.string().check(cronIsOne).describe('Cron expression of five fields; read in `timezone`.').optional(),
    timezone: z
      .string()
      .refine(isZone, 'is no IANA zone such as Europe/Berlin')
      .describe('IANA zone of `cron`, such as Europe/Berlin. Default UTC.')
      .optional(),
    jitter: duration.describe('Each run begins up to this much later, at random, so that not all begin at once.').default('0s'),
    catchUp: duration.describe('After an outage, a run that was missed is made up for when it is not older than this.').default('15m'),
    paused: z.boolean().describe('True: the schedule exists but starts nothing.').default(false),
  })
  .refine((schedule) => (schedule.every === undefined) !== (schedule.cron === undefined), 'needs either every or cron, not both')
  .refine((schedule) => schedule.timezone === undefined || schedule.cron !== undefined, {
    path: ['timezone'],
    message: 'goes with cron only',
  });

export const productMetadataSchema = z
  .strictObject({
    unknown: unknownPolicy
      .describe('Fields for which no row has a schema: are sent as they are, left out, or fail the product.')
      .default('keep'),
    zone: z.string().refine(isZone, 'is no IANA zone such as Europe/Berlin').describe('The zone of times that bear none.').optional(),
    numbers: z.enum(['float', 'decimal']).describe('decimal: every number of a record is a Decimal.').optional(),
    times: z.enum(['datetime', 'text']).describe('datetime: texts that look like times are times. Default datetime.').optional(),
  })
  .describe('Products are mapped and checked by the rows of product metadata in the store, in place of a mapping file.');

export const syncSchema = z
  .strictObject({
    source: id.describe('The endpoint to read from.'),
    target: id.describe('The endpoint to write to.'),
    txType: z.enum(txTypes).describe('The kind of entity.'),
    group: id.describe('Splits one flow into several lanes, for syncs that share source, target and tx type.').optional(),
    mapping: z
      .string()
      .describe('Name of a mapping of this file, or a file, relative to this one. Absent: records go through as they are.')
      .optional(),
    productMetadata: productMetadataSchema.optional(),
    validation: z
      .union([validationSchema, z.string()])
      .describe('What mapped records must be: a schema, or the file of one, relative to this file. Absent: anything.')
      .optional(),
    filter: json.describe("What to read, in the words of the source connector's page.").optional(),
    schedule: scheduleSchema.describe('When it runs by itself. Absent: only when started.').optional(),
    startAt: z.iso.datetime({ offset: true }).describe('The cut date of the very first task. Absent: everything.').optional(),
    overlapSeconds: z
      .int()
      .min(0)
      .max(86_400)
      .describe('How far behind the cut date each task begins, for rows that commit late.')
      .default(120),
    maxEntitiesInMessageBody: z.int().min(1).max(5000).describe('The most entities that one target activity writes.').default(200),
    windowHours: z
      .number()
      .positive()
      .max(8760)
      .describe(
        'Sources that read in the order of time are asked for so many hours at a time, twice as many after each empty stretch. Absent: for all at once.',
      )
      .optional(),
    chunksInFlight: z.int().min(1).max(64).describe('Target activities at the same time.').default(4),
    pageSize: z.int().min(1).max(5000).describe('Entities per source page.').default(200),
    pagesPerRead: z.int().min(1).max(100).describe('Pages that one source activity reads.').default(5),
    ordering: z
      .enum(['parallel', 'source', 'key'])
      .describe(
        'source: one entity after the other in the order of the source, none before those ahead of it have an outcome. key: the same among those that share a value of orderingKey.',
      )
      .default('parallel'),
    orderingKey: z.string().min(1).describe('With ordering key: where the value is in the mapped record, such as customer|id.').optional(),
    deletions: z
      .enum(['ignore', 'send'])
      .describe('What becomes of records that the source says were deleted: left in the target, or deleted there as well.')
      .default('ignore'),
    deletionsByAbsence: z
      .boolean()
      .describe('With deletions: send, and sources that are read as a whole each time: what such a reading does not find is deleted.')
      .default(false),
    maxDeletePercent: z
      .number()
      .min(0)
      .max(100)
      .describe('With deletionsByAbsence: if more than this would be deleted at once, nothing is, and the task waits for a person.')
      .default(5),
    push: pushSchema.optional(),
    whenBusy: z.enum(['skip', 'wait']).describe('What a second task of a busy lane does.').default('skip'),
    keepRaw: z
      .enum(['all', 'failed'])
      .describe('Which raw records are kept beside the mapped ones. failed: only of what cannot be read or mapped.')
      .default('all'),
    onFailure: z
      .enum(['park', 'strict'])
      .describe('park: the cut date moves past failed entities. strict: it waits for them.')
      .default('park'),
    deadlineHours: z.number().positive().max(8760).describe('After so long an open task closes as failed.').default(336),
    stuckAfterHours: z
      .number()
      .positive()
      .max(8760)
      .describe('After so long without a page read or an entity settled, the task says that it is stuck.')
      .default(1),
    retryBudgetHours: z.number().positive().max(8760).describe('How long passing failures are retried by themselves.').default(24),
  })
  .refine((sync) => (sync.ordering === 'key') === (sync.orderingKey !== undefined), {
    path: ['orderingKey'],
    message: 'goes with ordering: key, and ordering: key with it',
  })
  .refine((sync) => !sync.deletionsByAbsence || sync.deletions === 'send', {
    path: ['deletionsByAbsence'],
    message: 'goes with deletions: send',
  })
  .refine((sync) => !sync.deletionsByAbsence || (sync.push === undefined && sync.group === undefined), {
    path: ['deletionsByAbsence'],
    message: 'goes neither with push nor with group: what others bring over would seem to be gone',
  })
  .refine((sync) => sync.productMetadata === undefined || sync.txType === 'product', {
    path: ['productMetadata'],
    message: 'goes with txType: product only',
  })
  .refine((sync) => sync.productMetadata === undefined || sync.mapping === undefined, {
    path: ['productMetadata'],
    message: 'takes the place of mapping; one of them must go',
  });

export const storeSchema = z
  .union([
    z.strictObject({ kind: z.literal('embedded'), file: z.string().describe('Relative to this file.') }),
    z.strictObject({ kind: z.literal('postgres'), url: z.string().describe('Connection string; password as ${env:NAME}.') }),
    z.strictObject({
      kind: z.literal('dynamodb'),
      region: z.string().describe('Absent: as the AWS SDK finds it. Credentials are found by the SDK, too.').optional(),
      prefix: z
        .string()
        .regex(/^[A-Za-z0-9_.-]{0,100}$/, 'letters, digits, and _ . - alone')
        .describe('Before the names of the tables. Default: dw-')
        .optional(),
      endpoint: z.string().describe('In place of AWS: DynamoDB Local, or a stand-in.').optional(),
    }),
  ])
  .describe('Where staged entities, outcomes and cut dates are kept.');

export const retentionSchema = z
  .strictObject({
    payloads: duration.describe('Mapped and raw records of a task go so long after its end.').default('90d'),
    messages: duration.describe('Receipts of pushed messages go so long after the last of their entities had its outcome.').default('30d'),
    notifications: duration.describe('Notifications that were delivered or given up go after so long.').default('90d'),
    tasks: duration.describe('A task and its rows go so long after its end; the newest row of each entity stays.').default('365d'),
  })
  .refine((retention) => durationMs(retention.payloads) <= durationMs(retention.tasks), {
    path: ['payloads'],
    message: 'cannot be longer than tasks: records go at the latest with their task',
  })
  .describe('How long is kept what has ended. Failures are kept until they are resolved.');

export const temporalSchema = z.strictObject({
  address: z.string().describe('Host and port. Absent: the environment and profile of Temporal itself, then localhost:7233.').optional(),
  namespace: z.string().optional(),
});

export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  endpoints: z.record(id, endpointSchema).describe('The systems, by id.'),
  syncs: z.record(id, syncSchema).describe('The flows, by id.'),
  channels: z.record(id, channelSchema).describe('Ways to reach people and their programs, by name.').default({}),
  syncTaskNotification: syncTaskNotificationSchema.default({}),
  mappings: z
    .record(id, z.record(z.string(), z.unknown()))
    .describe('Mappings by name, each as a mapping file has it; syncs name them, or files.')
    .default({}),
  lookups: z.record(lookupName, lookupSchema).describe('Tables that mappings look values up in, by name.').default({}),
  ingest: ingestSchema.prefault({}),
  retention: retentionSchema.default({ payloads: '90d', messages: '30d', notifications: '90d', tasks: '365d' }),
  store: storeSchema.default({ kind: 'embedded', file: '.datawald/datawald.db' }),
  temporal: temporalSchema.default({}),
});

export type EndpointConfig = z.output<typeof endpointSchema>;
export type ScheduleConfig = z.output<typeof scheduleSchema>;
export type SyncConfig = z.output<typeof syncSchema>;
export type RetentionConfig = z.output<typeof retentionSchema>;
export type Config = z.output<typeof configSchema>;

/**
 * What `apply` stores and tasks pin: the config with its mappings inside, secrets still as references. Where the
 * store itself is and how Temporal is reached are not part of it.
 */
export interface ConfigDocument {
  readonly endpoints: Readonly<Record<string, EndpointConfig>>;
  readonly syncs: Readonly<Record<string, SyncConfig>>;
  /** The mapping documents as parsed from YAML or JSON, by the name or file name that syncs use. */
  readonly mappings: Readonly<Record<string, unknown>>;
  /** The lookup tables with their rows; absent where the config has none. */
  readonly lookups?: LookupContents;
  /** The validation documents that are files, by the file name that syncs use; absent where there are none. */
  readonly validations?: Readonly<Record<string, unknown>>;
  readonly retention: RetentionConfig;
  readonly channels: Readonly<Record<string, ChannelConfig>>;
  readonly syncTaskNotification: SyncTaskNotification;
}

/** What of a config is applied. */
export function documentOf(
  config: Config,
  mappings: ConfigDocument['mappings'],
  { lookups = {}, validations = {} }: Pick<ConfigDocument, 'lookups' | 'validations'> = {},
): ConfigDocument {
  const { endpoints, syncs, retention, channels, syncTaskNotification } = config;
  const [tables, schemas] = [
    { ...(Object.keys(lookups).length > 0 && { lookups }) },
    { ...(Object.keys(validations).length > 0 && { validations }) },
  ];
  return { endpoints, syncs, mappings, ...tables, ...schemas, retention, channels, syncTaskNotification };
}
