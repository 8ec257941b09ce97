import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ConnectorError } from '../../core/errors.js';
import { type Channel, type ChannelContext, textOf, typeOf } from './channel.js';

export interface QueueSettings {
  readonly kind: 'queue';
  readonly url: string;
  readonly region?: string | undefined;
  /** In place of AWS. */
  readonly endpoint?: string | undefined;
}

/**
 * Sends the message to an SQS queue in the envelope in which SNS would bring it, so that what reads such envelopes reads
 * these. In a FIFO queue the messages of one task keep their order, and a repetition within five minutes is dropped by SQS.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function queueChannel({ url, region, endpoint }: QueueSettings, { channelId }: ChannelContext): Channel {
  const client = new SQSClient({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    useQueueUrlAsEndpoint: endpoint === undefined,
    maxAttempts: 1,
  });
  return {
    async deliver(delivery) {
      const { at, task, event } = delivery.body;
      const envelope = {
        Type: 'Notification',
        MessageId: delivery.id,
        Subject: `${event}: ${task.taskId}`,
        Message: textOf(delivery),
        Timestamp: at,
        MessageAttributes: { type: { Type: 'String', Value: typeOf(delivery) } },
      };
      const fifo = { MessageGroupId: `${task.lane?.txType ?? 'task'}-${task.taskId}`, MessageDeduplicationId: delivery.id };
      const command = new SendMessageCommand({
        QueueUrl: url,
        MessageBody: JSON.stringify(envelope),
        ...(url.endsWith('.fifo') && fifo),
      });
      await client.send(command).catch((cause: unknown) => {
        const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
        throw new ConnectorError('Transient', `SQS did not take the message (${reason}). Look at channels.${channelId}.`, {
          endpoint: channelId,
          cause,
        });
      });
    },
  };
}
