import { z } from 'zod';
import { awsSettings } from '../aws/settings.js';
import { bodyBucket } from '../s3/body-bucket.js';

const template = z.string().min(1);

/** SQS takes ten attributes; the connector may need four for itself. */
const mostAttributes = 6;

const envelope = z.strictObject({
  type: z.literal('envelope'),
  source: z.string().min(1).describe("The source's name at whoever reads the queue"),
  target: z.string().min(1).describe("The target's name there"),
  funct: z.string().min(1).default('retrieve_entities_from_source').describe('What is called there'),
});

/** The `settings` of an endpoint with the connector `sqs`. */
export const sqsSettings = z
  .strictObject({
    ...awsSettings,
    queue: z
      .string()
      .regex(/^(https?:\/\/\S+|[\w-]{1,75}(\.fifo)?)$/, 'must be the name or the URL of a queue')
      .describe('The queue that is written to: its name, or its URL'),
    queueOwner: z
      .string()
      .regex(/^\d{12}$/, 'must be the 12 digits of an AWS account')
      .optional()
      .describe('The account that the queue belongs to, where it is given by name and is not of this account'),
    groupId: template
      .optional()
      .describe('The message group: {txType}, {srcId}, {data.field}. FIFO queues need one: what has the same keeps its order'),
    body: z
      .discriminatedUnion('type', [z.strictObject({ type: z.literal('plain') }), envelope])
      .default({ type: 'plain' })
      .describe('"plain": the mapped record; "envelope": in "params", as DataWald\'s predecessor reads it'),
    attributes: z
      .record(z.string().regex(/^(?!AWS\.|Amazon\.)[\w.-]{1,256}$/i, 'must be the name of a message attribute'), template)
      .default({ txType: '{txType}', srcId: '{srcId}', updatedAt: '{updatedAt}' })
      .refine((attributes) => Object.keys(attributes).length <= mostAttributes, `must be at most ${mostAttributes}`)
      .describe('Message attributes by name, each a template; one that has no value is left out'),
    afterUnknown: z
      .enum(['stop', 'resend'])
      .default('stop')
      .describe('Of a message of which nobody knows whether it was taken: stop for a person, or send it again, which may double it'),
    forbiddenCharacters: z
      .enum(['fail', 'escape'])
      .default('fail')
      .describe('Of characters that a message may not hold, such as U+0000: fail the entity, or write them as JSON escapes'),
    maxMessageBytes: z
      .int()
      .min(1024)
      .max(1_048_576)
      .optional()
      .describe('What the queue takes; otherwise its own MaximumMessageSize, which needs the right to read its attributes'),
    largeBodies: bodyBucket
      .optional()
      .describe('Bodies that are too large go to S3, and the message points there; otherwise the entity fails'),
  })
  .refine(({ queue, groupId }) => !queue.endsWith('.fifo') || groupId !== undefined, {
    path: ['groupId'],
    error: 'is needed for a FIFO queue: {txType}-{srcId} keeps the order of what happens to one record',
  });

export type SqsSettings = z.output<typeof sqsSettings>;
