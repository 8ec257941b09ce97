import type { Notification } from '../../core/notification.js';

/** A way to reach people or their programs. Holds no state between calls. */
export interface Channel {
  /**
   * One attempt. Returns when the other side has taken the message; throws ConnectorError with what was answered. The same
   * message may come again, when the answer to a former attempt was lost: receivers recognise it by its id.
   */
  deliver(delivery: Delivery): Promise<void>;
}

export interface Delivery {
  readonly id: string;
  readonly body: Notification;
}

export interface ChannelContext {
  /** Its name in the config; named in every error. */
  readonly channelId: string;
  readonly now: () => Date;
}

/** What receivers get as `type`: `sync_task.fail`. */
export function typeOf({ body }: Delivery): string {
  return `sync_task.${body.event.toLowerCase()}`;
}

/** The message as JSON text, the same for every channel. */
export function textOf(delivery: Delivery): string {
  const { at, text, task } = delivery.body;
  return JSON.stringify({ id: delivery.id, type: typeOf(delivery), timestamp: at, text, data: task });
}
