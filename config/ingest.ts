import { z } from 'zod';

const recordPath = z.string().min(1);

export const pushSchema = z
  .strictObject({
    srcId: recordPath.describe('Where the id of a pushed record is in it, such as order_id or order|id.').default('id'),
    updatedAt: recordPath
      .describe('Where its date of change is; a time with its zone, or epoch seconds or milliseconds. Absent: when it was sent.')
      .optional(),
    createdAt: recordPath.describe('Where its date of creation is.').optional(),
  })
  .describe('Other services may push records of this sync: by a queue, or by the client. Absent: they are refused.');

const queueName = z.string().regex(/^(https?:\/\/\S+|[\w-]{1,75}(\.fifo)?)$/, 'must be the name or the URL of a queue');

export const queueSchema = z.strictObject({
  queue: queueName.describe('Its name, or its URL.').default('datawald_input_queue.fifo'),
  aws: z
    .record(z.string(), z.unknown())
    .describe('Region, endpoint, credentials and time-outs, as endpoints on AWS have them. Absent: as the AWS SDK finds them.')
    .default({}),
  sync: z.string().describe('The sync of messages that name none. Absent: such messages are dead letters.').optional(),
  deadLetterQueue: queueName
    .describe(
      "Where messages go that cannot be understood, with the reason. Absent: the dead-letter queue of the queue's own redrive policy.",
    )
    .optional(),
  consumers: z.int().min(1).max(50).describe('So many receive at the same time, ten messages each.').default(4),
  visibilityTimeoutSeconds: z
    .int()
    .min(10)
    .max(43_200)
    .describe('So long a message stays with its receiver; renewed at half of it while it is worked on.')
    .default(60),
  waitSeconds: z.int().min(0).max(20).describe('So long one request waits for messages.').default(20),
});

export const ingestSchema = z
  .strictObject({
    queues: z
      .record(z.string(), queueSchema)
      .describe('Queues of SQS that the bridge empties, by a name of your own.')
      .default({ input: queueSchema.parse({}) }),
  })
  .describe('The doors for what other services push.');

export type PushConfig = z.output<typeof pushSchema>;
export type QueueConfig = z.output<typeof queueSchema>;
