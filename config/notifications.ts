import { z } from 'zod';
import { type NotificationEvent, notificationEvents } from '../core/notification.js';
import { type TxType, txTypes } from '../core/tx-type.js';

/** Any endpoint, any tx type. */
export const anyKey = '*';

const webhook = z.strictObject({
  kind: z.literal('webhook'),
  url: z.string().min(1).describe('Where the message is posted to.'),
  secret: z.string().min(1).describe('Signs every message (Standard Webhooks); whsec_… or any text. As ${env:NAME}.'),
});

const queue = z.strictObject({
  kind: z.literal('queue'),
  url: z.string().min(1).describe('The URL of an SQS queue, FIFO or not.'),
  region: z.string().describe('Absent: as the AWS SDK finds it. Credentials are found by the SDK, too.').optional(),
  endpoint: z.string().describe('In place of AWS: a stand-in.').optional(),
});

const command = z.strictObject({
  kind: z.literal('command'),
  command: z.array(z.string()).min(1).describe('Program and arguments; no shell in between. The message is its standard input.'),
  timeoutSeconds: z.int().min(1).max(60).describe('After so long the program is killed.').default(30),
});

export const channelSchema = z.discriminatedUnion('kind', [webhook, queue, command]).describe('Where notifications go.');

const notice = z.strictObject({
  channels: z.array(z.string()).min(1).describe('Names of channels.'),
  on: z
    .array(z.enum(notificationEvents))
    .min(1)
    .describe('Of what. Absent: everything but Completed.')
    .default(notificationEvents.filter((event) => event !== 'Completed')),
});

export const syncTaskNotificationSchema = z
  .record(z.string(), z.partialRecord(z.enum([...txTypes, anyKey]), notice))
  .describe('Who is told of tasks: by target endpoint, then by tx type; * stands for any. All that match are told, each channel once.');

export type ChannelConfig = z.output<typeof channelSchema>;
export type NoticeConfig = z.output<typeof notice>;
export type SyncTaskNotification = z.output<typeof syncTaskNotificationSchema>;

export interface NotifiedTask {
  readonly target: string;
  readonly txType: TxType;
  readonly event: NotificationEvent;
}

/** The names of the channels that are told of an event of a task, each once. */
export function channelsFor(rules: SyncTaskNotification, { target, txType, event }: NotifiedTask): readonly string[] {
  const matching = [rules[target], rules[anyKey]].flatMap((byType) => [byType?.[txType], byType?.[anyKey]]);
  return [...new Set(matching.flatMap((rule) => (rule?.on.includes(event) === true ? rule.channels : [])))];
}
