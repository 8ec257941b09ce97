import { Context } from '@temporalio/activity';
import { channelsFor } from '../config/notifications.js';
import { ConnectorError, DataWaldError } from '../core/errors.js';
import { toInstant } from '../core/instant.js';
import { notificationId, notificationOf } from '../core/notification.js';
import type { NewMessage } from '../stores/outbox.js';
import type { Store } from '../stores/store.js';
import type { ControlActivities, NoteTaskRequest } from './contract.js';
import type { ControlDependencies } from './control.js';
import { digest } from './digest.js';
import type { SyncRuntime } from './sync-runtime.js';

type Told = NonNullable<NoteTaskRequest['event']>;

/** What is written for an event of a task: a message for each channel that wants it. The same event gives the same messages. */
export async function messagesFor(
  taskId: string,
  { event, report }: Told,
  { store, runtime }: { readonly store: Store; readonly runtime: SyncRuntime },
): Promise<readonly NewMessage[]> {
  const task = await store.tasks.get(taskId);
  if (task === undefined) throw new DataWaldError('NotFound', `There is no task ${taskId} in the store.`);
  const { syncTaskNotification } = await runtime.document(task.configVersion);
  const { target, txType } = task.lane;
  const body = notificationOf(event, report);
  return channelsFor(syncTaskNotification, { target, txType, event: event.kind }).map((channel) => ({
    id: notificationId(event.at, digest(JSON.stringify([taskId, event.no, channel]))),
    channel,
    body,
  }));
}

/** Activities that deliver what is in the outbox. */
export function notificationActivities({
  store,
  runtime,
  now,
  redact,
}: ControlDependencies): Pick<ControlActivities, 'deliver' | 'giveUpDelivery'> {
  const at = () => toInstant(now());
  return {
    async deliver({ id, isAgain }) {
      const message = await store.outbox.get(id);
      // Deleted meanwhile by retention, or delivered by an attempt whose answer was lost.
      if (message === undefined || (message.state !== 'pending' && !isAgain)) return;
      const { attempt } = Context.current().info;
      try {
        const channel = await runtime.channel(message.channel);
        await channel.deliver({ id, body: message.body });
      } catch (error) {
        const reason = redact(error instanceof Error ? error.message : String(error));
        await store.outbox.note(id, { state: 'pending', attempt, error: reason, at: at() });
        const delay = error instanceof ConnectorError ? error.retryAfterMs : undefined;
        throw new ConnectorError('Transient', reason.replace(`[${message.channel}] `, ''), {
          endpoint: message.channel,
          ...(delay !== undefined && { retryAfterMs: delay }),
        });
      }
      await store.outbox.note(id, { state: 'delivered', attempt, at: at() });
    },

    async giveUpDelivery({ id, message }) {
      const known = await store.outbox.get(id);
      if (known?.state !== 'pending') return;
      await store.outbox.note(id, { state: 'undeliverable', attempt: known.attempts, error: redact(known.error ?? message), at: at() });
    },
  };
}
